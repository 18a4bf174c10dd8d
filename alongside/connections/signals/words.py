"""Signals in words, for staff and for the person themselves: reasons, states, what to do and what would clear it.

`sentence(reason, viewer)` and the like ask whether `viewer` is on staff: members and mentors only ever read their own.
No sentence names another person. Each is translated where it is shown; only codes and numbers are kept.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alongside.connections.models import Standing, State
from alongside.engine.isolation import Reason
from alongside.engine.isolation.traits import LOOKBACK_DAYS
from alongside.people.models import Person
from alongside.ui.templatetags.ui import zone_of

Facts = Mapping[str, Any]

NOT_CLAIMED: Final = gettext_lazy(
    "From who met and wrote to whom, and when; never from what was said. A fading rhythm shows about a week before it "
    "is a fact. It can be wrong: some like it quiet. It says how contacts stand, and nothing about who someone is."
)
"""What is claimed and what isn't, for staff, wherever signals are shown."""


def sentence(reason: Reason | Mapping[str, Any], viewer: Person) -> str:
    """One reason: "Two-way contact with 1 person in 14 days. It was 4." Empty for an unknown code."""
    code, facts = _read(reason)
    say = _SENTENCES.get(code)
    try:
        return say(facts, not viewer.is_staff, viewer) if say else ""
    except (KeyError, TypeError, ValueError, OverflowError):
        return ""  # kept by a version that counted otherwise


def sentences(standing: Standing, viewer: Person) -> list[str]:
    """All reasons of a standing, the weightiest first."""
    return said(standing.reasons, viewer)


def said(reasons: object, viewer: Person) -> list[str]:
    """The same from reasons as they are kept."""
    rows = reasons if isinstance(reasons, list) else []
    return [words for words in (sentence(each, viewer) for each in rows if isinstance(each, Mapping)) if words]


def state(code: str, viewer: Person) -> str:
    """How contacts stand, in a few words; to the person themselves in a sentence about them."""
    if viewer.is_staff:
        return str(State(code).label) if code in State.values else ""
    return {
        State.ARRIVING: _("You are new here, and contacts are only beginning."),
        State.CONNECTED: _("You and others here are in touch with each other."),
        State.THINNING: _("You are in touch with fewer people than before, or less often than is usual for you."),
        State.LITTLE: _("You and others here have been in touch a little."),
        State.NONE: _("Lately nobody here and you have been in touch both ways."),
    }.get(State(code) if code in State.values else State.CONNECTED, "")


def action(code: str, viewer: Person) -> str:
    """What could be done next, as one thing to try. To the person themselves: what they could do. Empty for nothing."""
    if viewer.is_staff:
        return {
            "write": _("Write to them, in your own words."),
            "seat_with": _("Seat someone they know beside them in the next small room."),
            "introduce": _("Introduce them to someone."),
            "ask_mentor": _("Ask a mentor to say hello."),
            "call": _("Call them."),
        }.get(code, "")
    return {
        "write": _("A short word to someone you know is enough."),
        "seat_with": _("In the next session, a small room is a good place to meet someone again."),
        "introduce": _("You could be introduced to someone who shares something with you."),
        "ask_mentor": _("A mentor would be glad to say hello."),
        "call": _("Your counselor would be glad to hear from you."),
    }.get(code, "")


def clears(code: str, viewer: Person) -> str:
    """What would clear it. Empty for nothing to clear."""
    if viewer.is_staff:
        return {
            "two_way_with_one": _("When one person and they are in touch both ways again."),
            "two_way_with_two": _("When two people and they are in touch both ways."),
            "two_way_again": _("When there is two-way contact once more."),
        }.get(code, "")
    return {
        "two_way_with_one": _("When one person and you are in touch both ways again."),
        "two_way_with_two": _("When two people and you are in touch both ways."),
        "two_way_again": _("When there is two-way contact once more."),
    }.get(code, "")


def _read(reason: Reason | Mapping[str, Any]) -> tuple[str, Facts]:
    if isinstance(reason, Reason):
        return reason.code, reason.facts
    facts = reason.get("facts")
    return str(reason.get("code", "")), facts if isinstance(facts, Mapping) else {}


