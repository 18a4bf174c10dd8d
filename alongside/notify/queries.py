"""Questions about how people wish to be reached."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.http import url_has_allowed_host_and_scheme

from alongside.core import clock
from alongside.notify.models import Notice, Preference, PushDevice
from alongside.people.models import Person


def preferences(people: Iterable[Person]) -> dict[int, Preference]:
    """Everyone's choices by row number; the defaults, unsaved, for whoever never chose. One query."""
    everyone = {person.pk: person for person in people}
    found = {row.person_id: row for row in Preference.objects.filter(person__in=everyone)}
    for pk, person in everyone.items():
        if pk not in found:
            found[pk] = Preference(person=person, off=[], changed_at=clock.now())
    return found


def preference(person: Person) -> Preference:
    """The choices of one person. One query."""
    return preferences([person])[person.pk]


def devices_of(person: Person) -> list[PushDevice]:
    """The browsers that they added, newest first. One query."""
    return list(PushDevice.objects.filter(person=person).order_by("-made_at", "-pk"))


def newest_link(person: Person) -> str:
    """Where the newest news leads that they were told of and haven't seen: a path of the house. One query."""
    rows = Notice.objects.filter(person=person, seen_at=None).exclude(pushed_at=None, mailed_at=None)
    found = rows.order_by("-at", "-pk").values_list("link", flat=True).first() or "/"
    return found if url_has_allowed_host_and_scheme(found, allowed_hosts=None) else "/"


def unseen(people: Iterable[int], key_prefix: str, *, since: datetime | None = None) -> set[int]:
    """Which of these people (row numbers) have a notice under the prefix that they haven't seen. One query."""
    rows = Notice.objects.filter(person__in=list(people), key__startswith=f"{key_prefix}:", seen_at=None)
    if since is not None:
        rows = rows.filter(at__gt=since)
    return set(rows.values_list("person_id", flat=True))
