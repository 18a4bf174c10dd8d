"""Writing the record, and the ties that follow from it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from alongside.connections.models import Interaction, Kind, Tie
from alongside.connections.recording import MUTUAL, TIE_KINDS, Fact, Pair
from alongside.core import rows as core_rows
from alongside.core.actions import Actor, action, current
from alongside.engine.ties import TWO_WAY_WINDOW
from alongside.people.models import Person, Program

T = TypeVar("T")
_BATCH = 400
_SUMS = (
    "out",
    "back",
    "as_of",
    "times_out",
    "times_back",
    "first_at",
    "last_out",
    "last_back",
    "last_two_way",
)


@action("connections.record")
def record(program_id: int, rows: Sequence[Fact], *, by: Actor) -> int:
    """Record what isn't recorded yet, with the ties that follow. Returns how many that were.

    A fact whose key is known changes nothing; nor does one with somebody who isn't in this program (any more).
    Raises ValueError for a fact that can't be; nothing is recorded then.
    """
    for fact in rows:
        fact.check()
    # One at a time in a program: what was added meanwhile is read before it is added to.
    Program.objects.select_for_update(no_key=True).values_list("pk").get(pk=program_id)
    fresh = [fact.row(program_id) for fact in _unknown(program_id, rows)]
    core_rows.insert(fresh)
    _add_to_ties(program_id, fresh)
    current().record(program=program_id, recorded=len(fresh))
    return len(fresh)


@action("connections.rebuild_ties")
def rebuild_ties(program_id: int, made: Callable[[int], Mapping[tuple[int, int], Pair]], *, by: Actor) -> int:
    """Put what `made` finds in the record in the place of a program's ties. Returns how many rows that are."""
    Program.objects.select_for_update(no_key=True).values_list("pk").get(pk=program_id)
    ties = [tie for pair in made(program_id).values() for tie in pair.rows.values()]
    Tie.objects.filter(program=program_id).delete()
    write_ties(ties)
    current().record(program=program_id, ties=len(ties))
    return len(ties)


def _unknown(program_id: int, rows: Sequence[Fact]) -> list[Fact]:
    """Those whose keys are new, in the order of their moments, between people of the program."""
    by_key = {fact.key: fact for fact in reversed(rows)}
    people = {fact.actor for fact in rows} | {fact.target for fact in rows if fact.target is not None}
    here: set[int] = set()
    for some in _batches(sorted(people)):
        here.update(Person.objects.filter(program_id=program_id, pk__in=some).values_list("pk", flat=True))
    for keys in _batches(sorted(by_key)):
        known = Interaction.objects.filter(program_id=program_id, key__in=keys).values_list("key", flat=True)
        for key in known:
            del by_key[key]
    return sorted(
        (fact for fact in by_key.values() if fact.actor in here and (fact.target is None or fact.target in here)),
        key=lambda fact: (fact.at, fact.key),
    )


def _add_to_ties(program_id: int, fresh: Sequence[Interaction]) -> None:
    between = [row for row in fresh if row.target_id is not None and row.kind in TIE_KINDS]
    pairs = read_pairs(program_id, {_ordered(row) for row in between})
    for row in between:
        pairs[_ordered(row)].add(row, nearest)
    write_ties(tie for pair in pairs.values() for which in pair.changed for tie in [pair.rows[which]])


def read_pairs(program_id: int, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Pair]:
    """What is known of these pairs (lower, upper)."""
    found = {both: Pair(program_id, *both) for both in sorted(wanted)}
    for some in _batches(list(found)):
        marks = ", ".join(["(%s, %s)"] * len(some))
        ties = Tie.objects.raw(
            f"SELECT * FROM connections_tie WHERE (lower_id, upper_id) IN (VALUES {marks})",  # noqa: S608 - marks alone
            [one for both in some for one in both],
        )
        for tie in ties:
            found[tie.lower_id, tie.upper_id].rows[tie.kind, tie.private] = tie
    return found


def write_ties(ties: Iterable[Tie]) -> None:
    """Write these rows over those that stand."""
    fresh = [_without_number(tie) for tie in ties]
    fresh.sort(key=lambda tie: (tie.lower_id, tie.upper_id, tie.kind, tie.private))
    Tie.objects.bulk_create(
        fresh,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["lower", "upper", "kind", "private"],
        update_fields=_SUMS,
    )


def nearest(actor: int, target: int, kind: Kind, private: bool, at: datetime) -> datetime | None:
    """When `actor` last turned to `target` in this way, within TWO_WAY_WINDOW of `at`. Asked for late contact only."""
    ends = (min(actor, target), max(actor, target)) if kind in MUTUAL else (actor, target)
    rows = Interaction.objects.filter(
        actor=ends[0],
        target=ends[1],
        kind=kind,
        private=private,
        at__range=(at - TWO_WAY_WINDOW, at + TWO_WAY_WINDOW),
    )
    found: datetime | None = rows.order_by("-at").values_list("at", flat=True).first()
    return found


def _ordered(row: Interaction) -> tuple[int, int]:
    assert row.target_id is not None
    return min(row.actor_id, row.target_id), max(row.actor_id, row.target_id)


def _without_number(tie: Tie) -> Tie:
    tie.pk = None
    return tie


def _batches(items: Sequence[T]) -> Iterable[Sequence[T]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
