"""Reading reports: the queue as cards, what stands around a message, and by when someone looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from alongside.conversations.models import Gone, HeldMessage, Kind, Message
from alongside.groups.models import Facilitator
from alongside.groups.queries import leading_as
from alongside.moderation.access import decisions_visible_to, visible_to
from alongside.moderation.models import Decision, Report, Trouble, What
from alongside.people.cover import by_when
from alongside.people.models import Person, Program, Role

LOOKED_AT_WITHIN = timedelta(hours=24)
"""Moved into staffed hours: see `due`. Then the directors are told."""
LINES = 5
"""Lines of context on each side of a message, and no more."""
MOST_OPEN = 400
DECIDED_SHOWN = timedelta(days=90)
ABOUT = ("by", "person__program", "message__conversation__topic", "meeting", "circle")


def due(program: Program, at: datetime) -> datetime:
    """By when someone on staff looks at what is reported at `at`: within a day, at an hour that somebody works."""
    return by_when(program, at, LOOKED_AT_WITHIN)


@dataclass(frozen=True)
class Card:
    """All that was reported about one thing, the first report first."""

    reports: tuple[Report, ...]
    due_at: datetime
    overdue: bool

    @property
    def first(self) -> Report:
        return self.reports[0]

    @property
    def troubles(self) -> list[str]:
        """Each reason once, in the words of the list that people chose from."""
        return list(dict.fromkeys(report.get_trouble_display() for report in self.reports))

    @property
    def unsafe(self) -> bool:
        return any(report.trouble == Trouble.UNSAFE for report in self.reports)


def target(report: Report) -> tuple[str, int | None]:
    """What makes reports one card: the same message, person, session or circle. What is gone stands by itself."""
    row = {
        What.MESSAGE: report.message_id,
        What.PERSON: report.person_id,
        What.SESSION: report.meeting_id,
        What.CIRCLE: report.circle_id,
    }[What(report.what)]
    return (str(report.what), row) if row is not None else ("report", report.pk)


def same_target(report: Report) -> QuerySet[Report]:
    """Every report of the same thing, open or not."""
    what, row = target(report)
    if what == "report":
        return Report.objects.filter(pk=report.pk)
    column = {What.MESSAGE: "message", What.PERSON: "person", What.SESSION: "meeting", What.CIRCLE: "circle"}
    return Report.objects.filter(what=what, program=report.program_id, **{column[What(what)]: row})


def cards(reports: Iterable[Report], program: Program, at: datetime) -> list[Card]:
    """Reports as cards: danger first, then those that have waited longest."""
    by_target: dict[tuple[str, int | None], list[Report]] = {}
    for report in reports:
        by_target.setdefault(target(report), []).append(report)
    found = []
    for group in by_target.values():
        until = due(program, group[0].at)
        found.append(Card(tuple(group), until, until <= at))
    return sorted(found, key=lambda card: (not card.unsafe, card.first.at))


def open_cards(viewer: Person, at: datetime, reports: QuerySet[Report] | None = None) -> list[Card]:
    """What waits for a decision and `viewer` may see (`reports`, where those were looked up). One query or two."""
    rows = (visible_to(viewer) if reports is None else reports).filter(decided_at=None)
    return cards(rows.select_related(*ABOUT).order_by("at", "pk")[:MOST_OPEN], viewer.program, at)


def card_of(viewer: Person, report: Report, at: datetime) -> Card:
    """The card that `report` stands on: what waits of the same thing; of what was decided, what was decided with it."""
    rows = same_target(report).filter(pk__in=visible_to(viewer).values("pk"), decided_at=report.decided_at)
    return cards(rows.select_related(*ABOUT).order_by("at", "pk"), viewer.program, at)[0]


def decided_lately(viewer: Person, at: datetime) -> QuerySet[Decision]:
    """What was decided in the last three months on reports that `viewer` may see, newest first."""
    rows = decisions_visible_to(viewer).filter(at__gt=at - DECIDED_SHOWN)
    return rows.select_related("by", "person", "report__person", "report__meeting", "report__circle").order_by(
        "-at", "-pk"
    )


def decided_on(card: Card) -> list[Decision]:
    """What was decided on a card, in order, with who decided."""
    rows = Decision.objects.filter(report__in=card.reports).select_related("by", "person", "appeal")
    return list(rows.order_by("at", "pk"))


def made_with(decision: Decision) -> list[Decision]:
    """Everything that was decided at the same time about the same person, the main thing first."""
    rows = Decision.objects.filter(
        program=decision.program_id, person=decision.person_id, at=decision.at, by=decision.by_id
    )
    return list(rows.order_by("pk"))


def decisions_about(person: Person) -> list[Decision]:
    """What was decided about `person`, newest first: of several things at one time, the main one."""
    rows = Decision.objects.filter(person=person).select_related("by", "appeal").order_by("-at", "pk")
    found: dict[tuple[datetime, int | None], Decision] = {}
    for row in rows[:200]:
        found.setdefault((row.at, row.by_id), row)
    return list(found.values())


def reports_by(person: Person) -> QuerySet[Report]:
    """What `person` reported, newest first."""
    return Report.objects.filter(by=person).select_related("person", "meeting", "circle").order_by("-at", "-pk")


@dataclass(frozen=True)
class Line:
    """One message as whoever looks at a report reads it."""

    message: Message
    asked: bool

    @property
    def gone(self) -> str:
        return str(Gone(self.message.gone).label) if self.message.gone else ""


def around(message: Message) -> list[Line]:
    """`message` between at most five lines on each side of the same flow. Two queries."""
    flow = Message.objects.filter(conversation=message.conversation_id, thread=message.thread_id)
    flow = flow.select_related("author")
    before = list(flow.filter(seq__lt=message.seq).order_by("-seq")[:LINES])
    after = list(flow.filter(seq__gt=message.seq).order_by("seq")[:LINES])
    return [Line(each, each.pk == message.pk) for each in (*reversed(before), message, *after)]


def held_for(viewer: Person) -> QuerySet[HeldMessage]:
    """Links of new accounts that wait and `viewer` may decide on: in groups whoever leads them, else all of staff."""
    rows = HeldMessage.objects.filter(conversation__program=viewer.program_id, decided_at=None)
    rows = rows.select_related("author", "conversation__topic", "conversation__group", "conversation__circle")
    if viewer.role != Role.DIRECTOR:
        led = Facilitator.objects.filter(person__in=leading_as(viewer)).values("group")
        rows = rows.exclude(conversation__kind=Kind.GROUP) | rows.filter(conversation__group__in=led)
    return rows.order_by("at", "pk")
