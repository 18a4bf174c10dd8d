"""Invitations and agreements: the way in, and everything that can be wrong with it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people import actions, actions_arriving
from alongside.people.models import Account, Invitation, Person, Role, Stage
from alongside.people.queries import current_agreements, outstanding_agreements
from tests.cast import Cast
from tests.letters import letters

ClientOf = Callable[[Person | None], Client]
ARRIVE = {
    "display_name": "Lou",
    "pronouns": "they",
    "language": "en",
    "time_zone": "America/Chicago",
    "password": "three quiet herons",
    "birth_year": "1984",
}


def invite(cast: Cast, email: str = "lou@example.org", role: str = Role.MEMBER) -> tuple[Invitation, str]:
    made = actions_arriving.invite_person(
        cast.program, email=email, display_name="Louise B.", role=role, by=cast.director
    )
    return made, re.sub(r"^https?://[^/]+", "", made.link)


def test_from_the_letter_to_the_agreements(cast: Cast) -> None:
    """The letter has the link, the page makes the account, and the agreements come next."""
    made, _path = invite(cast)
    (letter,) = letters()
    assert letter.to == ["lou@example.org"]
    text = letter.subject + letter.body
    for word in (cast.program.name, "Louise", "Alongside", "treatment", "group", "therapy", cast.director.display_name):
        assert word.lower() not in text.lower()
    path = re.search(r"http://[^/\s]+(/\S+)", letter.body).group(1)
    client = Client()
    assert "Louise B." in client.get(path).text
    response = client.post(path, ARRIVE)
    assert response["Location"] == "/agreements/"
    person = Person.objects.get(display_name="Lou")
    assert (person.stage, person.zone) == (Stage.ARRIVING, "America/Chicago")
    assert person.account is not None and person.account.emailaddress_set.get().verified
    assert "What we agree on" in client.get("/agreements/").text
    assert "used already" in Client().get(path).text
    assert made.token_hash not in letter.body


@pytest.mark.parametrize("what", ["unknown", "used", "withdrawn", "ended", "left"])
def test_each_closed_link_has_its_own_page(cast: Cast, what: str) -> None:
    """Wrong, used, taken back, too old: each says what happened and what to do, and lets nobody in."""
    made, path = invite(cast)
    status, at = 410, clock.now()
    if what == "unknown":
        path, status, sentence = path[:-2] + "x/", 404, "We don’t know this link"
    elif what == "used":
        Client().post(path, ARRIVE)
        sentence = "This link was used already"
    elif what == "withdrawn":
        actions_arriving.withdraw_invitation(made, by=cast.director)
        sentence = "This link was taken back"
    elif what == "ended":
        at, sentence = at + timedelta(days=7, seconds=1), "This link is too old"
    else:
        actions.change_stage(made.person, Stage.LEFT, by=cast.director)
        sentence = "This link is too old"
    accounts = Account.objects.count()
    with clock.reading(at):
        shown, posted = Client().get(path), Client().post(path, ARRIVE)
    assert shown.status_code == posted.status_code == status
    assert sentence in shown.text and "Get help now" in shown.text
    assert Account.objects.count() == accounts


def test_two_browsers_with_one_link(cast: Cast) -> None:
    """The second is refused, and leaves no account behind."""
    made, path = invite(cast)
    stale = Invitation.objects.get(pk=made.pk)
    Client().post(path, ARRIVE)
    account = actions.create_account("second@example.org", by=cast.director)
    with pytest.raises(Refused):
        actions_arriving.accept_invitation(stale, account=account, display_name="Second", adult=True, by=stale.person)
    assert Person.objects.get(pk=made.person_id).display_name == "Lou"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("display_name", "\u202eLou", "reading direction"),
        ("display_name", "L" * 500, "up to 40 characters"),
        ("password", "short", "at least 10"),
        ("password", "password1234", "too common"),
        ("password", "lou@example.org", "too similar"),
    ],
)
def test_bad_input_changes_nothing(cast: Cast, field: str, value: str, sentence: str) -> None:
    """The link still works afterwards."""
    _made, path = invite(cast)
    accounts = Account.objects.count()
    page = Client().post(path, ARRIVE | {field: value}).text
    assert sentence in page
    assert Account.objects.count() == accounts
    assert Client().post(path, ARRIVE).status_code == 302


def test_who_has_an_account_signs_in_with_it(cast: Cast, client_of: ClientOf) -> None:
    """Signed out they are led to sign-in; signed in they join with one tap. The outsider is then in two programs."""
    assert cast.outsider.account is not None
    _made, path = invite(cast, email=cast.outsider.account.email)
    page = Client().get(path).text
    assert "You have an account already" in page and f"next={path.replace('/', '%2F')}" in page
    assert Client().post(path, ARRIVE).status_code == 200
    client = client_of(cast.outsider)
    assert client.post(path, ARRIVE).status_code == 302
    assert Person.objects.filter(account=cast.outsider.account).count() == 2
    assert client.get("/me/").status_code == 200


def test_who_is_in_already_is_told_so(cast: Cast, client_of: ClientOf) -> None:
    """The link stays good for the one it was meant for."""
    made, path = invite(cast)
    assert "You are part of this program already" in client_of(cast.member).post(path, ARRIVE).text
    made.refresh_from_db()
    assert made.used_at is None


def test_a_new_link_ends_the_old_one(cast: Cast) -> None:
    made, path = invite(cast)
    again = actions_arriving.invite_again(made, by=cast.director)
    assert "taken back" in Client().get(path).text
    assert Client().get(re.sub(r"^https?://[^/]+", "", again.link)).status_code == 200
    assert len(letters()) == 2


def test_addresses_are_forgotten(cast: Cast) -> None:
    """Thirty days after the link has ended."""
    made, _path = invite(cast)
    with clock.reading(clock.now() + timedelta(days=36)):
        assert actions_arriving.forget_addresses(by=cast.director) == 0
    with clock.reading(clock.now() + timedelta(days=38)):
        assert actions_arriving.forget_addresses(by=cast.director) == 1
    made.refresh_from_db()
    assert made.email == ""


def test_the_agreements_are_accepted_one_by_one(cast: Cast, client_of: ClientOf) -> None:
    """After the last one the person goes where they were going."""
    client = client_of(cast.newcomer)
    first, second = current_agreements(cast.program)
    page = client.get("/agreements/?next=/me/").text
    assert first.title in page and second.title in page
    assert "can’t stop" in page or "no software can stop" in page
    there = {"next": "/me/"}
    assert client.post("/agreements/", there | {"agreement": first.public_id})["Location"].startswith("/agreements/")
    assert outstanding_agreements(cast.newcomer) == [second]
    assert client.post("/agreements/", there | {"agreement": second.public_id})["Location"] == "/me/"
    assert outstanding_agreements(cast.newcomer) == []


def test_a_new_version_asks_again(cast: Cast, client_of: ClientOf) -> None:
    """Everyone, also those who agreed to the one before; and the old one can't be accepted any more."""
    old = current_agreements(cast.program)[1]
    body = "We are kind to each other, and we keep what is said to ourselves."
    new = actions.publish_agreement(cast.program, kind=old.kind, title="Kinder", body=body, by=cast.director)
    assert new.version == old.version + 1
    assert outstanding_agreements(cast.member) == [new]
    client = client_of(cast.member)
    assert "This text has changed" in client.get("/agreements/").text
    refused = client.post("/agreements/", {"agreement": old.public_id})
    assert "There is a newer version" in refused.text
    client.post("/agreements/", {"agreement": new.public_id})
    assert outstanding_agreements(cast.member) == []


def test_texts_of_another_program_cannot_be_accepted(cast: Cast, client_of: ClientOf) -> None:
    theirs = current_agreements(cast.other_program)[0]
    client_of(cast.newcomer).post("/agreements/", {"agreement": theirs.public_id})
    assert not cast.newcomer.acceptances.exists()


def test_words_in_an_agreement_are_only_words(cast: Cast, client_of: ClientOf) -> None:
    body = "## A <b>bold</b> heading\nand some words\n\n- one <script>alert(1)</script>\n- two\n\nThe end of it all."
    actions.publish_agreement(cast.program, kind="group", title="T", body=body, by=cast.director)
    page = client_of(cast.member).get("/agreements/").text
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert "<h3>A &lt;b&gt;bold&lt;/b&gt; heading</h3>" in page
    assert "<li>two</li>" in page
