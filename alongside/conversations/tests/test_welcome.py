"""The notes a welcomer owes: drafted for them, sent by them, read by the newcomer, and off the list then."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alongside.conversations.models import Message
from alongside.core import clock
from alongside.people.arriving import actions as arriving
from alongside.people.models import Arrival, ArrivalStepKind, Person, Stage, StepState
from tests.cast import Cast

ENDS = datetime(2026, 11, 24, 16, tzinfo=UTC)


@pytest.fixture
def newcomer(cast: Cast) -> Any:
    """Noor's first session has just ended."""
    with clock.reading(ENDS + timedelta(minutes=5)):
        arriving.name_welcomer(cast.newcomer, cast.mentor, by=cast.director)
        arriving.begin(cast.newcomer, by=cast.newcomer)
        arriving.come_to_first_session(cast.newcomer, ENDS, by=cast.newcomer)
        yield cast.newcomer


def url(newcomer: Person, kind: str = "note_first") -> str:
    return f"/welcome/{Arrival.objects.get(person=newcomer).public_id}/{kind}/"


def test_a_note_is_drafted_changed_and_sent_by_the_human(cast: Cast, newcomer: Person, client_of: Any) -> None:
    client = client_of(cast.mentor)
    assert "A note after the first session" in client.get("/").content.decode()
    page = client.get(url(newcomer)).content.decode()
    assert "Hello Noor" in page and not Message.objects.exists()
    for _ in range(2):
        answer = client.post(url(newcomer), {"body": "Good that you came, Noor.", "key": "first-note"})
    assert answer.status_code == 404  # the second post: it is done
    message = Message.objects.select_related("author").get()
    assert (message.author, message.body) == (cast.mentor, "Good that you came, Noor.")
    step = Arrival.objects.get(person=newcomer).steps.get(kind=ArrivalStepKind.NOTE_FIRST)
    assert step.state == StepState.DONE
    assert "A note after the first session" not in client.get("/").content.decode()


def test_the_last_note_ends_the_path(cast: Cast, newcomer: Person, client_of: Any) -> None:
    client = client_of(cast.mentor)
    client.post(url(newcomer), {"body": "One", "key": "first-note"})
    with clock.reading(ENDS + timedelta(days=2, hours=20)):
        client.post(url(newcomer, "note_third"), {"body": "Two", "key": "third-note"})
    newcomer.refresh_from_db()
    assert newcomer.stage == Stage.ACTIVE and Message.objects.count() == 2


def test_a_note_that_is_not_needed(cast: Cast, newcomer: Person, client_of: Any) -> None:
    assert client_of(cast.mentor).post(f"{url(newcomer)}not-needed").status_code == 302
    assert not Message.objects.exists()
    assert client_of(cast.mentor).get(url(newcomer)).status_code == 404


@pytest.mark.parametrize("who", ["member", "counselor", "director", "outsider", "newcomer"])
def test_the_page_is_for_whoever_owes_it(cast: Cast, newcomer: Person, client_of: Any, who: str) -> None:
    client = client_of(cast.people[who])
    assert client.get(url(newcomer)).status_code == 404
    assert client.post(url(newcomer), {"body": "x", "key": "a-key-of-mine"}).status_code == 404
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("kind", "data", "status"),
    [
        ("note_first", {"body": "", "key": "first-note"}, 422),
        ("note_first", {"body": "\u200b \u202e", "key": "first-note"}, 422),
        ("note_first", {"body": "x" * 5000, "key": "first-note"}, 422),
        ("note_first", {"body": "Hello", "key": ""}, 422),
        ("hello", {"body": "Hello", "key": "first-note"}, 404),
        ("x" * 300, {"body": "Hello", "key": "first-note"}, 404),
        ("%00", {"body": "Hello", "key": "first-note"}, 400),
    ],
)
def test_hostile_notes(
    cast: Cast, newcomer: Person, client_of: Any, kind: str, data: dict[str, str], status: int
) -> None:
    assert client_of(cast.mentor).post(url(newcomer, kind), data).status_code == status
    assert not Message.objects.exists()
