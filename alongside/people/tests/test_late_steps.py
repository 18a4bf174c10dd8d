"""The duty of late steps: one that fails holds up nobody, it settles, and the board of many is cheap."""

from datetime import timedelta
from typing import Any

from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.models import AuditEntry
from alongside.people import actions as people
from alongside.people import duties
from alongside.people.arriving import actions as arriving
from alongside.people.models import ArrivalStep, OnCallShift, Person, Role, Stage
from tests.cast import Cast


def arriving_people(cast: Cast, count: int) -> list[Person]:
    found = []
    for number in range(count):
        person = people.create_person(
            cast.program, display_name=f"N{number}", role=Role.MEMBER, stage=Stage.ARRIVING, by=SYSTEM
        )
        arriving.name_welcomer(person, cast.mentor, by=cast.director)
        arriving.begin(person, by=SYSTEM)
        found.append(person)
    return found


def test_one_step_that_fails_holds_up_nobody_and_the_duty_settles(cast: Cast, monkeypatch: Any) -> None:
    arriving_people(cast, 3)
    first = ArrivalStep.objects.order_by("due_at", "pk").filter(due_at__isnull=False)[0]
    real = arriving.pass_on

    def failing(row: ArrivalStep, **kwargs: Any) -> ArrivalStep:
        if row.pk == first.pk:
            raise RuntimeError
        return real(row, **kwargs)

    monkeypatch.setattr(arriving, "pass_on", failing)
    with clock.reading(clock.now() + timedelta(days=30)):
        late = duties.pass_on_late_steps()
        assert late > 3
        assert duties.pass_on_late_steps() == 1, "what everyone was told of is left alone until its grace is over"
        first.refresh_from_db()
        assert first.told_at is None
        monkeypatch.setattr(arriving, "pass_on", real)
        assert duties.pass_on_late_steps() == 1
        kept = AuditEntry.objects.count()
        assert duties.pass_on_late_steps() == 0 and AuditEntry.objects.count() == kept
    with clock.reading(clock.now() + timedelta(days=60)):
        assert duties.pass_on_late_steps() == late
        with clock.reading(clock.now() + timedelta(days=9)):
            duties.pass_on_late_steps()
            assert duties.pass_on_late_steps() == 0, "with a director it stays, and is the card's to pass up"


def test_many_newcomers_and_shifts_cost_few_queries(
    cast: Cast, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    arriving_people(cast, 60)
    now = clock.now()
    OnCallShift.objects.bulk_create(
        OnCallShift(
            program=cast.program,
            person=cast.counselor if number % 2 else cast.director,
            starts_at=now + timedelta(hours=number),
            ends_at=now + timedelta(hours=number + 1),
        )
        for number in range(200)
    )
    client = client_of(cast.director)
    for address in ("/program/newcomers/", "/program/newcomers/?page=2", "/program/on-call/", "/program/leave/"):
        with django_assert_max_num_queries(25):
            assert client.get(address).status_code == 200