def _people(n: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", n) % {"count": n}


def _days(n: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", n) % {"count": n}


def _every(days: int) -> str:
    return _("every day") if days <= 1 else _("every %(days)s days") % {"days": days}


def _never_two_way(f: Facts, own: bool, viewer: Person) -> str:
    return (
        _("You haven’t been in touch with anyone both ways yet.") if own else _("No two-way contact with anyone yet.")
    )


def _no_two_way(f: Facts, own: bool, viewer: Person) -> str:
    days = int(f["days"])
    if days >= LOOKBACK_DAYS:
        return (
            _("You haven’t been in touch with anyone both ways for a long time.")
            if own
            else _("No two-way contact for a long time.")
        )
    words = (
        _("You haven’t been in touch with anyone both ways for %(days)s.")
        if own
        else _("No two-way contact for %(days)s.")
    )
    return words % {"days": _days(days)}


def _fewer_two_way(f: Facts, own: bool, viewer: Person) -> str:
    words = (
        _("You’ve been in touch with %(people)s in %(days)s; it was %(was)s before.")
        if own
        else _("Two-way contact with %(people)s in %(days)s. It was %(was)s.")
    )
    return words % {"people": _people(int(f["now"])), "days": _days(int(f["days"])), "was": int(f["was"])}


def _two_way(f: Facts, own: bool, viewer: Person) -> str:
    words = (
        _("You’ve been in touch with %(people)s in %(days)s.")
        if own
        else _("Two-way contact with %(people)s in %(days)s.")
    )
    return words % {"people": _people(int(f["people"])), "days": _days(int(f["days"]))}


def _once_two_way(f: Facts, own: bool, viewer: Person) -> str:
    words = (
        _("You were in touch with someone on one day of the last %(days)s.")
        if own
        else _("Two-way contact on one day only of the last %(days)s.")
    )
    return words % {"days": int(f["days"])}


def _longer_than_usual(f: Facts, own: bool, viewer: Person) -> str:
    words = (
        _("%(days)s since you and someone were last in touch; usually it is %(usual)s.")
        if own
        else _("%(days)s since the last two-way contact. Usually it is %(usual)s.")
    )
    return words % {"days": _days(int(f["days"])), "usual": _every(int(f["usual"]))}


def _quieter_than_usual(f: Facts, own: bool, viewer: Person) -> str:
    words = (
        _("%(days)s since you last took part; usually it is %(usual)s.")
        if own
        else _("%(days)s since they last took part. Usually it is %(usual)s.")
    )
    return words % {"days": _days(int(f["days"])), "usual": _every(int(f["usual"]))}


def _usual_rhythm(f: Facts, own: bool, viewer: Person) -> str:
    words = (
        _("You take part as usual for you, about %(usual)s.")
        if own
        else _("They take part in their usual rhythm, about %(usual)s.")
    )
    return words % {"usual": _every(int(f["usual"]))}


def _said_rhythm(f: Facts, own: bool, viewer: Person) -> str:
    words = (
        _("It is within what you called normal for you: %(usual)s.")
        if own
        else _("Within the rhythm that they call normal: %(usual)s.")
    )
    return words % {"usual": _every(int(f["usual"]))}


def _took_part(f: Facts, own: bool, viewer: Person) -> str:
    words = (
        _("You took part on %(active)s of the last %(days)s.")
        if own
        else _("Took part on %(active)s of the last %(days)s.")
    )
    return words % {"active": int(f["active"]), "days": _days(int(f["days"]))}


def _posts_unanswered(f: Facts, own: bool, viewer: Person) -> str:
    n = int(f["n"])
    words = (
        ngettext("%(count)s post of yours has no reply yet.", "%(count)s posts of yours have no reply yet.", n)
        if own
        else ngettext("%(count)s post without a reply.", "%(count)s posts without a reply.", n)
    )
    return words % {"count": n}


def _no_answer_from(f: Facts, own: bool, viewer: Person) -> str:
    words = (
        _("You turned to %(people)s in %(days)s and haven’t heard back.")
        if own
        else _("Turned to %(people)s in %(days)s and hasn’t heard back.")
    )
    return words % {"people": _people(int(f["people"])), "days": _days(int(f["days"]))}


def _not_answered(f: Facts, own: bool, viewer: Person) -> str:
    words = (
        _("%(people)s turned to you in %(days)s and would be glad to hear from you.")
        if own
        else _("%(people)s turned to them in %(days)s and haven’t heard from them.")
    )
    return words % {"people": _people(int(f["people"])), "days": _days(int(f["days"]))}


def _no_small_room(f: Facts, own: bool, viewer: Person) -> str:
    since = f["since"]
    if since == "":
        return (
            _("You come to sessions, and haven’t shared a small room yet.")
            if own
            else _("Comes to sessions, but hasn’t shared a small room yet.")
        )
    day = datetime.fromtimestamp(float(since), UTC).astimezone(zone_of(viewer))
    words = (
        _("You come to sessions, and haven’t shared a small room since %(day)s.")
        if own
        else _("Comes to sessions, but hasn’t shared a small room since %(day)s.")
    )
    return words % {"day": date_format(day, "MONTH_DAY_FORMAT")}


def _new_here(f: Facts, own: bool, viewer: Person) -> str:
    words = _("You have been here for %(days)s.") if own else _("New here: %(days)s so far.")
    return words % {"days": _days(int(f["days"]))}


def _away(f: Facts, own: bool, viewer: Person) -> str:
    day = datetime.fromtimestamp(float(f["until"]), UTC).astimezone(zone_of(viewer))
    words = _("You are away until %(day)s.") if own else _("Away until %(day)s.")
    return words % {"day": date_format(day, "MONTH_DAY_FORMAT")}


def _nothing_known(f: Facts, own: bool, viewer: Person) -> str:
    return (
        _("There is nothing of yours on record in the last 16 weeks.")
        if own
        else _("Nothing on record in the last 16 weeks.")
    )


_SENTENCES: Final[Mapping[str, Callable[[Facts, bool, Person], str]]] = {
    "never_two_way": _never_two_way,
    "no_two_way": _no_two_way,
    "fewer_two_way": _fewer_two_way,
    "two_way": _two_way,
    "once_two_way": _once_two_way,
    "longer_than_usual": _longer_than_usual,
    "quieter_than_usual": _quieter_than_usual,
    "usual_rhythm": _usual_rhythm,
    "said_rhythm": _said_rhythm,
    "took_part": _took_part,
    "posts_unanswered": _posts_unanswered,
    "no_answer_from": _no_answer_from,
    "not_answered": _not_answered,
    "no_small_room": _no_small_room,
    "new_here": _new_here,
    "away": _away,
    "nothing_known": _nothing_known,
}
"""How each code of `engine.isolation.reasons` is said: from its numbers, to the person themselves or about them."""
