"""One card per person, with a name on it and a clock that is never lost."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.care import actions, clocks, queries
from alongside.care.duties import keep_clocks
from alongside.care.models import Deed, Kind, Lane, Outcome, ReachOut, Reason
from alongside.care.owners import responsible_for
from alongside.care.tests.scene import HOUR, NIGHT, NOON, away, deeds, heard, missed, of
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.groups import actions as groups
from alongside.people.cover import is_staffed
from alongside.people.models import Program, Role
from tests.cast import Cast, enroll

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Any:
    with clock.reading(NOON):
        yield


def test_one_card_however_many_reasons(cast: Cast) -> None:
    """A second reason joins the open card, which is due at the earlier time; the same key is said once."""
    of(cast)
    card = missed(cast.member)
    again = missed(cast.member, "absence:2", due_at=NOON + HOUR / 2)
    same = missed(cast.member, "absence:1", due_at=NOON)
    assert card == again == same
    assert list(card.reasons.values_list("key", flat=True)) == ["absence:1", "absence:2"]
    card.refresh_from_db()
    assert card.due_at == NOON + HOUR / 2 and card.owner == cast.counselor
    assert deeds(card) == [Deed.OPENED, Deed.ADDED]


def test_lanes_and_chosen_counselors_are_never_one_card(cast: Cast) -> None:
    of(cast)
    private = {"lane": Lane.PRIVATE, "other": cast.groupmate}
    cards = {
        missed(cast.member),
        missed(cast.member, "k:2", **private, owner=cast.counselor),
        missed(cast.member, "k:3", **private, owner=cast.other_counselor),
        missed(cast.member, "k:4", **private, owner=cast.counselor),
        missed(cast.member, "k:5", lane=Lane.GROUP, owner=cast.counselor, facts={"group": "a"}),
        missed(cast.member, "k:6", lane=Lane.GROUP, owner=cast.counselor, facts={"group": "b"}),
    }
    assert len(cards) == 5


def test_a_closed_card_is_not_reopened_by_the_next_reason(cast: Cast) -> None:
    of(cast)
    card = missed(cast.member)
    actions.close(card, Outcome.TALKED, by=cast.counselor)
    assert missed(cast.member, "absence:2") != card
    assert missed(cast.member, "absence:1") == card
    assert Reason.objects.get(key="absence:1").settled_at == NOON


def test_it_is_the_first_counselors_through_cover_and_within_their_day(cast: Cast, settings: Any) -> None:
    """First leader → who stands in for them → the directors, where that list is full, marked as such."""
    of(cast)
    assert responsible_for(cast.member, NOON) == cast.counselor
    assert responsible_for(cast.newcomer, NOON) is None  # in no group
    settings.CARE_CAPACITY = 1
    missed(cast.third)
    full = missed(cast.member, "absence:2")
    assert full.owner is None and full.reasons.get().facts == {"over_capacity": True}
    away(cast.counselor, cast.other_counselor)
    assert responsible_for(cast.member, NOON) == cast.other_counselor
    assert responsible_for(cast.member, NOON + timedelta(days=30)) is None  # back, and the list still full


def test_a_call_for_help_does_not_fill_a_list(cast: Cast, settings: Any) -> None:
    of(cast)
    settings.CARE_CAPACITY = 1
    actions.call_for_help(cast.third, by=cast.third)
    assert missed(cast.member).owner == cast.counselor


def test_someone_who_leads_is_not_their_own_counselor(cast: Cast) -> None:
    of(cast)
    groups.add_to_roster(cast.group, cast.groupmate, by=cast.director)
    card = missed(cast.counselor)
    assert card.owner is None


def test_what_is_more_urgent_moves_the_card_to_whoever_can(cast: Cast) -> None:
    """Dana is leading: the call goes to Ken, with all that was on the card, and it isn't taken any more."""
    of(cast)
    card = missed(cast.member)
    actions.take(card, by=cast.counselor)
    later = missed(cast.member, "absence:2", owner=cast.other_counselor, due_at=NOON + timedelta(days=9))
    assert later.owner == cast.counselor
    actions.open_reach_out(cast.member, Kind.CALL, key="call:1", due_at=NOON, owner=cast.other_counselor, by=SYSTEM)
    card.refresh_from_db()
    assert (card.owner, card.taken_at, card.due_at) == (cast.other_counselor, None, NOON)
    assert "care.changed" in heard(cast.other_counselor)


