"""What letters say, and how they are stopped in one tap (RFC 2369, 8058)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from alongside.people.models import Person

_STOP = "notify.stop"
_BACK = "notify.start again"


class Series(StrEnum):
    """Kinds of letters that can be stopped on their own."""

    NEWS = "news"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class Letter:
    """One letter, ready to be queued."""

    subject: str
    body: str
    headers: dict[str, str]


def compose(person: Person, template: str, series: Series, *, at: datetime | None = None, **context: object) -> Letter:
    """`notify/mail/<template>.txt` in the person's language, with its way out; `at` is a time on their clock (`when`).

    See `actions.letters` for what a letter may say.
    Raises TemplateDoesNotExist.
    """
    stop = _absolute(reverse("notify:stop", args=[stop_token(person, series)]))
    with translation.override(person.language):
        names = {"stop": stop, "link": _absolute("/"), "when": _time_of(at, person) if at else "", **context}
        text = render_to_string(f"notify/mail/{template}.txt", names)
    subject, _line, body = text.strip().partition("\n")
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Letter(subject.strip(), body.strip() + "\n", headers)


def stop_token(person: Person, series: Series) -> str:
    """What stops these letters, without a sign-in and for as long as they are kept."""
    return signing.dumps([person.public_id, series], salt=_STOP)


def read_stop(token: str) -> tuple[str, Series]:
    """The person's public id and the kind of letter. Raises ValueError."""
    return _read(token, _STOP)[:2]


def back_token(person: Person, series: Series, was: str) -> str:
    """What takes the stopping back: on the page that says that they stopped."""
    return signing.dumps([person.public_id, series, was], salt=_BACK)


def read_back(token: str) -> tuple[str, Series, str]:
    """As `read_stop`, and what was chosen before. Raises ValueError."""
    return _read(token, _BACK)


def _read(token: str, salt: str) -> tuple[str, Series, str]:
    try:
        person, series, *more = signing.loads(token, salt=salt)
        return str(person), Series(series), str(more[0]) if more else ""
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise ValueError("not one of our tokens") from error


def _time_of(at: datetime, person: Person) -> str:
    return date_format(at.astimezone(ZoneInfo(person.zone)), "TIME_FORMAT")


def _absolute(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path
