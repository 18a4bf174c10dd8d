"""What speaks for a mentor, and how a mentor's load stands, in words of the language in force."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from alongside.connections.models import Thanks
from alongside.groups.mentoring.terms import languages_of
from alongside.groups.models import Topic
from alongside.people.models import GoodTime, Person

_TIMES: Final = {
    GoodTime.MORNING: gettext_lazy("in the morning"),
    GoodTime.NOON: gettext_lazy("around noon"),
    GoodTime.AFTERNOON: gettext_lazy("in the afternoon"),
    GoodTime.EVENING: gettext_lazy("in the evening"),
    GoodTime.NIGHT: gettext_lazy("late, when it is quiet"),
    GoodTime.WEEKEND: gettext_lazy("on weekends"),
}
LACKS: Final = {
    "away": gettext_lazy("You are not here as a mentor at the moment."),
    "profile": gettext_lazy("Say a little about yourself first, and how many people you can be there for."),
    "agreement": gettext_lazy("Read what a mentor does and doesn’t do, and say yes to it."),
    "supervisor": gettext_lazy(
        "You don’t have a supervisor yet. A director names one, so that somebody is there for you, too."
    ),
    "pause": gettext_lazy("You take nobody new at the moment."),
}
"""To a mentor: why nobody new is given to them."""
LACKS_TO_STAFF: Final = {
    "away": gettext_lazy("not here at the moment"),
    "profile": gettext_lazy("hasn’t said how many people they can be there for"),
    "agreement": gettext_lazy("hasn’t said yes to the limits of mentoring yet"),
    "supervisor": gettext_lazy("has no supervisor at work"),
    "pause": gettext_lazy("takes nobody new at the moment"),
}
TOO_MUCH: Final = {
    "people": gettext_lazy("More people than they said they can be there for."),
    "hours": gettext_lazy("Clearly more hours this week than they said they would like to give."),
    "waiting": gettext_lazy("Several of their people have waited for an answer for more than two days."),
    "away": gettext_lazy("Has stepped back on three days or more in two weeks."),
}
"""To a supervisor: what says that it may be too much."""


def reasons(kept: object, mentor: Person) -> list[str]:
    """Why this mentor, in sentences, what weighs most first. What isn't understood is left out."""
    said = [_reason(each, mentor) for each in kept if isinstance(each, dict)] if isinstance(kept, list) else []
    return [each for each in said if each]


def _reason(reason: Mapping[str, Any], mentor: Person) -> str:
    code = reason.get("code")
    kept = reason.get("values")
    values = [str(each) for each in kept] if isinstance(kept, list) else []
    if code == "language":
        known = dict(settings.LANGUAGES)
        spoken = languages_of(mentor)
        names = [str(spoken.get(each) or known.get(each) or "") for each in values]
        return _("Speaks %(languages)s") % {"languages": _and(names)} if any(names) else ""
    if code == "topics":
        topics = [str(Topic(each).label) for each in values if each in Topic.values]
        return _("Knows something about: %(topics)s") % {"topics": ", ".join(topics)} if topics else ""
    if code == "times":
        times = [str(_TIMES[GoodTime(each)]) for each in values if each in GoodTime.values]
        return _("You both usually have time %(times)s") % {"times": _and(times)} if times else ""
    if code == "group":
        return _("You are in a group together")
    if code == "room":
        return _("Has room for someone new")
    return ""


def _and(names: Iterable[str]) -> str:
    """ "mornings, evenings and weekends" """
    found = [each for each in names if each]
    if len(found) < 2:
        return "".join(found)
    return pgettext("the last two of a list", "%(first)s and %(last)s") % {
        "first": ", ".join(found[:-1]),
        "last": found[-1],
    }


def hours(amount: float) -> str:
    """ "half an hour", "about 2 hours": as soft as the sum is."""
    if amount == 0:
        return _("no time so far")
    if amount == 0.5:
        return _("about half an hour")
    whole = int(amount)
    if amount != whole:
        return _("about %(hours)s and a half hours") % {"hours": whole}
    return ngettext("about %(hours)s hour", "about %(hours)s hours", whole) % {"hours": whole}


def thanks(told: Sequence[Thanks]) -> str:
    """One sentence of all that was told together; it says no number. Empty where there is nothing."""
    if not told:
        return ""
    names = sorted({each.person.display_name for each in told if each.named})[:3]
    unnamed = any(not each.named for each in told) or len({each.person_id for each in told if each.named}) > 3
    if not names:
        return _("Someone you wrote to let us know that it helped.")
    if unnamed:
        return _("%(names)s, and someone else, let us know that something of yours helped.") % {"names": _and(names)}
    return ngettext(
        "%(names)s let us know that something of yours helped.",
        "%(names)s let us know that something of yours helped.",
        len(names),
    ) % {"names": _and(names)}
