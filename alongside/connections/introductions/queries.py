"""What someone is asked: their own offers and questions, never what the other said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import cached_property

from alongside.boundaries.models import Cut
from alongside.boundaries.queries import muted_by
from alongside.connections.introductions.words import sentences
from alongside.connections.models import Again, Introduction, Side, Source
from alongside.groups.models import Meeting
from alongside.people.models import Person
from alongside.people.stages import stages_where

MOST_SHOWN: Final = 10


@dataclass(frozen=True)
class Offer:
    """An offer as one of the two reads it. Who the other is, it doesn't know."""

    id: str
    side: Side
    offer: Introduction
    reader: Person

    @property
    def until(self) -> datetime:
        return self.offer.expires_at

    @property
    def from_staff(self) -> bool:
        return self.offer.source == Source.STAFF

    @property
    def answered(self) -> bool:
        return self.side.yes is not None

    @property
    def said_yes(self) -> bool:
        return bool(self.side.yes)

    @cached_property
    def reasons(self) -> list[str]:
        """What the two share, in words for the reader."""
        return sentences(self.offer.reasons, self.reader)


def offers_of(person: Person, at: datetime) -> list[Offer]:
    """What is offered to `person` now, the oldest first. One query."""
    rows = Side.objects.filter(person=person, introduction__closed_at=None, introduction__expires_at__gt=at)
    rows = rows.exclude(introduction__source=Source.AGAIN).select_related("introduction")
    found = rows.order_by("introduction__made_at", "pk")[:MOST_SHOWN]
    return [Offer(row.introduction.public_id, row, row.introduction, person) for row in found]


def questions_of(person: Person, at: datetime, meeting: Meeting | None = None) -> list[Again]:
    """Whom `person` is asked about now, after one session or at all; answered ones while they can be changed. Two
    queries. Whom they block or mute themselves isn't among them."""
    rows = Again.objects.filter(person=person, expires_at__gt=at, other__stage__in=stages_where("is_shown_to_others"))
    if meeting is not None:
        rows = rows.filter(place=f"meeting:{meeting.pk}")
    rows = rows.exclude(other__in=muted_by(person)).select_related("other__program")
    return list(rows.order_by("-met_at", "pk")[:MOST_SHOWN])


def waits(person: Person, at: datetime) -> bool:
    """Whether an offer or a question waits for `person`. One query."""
    offers = Side.objects.filter(person=person, yes=None, introduction__closed_at=None, introduction__expires_at__gt=at)
    shown = stages_where("is_shown_to_others")
    questions = Again.objects.filter(person=person, yes=None, expires_at__gt=at, other__stage__in=shown)
    questions = questions.exclude(other__in=Cut.objects.filter(person=person, lifted_at=None).values("other"))
    return offers.values("pk").union(questions.values("pk"), all=True)[:1].count() > 0


def opened_with(introduction: Introduction, person: Person) -> Person | None:
    """The other, once both said yes. One query."""
    if introduction.conversation_id is None:
        return None
    side = introduction.sides.exclude(person=person).select_related("person__program", "person__account").first()
    return side.person if side else None
