"""Reasons as data: every code, what its numbers mean, and a plain sentence for the command line.

The interface has its own, translated words. No reason names another person, so that none gives away who writes to whom.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from alongside.engine.isolation.model import Reason
from alongside.engine.isolation.traits import LOOKBACK_DAYS

Facts = Mapping[str, int | float | str]


def _count(n: float | int | str, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def _people(n: float | int | str) -> str:
    return _count(n, "person", "people")


def _days(n: float | int | str) -> str:
    return _count(n, "day", "days")


def _every(days: float | int | str) -> str:
    return "every day" if days == 1 else f"every {days} days"


def _or_more(days: float | int | str) -> str:
    return " or more" if days == LOOKBACK_DAYS else ""


# code → its sentence. Facts are whole numbers (of people, posts or days) unless the name says otherwise.
CODES: Final[Mapping[str, Callable[[Facts], str]]] = {
    # never had two-way contact with anyone, as far as the record goes
    "never_two_way": lambda f: "no two-way contact yet",
    # days: since the last two-way contact (112 stands for longer)
    "no_two_way": lambda f: f"no two-way contact for {_days(f['days'])}{_or_more(f['days'])}",
    # now, was: people in two-way contact in the last `days` days and in as many before; now < was
    "fewer_two_way": lambda f: f"two-way contact with {_people(f['now'])} in {_days(f['days'])}, was {f['was']}",
    # people: in two-way contact in the last `days` days
    "two_way": lambda f: f"two-way contact with {_people(f['people'])} in {_days(f['days'])}",
    # the only two-way contact of the last `days` days was on one day
    "once_two_way": lambda f: f"two-way contact on one day only of the last {f['days']}",
    # days: since the last two-way contact; usual: days between two, from the record or their own word
    "longer_than_usual": lambda f: f"{_days(f['days'])} since the last two-way contact, usually {_every(f['usual'])}",
    # days: since they last took part in anything; usual: days between two days of taking part
    "quieter_than_usual": lambda f: f"{_days(f['days'])} since they last took part, usually {_every(f['usual'])}",
    # days: since they last took part; usual: days between; within what is usual for them
    "usual_rhythm": lambda f: (
        f"in their usual rhythm ({_days(f['days'])} since they took part, usually {_every(f['usual'])})"
    ),
    # usual: how often contact is normal for them by their own word; days: since the last two-way contact
    "said_rhythm": lambda f: f"within the rhythm they call normal ({_every(f['usual'])})",
    # active: days with anything they did among the last `days`
    "took_part": lambda f: f"took part on {f['active']} of the last {_days(f['days'])}",
    # n: posts nobody has answered
    "posts_unanswered": lambda f: f"{_count(f['n'], 'post', 'posts')} without a reply",
    # people: whom they turned to in the last `days` days and who did not turn to them
    "no_answer_from": lambda f: f"turned to {_people(f['people'])} in {_days(f['days'])} without an answer",
    # people: who turned to them in the last `days` days and have not heard from them
    "not_answered": lambda f: f"{_people(f['people'])} turned to them in {_days(f['days'])} and heard nothing",
    # attends sessions; since: epoch second of the last small room, or "" for never
    "no_small_room": lambda f: "attends, but hasn't shared a small room lately",
    # days: since they came
    "new_here": lambda f: f"new here ({_days(f['days'])})",
    # until: epoch second to which they said they are away
    "away": lambda f: "away, as they said",
    # they did nothing that is on record in the last 16 weeks
    "nothing_known": lambda f: "nothing on record in 16 weeks",
}

# what to do next: nothing · write to them · seat them with someone in a small room · introduce them to someone · ask a
# mentor to say hello · call them
ACTIONS: Final = ("none", "write", "seat_with", "introduce", "ask_mentor", "call")

# what would clear it: two-way contact with one person · with two people · once more · "" nothing to clear
CLEARS: Final = ("", "two_way_with_one", "two_way_with_two", "two_way_again")


def sentence(reason: Reason) -> str:
    """The reason in plain English. Raises KeyError for an unknown code or a missing fact."""
    return CODES[reason.code](reason.facts)


def reason(code: str, **facts: int | float | str) -> Reason:
    """A reason with its facts. Raises KeyError for a code that isn't in `CODES`."""
    if code not in CODES:
        raise KeyError(code)
    return Reason(code, facts)
