"""A session to play through: the cast's group meets, time passes when the test says so, nobody waits for real.

    scene.enter(cast.member); scene.arrive(cast.member); scene.pass_time(30); scene.drop(cast.member)

`pass_time` lets the worker's clock tick and the gateway renew every ten seconds what is connected.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from alongside.core import clock
from alongside.groups import actions as groups
from alongside.groups.models import Group, Meeting
from alongside.live import outbox
from alongside.people.models import Person
from alongside.rooms import access, duties, planning, presence
from alongside.rooms.actions import breakouts, entering
from alongside.rooms.actions.entering import Entry
from alongside.rooms.models import Attendee, Overheard, Room, Round, Seat, SmallRoom, Way
from alongside.rooms.state import state
from tests.cast import Cast, enroll

STARTS = datetime(2026, 11, 24, 15, tzinfo=UTC)
DOORS = STARTS - timedelta(minutes=10)
HERE = Entry(Way.CHAT, Overheard.NO, "12 Elm Street", "555 0100", confirmed=True, step="")


class Scene:
    """One session of the cast's group, at a moment that only the test moves."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.now = DOORS - timedelta(minutes=5)
        self.sink = presence.sink()
        self.connected: dict[Person, tuple[str, str]] = {}
        self._conns = 0

    def prepare(self) -> None:
        """The group's schedule; needs the scene's clock."""
        group: Group = self.cast.group
        groups.set_schedule(
            group,
            starts_local=STARTS.replace(tzinfo=None),
            time_zone="UTC",
            minutes=60,
            rule="FREQ=WEEKLY",
            by=self.cast.director,
        )
        self.meeting: Meeting = group.meetings.select_related("group", "program").get(starts_at=STARTS)
        self.now = DOORS

    def add(self, *names: str, **profile: Any) -> list[Person]:
        """More members on the roster."""
        people = [enroll(self.cast.program, name, "member", **profile) for name in names]
        for person in people:
            groups.add_to_roster(self.cast.group, person, by=self.cast.director)
        return people

    @property
    def room(self) -> Room:
        return Room.objects.select_related("meeting__group", "meeting__program").get(meeting=self.meeting)

    def me(self, person: Person) -> Attendee:
        return Attendee.objects.select_related("person", "room").get(room__meeting=self.meeting, person=person)

    def standing(self, person: Person) -> access.Standing:
        return access.standing(person, self.meeting.public_id)

    def state(self, person: Person) -> dict[str, Any]:
        return state(self.standing(person), self.me(person))

    def enter(self, *people: Person, entry: Entry = HERE) -> None:
        for person in people:
            entering.enter(self.standing(person), entry, by=person)

    def arrive(self, *people: Person) -> None:
        """Their browsers are now where they should be."""
        for person in people:
            if person in self.connected:
                self.drop(person)
            self._conns += 1
            key = self.me(person).media_key
            assert key, f"{person.display_name} should be nowhere"
            self.connected[person] = (f"media:{key}", f"c{self._conns}")
            self.sink.entered(f"media:{key}", person.public_id, f"c{self._conns}", self.now)

    def join(self, *people: Person) -> None:
        """Enter and arrive."""
        self.enter(*people)
        self.arrive(*people)

    def follow(self) -> None:
        """Every connected browser goes where its person should be by now; the gateway cuts who lost the right."""
        keys = dict(self.room.attendees.values_list("person_id", "media_key"))
        for person, (topic, _) in list(self.connected.items()):
            key = keys[person.pk]
            if topic != f"media:{key}":
                self.drop(person)
                if key:
                    self.arrive(person)

    def drop(self, *people: Person) -> None:
        """Their connections break."""
        for person in people:
            topic, conn = self.connected.pop(person)
            self.sink.left(topic, person.public_id, conn, self.now)

    def kill_gateway(self) -> None:
        """All connections are gone and nobody says so."""
        self.connected.clear()

    def pass_time(self, seconds: float, *, worker: bool = True) -> None:
        """Let time pass: second by second, except that of a long time all but the end goes by in tens."""
        left = seconds
        while left > 0:
            step = min(10.0 if left > 50 else 1.0, left)
            left -= step
            before, self.now = self.now, self.now + timedelta(seconds=step)
            if self.connected and self.now.timestamp() // 10 != before.timestamp() // 10:
                present = [(topic, person.public_id, conn) for person, (topic, conn) in self.connected.items()]
                self.sink.renewed(present, self.now)
            if worker:
                duties.keep_rooms()
                self.follow()

    def until(self, moment: datetime) -> None:
        self.pass_time((moment - self.now).total_seconds())

    def plan(self, *rooms: Sequence[Person], minutes: int = 10, low: int = 2, high: int = 4, prompt: str = "") -> Round:
        """A plan with these rooms, as if the planner had proposed them."""
        ids = [[person.public_id for person in room] for room in rooms]
        found = planning.Proposal(ids, {one: {"kind": "new_to_all", "people": []} for room in ids for one in room}, {})
        wish = breakouts.Wish(minutes, low, high, prompt)
        return breakouts.keep_plan(self.room, wish, 1, found, by=self.cast.counselor)

    def open(self, *rooms: Sequence[Person], minutes: int = 10, low: int = 2, high: int = 4) -> Round:
        """The same, opened, and everyone there."""
        round_ = self.plan(*rooms, minutes=minutes, low=low, high=high)
        breakouts.open_round(round_, by=self.cast.counselor)
        self.pass_time(11)
        round_.refresh_from_db()
        return round_

    def small_of(self, person: Person) -> SmallRoom | None:
        """The small room they should be in."""
        return SmallRoom.objects.filter(public_id=self.me(person).media_key).first()

    def seat(self, person: Person) -> Seat:
        return Seat.objects.filter(round__room=self.room, person=person).order_by("-round__number")[0]

    def rooms(self) -> list[set[str]]:
        """Who should be in which small room now, by name."""
        found: dict[str, set[str]] = {}
        for attendee in self.room.attendees.filter(state="in").select_related("person"):
            if attendee.media_key != self.room.public_id:
                found.setdefault(attendee.media_key, set()).add(attendee.person.display_name)
        return sorted(found.values(), key=sorted)

    def in_main(self) -> set[str]:
        rows = self.room.attendees.filter(state="in", media_key=self.room.public_id)
        return set(rows.values_list("person__display_name", flat=True))

    def events(self, topic: str, kind: str = "") -> list[dict[str, Any]]:
        return [each.data for each in outbox.since(topic, 0).events if not kind or each.kind == kind]

    def told(self, person: Person, kind: str = "") -> list[dict[str, Any]]:
        return self.events(f"person:{person.public_id}", kind)


@pytest.fixture
def scene(cast: Cast) -> Iterator[Scene]:
    """The doors of the session have just opened; nobody is in."""
    it = Scene(cast)
    with clock.reading(lambda: it.now):
        it.prepare()
        yield it


@pytest.fixture
def post(scene: Scene, client_of: Callable[[Person | None], Client]) -> Callable[..., Any]:
    """post(person, "hand", up=1) → (status, answer)."""
    clients: dict[int, Client] = {}

    def send(person: Person, verb: str, /, **data: Any) -> tuple[int, Any]:
        client = clients.setdefault(person.pk, client_of(person))
        answer = client.post(
            f"/sessions/{scene.meeting.public_id}/{verb}", data, headers={"Accept": "application/json"}
        )
        return answer.status_code, answer.json()

    return send
