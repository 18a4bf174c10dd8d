"""What goes in and what comes out: contacts and members; states, reasons and judgements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DAY: Final = 86400.0

# What a contact can be, in the order of the numbers in `Record.kind`. "met": both took part in the same small room or
# gathering, which counts both ways. "attend": present in a session; not a contact with anybody.
KINDS: Final = ("message", "reply", "post", "react", "met", "attend")


@dataclass(frozen=True, slots=True)
class Contact:
    """One act: `actor` towards `target` (None: towards nobody in particular) at `at`, in epoch seconds.

    A "post" has no target; whom it reached are contacts of their own.
    """

    at: float
    actor: int
    target: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person to be judged, with what the record of contacts does not say. Times are epoch seconds."""

    id: int
    since: float
    arriving: bool = False
    rhythm_days: float | None = None  # their own word for how often contact is normal for them
    posts_unanswered: int = 0
    last_small_room: float | None = None
    away_until: float | None = None


class State(StrEnum):
    """How things stand between a person and the others. Nobody is called alone or at risk."""

    ARRIVING = "arriving"
    CONNECTED = "connected"
    THINNING = "thinning"
    LITTLE = "little"
    NONE = "none"


@dataclass(frozen=True)
class Reason:
    """A code of `reasons.CODES` and the numbers that belong into its sentence."""

    code: str
    facts: Mapping[str, int | float | str]


@dataclass(frozen=True)
class Judgement:
    """One person at one moment.

    `score`: probability of no two-way contact in the next 14 days, 0 to 1. `listed`: "welcome" (newcomers), "fading"
    (settled people) or "" (neither). `action`: one of `reasons.ACTIONS`; `clears`: one of `reasons.CLEARS`, or "".
    """

    member: int
    state: State
    score: float
    listed: str
    reasons: tuple[Reason, ...]
    action: str
    clears: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What a program may set. Days, unless said otherwise."""

    newcomer_days: float = 14.0
    welcome_people: int = 2  # a newcomer in two-way contact with this many needs no welcome list any more
    quiet_days: float = 5.0  # a gap shorter than this is never "longer than usual"
    overdue: float = 2.5  # a gap this many times the usual one is longer than usual
    small_room_days: float = 14.0


DEFAULT: Final = Setting()
