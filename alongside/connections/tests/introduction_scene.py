"""People who could be introduced, with what they say of themselves; and a round in which some met."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from alongside.connections.models import Introduction
from alongside.conversations.models import Conversation, Kind
from alongside.groups.models import Meeting, MeetingKind, Place
from alongside.people.models import Person, Role
from alongside.rooms.models import Encounter, Phase, Room, Round, Seat, SmallRoom
from tests.cast import Cast, enroll

MONDAY = datetime(2026, 11, 23, 16, tzinfo=UTC)
"""Monday at eleven in New York: the week's introductions are due."""


def about(person: Person, **said: str) -> Person:
    """What `person` says of themselves."""
    Person.objects.filter(pk=person.pk).update(**said)
    person.refresh_from_db()
    return person


def crowd(cast: Cast, n: int, **said: str) -> list[Person]:
    """So many more members, who all say the same of themselves."""
    return [about(enroll(cast.program, f"More {i}", Role.MEMBER), **said) for i in range(n)]


def offered(introduction: Introduction) -> set[int]:
    return set(introduction.sides.values_list("person", flat=True))


def rest(*others: Person) -> None:
    """Nobody introduces them to anyone."""
    Person.objects.filter(pk__in=[each.pk for each in others]).update(stage="paused")


def a_round(cast: Cast, at: datetime, rooms: Sequence[Sequence[Person]], absent: Sequence[Person] = ()) -> Round:
    """A round that has just ended, in a session of its own; `absent` were there and took no part."""
    meeting = Meeting.objects.create(
        program=cast.program,
        kind=MeetingKind.SESSION,
        group=cast.group,
        starts_at=at - timedelta(hours=1),
        ends_at=at + timedelta(minutes=15),
    )
    for person in {person for people in rooms for person in people if not person.is_staff}:
        Place.objects.create(meeting=meeting, person=person)
    return another_round(cast, meeting, at, rooms, absent)


def another_round(
    cast: Cast, meeting: Meeting, at: datetime, rooms: Sequence[Sequence[Person]], absent: Sequence[Person] = ()
) -> Round:
    chat = Conversation.objects.create(program=cast.program, kind=Kind.SESSION, made_at=at)
    room, _made = Room.objects.get_or_create(meeting=meeting, defaults={"conversation": chat, "opened_at": at})
    made: dict[str, Any] = {"phase": Phase.CLOSED, "minutes": 10, "size_low": 2, "size_high": 4, "by": cast.counselor}
    number = room.rounds.count() + 1
    round_ = Round.objects.create(room=room, number=number, made_at=at, closed_at=at, **made)
    for number, people in enumerate(rooms, start=1):
        small = SmallRoom.objects.create(round=round_, number=number)
        for person in people:
            Seat.objects.create(round=round_, small_room=small, person=person, took_part=person not in absent)
        for first in people:
            for second in people:
                if first.pk < second.pk:
                    Encounter.objects.create(
                        program=cast.program, round=round_, first=first, second=second, seconds=600, at=at
                    )
    return round_
