"""Random instances like those a program has: any size, any mix of rules. Seeded, so that a failure can be looked at."""

from __future__ import annotations

import random
from typing import Any

SIZES = ([3, 4], [3, 3], [4, 4], [4, 5], [2, 3], [3, 5], [2, 4], [1, 3])


def instance_like(
    seed: int, people: tuple[int, int] = (5, 40), rules: int = 9, hard_warm: bool = True
) -> dict[str, Any]:
    """A `breakouts-instance/1` with a random subset of rules; often feasible, not always."""
    dice = random.Random(seed)
    n = dice.randint(*people)
    ids = [f"m{i:03d}" for i in range(n)]
    size = list(dice.choice(SIZES))
    rounds = dice.randint(1, 6)
    members: list[dict[str, Any]] = [{"id": i} for i in ids]
    out: dict[str, Any] = {
        "format": "breakouts-instance/1",
        "id": f"random-{seed}",
        "members": members,
        "rounds": rounds,
        "room_size": size,
    }
    if dice.random() < 0.7:
        out["size_fallback"] = [max(1, size[0] - 1), size[1] + 1]
    constraints: dict[str, Any] = {}
    kinds = [
        "absent",
        "history",
        "apart",
        "together",
        "guide",
        "share",
        "cap",
        "no_lone",
        "warm_tie",
        "held",
        "facilitators",
    ]
    chosen = set(dice.sample(kinds, dice.randint(0, min(rules, len(kinds)))))

    def pair() -> list[str]:
        return dice.sample(ids, 2)

    if "facilitators" in chosen:
        for m in dice.sample(members, max(1, n // 8)):
            m["role"] = "facilitator"
    for m in dice.sample(members, n // 5):
        m.setdefault("role", "peer")
    if "absent" in chosen:
        out["absent"] = {
            str(r): dice.sample(ids, dice.randint(1, max(1, n // 6))) for r in range(rounds) if dice.random() < 0.7
        }
    if "history" in chosen:
        out["history"] = [
            {"pair": pair(), "meetings": dice.randint(1, 3), "age_days": dice.randint(0, 60)}
            for _ in range(dice.randint(1, 3 * n))
        ]
    if "apart" in chosen:
        constraints["apart"] = [pair() for _ in range(dice.randint(1, max(1, n // 4)))]
    if "together" in chosen:
        constraints["together"] = [
            {"pair": pair(), "hard": dice.random() < 0.5, "weight": dice.choice([1, 2, 0.5])}
            for _ in range(dice.randint(1, max(1, n // 10)))
        ]
    if "guide" in chosen:
        roles = dice.choice([["facilitator"], ["peer"], ["facilitator", "peer"]])
        constraints["guide"] = {"roles": roles, "hard": dice.random() < 0.5}
    if "share" in chosen:
        for m in members:
            spoken = dice.choice([["en"], ["en"], ["es"], ["en", "es"], ["en", "es"], "en"])
            m.setdefault("attrs", {})["lang"] = spoken
        constraints["share"] = [{"attr": "lang", "hard": dice.random() < 0.7}]
    if "cap" in chosen or "no_lone" in chosen:
        for m in members:
            m.setdefault("attrs", {})["track"] = dice.choice(["a", "b", "c"])
    if "cap" in chosen:
        constraints["cap"] = [
            {"attr": "track", "value": v, "max": dice.randint(2, 3), "hard": dice.random() < 0.4}
            for v in dice.sample(["a", "b", "c"], 2)
        ]
    if "no_lone" in chosen:
        constraints["no_lone"] = [{"attr": "track", "value": "c", "hard": dice.random() < 0.5}]
    if "warm_tie" in chosen:
        for m in dice.sample(members, max(1, n // 6)):
            m["anxious"] = True
        constraints["warm_tie"] = {"hard": hard_warm and dice.random() < 0.3}
    if "held" in chosen and rounds > 1:
        out["held"] = [_held(dice, out, r, size) for r in range(dice.randint(1, rounds - 1))]
    out["constraints"] = constraints
    return out


def _held(dice: random.Random, source: dict[str, Any], r: int, size: list[int]) -> list[list[str]]:
    gone = set(source.get("absent", {}).get(str(r), []))
    here = [m["id"] for m in source["members"] if m["id"] not in gone]
    dice.shuffle(here)
    rooms = max(1, len(here) // size[1])
    return [here[k::rooms] for k in range(rooms) if here[k::rooms]]


def feasible_like(seed: int, people: tuple[int, int] = (12, 40)) -> dict[str, Any]:
    """A `breakouts-instance/1` whose rules are all hard, tight, and kept by a plan drawn first: it is feasible."""
    dice = random.Random(seed)
    size = dice.choice(([3, 4], [4, 4], [4, 5], [3, 5], [3, 3]))
    n = dice.choice([x for x in range(people[0], people[1] + 1) if -(-x // size[1]) <= x // size[0]])
    ids = [f"m{i:03d}" for i in range(n)]
    members: dict[str, dict[str, Any]] = {
        i: {"id": i, "attrs": {"lang": [dice.choice("def")], "track": dice.choice("abc")}} for i in ids
    }
    plan = []
    for _ in range(dice.randint(1, 3)):
        dice.shuffle(ids)
        k = dice.randint(-(-n // size[1]), n // size[0])
        rooms = [ids[x::k] for x in range(k)]
        plan.append(rooms)
        for room in rooms:
            spoken = dice.choice("def")
            for i in room:
                members[i]["attrs"]["lang"] = sorted({*members[i]["attrs"]["lang"], spoken})
    everywhere = [room for rooms in plan for room in rooms]
    met = {frozenset((a, b)) for room in everywhere for a in room for b in room}
    pairs = [[a, b] for x, a in enumerate(sorted(ids)) for b in sorted(ids)[:x] if {a, b} not in met]
    constraints: dict[str, Any] = {
        "apart": dice.sample(pairs, int(len(pairs) * dice.choice((0.3, 0.6, 0.85)))),
        "cap": [
            {
                "attr": "track",
                "value": v,
                "max": max(sum(members[i]["attrs"]["track"] == v for i in room) for room in everywhere),
            }
            for v in "abc"
        ],
    }
    if dice.random() < 0.5:
        constraints["share"] = [{"attr": "lang"}]
    if dice.random() < 0.5:
        constraints["guide"] = {"roles": ["peer"], "hard": True}
        for room in everywhere:
            if not any(members[i].get("role") for i in room):
                members[room[0]]["role"] = "peer"
    return {
        "format": "breakouts-instance/1",
        "id": f"feasible-{seed}",
        "members": list(members.values()),
        "rounds": len(plan),
        "room_size": list(size),
        "constraints": constraints,
    }
