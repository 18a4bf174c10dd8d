"""Someone is away, leaves or has died: no card is left with a name behind which nobody is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from alongside.care import actions
from alongside.care.duties import keep_covered
from alongside.care.models import Lane, Outcome, ReachOut
from alongside.care.tests.scene import NOON, away, missed, of
from alongside.core import clock
from alongside.people.actions import change_role, change_stage
from alongside.people.models import Role, Stage
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.reading(NOON):
        yield


def test_cards_follow_the_cover_when_a_leave_begins(cast: Cast) -> None:
    """All but what was sent to them in private; once, and not back and forth."""
    of(cast)
    card, kept = missed(cast.member), missed(cast.third, "b:1", lane=Lane.PRIVATE, owner=cast.counselor)
    away(cast.counselor, cast.other_counselor, NOON + timedelta(days=2))
    assert keep_covered() == 0
    with clock.reading(NOON + timedelta(days=2)):
        assert keep_covered() == 1
        assert keep_covered() == 0
    card.refresh_from_db()
    kept.refresh_from_db()
    assert (card.owner, kept.owner) == (cast.other_counselor, cast.counselor)


@pytest.mark.parametrize("stage", [Stage.LEFT, Stage.DIED])
def test_what_was_theirs_goes_to_others(cast: Cast, stage: Stage) -> None:
    """To the counselor of the person's group, else the directors; private ones are passed up."""
    of(cast)
    card = missed(cast.member, owner=cast.other_counselor)
    lost = missed(cast.newcomer, "absence:2", owner=cast.other_counselor)
    private = missed(cast.member, "b:1", lane=Lane.PRIVATE, owner=cast.other_counselor)
    change_stage(cast.other_counselor, stage, by=cast.director)
    for each in (card, lost, private):
        each.refresh_from_db()
    assert (card.owner, lost.owner) == (cast.counselor, None)
    assert private.owner is None and private.level == 1


def test_a_counselor_who_becomes_a_mentor_keeps_what_mentors_may_have(cast: Cast) -> None:
    of(cast)
    card = missed(cast.member, owner=cast.other_counselor)
    step = missed(cast.newcomer, "step:1", lane=Lane.WELCOME, owner=cast.other_counselor)
    change_role(cast.other_counselor, Role.MENTOR, by=cast.director)
    card.refresh_from_db()
    step.refresh_from_db()
    assert (card.owner, step.owner) == (cast.counselor, cast.other_counselor)


def test_nothing_waits_for_someone_who_has_died(cast: Cast) -> None:
    """Their open cards close, a call for help too, and no reason of them stands; the plan for their group opens."""
    of(cast)
    cards = [missed(cast.member), actions.call_for_help(cast.member, by=cast.member)]
    change_stage(cast.member, Stage.DIED, by=cast.director)
    for card in cards:
        card.refresh_from_db()
        assert (card.closed_at, card.outcome) == (NOON, Outcome.NOT_NEEDED)
        assert not card.reasons.filter(settled_at=None).exists()
    assert ReachOut.objects.get(about=cast.member, closed_at=None).lane == Lane.GROUP
