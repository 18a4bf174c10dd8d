"""The path, as one table: what each step is, whose it is at first, whether it can be left out, and by when.

| step | whose | may be left out | owed |
|---|---|---|---|
| agreements | the newcomer's | no | three days after coming in |
| contact | the newcomer's | yes | three days after coming in |
| plan, about, devices | the newcomer's | yes | never: nobody waits for them |
| hello | the welcomer offers times, the newcomer chooses, both meet | yes | two days each, then the time itself |
| first session | the welcomer's: that there is one | no | seven days after coming in |
| first breakout | the welcomer's | no | two weeks after the first session |
| notes | the welcomer's | by the welcomer | one hour, and three days, after the first session's end |

A step past its time is told to whoever owes it; after `grace` it is handed on to whoever leads their group, then to a
director, and stays there. Nothing here reads the clock or the database.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alongside.people.models import ArrivalStepKind as Kind

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """One stone of the path. `url_name` is where the newcomer does it; empty where somebody else does."""

    kind: Kind
    url_name: str = ""
    minutes: int = 0
    """About how long it takes, said beforehand."""
    why: str | Promise = ""
    optional: bool = True
    """Whether the newcomer may leave it out."""
    welcomers: bool = False
    """Whether the welcomer owes it from the beginning."""
    within: timedelta | None = None
    """Owed so long after coming in. None: not before something else has happened, or never."""
    grace: timedelta = DAY
    """How long whoever owes it has, once told, before it is handed on."""

    @property
    def label(self) -> str:
        return str(self.kind.label)


PATH = (
    Step(
        Kind.AGREEMENTS,
        "people:agreements",
        minutes=3,
        why=_("So that you know what holds here, for you and for everyone."),
        optional=False,
        within=3 * DAY,
    ),
    Step(
        Kind.CONTACT,
        "people:arriving_contact",
        minutes=1,
        why=_("One person whom staff may call when they are worried about you."),
        within=3 * DAY,
    ),
    Step(
        Kind.PLAN,
        "people:arriving_plan",
        minutes=5,
        why=_("What helps you on a bad night, in your own words. One line is enough."),
    ),
    Step(
        Kind.ABOUT,
        "people:arriving_about",
        minutes=2,
        why=_("What people call you, what you like, when you usually have time."),
    ),
    Step(
        Kind.DEVICES,
        "device_check",
        minutes=2,
        why=_("So that nothing surprises you in the first session."),
    ),
    Step(
        Kind.HELLO,
        "groups:hello",
        minutes=1,
        why=_("Ten quiet minutes by video with one person, before you meet a group."),
        welcomers=True,
        within=2 * DAY,
    ),
    Step(Kind.FIRST_SESSION, optional=False, welcomers=True, within=7 * DAY),
    Step(Kind.FIRST_BREAKOUT, optional=False, welcomers=True),
    Step(Kind.NOTE_FIRST, optional=False, welcomers=True, grace=timedelta(hours=1)),
    Step(Kind.NOTE_THIRD, optional=False, welcomers=True, grace=timedelta(hours=8)),
)
BY_KIND = {step.kind: step for step in PATH}
NOTES = (Kind.NOTE_FIRST, Kind.NOTE_THIRD)
ENDS_WITH = frozenset({Kind.FIRST_SESSION, *NOTES})
"""Once none of these is open, the person has arrived."""
CHOOSES_WITHIN = 2 * DAY
"""How long a newcomer has for choosing a time, once there are some, before their welcomer hears of it."""
BREAKOUT_WITHIN = 14 * DAY
NOTE_FIRST_WITHIN = timedelta(hours=1)
NOTE_THIRD_WITHIN = 3 * DAY
MOST_HANDED_ON = 2
"""First to who leads their group, then to a director; from there it is escalated as any card is."""


def step(kind: str) -> Step:
    """The table's row of a kind. Raises ValueError for none."""
    return BY_KIND[Kind(kind)]
