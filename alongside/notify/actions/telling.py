"""Noting that someone has news. How and when it reaches them is `sending`'s: never from here, never at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from alongside.core import clock, rows
from alongside.core.actions import Actor, action, current
from alongside.notify.models import Notice, Occasion
from alongside.notify.queries import preferences
from alongside.people.models import Person
from alongside.people.stages import policy

GRACE = timedelta(seconds=60)
"""Whoever has the page open sees it there within this time, and hears nothing elsewhere."""


@dataclass(frozen=True)
class Telling:
    """That `person` has news. `key` (up to 80 characters) makes it one; `link` is a path of the house.

    `words` say who and where, never what was written; they are read only by those who chose so. After `until` it is
    not worth telling any more.
    """

    person: Person
    occasion: Occasion
    key: str
    link: str
    words: str = ""
    until: datetime | None = None


def tell(
    person: Person,
    occasion: Occasion,
    *,
    key: str,
    link: str,
    by: Actor,
    words: str = "",
    until: datetime | None = None,
) -> Notice | None:
    """Note one piece of news. None for who doesn't wish to hear of it, or has no account or a stage without letters.

    The same key again for the same person is the same notice, whoever tells it.
    """
    (notice,) = tell_all([Telling(person, occasion, key, link, words, until)], by=by)
    return notice


def tell_all(news: Sequence[Telling], *, by: Actor) -> list[Notice | None]:
    """As `tell`, for several, in their order. Nothing happens where nobody wishes to hear it."""
    choices = preferences(one.person for one in news)
    wanted = [one for one in news if _wishes(one, choices[one.person.pk].off)]
    made = {(each.person_id, each.key): each for each in _note(wanted, by=by)} if wanted else {}
    return [made.get((one.person.pk, one.key)) for one in news]


def seen(person: Person, key_prefix: str, *, by: Actor) -> int:
    """They saw on the page what was noted under `key_prefix` (whole parts between colons). Returns how many it was."""
    waiting = Notice.objects.filter(person=person, seen_at=None)
    waiting = waiting.filter(Q(key=key_prefix) | Q(key__startswith=f"{key_prefix}:"))
    return _see(waiting, by=by) if waiting.exists() else 0


def _wishes(one: Telling, off: list[str]) -> bool:
    return one.person.account_id is not None and policy(one.person).gets_letters and one.occasion not in off


@action("notify.tell")
def _note(news: Sequence[Telling], *, by: Actor) -> list[Notice]:
    at = clock.now()
    noted = []
    for one in news:
        row = Notice(
            person=one.person,
            occasion=one.occasion,
            key=one.key,
            link=one.link,
            words=one.words,
            at=at,
            due_at=at + GRACE,
            until=one.until,
        )
        if not rows.insert([row], once=True):
            row = Notice.objects.get(person=one.person, key=one.key)
        noted.append(row)
    current().record(people=len({one.person.pk for one in news}), occasion=news[0].occasion)
    return noted


@action("notify.see")
def _see(waiting: QuerySet[Notice], *, by: Actor) -> int:
    return waiting.update(seen_at=clock.now())
