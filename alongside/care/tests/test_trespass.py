"""What someone would try who wants to read or do on the desk what isn't theirs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from alongside.care import access, actions, duties, owners, queries
from alongside.care.actions import between
from alongside.care.actions import nights as night_actions
from alongside.care.models import Kind, Lane, ReachOut, Reason
from alongside.care.tests.scene import HOUR, NOON, away, heard, missed, of, on_call
from alongside.care.words import Wish
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.groups import actions as groups
from alongside.people import actions as people
from alongside.people.models import Person, Role, Stage
from tests.cast import Cast, enroll

ClientOf = Callable[[Person | None], Client]


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.reading(NOON):
        yield


def tell(cast: Cast, other: Person, counselor: Person, words: str = "It is about yesterday.") -> ReachOut:
    return between.tell_between(other, Wish.TALK, counselor, words=words, by=cast.member)


def led_by_both(cast: Cast) -> None:
    groups.set_facilitators(cast.group, [cast.counselor, cast.other_counselor], by=cast.director)


def test_whom_it_is_about_never_gets_a_private_card(cast: Cast, client_of: ClientOf) -> None:
    """Told about one counselor to another: not by handing on, not by passing up, not by an address."""
    led_by_both(cast)
    card = tell(cast, cast.other_counselor, cast.counselor)
    with pytest.raises(Refused):
        actions.hand_on(card, cast.other_counselor, by=cast.counselor)
    page = client_of(cast.counselor).get(f"/care/{card.public_id}/").content.decode()
    assert f'<option value="{cast.other_counselor.public_id}"' not in page
    with clock.reading(NOON + timedelta(days=4)):
        actions.escalate(card, by=SYSTEM)
        people.change_role(cast.other_counselor, Role.DIRECTOR, by=cast.director)
        card.refresh_from_db()
        assert card.owner is None and card.level == 1
        before = heard(cast.other_counselor)
        actions.note(card, "Read by the other director.", by=cast.director)
        theirs = client_of(cast.other_counselor)
        assert theirs.get(f"/care/{card.public_id}/").status_code == 404
        assert "yesterday" not in theirs.get("/care/?of=all").content.decode()
        assert card not in queries.everyones(cast.other_counselor)
        assert heard(cast.other_counselor) == before
        assert access.may_see(cast.director, card)


def test_about_the_only_director_it_stays_with_who_was_chosen(cast: Cast) -> None:
    groups.set_facilitators(of(cast).group, [cast.counselor, cast.director], by=cast.director)
    card = tell(cast, cast.director, cast.other_counselor)
    with clock.reading(NOON + timedelta(days=4)):
        actions.escalate(card, by=SYSTEM)
        card.refresh_from_db()
        assert (card.owner, card.level, card.due_at > clock.now()) == (cast.other_counselor, 0, True)
        with pytest.raises(Refused):
            actions.hand_on(card, None, by=cast.other_counselor)
        people.change_stage(cast.other_counselor, Stage.LEFT, by=cast.director)
    card.refresh_from_db()
    assert card.owner == cast.counselor and not access.may_see(cast.director, card)


def test_what_is_told_to_one_alone_is_not_added_to_what_others_read(cast: Cast) -> None:
    """Their first card was handed to a colleague, whom the second one is about."""
    led_by_both(cast)
    first = tell(cast, cast.groupmate, cast.counselor)
    actions.hand_on(first, cast.other_counselor, by=cast.counselor)
    second = tell(cast, cast.other_counselor, cast.counselor, "Between us alone.")
    assert second != first and second.owner == cast.counselor
    assert not access.may_see(cast.other_counselor, second) and access.may_see(cast.other_counselor, first)
    assert tell(cast, cast.third, cast.counselor) == second
    with clock.reading(NOON + timedelta(days=4)):
        for each in (first, second):
            actions.escalate(each, by=SYSTEM)
        third = tell(cast, cast.groupmate, cast.counselor)
    assert third not in {first, second} and not access.may_see(cast.director, third)
    assert access.may_see(cast.counselor, third) and access.may_see(cast.counselor, second)


def test_a_card_that_is_taken_back_while_someone_acts_is_no_crash(cast: Cast, client_of: ClientOf) -> None:
    card = tell(of(cast), cast.groupmate, cast.counselor)
    stale = ReachOut.objects.get(pk=card.pk)
    reason = Reason.objects.select_related("reach_out").get(reach_out=card)
    night_actions.take_back(reason, by=cast.member)
    for act in (actions.mark_read, actions.take, between.keep_apart):
        with pytest.raises(Refused):
            act(stale, by=cast.counselor)
    with pytest.raises(Refused):
        night_actions.take_back(reason, by=cast.member)
    assert client_of(cast.counselor).get(f"/care/{card.public_id}/").status_code == 404


@pytest.mark.parametrize("stage", [Stage.PAUSED, Stage.INVITED])
def test_who_is_not_at_work_is_not_told_and_owns_nothing(cast: Cast, stage: Stage) -> None:
    """Nothing is sent to them, so a call must not wait for them."""
    on_call(of(cast).counselor)
    Person.objects.filter(pk=cast.counselor.pk).update(stage=stage)
    cast.counselor.refresh_from_db()
    assert cast.counselor not in owners.everyone_on_staff(cast.program)
    assert missed(cast.third).owner is None
    card = actions.call_for_help(cast.member, by=cast.member)
    assert cast.counselor not in access.told(card) and access.told(card)
    with pytest.raises(Refused):
        tell(cast, cast.groupmate, cast.counselor)


def test_handing_on_for_who_is_away_is_not_held_up_by_one_or_by_many(cast: Cast, monkeypatch: Any) -> None:
    """A card that fails is passed over; cards of people who are at work don't count."""
    cards = [missed(person, f"absence:{person.pk}") for person in (of(cast).member, cast.third, cast.fourth)]
    away(cast.counselor, cast.other_counselor)
    real = duties.hand_on

    def failing(card: ReachOut, *args: Any, **kwargs: Any) -> ReachOut:
        if card == cards[0]:
            raise RuntimeError
        return real(card, *args, **kwargs)

    monkeypatch.setattr(duties, "hand_on", failing)
    assert duties.keep_covered() == 2
    assert set(ReachOut.objects.filter(owner=cast.other_counselor)) == {cards[1], cards[2]}
    monkeypatch.setattr(duties, "hand_on", real)
    assert (duties.keep_covered(), duties.keep_covered()) == (1, 0)


