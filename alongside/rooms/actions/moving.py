"""Moving people: the one place that changes where someone should be, and tells everyone who may know.

Used inside actions. `media_key` is the desired state: a move ends the old lease and the old rights in order, names the
new place on the person's own topic, and leaves the rest to the browser, which may do it twice without harm.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from alongside.conversations.actions import add_participant, close_conversation, end_participation
from alongside.core.actions import Actor
from alongside.live import outbox
from alongside.people.models import Person
from alongside.rooms import circles, payloads
from alongside.rooms.models import (
    RUNNING,
    SEATED_PHASES,
    Attendee,
    AttendeeState,
    Interval,
    Paging,
    Room,
    Seat,
    SeatState,
    SmallRoom,
)
from alongside.rooms.topics import media_topic, person_topic, room_topic, small_topic, staff_topic


def lock(room: Room | int) -> Room:
    """The room's row, locked: whatever changes a room waits for its turn. With meeting and conversation loaded."""
    pk = room if isinstance(room, int) else room.pk
    return (
        Room.objects.select_for_update(of=("self",))
        .select_related("meeting__group", "meeting__circle", "meeting__program", "conversation", "sharer")
        .get(pk=pk)
    )


def your_seats(room: Room) -> dict[str, payloads.Json]:
    """By public id, the seat of each in the round that opens or is open: its small room, and who else sits there.

    Known to each alone. One query. People who stepped out keep theirs in mind; people who left have none.
    """
    rows = (
        Seat.objects.filter(round__room=room, round__phase__in=RUNNING)
        .exclude(state=SeatState.GONE)
        .order_by("id")
        .values_list("round__public_id", "small_room__number", "person__public_id", "state")
    )
    inside: dict[int, list[str]] = {}
    for _, number, person, state in rows:
        if state != SeatState.MAIN:
            inside.setdefault(number, []).append(person)
    return {
        person: {"round": round_, "number": number, "people": inside.get(number, [])}
        for round_, number, person, _ in rows
    }


def close_or_open(room: Room, locked: bool) -> None:
    """While the door is closed, whoever comes is nearly in until someone lets them in. For a locked row."""
    if room.locked != locked:
        room.locked = locked
        room.save(update_fields=["locked"])
        outbox.publish(room_topic(room.meeting), "rooms.locked", {"locked": locked})


