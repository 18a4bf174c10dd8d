"""The room as one person sees it now, with the number of each topic's newest event, read as of one moment."""

from typing import Any

from alongside.conversations import queries as conversations
from alongside.conversations.models import Conversation
from alongside.core import clock
from alongside.groups.models import Place, PlaceKind
from alongside.live import outbox
from alongside.people.models import Person
from alongside.people.queries import Card, person_card
from alongside.rooms import circles, payloads
from alongside.rooms.access import Standing
from alongside.rooms.actions import seating
from alongside.rooms.actions.first_days import first_session
from alongside.rooms.actions.moving import your_seats
from alongside.rooms.actions.plans import plan_json
from alongside.rooms.media import ice
from alongside.rooms.models import (
    Attendee,
    AttendeeState,
    Broadcast,
    HelpCall,
    Room,
    Round,
    SmallRoom,
)
from alongside.rooms.payloads import Json, iso
from alongside.rooms.queries import message_counts
from alongside.rooms.topics import media_topic, person_topic, room_topic, small_topic, staff_topic


def state(found: Standing, me: Attendee) -> Json:
    """All that `me` may know of the room, to be continued with the events after `heads`. At most 25 queries.

    Someone who isn't in knows only of themselves and of the session.
    """
    with outbox.snapshot():
        room = Room.objects.select_related(
            "meeting__group", "meeting__circle", "meeting__program", "conversation", "sharer"
        ).get(pk=me.room_id)
        me = Attendee.objects.select_related("person", "room").get(pk=me.pk)
        me.is_staff = me.is_staff and found.leads  # their part remembers what they were when they last came in
        inside = me.state == AttendeeState.IN and room.ended_at is None
        everyone = list(room.attendees.select_related("person").order_by("came_at", "pk")) if inside else []
        round_ = seating.running_round(room) if inside or me.is_staff else None
        small = _small_room(room, me) if inside else None
        topics = _topics(found, room, me, small, inside=inside)
        answer: Json = {
            "now": iso(clock.now()),
            "heads": outbox.heads(topics),
            "topics": topics,
            "me": _me(room, me, round_, is_staff=me.is_staff and found.is_staff),
            "room": _room(room, round_ if inside else None, everyone),
            "chat": _chat(room.conversation, me.person) if inside else None,
            "small": _small(small, me, everyone) if small is not None else None,
            "ice": _ice(me.person),
        }
        if inside and not me.is_staff and (first := first_session(me.person, room.meeting)) and first.beside:
            answer["me"]["beside"] = first.beside.public_id
        if me.is_staff and room.ended_at is None:
            answer["staff"] = _staff(room, round_)
        return answer


def _topics(found: Standing, room: Room, me: Attendee, small: SmallRoom | None, *, inside: bool) -> list[str]:
    topics = [person_topic(me.person)]
    if found.leads and room.ended_at is None:
        topics.append(staff_topic(room.meeting))
    if inside:
        topics += [
            room_topic(room.meeting),
            media_topic(me.media_key),
            f"conversation:{room.conversation.public_id}",
        ]
        if small is not None:
            topics.append(small_topic(small.public_id))
            if small.conversation is not None:
                topics.append(f"conversation:{small.conversation.public_id}")
    return topics


def _me(room: Room, me: Attendee, round_: Round | None, *, is_staff: bool) -> Json:
    return {
        "id": me.person.public_id,
        "way": me.way,
        "hand": iso(me.hand_at),
        "state": me.state,
        "lapsed": me.lapsed,
        "isStaff": is_staff,
        "isHost": me.is_staff,
        "mayShare": me.may_share or me.is_staff,
        "mediaKey": me.media_key,
        "overheard": me.overheard,
        "hidesSelfView": me.person.hides_self_view,
        "seat": your_seats(room).get(me.person.public_id) if round_ is not None and not me.is_staff else None,
    }


