"""The plan as whoever leads sees it, and saying that it changed."""

from alongside.groups.models import Place, PlaceKind
from alongside.live import outbox
from alongside.rooms import payloads, planning
from alongside.rooms.circles import is_circle
from alongside.rooms.models import SEATED_PHASES, AttendeeState, Phase, Room, Round, Seat, SeatState
from alongside.rooms.topics import staff_topic

MOST_TRIES = 5


def plan_json(room: Room, round_: Round | None) -> payloads.Json | None:
    """The plan of a round that isn't over, or None."""
    if round_ is None or round_.phase == Phase.CLOSED:
        return None
    smalls = list(round_.small_rooms.all())
    seats = list(Seat.objects.filter(round=round_).select_related("person").order_by("id"))
    reasons = not is_circle(room.meeting)
    return payloads.plan(
        round_,
        smalls,
        seats,
        reasons=reasons,
        not_yet_here=_not_yet_here(room, round_, seats) if reasons and round_.phase not in SEATED_PHASES else [],
        searching=searching(round_),
    )


def searching(round_: Round) -> bool:
    """Whether looking longer may still find something better."""
    return (
        round_.phase == Phase.PLANNED
        and not round_.by_hand
        and round_.tries < MOST_TRIES
        and not round_.summary.get("best", False)
    )


def say_plan(room: Room, round_: Round | None) -> None:
    outbox.publish(staff_topic(room.meeting), "rooms.plan", {"plan": plan_json(room, round_)})


def _not_yet_here(room: Room, round_: Round, seats: list[Seat]) -> list[tuple[str, int | None]]:
    """Members with a place who aren't in, each with the small room that would change least if they came now."""
    here = room.attendees.filter(state__in=[AttendeeState.IN, AttendeeState.REMOVED])
    places = (
        Place.objects.filter(meeting=room.meeting, kind=PlaceKind.MEMBER)
        .exclude(person__in=here.values("person"))
        .select_related("person")
        .order_by("person__display_name", "id")
    )
    people = [place.person for place in places]
    if not people:
        return []
    by_number: dict[int, list[str]] = {}
    numbers = {small.pk: small.number for small in round_.small_rooms.all()}
    for seat in seats:
        if seat.state in (SeatState.SEATED, SeatState.HELD):
            by_number.setdefault(numbers[seat.small_room_id], []).append(seat.person.public_id)
    order = sorted(by_number)
    context = planning.context(room, round_, [], also=people)
    rooms = [by_number[number] for number in order]
    found = []
    for person in people:
        index = planning.late(context, rooms, person.public_id)
        found.append((person.public_id, None if index is None else order[index]))
    return found
