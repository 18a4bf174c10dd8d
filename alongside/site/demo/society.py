"""Three months among the people of the demo, as a small model of life: who turns to whom, and when. Pure and seeded.

Friendships grow along a group's circle of chairs and here and there across it; each has its own pace (exchanges a
week). Most turns are answered within hours, some not at all. People come to their group's sessions as is their habit,
and sit in small rooms with whoever the draw brings. Some lives have a turn: `Turn` says which, and from when on.
Nothing here knows what was said; words come later, from `story`.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

DAY = timedelta(days=1)
WEEK = 7 * DAY
ANSWERED = 0.93
GOES_ON = 0.4
"""The chance that an answer is answered again."""
NEXT_TO, ACROSS = 1.1, 0.5
"""Exchanges a week with neighbors, and with one other of the group."""
WAKING = (7, 22)


class Turn(StrEnum):
    """What changed in someone's life here."""

    QUARREL = "quarrel"  # stopped turning to the others, and they to them; comes less
    UNHEARD = "unheard"  # comes to each session, leaves before the small rooms, writes to nobody
    UNANSWERED = "unanswered"  # goes on writing; nobody answers any more
    FRIEND_LEFT = "friend_left"  # had one close contact, who is gone
    GONE = "gone"  # that contact
    LOUD = "loud"  # says something to everyone each day, and has nobody in particular
    STEADY = "steady"  # one exchange a week with one person, for months: quiet, and well


class Turning(Protocol):
    """Whatever has a habit and perhaps a turn."""

    @property
    def habit(self) -> float: ...
    @property
    def turn(self) -> Turn | None: ...
    @property
    def ago(self) -> int: ...


@dataclass(frozen=True)
class Life:
    """One person as the model needs them. `ago`: how many days ago their turn was; `only`: the one they have."""

    name: str
    group: str
    habit: float = 0.9
    turn: Turn | None = None
    ago: int = 0
    only: str = ""


@dataclass(frozen=True)
class Act:
    """One thing that happened: wrote, replied, reacted, posted, small_room, session or came. `whom` may be nobody.

    `exchange` numbers the acts that belong together; `alone`: between the two of them, else in their group.
    """

    at: datetime
    kind: str
    who: str
    whom: str | None
    group: str
    exchange: int = 0
    alone: bool = True


def months(lives: Sequence[Life], *, began: datetime, until: datetime, seed: int) -> list[Act]:
    """Everything between the two moments, in order. The same seed and span give the same life."""
    rng = random.Random(f"{seed}:life")  # noqa: S311  (a story, not a secret)
    known = {life.name: life for life in lives}
    found = [act for life in lives for act in _alone(life, began, until, rng)]
    number = 0
    for first, second, pace in _friendships(lives, rng):
        for start in _moments(pace, began, until, rng):
            number += 1
            found += _exchange(known[first], known[second], start, until, number, rng)
    for group in sorted({life.group for life in lives}):
        found += _sessions([life for life in lives if life.group == group], group, began, until, rng)
    return sorted((act for act in found if began <= act.at < until), key=lambda act: (act.at, act.kind, act.who))


def turned(life: Turning, at: datetime, until: datetime) -> bool:
    """Whether someone's turn lies before that moment."""
    return life.turn is not None and at >= until - life.ago * DAY


def _friendships(lives: Sequence[Life], rng: random.Random) -> Iterator[tuple[str, str, float]]:
    """Pairs and their pace. Whoever has one only is nobody else's neighbor."""
    for life in lives:
        if life.only:
            yield life.name, life.only, 1.0 if life.turn is Turn.STEADY else 2.0
    for group in sorted({life.group for life in lives}):
        chairs = [life for life in lives if life.group == group and not life.only and life.turn is not Turn.LOUD]
        for place, life in enumerate(chairs):
            if len(chairs) > 1:
                yield life.name, chairs[(place + 1) % len(chairs)].name, NEXT_TO
            others = [each for each in chairs if each is not life]
            if len(others) > 2:
                yield life.name, rng.choice(others).name, ACROSS


