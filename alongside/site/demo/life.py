"""Lives past sessions: people come, speak, sit in small rooms and go, with the clock set to when it was.

The same actions and the same presence port as on a real evening, so attendance, chats and who-met-whom are as true as
the story is invented.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from alongside.conversations.actions import post_message
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.core.ids import new_id
from alongside.groups.models import Group, Meeting
from alongside.groups.queries import facilitators, people_with_places
from alongside.people.models import Person
from alongside.rooms import access, presence
from alongside.rooms.actions import breakouts, entering, hosting, keeping, ways
from alongside.rooms.models import Attendee, AttendeeState, Reaction, Room, Way
from alongside.site.demo import society, story

SPEAKS = {Way.CHAT, Way.VOICE, Way.CAMERA, Way.HAND}
QUIET_BEFORE_NOW = timedelta(hours=3)
SPLITS = 0.4
"""The share of sessions with small rooms: enough history to see, and people left to meet."""


def live(
    group: Group, characters: Mapping[int, story.Character], *, began: datetime, until: datetime, seed: int
) -> int:
    """Live every session of `group` between `began` and three hours before `until`. `characters` by person row number.
    Returns how many sessions were held."""
    rng = random.Random(f"{seed}:{group.name}")  # noqa: S311  (a story, not a secret)
    past = Meeting.objects.filter(group=group, starts_at__gte=began, ends_at__lt=until - QUIET_BEFORE_NOW)
    held = 0
    for meeting in past.select_related("program").order_by("starts_at"):
        Evening(meeting, characters, week=(meeting.starts_at - began).days // 7, rng=rng, until=until).run()
        held += 1
    return held


@dataclass
class Evening:
    """One session as it was. `now` is its clock; `seen` is the media room in which each person was last."""

    meeting: Meeting
    characters: Mapping[int, story.Character]
    week: int
    rng: random.Random
    until: datetime
    now: datetime = field(init=False)
    sink: presence.Sink = field(init=False, default_factory=presence.Sink)
    seen: dict[int, str] = field(init=False, default_factory=dict)

    def run(self) -> None:
        """From the first person in to the last one out."""
        self.now = self.meeting.starts_at - timedelta(minutes=5)
        # one transaction a session: nobody waits for an answer here, so nothing is gained by a commit for each act
        with clock.reading(lambda: self.now), transaction.atomic():
            counselor = facilitators(self.meeting.group)[0] if self.meeting.group else None
            comers = self._comers()
            if counselor is None or len(comers) < 4:
                return
            for person in (counselor, *comers):
                self._come(person)
                self.now += timedelta(seconds=self.rng.randint(5, 45))
            room = Room.objects.get(meeting=self.meeting)
            self._talk(room, comers, lines=self.rng.randint(2, 4))
            self.now = max(self.now, self.meeting.starts_at + timedelta(minutes=self.rng.randint(18, 30)))
            self._leave_early(room)
            if self.rng.random() < SPLITS:
                self._small_rooms(room, counselor)
            stayed = [each for each in comers if not self._leaves_early(each)]
            self._talk(room, stayed, lines=self.rng.randint(1, 3) if stayed else 0)
            self.now = max(self.now, self.meeting.ends_at - timedelta(seconds=self.rng.randint(20, 200)))
            self._follow(room)
            self._go_home(room, counselor)

    def sit_together(self, people: Sequence[Person]) -> None:
        """A circle's meeting: the first of `people` hosts it, is there before the others and closes it."""
        self.now = self.meeting.starts_at - timedelta(minutes=3)
        with clock.reading(lambda: self.now), transaction.atomic():
            for person in people:
                self._come(person)
                self.now += timedelta(seconds=self.rng.randint(20, 90))
            room = Room.objects.get(meeting=self.meeting)
            self._talk(room, list(people[1:]), lines=2)
            self.now = max(self.now, self.meeting.ends_at - timedelta(seconds=self.rng.randint(20, 200)))
            self._follow(room)
            self._go_home(room, people[0])

    def _comers(self) -> list[Person]:
        expected = [place.person for place in people_with_places(self.meeting) if not place.person.is_staff]
        return [
            person
            for person in expected
            if self.characters[person.pk].joins_week <= self.week
            and self.rng.random() < society.habit(self.characters[person.pk], self.meeting.starts_at, self.until)
        ]

    def _leaves_early(self, person: Person) -> bool:
        return society.leaves_early(self.characters[person.pk], self.meeting.starts_at, self.until)

    def _leave_early(self, room: Room) -> None:
        for attendee in room.attendees.filter(state=AttendeeState.IN, is_staff=False).select_related("person"):
            if self._leaves_early(attendee.person):
                entering.leave(attendee, by=attendee.person)
                self._follow(room)

    def _come(self, person: Person) -> None:
        character = self.characters[person.pk]
        found = access.standing(person, self.meeting.public_id)
        entry = entering.Entry(way=Way(character.way), place="Home", phone="555 0142", confirmed=True)
        entering.enter(found, entry, by=person)
        self._follow(Room.objects.get(meeting=self.meeting))

    def _follow(self, room: Room) -> None:
        """Be in the media room where the server wants each person, as their browsers would."""
        at = self.now
        for attendee in Attendee.objects.filter(room=room).select_related("person"):
            wanted = attendee.media_key if attendee.state == AttendeeState.IN else ""
            was, who, conn = self.seen.get(attendee.person_id, ""), attendee.person.public_id, f"demo-{attendee.pk}"
            if wanted == was:
                continue
            if was:
                self.sink.left(f"media:{was}", who, conn, at)
            if wanted:
                self.sink.entered(f"media:{wanted}", who, conn, at)
            self.seen[attendee.person_id] = wanted

    def _talk(self, room: Room, comers: list[Person], *, lines: int) -> None:
        writers = [person for person in comers if self.characters[person.pk].way in SPEAKS]
        for _ in range(lines):
            self.now += timedelta(seconds=self.rng.randint(20, 240))
            writer = self.rng.choice(writers or comers)
            post_message(room.conversation, self.rng.choice(story.LINES), by=writer, key=new_id())

    def _small_rooms(self, room: Room, counselor: Person) -> None:
        wish = breakouts.Wish(minutes=10, low=2, high=3)
        try:
            planned = breakouts.plan(room, wish, self.rng.randint(1, 10_000), by=counselor)
        except Refused:
            return  # too few came
        opened = breakouts.open_round(planned, by=counselor)
        assert opened.opens_at is not None and opened.ends_at is not None
        for moment in (opened.opens_at, opened.ends_at):
            self.now = moment + timedelta(milliseconds=200)
            self._renew(room)
            keeping.catch_up(room)
            self._follow(room)
            if moment == opened.opens_at:
                self._take_part(room)

    def _take_part(self, room: Room) -> None:
        """In the small rooms everyone is heard in the way they chose."""
        self.now += timedelta(minutes=3)
        small = room.attendees.filter(state=AttendeeState.IN, is_staff=False).exclude(media_key=room.public_id)
        for attendee in small.select_related("person", "room__meeting"):
            if attendee.way in (Way.VOICE, Way.CAMERA):
                self.sink.spoke(f"media:{attendee.media_key}", attendee.person.public_id, 9000)
            elif attendee.way == Way.HAND:
                ways.lower_hand(ways.raise_hand(attendee, by=attendee.person), by=attendee.person)
            elif attendee.way != Way.LISTENING:
                ways.react(attendee, Reaction.NOD, by=attendee.person)
        self._renew(room)

    def _renew(self, room: Room) -> None:
        present = [
            (f"media:{key}", attendee.person.public_id, f"demo-{attendee.pk}")
            for attendee in Attendee.objects.filter(room=room).select_related("person")
            if (key := self.seen.get(attendee.person_id, ""))
        ]
        self.sink.renewed(present, self.now)

    def _go_home(self, room: Room, counselor: Person) -> None:
        self._renew(room)
        for attendee in room.attendees.filter(state=AttendeeState.IN, is_staff=False).select_related("person"):
            entering.leave(attendee, by=attendee.person)
            self._follow(room)
            self.now += timedelta(seconds=self.rng.randint(2, 15))
        hosting.end(room, by=counselor)
        self._follow(room)
