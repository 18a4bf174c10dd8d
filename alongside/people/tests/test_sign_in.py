"""Signing in: by password, with a second step, in the demo; and what a stranger can't do."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from alongside.core.actions import SYSTEM
from alongside.people import actions
from alongside.people.models import Account, Person, Role
from tests.cast import Cast
from tests.letters import letters

ClientOf = Callable[[Person | None], Client]
PASSWORD = "three quiet herons"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Rate limits are counted in the cache."""
    cache.clear()


@pytest.fixture
def account(cast: Cast) -> Account:
    """The member's account, with a password."""
    assert cast.member.account is not None
    cast.member.account.set_password(PASSWORD)
    cast.member.account.save()
    return cast.member.account


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/account/login/?next=/me/", {"login": email, "password": password, "next": "/me/"})


def test_email_and_password_open_the_page_one_was_going_to(account: Account) -> None:
    """The email counts in any case."""
    client = Client()
    assert sign_in(client, account.email.upper())["Location"] == "/me/"
    assert client.get("/me/").status_code == 200


def test_a_wrong_password_says_so_and_no_more(account: Account) -> None:
    """The same sentence whether the account exists or not."""
    wrong = sign_in(Client(), account.email, "something else").text
    unknown = sign_in(Client(), "nobody@example.org", "something else").text
    sentence = "This email and password don’t belong together. Please try again."
    assert sentence in wrong and sentence in unknown


def test_guessing_is_slowed_down(account: Account) -> None:
    """After some wrong tries the right password doesn't help either, for a while."""
    client = Client()
    for _ in range(12):
        sign_in(client, account.email, "guess")
    late = sign_in(client, account.email)
    assert late.status_code in {200, 429}
    assert "_auth_user_id" not in client.session


def test_staff_give_a_code_after_their_password(cast: Cast) -> None:
    """The password alone opens nothing; a wrong code neither; the right one opens the page."""
    account = cast.counselor.account
    assert account is not None
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    assert sign_in(client, account.email)["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/me/").status_code == 302
    assert "That code isn’t right" in client.post("/account/2fa/authenticate/", {"code": "000000"}).text
    secret = TOTP(Authenticator.objects.get(user=account, type="totp")).instance.wrap().instance.data["secret"]
    from alongside.people.adapters import MFAAdapter

    plain = MFAAdapter().decrypt(secret)
    code = format_hotp_value(hotp_value(plain, list(yield_hotp_counters_from_time())[1]))
    assert client.post("/account/2fa/authenticate/", {"code": code})["Location"] == "/me/"
    assert client.get("/me/").status_code == 200


def test_secrets_of_second_steps_are_sealed(cast: Cast) -> None:
    """What stands in the table opens nothing."""
    stored = Authenticator.objects.filter(type="totp").first()
    assert stored is not None
    assert not re.fullmatch(r"[A-Z2-7]{32}", stored.data["secret"])


def test_nobody_signs_up_on_their_own(db: None) -> None:
    """The page says how people come in; a post makes no account."""
    assert "by invitation" in Client().get("/account/signup/").text
    Client().post("/account/signup/", {"email": "x@example.org", "password1": PASSWORD})
    assert not Account.objects.exists()


def test_a_forgotten_password_is_reset_by_a_discreet_letter(account: Account, cast: Cast) -> None:
    """The letter names neither the program nor the person, and its link works once."""
    Client().post("/account/password/reset/", {"email": account.email})
    (letter,) = letters()
    assert letter.to == [account.email]
    text = f"{letter.subject} {letter.body}"
    for word in (cast.program.name, cast.member.display_name, "Alongside", "treatment", "password", "group"):
        assert word.lower() not in text.lower().replace(re.search(r"http\S+", text).group(), "")
    link = re.search(r"http://testserver(\S+)", letter.body).group(1)
    client = Client()
    form = client.get(link, follow=True)
    assert form.status_code == 200
    where = form.redirect_chain[-1][0]
    client.post(where, {"password1": "another quiet heron", "password2": "another quiet heron"})
    account.refresh_from_db()
    assert account.check_password("another quiet heron")
    assert "doesn’t work any more" in Client().get(link, follow=True).text


def test_an_unknown_address_gets_the_same_page(db: None) -> None:
    """Nobody can find out who has an account."""
    page = Client().post("/account/password/reset/", {"email": "nobody@example.org"}, follow=True).text
    assert "If we know this address" in page


def test_signing_out_asks_first_and_then_does(cast: Cast, client_of: ClientOf) -> None:
    """A link can't sign anyone out; the button can."""
    client = client_of(cast.member)
    assert "Sign out of this device?" in client.get("/account/logout/").text
    assert client.get("/me/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/me/").status_code == 302


def test_outside_the_demo_there_are_no_personas(cast: Cast) -> None:
    """Neither the list nor the address behind it."""
    assert cast.member.display_name not in Client().get("/account/login/").text
    assert Client().post("/demo/sign-in", {"person": cast.member.public_id}).status_code == 404


def test_in_the_demo_one_click_signs_in(cast: Cast, settings: Any) -> None:
    """Every person of the demo is there; from another machine nobody is."""
    settings.DEMO = True
    page = Client().get("/account/login/").text
    for person in cast.people.values():
        assert person.display_name in page
    client = Client()
    away = client.post("/demo/sign-in", {"person": cast.member.public_id}, REMOTE_ADDR="192.0.2.7")
    assert away.status_code == 404
    assert client.post("/demo/sign-in", {"person": "nonsense"}).status_code == 404
    assert client.post("/demo/sign-in", {"person": cast.member.public_id, "next": "/me/"})["Location"] == "/me/"
    assert cast.member.display_name in client.get("/me/").text


def test_in_the_demo_staff_need_no_second_step(cast: Cast, settings: Any, client_of: ClientOf) -> None:
    """Invented people have no phones."""
    settings.DEMO = True
    account = actions.create_account("demo@example.org", by=SYSTEM)
    person = actions.create_person(cast.program, display_name="Demo", role=Role.DIRECTOR, account=account, by=SYSTEM)
    assert client_of(person).get("/me/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/account/email/",
        "/account/password/change/",
        "/account/password/set/",
        "/account/2fa/",
        "/account/2fa/totp/activate/",
        "/account/2fa/recovery-codes/generate/",
        "/account/2fa/webauthn/",
        "/account/2fa/webauthn/add/",
        "/account/reauthenticate/",
        "/account/inactive/",
        "/account/logout/",
        "/account/confirm-email/",
        "/account/confirm-email/nonsense/",
        "/account/password/reset/done/",
        "/account/password/reset/key/done/",
        "/account/password/reset/key/1-nonsense/",
    ],
)
def test_every_page_of_signing_in_is_ours(account: Account, path: str) -> None:
    """In the look of the house: with help and the quick exit on it."""
    client = Client()
    sign_in(client, account.email)
    response = client.get(path, follow=True)
    assert response.status_code == 200, path
    assert "Get help now" in response.text
    assert "django-allauth" not in response.text
