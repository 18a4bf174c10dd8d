"""Mail that leaves later and says little: queued sealed, sent by the worker, tried again while the mail host is away.

Mail can be read by whoever holds the phone. So a letter names no program, no treatment, no person but the reader's own
address, and says nothing that can't be said on a postcard.
"""

import base64
import json
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from alongside.core import clock
from alongside.core.jobs import every
from alongside.core.sealing import seal, unseal

log = logging.getLogger(__name__)
LABEL = "core.mail.letter"
MOST_TRIES = 8
FIRST_WAIT = timedelta(minutes=1)
KEPT = timedelta(days=1)


_may_send: Callable[[str], bool] | None = None


def bind(*, may_send: Callable[[str], bool]) -> None:
    """`may_send(address)` is asked when a letter leaves, which can be hours after it was queued."""
    global _may_send
    _may_send = may_send


def send_later(to: str, subject: str, body: str, headers: Mapping[str, str] | None = None) -> None:
    """Queue one plain-text letter in the caller's transaction. Never fails because of the mail host.

    Raises ValueError for a line break in the address, the subject or a header (header injection).
    """
    more = dict(headers or {})
    if any(mark in "".join((to, subject, *more, *more.values())) for mark in "\r\n"):
        raise ValueError("An address and a subject are one line.")
    letter = json.dumps({"to": to, "subject": subject, "body": body, "headers": more}).encode()
    deliver.enqueue(base64.b64encode(seal(letter, LABEL)).decode(), 1)


@task()
def deliver(sealed: str, attempt: int) -> None:
    """Send a queued letter, or queue it again after 1, 2, 4 … minutes; about two hours in all, then it is given up."""
    letter = json.loads(unseal(base64.b64decode(sealed), LABEL))
    if _may_send is not None and not _may_send(letter["to"]):
        return  # what was queued for someone who must not be written to any more
    message = EmailMessage(letter["subject"], letter["body"], to=[letter["to"]])
    message.extra_headers.update(letter.get("headers", {}))
    message.extra_headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies
    try:
        message.send()
    except (OSError, SMTPException) as error:
        if attempt >= MOST_TRIES:
            raise  # the worker logs it, and the task stays for a day as failed
        wait = FIRST_WAIT * 2 ** (attempt - 1)
        log.warning("a letter waits %s for the mail host: %s", wait, type(error).__name__)
        deliver.using(run_after=clock.now() + wait).enqueue(sealed, attempt + 1)


@every(seconds=3600)
def forget_sent() -> int:
    """Delete finished tasks past their day, letters with them. Returns how many."""
    return int(DBTaskResult.objects.filter(finished_at__lt=clock.now() - KEPT).delete()[0])
