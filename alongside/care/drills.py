"""Practices as a director reads them: who was told, who opened it, who took it on, and after how long."""

from dataclasses import dataclass
from datetime import timedelta

from alongside.care.models import Deed, Entry, Kind, ReachOut
from alongside.people.models import Person

SHOWN = (Deed.TOLD, Deed.READ, Deed.TAKEN, Deed.ESCALATED, Deed.CLOSED)
MOST = 10
MOST_ENTRIES = 200


@dataclass(frozen=True)
class Moment:
    """One thing that happened, and how long after the beginning."""

    entry: Entry
    after: timedelta

    @property
    def clock(self) -> str:
        """Minutes and seconds, such as 4:07."""
        seconds = int(self.after.total_seconds())
        return f"{seconds // 60}:{seconds % 60:02d}"


@dataclass(frozen=True)
class Drill:
    """One practice. `taken`: the first time that someone said they are on it."""

    card: ReachOut
    moments: tuple[Moment, ...]

    @property
    def taken(self) -> Moment | None:
        return next((each for each in self.moments if each.entry.deed == Deed.TAKEN), None)


def drills_of(director: Person) -> list[Drill]:
    """The last practices of the program, newest first. Two queries."""
    cards = ReachOut.objects.filter(
        program=director.program_id, reasons__kind=Kind.PHRASE, reasons__key__startswith="drill:"
    )
    found = list(cards.select_related("about", "owner").distinct().order_by("-opened_at")[:MOST])
    entries = Entry.objects.filter(reach_out__in=found, deed__in=SHOWN).select_related("by", "to")
    by_card: dict[int, list[Moment]] = {}
    opened = {card.pk: card.opened_at for card in found}
    for entry in entries.order_by("at", "id")[: MOST * MOST_ENTRIES]:
        by_card.setdefault(entry.reach_out_id, []).append(Moment(entry, entry.at - opened[entry.reach_out_id]))
    return [Drill(card, tuple(by_card.get(card.pk, ())[:MOST_ENTRIES])) for card in found]