class Mover:
    """Moves in one room, in one action, at one moment."""

    def __init__(self, room: Room, now: datetime, by: Actor) -> None:
        self.room = room
        self.now = now
        self.by = by
        self._touched: dict[int, SmallRoom] = {}
        self._smalls: dict[str, SmallRoom] | None = None
        self._told: list[tuple[Attendee, SmallRoom | None, str]] = []
        self._staff_changed = False
        self._seats = your_seats(room)

    def small_of(self, media_key: str) -> SmallRoom | None:
        """The small room of that key, or None for the main room."""
        if not media_key or media_key == self.room.public_id:
            return None
        if self._smalls is None:
            rows = SmallRoom.objects.filter(round__room=self.room, round__phase__in=SEATED_PHASES).select_related(
                "conversation", "round"
            )
            self._smalls = {row.public_id: row for row in rows}
        if media_key not in self._smalls:
            row = SmallRoom.objects.select_related("conversation", "round").filter(public_id=media_key).first()
            if row is None:
                return None
            self._smalls[media_key] = row
        return self._smalls[media_key]

    def place(self, attendee: Attendee, small: SmallRoom | None, why: str) -> None:
        """They should be in that small room, or in the main room. Harmless where they already should."""
        key = small.public_id if small else self.room.public_id
        if attendee.state == AttendeeState.IN and attendee.media_key == key:
            return
        self._leave_media(attendee)
        attendee.media_key = key
        attendee.away_since = attendee.away_since or self.now  # until their browser has arrived there
        attendee.save(update_fields=["media_key", "away_since"])
        if small is not None:
            self._touch(small)
            if small.conversation is not None:
                add_participant(small.conversation, attendee.person, by=self.by)
        self._told.append((attendee, small, why))

    def bring_in(self, attendee: Attendee, small: SmallRoom | None, why: str) -> None:
        """They come in. Publishes that they entered; flushing tells them where to."""
        attendee.state = AttendeeState.IN
        attendee.lapsed = attendee.must_be_let_in = False
        attendee.hand_at = None
        attendee.media_key, attendee.away_since = "", None
        attendee.came_at = self.now
        attendee.save()
        add_participant(self.room.conversation, attendee.person, by=self.by)
        outbox.publish(self._room_topic, "rooms.entered", {"person": payloads.person_in(attendee)})
        if attendee.is_staff:
            self._staff_changed = True
            self._answer_pagings(attendee.person)
        self.place(attendee, small, why)

    def take_out(self, attendee: Attendee, state: AttendeeState, *, lapsed: bool = False) -> None:
        """They are no longer in, or no longer nearly in."""
        was = AttendeeState(attendee.state)
        if was == AttendeeState.WAITING:
            outbox.publish(staff_topic(self.room.meeting), "rooms.not_waiting", {"person": attendee.person.public_id})
        if was == AttendeeState.IN:
            self._leave_media(attendee)
        attendee.state = state
        attendee.media_key = ""
        attendee.away_since = None
        attendee.hand_at = None
        attendee.lapsed = lapsed
        attendee.must_be_let_in |= state == AttendeeState.REMOVED
        attendee.save()
        if was != AttendeeState.IN:
            return
        self._stop_sharing(attendee)
        outbox.publish(self._room_topic, "rooms.left", {"person": attendee.person.public_id})
        outbox.revoke(self._room_topic, attendee.person.public_id)
        end_participation(self.room.conversation, attendee.person, by=self.by)
        if attendee.is_staff:
            self._staff_changed = True

    def close_small(self, small: SmallRoom) -> None:
        """Nobody will be in it any more: its audiences end, and nothing more is said there."""
        if small.conversation is not None:
            close_conversation(small.conversation, by=self.by)
        outbox.end(small_topic(small.public_id))
        outbox.end(media_topic(small.public_id))
        self._touched.pop(small.pk, None)

    def flush(self) -> None:
        """Tell each who was moved where to go and with whom, each small room who is in it, and whether staff are in."""
        people = self._people_by_key()
        for attendee, small, why in self._told:
            if attendee.state != AttendeeState.IN:
                continue
            where = payloads.small_place(small, people.get(small.public_id, [])) if small is not None else None
            outbox.publish(
                person_topic(attendee.person),
                "rooms.placed",
                payloads.placed(self.room, attendee.media_key, where, why),
            )
        for small in self._touched.values():
            outbox.publish(
                small_topic(small.public_id),
                "rooms.small_people",
                {"people": people.get(small.public_id, [])},
            )
        self._told.clear()
        self._touched.clear()
        self._say_your_seats()
        if self._staff_changed:
            self.say_whether_staffed()

    def say_whether_staffed(self) -> None:
        """Keep `unstaffed_since` true to who is in, and tell everyone when it changes."""
        self._staff_changed = False
        staffed = self.room.attendees.filter(state=AttendeeState.IN, is_staff=True).exists()
        if staffed == (self.room.unstaffed_since is None):
            return
        self.room.unstaffed_since = None if staffed else self.now
        self.room.save(update_fields=["unstaffed_since"])
        closes_at = payloads.iso(circles.closes_at(self.room))
        outbox.publish(self._room_topic, "rooms.staffed", {"staffed": staffed, "closesAt": closes_at})

    def staff_changed(self) -> None:
        """Someone who is in leads from now on, or no longer does."""
        self._staff_changed = True

    def _say_your_seats(self) -> None:
        """Tell each whose seat changed, or whose neighbours did, privately."""
        before, self._seats = self._seats, your_seats(self.room)
        for person in sorted(before.keys() | self._seats.keys()):
            seat = self._seats.get(person)
            if seat != before.get(person):
                outbox.publish(
                    f"person:{person}",
                    "rooms.your_seat",
                    {"meeting": self.room.meeting.public_id, "seat": seat},
                )

    @property
    def _room_topic(self) -> str:
        return room_topic(self.room.meeting)

    def _people_by_key(self) -> dict[str, list[str]]:
        if not self._told and not self._touched:
            return {}
        found: dict[str, list[str]] = {}
        rows = self.room.attendees.filter(state=AttendeeState.IN).order_by("id")
        for key, person in rows.values_list("media_key", "person__public_id"):
            found.setdefault(key, []).append(person)
        return found

    def _touch(self, small: SmallRoom) -> None:
        self._touched[small.pk] = small

    def _leave_media(self, attendee: Attendee) -> None:
        """End the lease and the rights of where they were until now."""
        key = attendee.media_key
        if not key:
            return
        person = attendee.person
        Interval.objects.filter(room=self.room, person=person, media_key=key, left_at=None).update(
            left_at=self.now, renewed_at=self.now
        )
        small = self.small_of(key)
        if small is not None:
            outbox.revoke(small_topic(key), person.public_id)
            if small.conversation is not None:
                end_participation(small.conversation, person, by=self.by)
            self._touch(small)
        outbox.revoke(media_topic(key), person.public_id)

    def _stop_sharing(self, attendee: Attendee) -> None:
        if self.room.sharer_id == attendee.person_id:
            self.room.sharer = None
            self.room.save(update_fields=["sharer"])
            outbox.publish(self._room_topic, "rooms.sharer", {"person": None})

    def _answer_pagings(self, person: Person) -> None:
        rows = Paging.objects.filter(room=self.room, person=person, came_at=None).select_related("person")
        for row in rows:
            row.came_at = self.now
            row.save(update_fields=["came_at"])
            outbox.publish(staff_topic(self.room.meeting), "rooms.paged", payloads.paging(row))


@contextmanager
def moving(room: Room, now: datetime, by: Actor) -> Iterator[Mover]:
    """A Mover that is flushed when the block ends well."""
    mover = Mover(room, now, by)
    yield mover
    mover.flush()
