"""Who gets in, and who is told nothing."""

from collections.abc import Callable

import pytest
from django.test import Client

from alongside.people import actions
from alongside.people.models import Person, Role, Stage
from tests.cast import Cast, enroll

ClientOf = Callable[[Person | None], Client]


def test_a_visitor_is_led_to_sign_in_and_back(client_of: ClientOf, db: None) -> None:
    """The sign-in page knows where the visitor was going."""
    response = client_of(None).get("/me/")
    assert response.status_code == 302
    assert response["Location"] == "/account/login/?next=/me/"


def test_someone_in_one_program_needs_no_choice(cast: Cast, client_of: ClientOf) -> None:
    """The person is found by the account alone."""
    assert "Maya" in client_of(cast.member).get("/me/").text


def test_someone_in_two_programs_chooses(cast: Cast, client_of: ClientOf) -> None:
    """Until they choose, they are nobody in either; a third program cannot be chosen."""
    actions.create_person(cast.other_program, display_name="M.", account=cast.member.account, by=cast.outsider)
    client = client_of(cast.member)
    assert client.get("/me/")["Location"] == "/which-program/?next=%2Fme%2F"
    page = client.get("/which-program/?next=/me/").text
    assert "Harbor Program" in page and "Elsewhere" in page
    assert client.post("/which-program/", {"program": "nonsense"}).status_code == 404
    chosen = client.post("/which-program/", {"program": cast.other_program.public_id, "next": "https://evil.example/"})
    assert chosen["Location"] == "/"
    assert "M." in client.get("/me/").text


@pytest.mark.parametrize("stage", [Stage.LEFT, Stage.DIED])
def test_someone_who_has_left_is_signed_out(cast: Cast, client_of: ClientOf, stage: str) -> None:
    """The next page says so kindly; the one after is a visitor's."""
    client = client_of(cast.member)
    actions.change_stage(cast.member, stage, by=cast.director)
    response = client.get("/me/")
    assert response.status_code == 403
    assert "signed out" in response.text
    assert client.get("/me/")["Location"].startswith("/account/login/")


def test_staff_without_a_second_step_see_nothing(cast: Cast, client_of: ClientOf) -> None:
    """They are led to setting one up, from every page."""
    bare = enroll(cast.program, "New Counselor", Role.COUNSELOR)
    assert bare.account is not None
    bare.account.authenticator_set.all().delete()
    assert client_of(bare).get("/me/")["Location"] == "/me/second-step/"
    assert client_of(bare).get("/me/second-step/").status_code == 200
    assert client_of(cast.counselor).get("/me/").status_code == 200


def test_an_inactive_account_is_nobody(cast: Cast, client_of: ClientOf) -> None:
    """A browser that was signed in before is a visitor's now."""
    client = client_of(cast.member)
    type(cast.member.account).objects.filter(pk=cast.member.account_id).update(is_active=False)
    assert client.get("/me/").status_code == 302