def _moments(pace: float, began: datetime, until: datetime, rng: random.Random) -> Iterator[datetime]:
    """About `pace` moments a week, at waking hours, never too regular and never all in one week."""
    at = began + WEEK / pace * rng.random()
    while at < until:
        yield at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
            hours=rng.randint(*WAKING) + 5, minutes=rng.randint(0, 59)
        )
        at += WEEK / pace * rng.uniform(0.6, 1.4)


def _exchange(
    first: Life, second: Life, start: datetime, until: datetime, number: int, rng: random.Random
) -> Iterator[Act]:
    """One turns to the other, who usually answers. What a turn in someone's life does to it is told here."""
    asks, answers = (first, second) if rng.random() < 0.5 else (second, first)
    late, alone = rng.random() >= ANSWERED, rng.random() < 0.6
    goes_on = rng.random() < GOES_ON
    steps = [timedelta(minutes=rng.randint(4, 480)) for _ in range(2)]
    for life in (first, second):
        if turned(life, start, until) and life.turn in (Turn.QUARREL, Turn.UNHEARD, Turn.GONE, Turn.FRIEND_LEFT):
            return
        if turned(life, start, until) and life.turn is Turn.UNANSWERED:
            asks, answers, late = life, second if life is first else first, True
    yield Act(start, "wrote", asks.name, answers.name, asks.group, number, alone)
    if late:
        return
    yield Act(start + steps[0], "replied", answers.name, asks.name, asks.group, number, alone)
    if goes_on:
        yield Act(start + steps[0] + steps[1], "replied", asks.name, answers.name, asks.group, number, alone)


def _alone(life: Life, began: datetime, until: datetime, rng: random.Random) -> Iterator[Act]:
    """What someone says to everyone and nobody."""
    pace = 6.0 if life.turn is Turn.LOUD else 0.5
    for at in _moments(pace, began, until, rng):
        if not (turned(life, at, until) and life.turn in (Turn.GONE, Turn.QUARREL, Turn.UNHEARD)):
            yield Act(at, "posted", life.name, None, life.group, alone=False)


def _sessions(lives: Sequence[Life], group: str, began: datetime, until: datetime, rng: random.Random) -> Iterator[Act]:
    """One session with small rooms each week, who came, and who sat with whom."""
    at = began.replace(hour=16, minute=0, second=0, microsecond=0) + rng.randint(0, 6) * DAY
    while at < until:
        came = [life for life in lives if rng.random() < habit(life, at, until)]
        for life in came:
            yield Act(at, "came", life.name, None, group, alone=False)
        stays = [life for life in came if not leaves_early(life, at, until)]
        rng.shuffle(stays)
        rooms = [stays[start : start + 2] for start in range(0, len(stays), 2)]
        if len(rooms) > 1 and len(rooms[-1]) == 1:
            last = rooms.pop()
            rooms[-1] += last
        together = {
            frozenset((a.name, b.name)) for room in rooms for a in room for b in room if a is not b and len(room) > 1
        }
        end = at + timedelta(minutes=70)
        for place, first in enumerate(came):
            for second in came[place + 1 :]:
                met = frozenset((first.name, second.name)) in together
                yield Act(end, "small_room" if met else "session", first.name, second.name, group, alone=False)
        at += WEEK


def habit(life: Turning, at: datetime, until: datetime) -> float:
    """The share of sessions they come to at that time."""
    if life.turn is Turn.STEADY:
        return 0.25
    if turned(life, at, until):
        if life.turn is Turn.GONE:
            return 0.0
        if life.turn in (Turn.QUARREL, Turn.FRIEND_LEFT):
            return 0.15
    return life.habit


def leaves_early(life: Turning, at: datetime, until: datetime) -> bool:
    """Whether they are gone before the small rooms."""
    if life.turn in (Turn.LOUD, Turn.STEADY):
        return True
    return turned(life, at, until) and life.turn in (Turn.UNHEARD, Turn.UNANSWERED, Turn.QUARREL, Turn.FRIEND_LEFT)
