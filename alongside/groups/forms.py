"""Forms of groups. What may stand in a field is decided by the actions; people.forms.refuse shows their sentence."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from alongside.core.errors import Refused
from alongside.groups import schedule
from alongside.groups.models import Circle, Group, Tag
from alongside.people.forms import LONGEST_INPUT, ZoneField
from alongside.people.models import GONE_STAGES, STAFF_ROLES, Person, Program


class GroupForm(forms.Form):
    """What a group is called, how large it may be, and who leads it."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_INPUT)
    about = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=LONGEST_INPUT,
        help_text=_("One or two sentences."),
    )
    tag = forms.ChoiceField(
        label=_("What kind of time it is"),
        choices=Tag.choices,
        widget=forms.RadioSelect,
        help_text=_("Only clinical time may be documented for payers."),
    )
    cap = forms.IntegerField(
        label=_("Places"),
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("Members and mentors, without those who lead it."),
    )
    lead = forms.ChoiceField(label=_("Who leads it"))
    facilitators = forms.MultipleChoiceField(
        label=_("Who stands in"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, program: Program, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Person.objects.filter(program=program, role__in=STAFF_ROLES).exclude(stage__in=GONE_STAGES)
        self.staff = {person.public_id: person for person in staff.order_by("display_name", "id")}
        choices = [(public_id, person.display_name) for public_id, person in self.staff.items()]
        for name in ("lead", "facilitators"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def leaders(self) -> list[Person]:
        """Who leads, first, and those who stand in."""
        ids = [self.cleaned_data["lead"], *self.cleaned_data["facilitators"]]
        return [self.staff[public_id] for public_id in dict.fromkeys(ids)]


class ScheduleForm(forms.Form):
    """When a group meets, in plain words; or as an RFC 5545 rule for what those can't say."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        choices=[(str(number), name) for number, name in WEEKDAYS.items()],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one day of the week.")},
    )
    weeks = forms.TypedChoiceField(
        label=_("How often"),
        choices=[(1, _("Every week"))]
        + [(count, ngettext_lazy("Every %d week", "Every %d weeks", count) % count) for count in (2, 3, 4)],
        coerce=int,
        initial=1,
    )
    first_day = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), initial=60)
    time_zone = ZoneField(help_text=_("The sessions keep this place’s time, also when clocks change."))
    last_day = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty when there is no last day."),
    )
    rule = forms.CharField(
        label=_("Rule"),
        required=False,
        max_length=LONGEST_INPUT,
        help_text=_("For what the choices above can’t say, such as every first Monday: FREQ=MONTHLY;BYDAY=1MO"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weekdays"].required = not self["rule"].value()

    def starts_local(self) -> datetime:
        """The naive wall time from which the rule counts."""
        day: date = self.cleaned_data["first_day"]
        at: time = self.cleaned_data["at"]
        return datetime.combine(day, at.replace(second=0, microsecond=0))

    def rule_text(self) -> str:
        """The rule that was written, or the one that the choices make. Raises Refused for no day."""
        if written := str(self.cleaned_data["rule"]).strip():
            return written
        try:
            return schedule.weekly(
                self.cleaned_data["weekdays"], self.cleaned_data["weeks"], self.cleaned_data["last_day"]
            )
        except schedule.RuleProblem as problem:
            raise Refused(str(problem), field=problem.field) from problem

    @classmethod
    def fresh(cls, today: date, zone_name: str) -> dict[str, Any]:
        """An empty schedule, from `today`."""
        return {"first_day": today, "time_zone": zone_name, "weeks": 1, "minutes": 60}

    @classmethod
    def initial_of(cls, owner: Group | Circle, today: date) -> dict[str, Any]:
        """The schedule as the form shows it, or a fresh one from `today`."""
        series = owner.series
        if series is None:
            return cls.fresh(today, owner.program.time_zone)
        parsed = schedule.check_rule(series.rule, series.time_zone)
        local = schedule.from_store(series.starts_local)
        return {
            "weekdays": [str(day) for day in parsed.weekdays],
            "weeks": parsed.interval if parsed.simple else 1,
            "first_day": local.date(),
            "at": local.time(),
            "minutes": series.minutes,
            "time_zone": series.time_zone,
            "last_day": parsed.last_day if parsed.simple else None,
            "rule": "" if parsed.simple else parsed.text,
        }


class CancelForm(forms.Form):
    why = forms.CharField(label=_("Why, in a sentence"), max_length=LONGEST_INPUT)


class MoveForm(forms.Form):
    """Another time for one session, on the clock of `zone_name`."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    starts = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), widget=forms.NumberInput(attrs={"class": "short"}))

    def __init__(self, zone_name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone_name = zone_name

    def moment(self) -> datetime:
        """The chosen moment. Raises Refused for one that can't be reckoned with."""
        local = datetime.combine(self.cleaned_data["day"], self.cleaned_data["starts"])
        try:
            return schedule.to_utc(local.replace(second=0, microsecond=0), self.zone_name)
        except OverflowError as error:
            raise Refused(_now("Please choose a time within the next eight weeks."), field="day") from error


class FindForm(forms.Form):
    """Finding someone to add."""

    q = forms.CharField(label=_("Find someone by name"), max_length=LONGEST_INPUT)


class TimesForm(forms.Form):
    """Times for a hello, on the clock of whoever offers them."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    starts = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(attrs={"type": "time", "step": "900"}, format="%H:%M")
    )
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time", "step": "900"}, format="%H:%M"))
