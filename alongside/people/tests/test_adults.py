"""Adults only: what counts as an answer, and how a young person's way in ends."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.core.models import AuditEntry, DoneOnce
from alongside.people import actions, actions_arriving, adults
from alongside.people.models import Account, Person, Stage
from alongside.people.tests.test_arriving import ARRIVE, invite
from tests.cast import Cast

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("year", "turned", "adult"),
    [("1984", None, True), (" 2007 ", None, True), ("2009", None, False), ("2008", True, True), ("2008", False, False)],
)
def test_a_year_says_who_is_an_adult(year: str, turned: bool | None, adult: bool) -> None:
    assert adults.check(year, AT, has_turned=turned) is adult


def test_the_year_in_between_asks_for_the_birthday() -> None:
    with pytest.raises(adults.Unsure):
        adults.check("2008", AT)


@pytest.mark.parametrize("year", ["abcd", "3000", "12", "", "-2000", "1800", "2000.0", "1e99", "9" * 500, "١٢", 0])
def test_what_cannot_be_a_year_is_a_sentence(year: Any) -> None:
    with pytest.raises(Refused) as refused:
        adults.check(year, AT)
    assert refused.value.field == "birth_year" and not isinstance(refused.value, adults.Unsure)


@pytest.mark.parametrize("year", ["abcd", "3000", "12", ""])
def test_a_slip_keeps_the_link(cast: Cast, year: str) -> None:
    _made, path = invite(cast)
    answer = Client().post(path, ARRIVE | {"birth_year": year})
    assert answer.status_code == 200 and "year" in answer.text and not Account.objects.filter(email="lou@example.org")
    assert Client().post(path, ARRIVE).status_code == 302


def test_the_year_is_kept_nowhere(cast: Cast) -> None:
    """Only that they said so, and when."""
    _made, path = invite(cast)
    year = "1971"
    Client().post(path, ARRIVE | {"birth_year": year})
    person = Person.objects.get(display_name="Lou")
    assert person.adult_at is not None
    kept = [str(value) for row in Person.objects.filter(pk=person.pk).values() for value in row.values()]
    kept += [str(row.facts) for row in AuditEntry.objects.all()] + [str(row.key) for row in DoneOnce.objects.all()]
    assert not any(re.search(rf"\b{year}\b", each) for each in kept)


def test_someone_young_is_told_where_to_turn_and_leaves_nothing(cast: Cast) -> None:
    """The link has ended; no account, no name they wrote; the lines for young people of the program's region first."""
    made, path = invite(cast)
    accounts = Account.objects.count()
    answer = Client().post(path, ARRIVE | {"birth_year": str(clock.now().year - 15)})
    assert answer.status_code == 200
    assert "deserve help" in answer.text and "Teen Line" in answer.text and "Kids Help Phone" not in answer.text
    assert Account.objects.count() == accounts
    person = Person.objects.get(pk=made.person_id)
    assert (person.display_name, person.pronouns, person.stage, person.adult_at) == ("Louise B.", "", Stage.LEFT, None)
    assert Client().get(path).status_code == 410
    assert Client().post(path, ARRIVE).status_code == 410


def test_the_birthday_is_asked_where_it_decides(cast: Cast) -> None:
    _made, path = invite(cast)
    turning = ARRIVE | {"birth_year": str(clock.now().year - 18)}
    assert 'name="has_turned"' not in Client().get(path).text
    asked = Client().post(path, turning).text
    assert 'name="has_turned"' in asked and "eighteenth birthday" in asked
    assert Client().post(path, turning | {"has_turned": "yes"}).status_code == 302


def test_not_yet_eighteen_ends_it(cast: Cast) -> None:
    made, path = invite(cast)
    answer = Client().post(path, ARRIVE | {"birth_year": str(clock.now().year - 18), "has_turned": "no"})
    assert "deserve help" in answer.text
    made.person.refresh_from_db()
    assert made.person.stage == Stage.LEFT


def test_who_slipped_can_be_invited_again(cast: Cast) -> None:
    made, path = invite(cast)
    Client().post(path, ARRIVE | {"birth_year": "2020"})
    again = actions_arriving.invite_again(made, by=cast.director)
    assert Client().post(re.sub(r"^https?://[^/]+", "", again.link), ARRIVE).status_code == 302
    assert Person.objects.get(pk=made.person_id).stage == Stage.ARRIVING


def test_nobody_comes_in_past_the_question(cast: Cast) -> None:
    made, _path = invite(cast)
    account = actions.create_account("second@example.org", by=cast.director)
    with pytest.raises(Refused):
        actions_arriving.accept_invitation(made, account=account, display_name="X", adult=False, by=made.person)
