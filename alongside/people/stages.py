"""What each stage may see and do, and what the house sends: one table, asked everywhere (decision 0009).

if not policy(person).gets_letters: return
people.filter(stage__in=stages_where("is_shown_to_others"))
"""

from dataclasses import dataclass
from datetime import datetime

from alongside.people.models import Person, Stage


@dataclass(frozen=True)
class StagePolicy:
    """One row of the table. Every field is asked somewhere; a new question becomes a new field."""

    may_sign_in: bool
    may_enter_sessions: bool
    is_shown_to_others: bool
    """In lists, counts and choices that others read."""
    keeps_places: bool
    """Stays on rosters, whether or not they come at the moment."""
    is_expected: bool
    """A leader reads their name under “expected”, and small rooms are planned with them."""
    counts_as_missed: bool
    """An absence opens a card."""
    gets_suggestions: bool
    """May be proposed to others and have others proposed to them."""
    gets_letters: bool
    """Letters a human caused: a note that waits, a place that became free."""
    may_be_invited: bool
    """Into a group, a hello, an event."""


def _row(columns: str) -> StagePolicy:
    return StagePolicy(*(mark == "x" for mark in columns.split()))


POLICY: dict[Stage, StagePolicy] = {
    #                            sign in  enter  shown  places  expected  missed  suggested  letters  invited
    Stage.INVITED: _row("        -        -      -      x       -         -         -          -        x"),
    Stage.ARRIVING: _row("       x        x      x      x       x         x         x          x        x"),
    Stage.ACTIVE: _row("         x        x      x      x       x         x         x          x        x"),
    Stage.STEPPING_DOWN: _row("  x        x      x      x       x         x         x          x        x"),
    Stage.ALUM: _row("           x        x      x      x       x         -         x          x        x"),
    Stage.PAUSED: _row("         x        -      -      x       -         -         -          -        -"),
    Stage.RETURNING: _row("      x        x      x      x       x         x         x          x        x"),
    Stage.LEFT: _row("           -        -      -      -       -         -         -          -        -"),
    Stage.DIED: _row("           -        -      -      -       -         -         -          -        -"),
}


def policy(person: Person) -> StagePolicy:
    """What holds for this person now. No query."""
    return POLICY[Stage(person.stage)]


def is_suspended(person: Person, at: datetime) -> bool:
    """Whether staff have shut the door to them at that moment. Their places and sessions stay theirs. No query."""
    return person.suspended_until is not None and person.suspended_until > at


def at_work(person: Person) -> bool:
    """Whether `person` is on staff and hears what the house tells them: not invited yet, on a pause, or gone."""
    return person.is_staff and policy(person).gets_letters


def stages_where(question: str) -> list[Stage]:
    """The stages for which `question` (a field of `StagePolicy`) is true, for queries. Raises AttributeError."""
    return [stage for stage, row in POLICY.items() if getattr(row, question)]
