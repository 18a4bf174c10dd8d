"""Signals on the desk: one reason on one card, newer facts, an end of its own, and what came of it."""

from datetime import timedelta
from typing import Any

import pytest

from alongside.care import actions
from alongside.care.actions.signals import seat_familiar
from alongside.care.duties import keep_clocks, look_back
from alongside.care.models import Kind, Lane, Outcome, ReachOut, Reason
from alongside.care.tests.scene import NOON, away, missed, of
from alongside.connections.models import Correction, Standing
from alongside.connections.signals.actions import renew
from alongside.connections.tests.test_signals import DAY, fades, standing, talk
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.groups import actions as groups
from alongside.people.models import Person, Stage
from tests.cast import Cast, enroll

pytestmark = pytest.mark.django_db


def renewed(cast: Cast, at: Any = NOON) -> None:
    with clock.reading(at):
        renew(cast.program, by=SYSTEM)


def open_card(person: Person) -> ReachOut:
    return ReachOut.objects.get(about=person, lane=Lane.CARE, closed_at=None)


def test_from_judging_to_what_came_of_it(cast: Cast, client_of: Any) -> None:
    """A card with reasons in words; the same again is the same; closed; two weeks later the ties are told."""
    of(cast)
    fades(cast)
    renewed(cast)
    card = open_card(cast.member)
    assert card.owner == cast.counselor
    assert card.due_at == NOON + timedelta(hours=48)
    assert ReachOut.objects.count() == 1  # the newcomer's is a list, not a card
    client = client_of(cast.counselor)
    with clock.reading(NOON):
        page = client.get(f"/care/{card.public_id}/").content.decode()
        assert "Two-way contact with 0 people in 14 days. It was 4." in page
        assert "When one person and they are in touch both ways again." in page or "When two people" in page
        assert "never from what was said" in page
        assert f'href="/care/{card.public_id}/write"' in page or "See how to reach them" in page or "Introduce" in page
        assert "Contacts are thinning" in client.get("/care/").content.decode() or "No recent" in page
        assert client.get(f"/care/{card.public_id}/write").status_code == 200
        assert client_of(cast.member).get(f"/care/{card.public_id}/").status_code == 404

    renewed(cast, NOON + DAY)
    reason = Reason.objects.get(kind=Kind.SIGNAL)
    assert reason.facts["reasons"] == standing(cast.member).reasons  # a day later
    assert card.entries.count() == 2  # opened and read; newer facts make no noise

    with clock.reading(NOON + DAY):
        missed(cast.member)
        assert open_card(cast.member).reasons.count() == 2
        actions.close(card, Outcome.TALKED, by=cast.counselor)
    card.refresh_from_db()
    assert card.ties_before == 4
    renewed(cast, NOON + 2 * DAY)
    assert not ReachOut.objects.filter(closed_at=None)  # what was done has time to do good

    talk(cast, cast.member, cast.third, -9, -12)  # since then
    with clock.reading(NOON + 10 * DAY):
        assert look_back() == 0
        page = client.get("/care/looking-back/").content.decode()
        assert "Two-way ties then 4" in page and "We look again" in page
    with clock.reading(NOON + 15 * DAY + timedelta(minutes=1)):
        assert look_back() == 1
        assert look_back() == 0
        card.refresh_from_db()
        assert (card.ties_before, card.ties_after) == (4, 1)
        for address in ("/care/looking-back/", f"/care/{card.public_id}/"):
            assert "Two-way ties then 4, now 1" in client.get(address).content.decode()
        assert "Two-way ties" not in client_of(cast.other_counselor).get("/care/looking-back/").content.decode()
    renewed(cast, NOON + 40 * DAY)  # and thin again
    assert open_card(cast.member) != card


def test_it_clears_by_itself_and_by_their_own_word_within_the_hour(cast: Cast) -> None:
    of(cast)
    fades(cast)
    renewed(cast)
    card = open_card(cast.member)
    Correction.objects.create(person=cast.member, code="enough", at=NOON, until=NOON + 56 * DAY)
    renewed(cast, NOON + timedelta(hours=1))
    card.refresh_from_db()
    assert card.closed_at is not None and card.ties_before is None
    Correction.objects.all().delete()
    renewed(cast, NOON + timedelta(hours=2))
    again = open_card(cast.member)
    with clock.reading(NOON + timedelta(hours=3)):
        missed(cast.member)
        actions.take(again, by=cast.counselor)
    for other in (cast.third, cast.fourth):
        talk(cast, cast.member, other, -0.1, -0.5, -2, -3)
    renewed(cast, NOON + 4 * DAY)
    assert Reason.objects.get(kind=Kind.SIGNAL, reach_out=again).settled_at is not None
    assert open_card(cast.member) == again  # the absence still stands
    assert Standing.objects.get(person=cast.member).listed == ""