def test_two_hundred_cards_cost_as_many_queries_as_two(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    of(cast)
    for number in range(200):
        person = people.create_person(cast.program, display_name=f"P{number}", role=Role.MEMBER, by=SYSTEM)
        actions.open_reach_out(
            person, Kind.ABSENCE, key=f"absence:x{number}", due_at=NOON + HOUR, owner=cast.counselor, by=SYSTEM
        )
    client = client_of(cast.director)
    for address in ("/care/", "/care/?of=all&page=3", "/care/?of=closed"):
        with django_assert_max_num_queries(25):
            assert client.get(address).status_code == 200


def test_a_member_of_another_program_reaches_nothing(cast: Cast, client_of: ClientOf) -> None:
    """A mentor elsewhere, with the ids in hand."""
    card = missed(of(cast).member)
    owed = actions.open_reach_out(
        cast.newcomer, Kind.STEP, key="step:1:0", due_at=NOON + HOUR, lane=Lane.WELCOME, owner=cast.mentor, by=SYSTEM
    )
    stranger = client_of(enroll(cast.other_program, "Ola", Role.MENTOR))
    colleague = client_of(cast.outsider)
    for each in (card, owed):
        assert stranger.post(f"/care/owed/{each.public_id}/hand-on").status_code == 404
        for verb in ("take", "hand-on", "note", "close", "talk", "write", "keep-apart", "change-group"):
            assert colleague.post(f"/care/{each.public_id}/{verb}", {"key": "k"}).status_code == 404
            assert stranger.post(f"/care/{each.public_id}/{verb}", {"key": "k"}).status_code == 404
    assert stranger.post(f"/awake/{cast.member.public_id}/yes").status_code == 404
    assert ReachOut.objects.filter(closed_at=None).count() == 2