def _room(room: Room, round_: Round | None, everyone: list[Attendee]) -> Json:
    rooms = round_.small_rooms.count() if round_ is not None and round_.running else 0
    broadcasts = Broadcast.objects.filter(round__room=room).select_related("by").order_by("at", "pk")
    return {
        "meeting": payloads.session(room.meeting),
        "locked": room.locked,
        "ended": room.ended_at is not None,
        "sharer": room.sharer.public_id if room.sharer else None,
        "staffed": room.unstaffed_since is None and room.ended_at is None,
        "closesAt": iso(circles.closes_at(room)),
        "people": [payloads.person_in(each) for each in everyone if each.state == AttendeeState.IN],
        "round": payloads.round_(round_, rooms),
        "broadcasts": [payloads.broadcast(each) for each in broadcasts] if everyone else [],
    }


def _chat(conversation: Conversation, viewer: Person) -> dict[str, Any]:
    return dict(conversations.state(conversation, viewer))


def _small_room(room: Room, me: Attendee) -> SmallRoom | None:
    if me.media_key == room.public_id:
        return None
    return (
        SmallRoom.objects.select_related("conversation", "round")
        .filter(public_id=me.media_key, round__room=room)
        .first()
    )


def _small(small: SmallRoom, me: Attendee, everyone: list[Attendee]) -> Json:
    inside = [each for each in everyone if each.state == AttendeeState.IN and each.media_key == small.public_id]
    notices = (
        small.seats.filter(moves_at__isnull=False, state__in=seating.OCCUPIED)
        .select_related("person", "moves_to")
        .order_by("moves_at", "pk")
    )
    return {
        "id": small.public_id,
        "number": small.number,
        "people": [each.person.public_id for each in sorted(inside, key=lambda each: each.pk)],
        "chat": _chat(small.conversation, me.person) if small.conversation else None,
        "notices": [
            {
                "person": seat.person.public_id,
                "to": seat.moves_to.number if seat.moves_to else None,
                "at": iso(seat.moves_at),
            }
            for seat in notices
        ],
        "call": _call_seen_by(small, me.person),
    }


def _call_seen_by(small: SmallRoom, viewer: Person) -> payloads.SmallCall | None:
    """The newest call that was answered, or the viewer's own: who asked is nobody else's business in the room."""
    calls = HelpCall.objects.filter(small_room=small).select_related("answered_by").order_by("at", "pk")
    seen = [call for call in calls if call.answered_at is not None or call.by_id == viewer.pk]
    return payloads.small_call(seen[-1]) if seen else None


def _ice(person: Person) -> Json:
    config = ice.ice_servers(person.public_id, now=clock.now())
    return {
        "iceServers": [server.as_json() for server in config.servers],
        "relayOnly": config.relay_only,
        "expiresAt": config.expires_at,
    }


def _staff(room: Room, round_: Round | None) -> Json:
    attendees = list(room.attendees.select_related("person").order_by("came_at", "pk"))
    measured = not circles.is_circle(room.meeting)
    messages = message_counts(room) if measured else {}
    here = {each.person_id for each in attendees if each.state == AttendeeState.IN}
    expected = (
        Place.objects.filter(meeting=room.meeting)
        .exclude(person__in=here)
        .filter(excused_at=None)
        .select_related("person")
        .order_by("person__display_name", "pk")
    )
    return {
        "waiting": [payloads.nearly(each) for each in attendees if each.state == AttendeeState.WAITING],
        "talk": {
            each.person.public_id: {"ms": each.talk_ms, "messages": messages.get(each.person_id, 0)}
            for each in attendees
            if measured and (each.talk_ms or each.person_id in messages)
        },
        "plan": plan_json(room, round_),
        "calls": [payloads.call(each) for each in _calls(room)],
        "pagings": [payloads.paging(each) for each in room.pagings.select_related("person").order_by("at", "pk")],
        "expected": [_expected(place) for place in expected],
    }


def _expected(place: Place) -> Card:
    card = person_card(place.person)
    card["isStaff"] = place.kind in circles.LEADING
    if place.kind == PlaceKind.HOST:
        card["role"] = "host"
    return card


def _calls(room: Room) -> list[HelpCall]:
    return list(
        HelpCall.objects.filter(small_room__round__room=room)
        .select_related("small_room", "by", "answered_by")
        .order_by("at", "pk")
    )
