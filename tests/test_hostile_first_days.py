"""What someone could send to the pages of first days: floods, odd characters, other people's rows. Never a crash."""

from typing import Any

import pytest

from alongside.people.arriving import actions as arriving
from alongside.people.models import Arrival, EmergencyContact, SafetyPlan, StepState
from tests.cast import Cast

FLOOD = "x" * 2_000_000
ODD = ["", "\u202e", "\u200b", "<script>alert(1)</script>", "' OR 1=1 --", "🧑‍🤝‍🧑" * 300, "A" + "\u0301" * 40, FLOOD]


@pytest.fixture
def newcomer(cast: Cast) -> Any:
    arriving.name_welcomer(cast.newcomer, cast.mentor, by=cast.director)
    arriving.begin(cast.newcomer, by=cast.newcomer)
    return cast.newcomer


@pytest.mark.parametrize("words", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/arriving/contact/", "name"),
        ("/arriving/contact/", "phone"),
        ("/arriving/contact/", "relation"),
        ("/arriving/plan/", "signs"),
        ("/arriving/plan/", "shared"),
        ("/arriving/about/", "display_name"),
        ("/arriving/about/", "interests"),
        ("/arriving/about/", "good_times"),
        ("/hello/", "time"),
        ("/hello/times/", "day"),
        ("/hello/times/", "ends"),
    ],
)
def test_odd_words_are_kept_or_refused_with_a_sentence(
    cast: Cast, newcomer: Any, client_of: Any, path: str, field: str, words: str
) -> None:
    """Saved as they are, or a page that says what to do; whatever is shown again is escaped."""
    person = cast.mentor if path == "/hello/times/" else newcomer
    form = {"name": "Ana", "phone": "555 0100", "display_name": "Noor", "shared": "0", "day": "2026-12-01"}
    client = client_of(person)
    answer = client.post(path, form | {field: words})
    assert answer.status_code in {302, 409, 413, 422}
    page = client.get(path).content.decode()
    assert "<script>alert" not in page and "<script>alert" not in answer.content.decode()
    for row in (*EmergencyContact.objects.all(), *SafetyPlan.objects.all()):
        assert len(str(vars(row))) < 20_000


@pytest.mark.parametrize("kind", ["agreements", "first_session", "note_first", "nothing", "x" * 400, "hello/../plan"])
def test_steps_that_are_not_theirs_to_leave_out(cast: Cast, newcomer: Any, client_of: Any, kind: str) -> None:
    answer = client_of(newcomer).post(f"/arriving/{kind}/leave-out")
    assert answer.status_code in {302, 404}
    assert not Arrival.objects.get(person=newcomer).steps.filter(state=StepState.SKIPPED).exists()


def test_nobody_names_a_welcomer_of_another_program(cast: Cast, newcomer: Any, client_of: Any) -> None:
    arrival = Arrival.objects.get(person=newcomer)
    url = f"/program/newcomers/{arrival.public_id}/welcomer"
    for who in (cast.outsider, newcomer, cast.member):
        client_of(cast.director).post(url, {"welcomer": who.public_id})
    assert client_of(cast.outsider).post(url, {"welcomer": cast.outsider.public_id}).status_code == 404
    arrival.refresh_from_db()
    assert arrival.welcomer == cast.mentor


def test_a_letter_between_the_lines_of_an_invitation(cast: Cast, client_of: Any) -> None:
    """A welcomer who can't be one is a sentence on the form, and nobody is invited."""
    form = {"email": "new@example.org", "display_name": "New", "role": "member", "language": "en"}
    for wrong in (cast.member.public_id, cast.outsider.public_id, "nobody", "x" * 5000):
        answer = client_of(cast.director).post("/program/invite/", form | {"welcomer": wrong})
        assert answer.status_code == 200 and "field-error" in answer.content.decode()
    assert not Arrival.objects.exists()
