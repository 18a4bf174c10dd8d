"""The plan for a group that has lost someone, on its card; its steps are data that an installation may edit."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from alongside.care import parts
from alongside.care.models import Kind, ReachOut, Reason
from alongside.core import clock
from alongside.core.languages import ENGLISH, said_in
from alongside.groups import queries as groups
from alongside.groups.models import Group
from alongside.people.models import Person

PLAN = Path(__file__).parent / "data" / "loss_plan.toml"


@dataclass(frozen=True)
class Step:
    """One thing to do or to decide."""

    title: str
    words: str


@lru_cache(maxsize=4)
def plan(language: str) -> tuple[Step, ...]:
    """The steps after a loss, in that language."""
    with PLAN.open("rb") as file:
        data = tomllib.load(file)
    return tuple(Step(**said_in(language, step)) for step in data["step"])


def part(card: ReachOut, reason: Reason, viewer: Person) -> dict[str, Any] | None:
    """What stands on the card's page: the plan, when the group next meets, and whom else it reaches."""
    group = Group.objects.filter(program=card.program_id, public_id=str(reason.facts.get("group", ""))).first()
    if group is None:
        return None
    return {
        "steps": plan(get_language() or ENGLISH),
        "group": group,
        "next": groups.next_of_each([group], clock.now()).get(group.pk),
        "roster": [entry.person for entry in groups.on_roster(group)],
    }


def register() -> None:
    """Once, when apps are ready."""
    parts.register(Kind.LOSS, "care/parts/loss.html", part)