def test_settled_reasons_close_a_card_that_nobody_took(cast: Cast) -> None:
    of(cast)
    card = missed(cast.member)
    missed(cast.member, "absence:2")
    assert actions.settle("absence:1", by=SYSTEM) == card
    card.refresh_from_db()
    assert card.closed_at is None
    actions.settle("absence:2", by=SYSTEM)
    actions.settle("absence:2", by=SYSTEM)
    card.refresh_from_db()
    assert (card.closed_at, card.outcome) == (NOON, Outcome.NOT_NEEDED)
    assert deeds(card).count(Deed.SETTLED) == 2
    assert actions.settle("nothing", by=SYSTEM) is None


def test_a_card_that_was_taken_stays_until_its_owner_says_what_became_of_it(cast: Cast) -> None:
    of(cast)
    card = missed(cast.member)
    actions.take(card, by=cast.counselor)
    actions.settle("absence:1", by=SYSTEM)
    card.refresh_from_db()
    assert card.closed_at is None and card.due_at == NOON + clocks.TAKEN


def test_what_nobody_acts_on_goes_up_and_stays(cast: Cast) -> None:
    """Owner → directors → still the directors', counted and recorded each time; and it is never closed by the clock."""
    of(cast)
    card = missed(cast.member)
    at = NOON
    for level in (1, 2, 3):
        card.refresh_from_db()
        at = card.due_at
        with clock.reading(at - timedelta(seconds=1)):
            assert keep_clocks() == 0
        with clock.reading(at):
            assert keep_clocks() == 1
            assert keep_clocks() == 0
        card.refresh_from_db()
        assert (card.level, card.owner, card.closed_at) == (level, None, None)
        assert card.due_at > at and is_staffed(cast.program, card.due_at)
    assert deeds(card) == [Deed.OPENED, *[Deed.ESCALATED] * 3]
    assert card in queries.everyones(cast.director)


