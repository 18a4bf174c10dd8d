"""A seeded community for tests of the signals: who writes to whom, meets whom and attends, and some who fade.

People have a rhythm (how many days of contact a week) and friends; a program meets on Mondays, Wednesdays and Fridays.
About a third fade at a moment of their own: their rhythm halves every week. That happens by dice no judgement sees.
"""

from __future__ import annotations

import random

from alongside.engine.isolation import Contact

DAY = 86400.0
BEGIN = 1_700_000_000.0
SESSIONS = (0, 2, 4)


def community(seed: int, people: int = 80, weeks: int = 30) -> list[Contact]:
    """Contacts of that many weeks, from `BEGIN` on, in order of time."""
    dice = random.Random(seed)
    rhythm = [dice.choice((0.8, 1.5, 3.0, 5.0)) for _ in range(people)]
    friends = [dice.sample([j for j in range(people) if j != i], dice.randint(1, 4)) for i in range(people)]
    # someone fades for a while, or not at all
    fades = [dice.uniform(3, weeks) if dice.random() < 0.6 else None for _ in range(people)]
    lasts = [dice.uniform(3, 8) for _ in range(people)]
    out: list[Contact] = []

    def strength(i: int, week: float) -> float:
        begun = fades[i]
        if begun is None or not begun <= week < begun + lasts[i]:
            return 1.0
        return 0.5 ** (1 + week - begun)

    for day in range(weeks * 7):
        for i in range(people):
            alive = strength(i, day / 7)
            start = BEGIN + day * DAY
            if day % 7 in SESSIONS and dice.random() < 0.7 * alive**0.5:
                out.append(Contact(start + 0.7 * DAY, i, None, "attend"))
            if dice.random() > rhythm[i] / 7 * alive:
                continue
            j = dice.choice(friends[i])
            at = start + dice.random() * 0.6 * DAY
            out.append(Contact(at, i, j, dice.choice(("message", "reply", "react"))))
            if dice.random() < 0.75 * strength(j, day / 7):
                out.append(Contact(at + dice.random() * 0.3 * DAY, j, i, "reply"))
            elif dice.random() < 0.2 * strength(j, day / 7):
                out.append(Contact(at, i, j, "met"))
    return sorted(out, key=lambda c: (c.at, c.actor))


def without_two_way(contacts: list[Contact], at: float, people: int) -> list[bool]:
    """For each person: no two-way contact in the 14 days after that moment. Written plainly, to check the engine by."""
    ways = set()
    for c in contacts:
        if at < c.at <= at + 14 * DAY and c.target is not None and c.target != c.actor and c.kind != "attend":
            ways.add((c.actor, c.target))
            if c.kind == "met":
                ways.add((c.target, c.actor))
    return [not any((j, i) in ways for a, j in ways if a == i) for i in range(people)]