def test_whose_it_is_and_when_nobody_acts(cast: Cast, settings: Any) -> None:
    """Through cover; directors where a list is full, and where nobody acted; nobody whose stage keeps them off."""
    of(cast)
    fades(cast)
    away(cast.counselor, cast.other_counselor)
    renewed(cast)
    assert open_card(cast.member).owner == cast.other_counselor
    with clock.reading(NOON + 2 * DAY):
        assert keep_clocks() == 1
    assert open_card(cast.member).owner is None
    ReachOut.objects.all().delete()
    settings.CARE_CAPACITY = 1
    more = enroll(cast.program, "Omar", "member")
    groups.add_to_roster(cast.group, more, by=cast.director)
    for other in (cast.groupmate, cast.third):
        talk(cast, more, other, *range(20, 80, 3))
    Person.objects.filter(pk=more.pk).update(created_at=NOON - 100 * DAY, stage=Stage.ACTIVE)
    renewed(cast, NOON + 3 * DAY)
    assert {each.owner for each in ReachOut.objects.filter(about__in=[more, cast.member])} == {
        cast.other_counselor,
        None,
    }
    assert Reason.objects.filter(facts__over_capacity=True, reach_out__about__in=[more, cast.member]).count() == 1
    renewed(cast, NOON + 3 * DAY + timedelta(hours=1))
    assert Reason.objects.filter(facts__over_capacity=True, reach_out__about__in=[more, cast.member]).count() == 1
    Person.objects.filter(pk=more.pk).update(stage=Stage.ALUM)
    Person.objects.filter(pk=cast.member.pk).update(stage=Stage.PAUSED)
    renewed(cast, NOON + 3 * DAY + timedelta(hours=2))
    assert not ReachOut.objects.filter(about__in=[more, cast.member], closed_at=None)


def test_the_two_lists(cast: Cast, client_of: Any, django_assert_max_num_queries: Any) -> None:
    """Counselors read of their own groups' people, directors of all; members of nobody. No number tells of a chance."""
    of(cast)
    fades(cast)
    with clock.reading(NOON):
        for name in ("counselor", "other_counselor", "director"):
            page = client_of(getattr(cast, name)).get("/care/signals/").content.decode()
            assert page.count("Nobody is on this list") == 2
    renewed(cast)
    with clock.reading(NOON):
        mine = client_of(cast.counselor).get("/care/signals/").content.decode()
        assert ">Maya<" in mine and ">Noor<" not in mine and str(standing(cast.member).score)[:4] not in mine
        all_of_them = client_of(cast.director).get(f"/care/signals/?group={cast.group.public_id}").content.decode()
        assert ">Maya<" in all_of_them and ">Noor<" not in all_of_them
        both = client_of(cast.director).get("/care/signals/").content.decode()
        assert both.index(">Noor<") < both.index(">Maya<")
        assert ">Maya<" not in client_of(cast.other_counselor).get("/care/signals/").content.decode()
        only = client_of(cast.director).get("/care/signals/?of=fading&page=9&group=nonsense").content.decode()
        assert ">Maya<" in only and ">Noor<" not in only

        many = Person.objects.bulk_create(
            Person(
                program=cast.program, role="member", stage="active", display_name=f"P{n}", public_id=f"many{n}",
                created_at=NOON - 90 * DAY,
            )
            for n in range(60)
        )  # fmt: skip
        Standing.objects.bulk_create(
            Standing(
                person=each, state="little", since=NOON, score=0.5, listed="fading", listed_since=NOON, judged_at=NOON,
                reasons=standing(cast.member).reasons,
            )
            for each in many
        )  # fmt: skip
        director = client_of(cast.director)
        director.get("/care/")
        with django_assert_max_num_queries(26):
            page = director.get("/care/signals/").content.decode()
        assert "See all 61" in page
        assert "Page 2 of 4" in director.get("/care/signals/?of=fading&page=2").content.decode()


def test_a_seat_beside_someone_they_know(cast: Cast, client_of: Any) -> None:
    """Asked for on the card, by whoever may see it, where a session is planned."""
    of(cast)
    fades(cast)
    renewed(cast)
    card = open_card(cast.member)
    with clock.reading(NOON):
        with pytest.raises(Refused):
            seat_familiar(card, by=cast.counselor)
        with pytest.raises(Refused):
            seat_familiar(card, by=cast.other_counselor)
        answer = client_of(cast.counselor).post(f"/care/{card.public_id}/seat", follow=True)
        assert "no place in a session" in answer.content.decode()