def test_one_card_that_fails_does_not_hold_up_the_others(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    of(cast)
    first, second = missed(cast.member), missed(cast.third, "absence:2")

    def fails_for_the_first(card: ReachOut, **more: Any) -> ReachOut:
        if card == first:
            raise RuntimeError
        return actions.escalate(card, **more)

    monkeypatch.setattr("alongside.care.duties.escalate", fails_for_the_first)
    with clock.reading(NOON + 2 * HOUR):
        keep_clocks()
    second.refresh_from_db()
    assert second.level == 1


def test_whoever_takes_a_card_has_a_day_and_then_it_goes_up(cast: Cast) -> None:
    of(cast)
    card = missed(cast.member)
    actions.take(card, by=cast.counselor)
    actions.take(card, by=cast.counselor)
    card.refresh_from_db()
    assert card.due_at == NOON + clocks.TAKEN and deeds(card).count(Deed.TAKEN) == 1
    with clock.reading(NOON + clocks.TAKEN):
        keep_clocks()
    card.refresh_from_db()
    assert (card.level, card.owner, card.taken_at) == (1, None, None)


def test_no_answer_yet_keeps_it_open(cast: Cast) -> None:
    of(cast)
    card = missed(cast.member)
    actions.tried(card, "Left a message.", by=cast.counselor)
    card.refresh_from_db()
    assert (card.closed_at, card.outcome, card.owner) == (None, Outcome.NO_ANSWER, cast.counselor)
    assert card.due_at > NOON + HOUR


def test_handing_on_reaches_whoever_stands_in(cast: Cast) -> None:
    of(cast)
    card = missed(cast.member)
    away(cast.other_counselor, cast.director)
    actions.hand_on(card, cast.other_counselor, words="You know her.", by=cast.counselor)
    card.refresh_from_db()
    assert card.owner == cast.director and card.taken_at is None
    assert card.due_at >= NOON + clocks.HANDED
    actions.hand_on(card, None, by=cast.director)
    card.refresh_from_db()
    assert card.owner is None


@pytest.mark.parametrize("to", ["member", "groupmate", "mentor", "outsider", "newcomer"])
def test_only_staff_of_the_program_can_have_a_card(cast: Cast, to: str) -> None:
    of(cast)
    card = missed(cast.member)
    with pytest.raises(Refused):
        actions.hand_on(card, cast.people[to], by=cast.counselor)
    card.refresh_from_db()
    assert card.owner == cast.counselor


def test_a_private_card_never_goes_to_a_stand_in_unseen(cast: Cast) -> None:
    """It was sent to one person: their cover doesn't get it by itself, and it can't be handed to who is away."""
    of(cast)
    away(cast.counselor, cast.director)
    card = missed(cast.member, "b:1", lane=Lane.PRIVATE, owner=cast.counselor)
    assert card.owner == cast.counselor
    away(cast.other_counselor, cast.director)
    with pytest.raises(Refused, match="private"):
        actions.hand_on(card, cast.other_counselor, by=cast.counselor)


def test_what_was_closed_meanwhile_stays_closed(cast: Cast) -> None:
    of(cast)
    card = missed(cast.member)
    actions.close(card, Outcome.WROTE, by=cast.counselor)
    for act in (
        lambda: actions.take(card, by=cast.director),
        lambda: actions.hand_on(card, cast.director, by=cast.counselor),
        lambda: actions.close(card, Outcome.TALKED, by=cast.director),
        lambda: actions.tried(card, by=cast.director),
    ):
        with pytest.raises(Refused, match="closed meanwhile"):
            act()
    card.refresh_from_db()
    assert card.outcome == Outcome.WROTE


def test_the_same_post_twice_is_one_act(cast: Cast) -> None:
    of(cast)
    card = missed(cast.member)
    for _time in range(2):
        actions.note(card, "Called.", key="n1", by=cast.counselor)
    assert card.entries.filter(deed=Deed.NOTED).count() == 1


def test_reading_is_told_once_for_what_was_there(cast: Cast) -> None:
    """Read before the words came is not having read them."""
    of(cast)
    card = missed(cast.member)
    actions.mark_read(card, by=cast.counselor)
    actions.mark_read(card, by=cast.counselor)
    assert queries.read_since(card, NOON) is not None
    with clock.reading(NOON + HOUR):
        actions.open_reach_out(cast.member, Kind.MORNING, key="m:1", due_at=NOON, words="Hello", by=cast.member)
        assert queries.read_since(card, NOON + HOUR) is None
        actions.mark_read(card, by=cast.counselor)
        first = queries.read_since(card, NOON + HOUR)
    assert first is not None and first.by == cast.counselor
    assert deeds(card).count(Deed.READ) == 2


def test_nothing_that_is_said_live_reaches_whom_it_is_about(cast: Cast) -> None:
    """A card about someone says nothing on their topic, also where they are a director."""
    of(cast)
    card = missed(cast.member)
    actions.take(card, by=cast.counselor)
    actions.close(card, Outcome.TALKED, by=cast.counselor)
    boss = enroll(cast.program, "Ada", Role.DIRECTOR)
    actions.escalate(missed(boss, "absence:9", due_at=NOON), by=SYSTEM)
    assert heard(cast.member) == [] and heard(boss) == []
    assert heard(cast.director) == ["care.changed"] * 2


@given(
    hours=st.integers(0, 24 * 14),
    wait=st.integers(0, 72),
    days=st.sets(st.sampled_from("1234567"), min_size=1),
)
def test_no_clock_promises_an_hour_that_nobody_works(hours: int, wait: int, days: set[str]) -> None:
    """Over the change of clocks, too. Never earlier than asked."""
    program = Program(time_zone="America/New_York", staffed_days="".join(sorted(days)))
    at = datetime(2026, 10, 26, tzinfo=UTC) + hours * HOUR
    due = clocks.by_when(program, at, wait * HOUR)
    assert due >= at + wait * HOUR
    assert is_staffed(program, due), due.astimezone(ZoneInfo(program.time_zone))


def test_a_call_for_help_knows_no_night(settings: Any) -> None:
    program = Program(time_zone="America/New_York")
    assert clocks.next_due(program, Lane.HELP, NIGHT, clocks.HANDED) == NIGHT + timedelta(minutes=5)
    assert is_staffed(program, clocks.next_due(program, Lane.CARE, NIGHT, clocks.HANDED))
