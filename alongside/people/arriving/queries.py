"""Where newcomers are on their path, and who owes what. Each function costs one query unless it says otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Q, QuerySet

from alongside.people.arriving import path
from alongside.people.models import (
    GONE_STAGES,
    STAFF_ROLES,
    Arrival,
    ArrivalStep,
    ArrivalStepKind,
    EmergencyContact,
    Person,
    PlanPart,
    Program,
    Role,
    SafetyPlan,
    Stage,
    StepState,
)

WELCOMERS = STAFF_ROLES | {Role.MENTOR}


@dataclass(frozen=True)
class Stone:
    """One step of one newcomer, with its row of the table."""

    row: ArrivalStep
    step: path.Step

    @property
    def open(self) -> bool:
        return self.row.state == StepState.OPEN

    @property
    def mine(self) -> bool:
        """Whether the newcomer does it themselves, by themselves."""
        return bool(self.step.url_name)

    def overdue(self, at: datetime) -> bool:
        return self.open and self.row.due_at is not None and self.row.due_at <= at


@dataclass(frozen=True)
class Path:
    """The path of one newcomer, in order."""

    arrival: Arrival
    stones: tuple[Stone, ...]

    @property
    def next_own(self) -> Stone | None:
        """The next open step that the newcomer can do now."""
        return next((stone for stone in self.stones if stone.open and stone.mine), None)

    @property
    def next(self) -> Stone | None:
        """What the path waits for: what has a time comes first, the soonest of them."""
        timed = [stone for stone in self.stones if stone.open and stone.row.due_at is not None]
        soonest = min(timed, key=lambda stone: (stone.row.due_at, stone.row.pk), default=None)
        return soonest or next((stone for stone in self.stones if stone.open), None)

    def stone(self, kind: str) -> Stone | None:
        return next((stone for stone in self.stones if stone.row.kind == kind), None)


def arrival_of(person: Person) -> Arrival | None:
    """The unfinished path of `person`, with the welcomer; None for people without one, and once it is behind them."""
    return (
        Arrival.objects.filter(person=person, finished_at=None)
        .select_related("person__program", "welcomer__program", "welcomer__account")
        .first()
    )


def path_of(person: Person) -> Path | None:
    """As `arrival_of`, with its steps. Two queries."""
    found = arrival_of(person)
    return None if found is None else paths([found])[0]


def paths(arrivals: Iterable[Arrival]) -> list[Path]:
    """The paths of these, in the same order."""
    wanted = list(arrivals)
    rows: dict[int, list[Stone]] = {arrival.pk: [] for arrival in wanted}
    for row in ArrivalStep.objects.filter(arrival__in=wanted).select_related("owner"):
        rows[row.arrival_id].append(Stone(row, path.step(row.kind)))
    order = [step.kind for step in path.PATH]
    return [
        Path(arrival, tuple(sorted(rows[arrival.pk], key=lambda stone: order.index(stone.step.kind))))
        for arrival in wanted
    ]


def newcomers(program: Program) -> list[Arrival]:
    """Everyone of `program` who has not arrived yet, also those who are only invited; longest on the way first."""
    return list(
        Arrival.objects.filter(
            person__program=program, finished_at=None, person__stage__in=[Stage.INVITED, Stage.ARRIVING]
        )
        .select_related("person__program", "welcomer")
        .order_by("started_at", "id")
    )


def owed_by(owner: Person) -> list[ArrivalStep]:
    """What `owner` owes newcomers and has a time, soonest first."""
    return list(
        ArrivalStep.objects.filter(
            owner=owner,
            state=StepState.OPEN,
            due_at__isnull=False,
            arrival__finished_at=None,
            arrival__person__stage=Stage.ARRIVING,
        )
        .select_related("arrival__person__program")
        .order_by("due_at", "id")
    )


def overdue(at: datetime) -> list[ArrivalStep]:
    """Steps past their time, of people who are still arriving, in the order they were owed."""
    return list(
        ArrivalStep.objects.filter(
            state=StepState.OPEN, due_at__lte=at, arrival__finished_at=None, arrival__person__stage=Stage.ARRIVING
        )
        .select_related("owner", "arrival__person__program", "arrival__welcomer")
        .order_by("due_at", "id")
    )


def to_pass_on(at: datetime) -> list[ArrivalStep]:
    """The late steps of which nobody has been told, or whose grace is over and that can still be handed on."""
    return [
        row
        for row in overdue(at)
        if row.told_at is None
        or (row.handed_on < path.MOST_HANDED_ON and row.told_at + path.step(row.kind).grace <= at)
    ]


def step_open(person: Person, kind: ArrivalStepKind) -> bool:
    """Whether this step is still before them."""
    return ArrivalStep.objects.filter(
        arrival__person=person, arrival__finished_at=None, kind=kind, state=StepState.OPEN
    ).exists()


def before_first_breakout(people: Iterable[int]) -> dict[int, int | None]:
    """Of these persons (row numbers), whoever has not been in a small room yet, each with their welcomer's number."""
    rows = ArrivalStep.objects.filter(
        arrival__person__in=list(people),
        arrival__finished_at=None,
        kind=ArrivalStepKind.FIRST_BREAKOUT,
        state=StepState.OPEN,
    )
    return dict(rows.order_by("arrival__started_at", "id").values_list("arrival__person_id", "arrival__welcomer_id"))


def welcomed_by(welcomer: Person) -> list[Arrival]:
    """Newcomers who are arriving, and whose named human this is."""
    return list(
        Arrival.objects.filter(welcomer=welcomer, finished_at=None, person__stage=Stage.ARRIVING)
        .select_related("person__program")
        .order_by("started_at", "id")
    )


def possible_welcomers(program: Program) -> QuerySet[Person]:
    """Staff and mentors who are here, by name."""
    gone = [*GONE_STAGES, Stage.INVITED, Stage.PAUSED]
    found = Person.objects.filter(Q(program=program), Q(role__in=WELCOMERS), ~Q(stage__in=gone))
    return found.order_by("display_name", "id")


def may_welcome(person: Person) -> bool:
    """Whether `person` can be someone's named human. No query."""
    return person.role in WELCOMERS and person.stage not in {*GONE_STAGES, Stage.INVITED, Stage.PAUSED}


def contact_of(person: Person) -> EmergencyContact | None:
    return EmergencyContact.objects.filter(person=person).first()


def plan_of(person: Person) -> SafetyPlan | None:
    return SafetyPlan.objects.filter(person=person).first()


def plan_parts(plan: SafetyPlan | None) -> list[tuple[PlanPart, str]]:
    """The parts that hold words, in order. No query."""
    words = cast("dict[str, str]", plan.words or {}) if plan is not None else {}
    return [(part, words[part]) for part in PlanPart if words.get(part)]
