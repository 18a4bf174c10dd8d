"""Forms of the rota and of leave. Days and times are the program's wall time."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alongside.core.errors import Refused
from alongside.people.actions_leave import COVER_FIELD
from alongside.people.forms import PersonField
from alongside.people.models import Duty, Person
from alongside.people.rota import MOST_WEEKS, Repeat


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def _time(label: Any, **kwargs: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **kwargs)


def _choose_from(form: forms.Form, name: str, staff: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, PersonField)
    field.queryset = staff


class ShiftForm(forms.Form):
    """One shift."""

    person = PersonField(label=_("Who"))
    starts = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ends = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self, "person", staff)


class RepeatForm(forms.Form):
    """Shifts that repeat every week."""

    person = PersonField(label=_("Who"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        choices=[(str(number + 1), name) for number, name in WEEKDAYS.items()],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one weekday.")},
    )
    since = _time(_("From"))
    until = _time(_("Until"), help_text=_("A time that isn’t after “From” is on the next day."))
    first = _day(_("First day"))
    weeks = forms.IntegerField(label=_("For how many weeks"), min_value=1, max_value=MOST_WEEKS)

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self, "person", staff)

    def repeat(self) -> Repeat:
        """The series of a form that is valid."""
        data = self.cleaned_data
        return Repeat(
            first=data["first"],
            weekdays=frozenset(data["weekdays"]),
            since=data["since"].replace(second=0, microsecond=0),
            until=data["until"].replace(second=0, microsecond=0),
            weeks=data["weeks"],
        )


class LeaveForm(forms.Form):
    """Whole days away, the last one included, and who stands in for each duty."""

    person = PersonField(label=_("Who is away"))
    first = _day(_("First day away"))
    last = _day(_("Last day away"))

    def __init__(self, *args: Any, staff: Any, person: Person | None, **kwargs: Any) -> None:
        """`person`: whose leave it is; None where a director chooses."""
        super().__init__(*args, **kwargs)
        if person is not None:
            del self.fields["person"]
        else:
            _choose_from(self, "person", staff)
        others = staff.exclude(pk=person.pk) if person is not None else staff
        for duty in Duty:
            name = COVER_FIELD.format(duty)
            missing = _now("Please name someone for this: %(duty)s.") % {"duty": str(duty.label).lower()}
            self.fields[name] = PersonField(label=duty.label, queryset=others, error_messages={"required": missing})

    def covers(self) -> dict[Duty, Person | None]:
        return {duty: self.cleaned_data[COVER_FIELD.format(duty)] for duty in Duty}

    def cover_fields(self) -> list[forms.BoundField]:
        """The choices of who stands in, in the order of the duties."""
        return [self[COVER_FIELD.format(duty)] for duty in Duty]

    def span(self, zone_name: str) -> tuple[datetime, datetime]:
        """From the first midnight to the one after the last day, UTC. Raises Refused for days no calendar has."""
        years = {self.cleaned_data[name].year for name in ("first", "last")}
        if not years <= set(range(1990, 3000)):
            raise Refused(_now("Please choose days within the next year."), field="last")
        zone = ZoneInfo(zone_name)
        start = datetime.combine(self.cleaned_data["first"], time(0), tzinfo=zone)
        end = datetime.combine(self.cleaned_data["last"] + timedelta(days=1), time(0), tzinfo=zone)
        return start.astimezone(UTC), end.astimezone(UTC)
