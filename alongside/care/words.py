"""Reasons in words, on the viewer's own clock: made from a reason's kind and facts, never stored.

Facts that are understood: `meeting` and `group` (public ids), `step` (a code of `ArrivalStepKind`), `wish` (a code of
`Wish`), `conversation` and `message`, `by` (public ids of who handed it on), `on_call` (a public id, or empty),
`drill`, `over_capacity`; of a signal `state` and `reasons`, codes of `connections.signals.words`. What isn't there,
or is no longer, is left out.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.care.models import Kind, ReachOut, Reason
from alongside.connections.signals import words as signal_words
from alongside.conversations.models import WaitingPost
from alongside.core import clock
from alongside.groups.models import Circle, Group, Meeting
from alongside.people.models import ArrivalStepKind, Person
from alongside.ui.templatetags.ui import day_and_time_for, time_for, who, zone_of


class Wish(models.TextChoices):
    """What someone wishes who says that something is wrong between two people."""

    TALK = "talk", gettext_lazy("to talk together")
    APART = "apart", gettext_lazy("to be kept apart")
    CHANGE = "change", gettext_lazy("to change the group")


def when_for(moment: datetime, person: Person) -> SafeString:
    """A day and time on the person's clock, near days by their names: "today, 5 p.m." """
    zone = zone_of(person)
    days = (moment.astimezone(zone).date() - clock.now().astimezone(zone).date()).days
    near = {-1: _("yesterday, {}"), 0: _("today, {}"), 1: _("tomorrow, {}")}.get(days)
    return format_html(near, time_for(moment, person)) if near else day_and_time_for(moment, person)


class Words:
    """Says the reasons of some cards to one viewer. Two queries for all of them, up to two more for posts."""

    def __init__(self, viewer: Person, cards: Iterable[ReachOut]) -> None:
        self.viewer = viewer
        facts = [reason.facts for card in cards for reason in card.reasons.all()]
        meetings = {_text(each, "meeting") for each in facts} - {""}
        groups = {_text(each, "group") for each in facts} - {""}
        own = {"program": viewer.program_id}
        self.meetings = {
            each.public_id: each
            for each in Meeting.objects.filter(public_id__in=meetings, **own).select_related("group")
        }
        handed = {str(pk)[:40] for each in facts if isinstance(each, dict) for pk in each.get("by") or ()}
        self.people = (
            {each.public_id: each for each in Person.objects.filter(public_id__in=handed, **own)} if handed else {}
        )
        messages = {_text(each, "message") for each in facts} - {""}
        self.posts = (
            dict(
                WaitingPost.objects.filter(message__public_id__in=messages, **own).values_list(
                    "message__public_id", "since"
                )
            )
            if messages
            else {}
        )
        circles = {_text(each, "circle") for each in facts} - {""}
        self.circles = (
            {each.public_id: each for each in Circle.objects.filter(public_id__in=circles, **own)} if circles else {}
        )
        self.groups = {each.public_id: each for each in Group.objects.filter(public_id__in=groups, **own)}

    def why(self, card: ReachOut, reason: Reason) -> SafeString:
        """One sentence: "Wasn’t at Tuesday evenings, yesterday, 6 p.m., and nobody heard why." """
        facts = reason.facts
        meeting = self.meetings.get(_text(facts, "meeting"))
        group = self.groups.get(_text(facts, "group")) or (meeting.group if meeting else None)
        since = self._time(reason.since)
        if reason.kind == Kind.ABSENCE and meeting and group:
            said = format_html(
                _("Wasn’t at {}, {}, and nobody heard why."), _name(group), self._time(meeting.starts_at)
            )
        elif reason.kind == Kind.CALL and meeting and group:
            said = format_html(
                _("Isn’t in {}, which began {}. Staff marked that they call early."),
                _name(group),
                self._time(meeting.starts_at),
            )
        elif reason.kind == Kind.MORNING:
            said = format_html(_("Wrote this for the morning: {}"), since)
        elif reason.kind == Kind.HELP:
            said = format_html(_("Asked for help now: {}"), since)
            if not _text(facts, "on_call"):
                said = format_html(_("Asked for help now, when nobody was on call: {}"), since)
        elif reason.kind == Kind.STEP and _text(facts, "step") in ArrivalStepKind.values:
            said = format_html(_("Still owed in the first days: {}."), ArrivalStepKind(facts["step"]).label)
        elif reason.kind == Kind.BETWEEN and reason.other is not None:
            said = format_html(_("Something is wrong between {} and {}."), who(card.about), who(reason.other))
            if _text(facts, "wish") in Wish.values:
                said = format_html("{} {}", said, format_html(_("The wish: {}."), Wish(facts["wish"]).label))
        elif reason.kind == Kind.LOSS and group:
            said = format_html(_("{} has lost {}."), _name(group), who(card.about))
        elif reason.kind == Kind.HOSTLESS and _text(facts, "circle") in self.circles:
            circle = self.circles[_text(facts, "circle")]
            said = format_html(_("Nobody has hosted the circle {} since {}"), _name(circle), since)
        elif reason.kind == Kind.WAITING:
            said = format_html(_("Wrote something that nobody has answered since {}"), self._since(reason))
        elif reason.kind == Kind.LINE:
            said = format_html(_("Wrote to the care team: {}"), since)
        elif reason.kind == Kind.HANDED:
            names = format_html_join(", ", "{}", ((who(each),) for each in self._people(facts)))
            said = format_html(_("{} handed on something they wrote: {}"), names or _("Someone"), since)
        elif reason.kind == Kind.PHRASE and facts.get("drill"):
            said = format_html(_("A practice, nobody is in danger. It began {}."), since)
        elif reason.kind == Kind.PHRASE:
            said = format_html(_("Wrote something that may mean they need someone now: {}"), since)
        elif reason.kind == Kind.SIGNAL:
            said = self._signal(facts)
        elif reason.kind == Kind.REPORT and facts.get("told_by_them"):
            said = format_html(_("Told us that someone may be in danger: {}"), since)
        elif reason.kind == Kind.REPORT:
            said = format_html(_("May be in danger, someone told us: {}"), since)
        else:
            said = format_html("{}: {}", reason.get_kind_display(), since)
        if facts.get("over_capacity"):
            said = format_html("{} ({})", said, _("it came to the directors, because the counselor’s list is full"))
        return said

    def _signal(self, facts: dict[str, Any]) -> SafeString:
        """The state, and what weighs most: "Contacts are thinning: two-way contact with 1 person in 14 days. …" """
        state = signal_words.state(_text(facts, "state"), self.viewer) or str(Kind.SIGNAL.label)
        reasons = signal_words.said(facts.get("reasons"), self.viewer)
        return format_html("{}. {}", state, reasons[0]) if reasons else format_html("{}.", state)

    def _since(self, reason: Reason) -> SafeString:
        return self._time(self.posts.get(_text(reason.facts, "message"), reason.since))

    def _people(self, facts: dict[str, Any]) -> list[Person]:
        return [self.people[pk] for pk in facts.get("by") or () if pk in self.people]

    def _time(self, moment: datetime) -> SafeString:
        return when_for(moment, self.viewer)


def _text(facts: object, name: str) -> str:
    return str(facts.get(name) or "")[:40] if isinstance(facts, dict) else ""


def _name(group: Group | Circle) -> SafeString:
    return format_html('<bdi class="who">{}</bdi>', group.name)
