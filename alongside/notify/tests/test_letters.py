"""Letters: queued sealed, sent later, tried again, never failing a page."""

from pathlib import Path
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail as django_mail
from django_tasks_db.models import DBTaskResult

from alongside.core import mail
from alongside.notify.actions import send_mail_discreetly
from alongside.people import actions
from tests.cast import Cast
from tests.letters import letters


@pytest.fixture
def template(settings: Any, tmp_path: Path) -> str:
    """A letter of the test's own."""
    (tmp_path / "note.txt").write_text("A note\n\nIt is at {{ link }}.\n")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    return "note.txt"


def test_a_letter_waits_sealed_and_is_sent_once(cast: Cast, template: str) -> None:
    """Neither address nor words stand in the queue; the same key twice is one letter."""
    for _ in range(2):
        send_mail_discreetly(cast.member, template, {"link": "https://example.org/x"}, by=cast.director, key="k")
    (queued,) = DBTaskResult.objects.all()
    assert cast.member.account is not None
    assert cast.member.account.email not in str(queued.args_kwargs) and "note" not in str(queued.args_kwargs)
    assert not django_mail.outbox
    (letter,) = letters()
    assert (letter.subject, letter.body) == ("A note", "It is at https://example.org/x.\n")
    assert letter.to == [cast.member.account.email]
    assert letter.message()["Auto-Submitted"] == "auto-generated"


def test_whoever_has_left_gets_none(cast: Cast, template: str) -> None:
    actions.change_stage(cast.member, "left", by=cast.director)
    send_mail_discreetly(cast.member, template, by=cast.director)
    assert letters() == []


def test_a_dead_mail_host_is_tried_again_and_then_given_up(
    cast: Cast, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After 1, 2, 4 … minutes; the page that queued the letter never knows."""

    def dead(*args: object, **kwargs: object) -> None:
        raise SMTPServerDisconnected

    send_mail_discreetly(cast.member, template, by=cast.director)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", dead)
    first = DBTaskResult.objects.get()
    sealed, attempt = first.args_kwargs["args"]
    assert attempt == 1
    mail.deliver.func(sealed, attempt)
    again = DBTaskResult.objects.exclude(pk=first.pk).get()
    assert again.args_kwargs["args"][1] == 2
    assert again.run_after > again.enqueued_at
    with pytest.raises(SMTPServerDisconnected):
        mail.deliver.func(sealed, mail.MOST_TRIES)


@pytest.mark.parametrize("subject", ["Hello\nBcc: x@example.org", "Hello\rX: y"])
def test_headers_cannot_be_injected(db: None, subject: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        mail.send_later("a@example.org", subject, "text")
