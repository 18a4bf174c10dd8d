"""The conversation of the cast's group, with a clock moved by hand."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from alongside.conversations import actions
from alongside.conversations.duties import keep_waiting_clocks
from alongside.conversations.models import Conversation, Kind, Message, Offer, Participant, WaitingPost
from alongside.core import clock
from alongside.people.models import Around, Person
from tests.cast import Cast

HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
"""A Tuesday, noon in New York: staffed, and awake."""
EVENING = datetime(2026, 11, 25, 1, tzinfo=UTC)
"""Eight in the evening there."""


@dataclass
class Talk:
    """The conversation of the cast's group, with the clock moved by hand."""

    cast: Cast
    now: datetime = NOON
    keys: Iterator[int] = field(default_factory=itertools.count)
    chat: Any = None

    def begin(self, kind: Kind = Kind.GROUP) -> Conversation:
        people = [*self.cast.roster, self.cast.counselor]
        found = Conversation.objects.filter(group=self.cast.group).first()
        self.chat = found or Conversation.objects.create(
            program=self.cast.program, kind=kind, group=self.cast.group, made_at=NOON
        )
        for person in people:
            Participant.objects.get_or_create(conversation=self.chat, person=person, defaults={"since": NOON - HOUR})
        return self.chat

    @contextmanager
    def at(self, moment: datetime | None = None) -> Iterator[None]:
        self.now = moment or self.now
        with clock.reading(self.now):
            yield

    def say(self, by: Person, body: str = "Good morning", **more: Any) -> Message:
        with self.at():
            return actions.post_message(self.chat, body, by=by, key=f"words-{next(self.keys)}", **more)

    def pass_time(self, hours: float) -> None:
        """The worker looks every half hour."""
        end = self.now + timedelta(hours=hours)
        while self.now < end:
            self.now = min(self.now + timedelta(minutes=30), end)
            with clock.reading(self.now):
                keep_waiting_clocks()

    def around(self, *people: Person) -> None:
        """They agreed to be asked, and are here at every hour of the test."""
        for person in people:
            Person.objects.filter(pk=person.pk).update(may_be_asked=True)
            Around.objects.update_or_create(person=person, defaults={"at": self.now + timedelta(days=3)})

    def post(self, message: Message) -> WaitingPost:
        return WaitingPost.objects.get(message=message)

    def asked(self, message: Message) -> set[str]:
        rows = Offer.objects.filter(waiting__message=message).exclude(answer=Offer.Answer.TOOK)
        return {row.person.display_name for row in rows.select_related("person")}
