"""How two people know each other, in words of the language in force. Which is told first is `engine.ties.words`'."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.connections.models import Tie
from alongside.connections.recording import MUTUAL, TIE_KINDS
from alongside.core import clock
from alongside.engine import ties as engine
from alongside.people.models import Person
from alongside.ui.templatetags.ui import zone_of

_CODES: Final[Mapping[str, str]] = {
    kind: engine.how_they_know_each_other({known: 1}).facts[0].code for kind, known in TIE_KINDS.items()
}
"""By which code of the engine a kind is told."""
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that two people share: a code of `engine.ties.words`, how many times, and when last.

    To one of the two `last` is when the other last turned to them: what was sent alone says nothing about the two. To
    others it is the newer of both; None where only one ever turned to the other.
    """

    code: str
    n: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What two people share, what matters most to a person first; and since when."""

    facts: tuple[Known, ...]
    first_at: datetime | None


def acquaintance(rows: Iterable[Tie], person_id: int | None) -> Acquaintance:
    """What these rows of one pair say, from `person_id`'s side, or (None) for others."""
    times: dict[engine.Kind, int] = {}
    sent: dict[str, list[datetime]] = {}
    came: dict[str, list[datetime]] = {}
    first: list[datetime] = []
    for tie in rows:
        kind, code = TIE_KINDS[tie.kind], _CODES[tie.kind]
        n = tie.times_out if tie.kind in MUTUAL else tie.times_out + tie.times_back
        times[kind] = times.get(kind, 0) + n
        first.append(tie.first_at)
        out, back = (came, sent) if person_id == tie.upper_id else (sent, came)
        for way, moment in ((out, tie.last_out), (back, tie.last_back)):
            way.setdefault(code, []).extend([] if moment is None else [moment])

    def last(code: str) -> datetime | None:
        mine, theirs = sent[code], came[code]
        if person_id is None:
            return max(mine + theirs) if mine and theirs else None
        return max(theirs, default=None)

    facts = engine.how_they_know_each_other(times).facts
    return Acquaintance(tuple(Known(fact.code, fact.n, last(fact.code)) for fact in facts), min(first, default=None))


def sentence(known: Acquaintance, viewer: Person) -> str:
    """What `viewer` and the other share, for `viewer`: "You were in a small room together 3 times, last on Tuesday."

    Says one thing, what matters most among what both know of; empty where there is nothing.
    """
    return _sentence(known, viewer, _yours)


def sentence_of_two(known: Acquaintance, viewer: Person) -> str:
    """What two people share, for someone who is neither. Only for what `ties_between(private=False)` gave."""
    return _sentence(known, viewer, _theirs)


def _sentence(known: Acquaintance, viewer: Person, words: Any) -> str:
    for fact in known.facts:
        # What only one of the two did is left unsaid: the other may not know of it, or may not have wanted it.
        if fact.last is None:
            continue
        return _("%(what)s, %(when)s.") % {"what": words(fact.code, fact.n), "when": _last(fact.last, viewer)}
    return ""


def _yours(code: str, n: int) -> str:
    times = {"count": n}
    if code == "small_rooms":
        return (
            ngettext(
                "You were in a small room together once",
                "You were in a small room together %(count)s times",
                n,
            )
            % times
        )
    if code == "mentored":
        return ngettext("You met for a talk once", "You met for a talk %(count)s times", n) % times
    if code == "gatherings":
        return (
            ngettext("You took part in one gathering together", "You took part in %(count)s gatherings together", n)
            % times
        )
    if code == "sessions":
        return ngettext("You were in one session together", "You were in %(count)s sessions together", n) % times
    # No numbers here: what was sent and never arrived must not be found by counting.
    if code == "messages":
        return _("You have been in touch in writing")
    if code == "thanks":
        return _("They said that you helped")
    return _("They have sent you a kind sign")


def _theirs(code: str, n: int) -> str:
    times = {"count": n}
    if code == "small_rooms":
        return (
            ngettext(
                "They were in a small room together once",
                "They were in a small room together %(count)s times",
                n,
            )
            % times
        )
    if code == "mentored":
        return ngettext("They met for a talk once", "They met for a talk %(count)s times", n) % times
    if code == "gatherings":
        return (
            ngettext("They took part in one gathering together", "They took part in %(count)s gatherings together", n)
            % times
        )
    if code == "sessions":
        return ngettext("They were in one session together", "They were in %(count)s sessions together", n) % times
    if code == "messages":
        return _("They have talked in writing")
    if code == "thanks":
        return _("One has said that the other helped")
    return _("One has sent the other a kind sign")


def _last(moment: datetime, viewer: Person) -> str:
    """ "last today", "last on Tuesday", "last on October 3", on the viewer's calendar."""
    zone = zone_of(viewer)
    local, today = timezone.localtime(moment, zone), timezone.localtime(clock.now(), zone)
    days = (today.date() - local.date()).days
    if days <= 0:
        return _("last today")
    if days == 1:
        return _("last yesterday")
    if days < _WEEK:
        return _("last on %(day)s") % {"day": date_format(local, "l")}
    style = "MONTH_DAY_FORMAT" if local.year == today.year else "DATE_FORMAT"
    return _("last on %(day)s") % {"day": date_format(local, style)}
