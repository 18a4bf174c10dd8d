"""Forms of mentors. What may stand in a field is decided by the actions; people.forms.refuse shows their sentence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.groups.mentoring.actions.profiles import MOST_HOURS, MOST_PEOPLE
from alongside.groups.mentoring.terms import topics_of
from alongside.groups.models import MentorProfile, Topic
from alongside.people.forms import LONGEST_INPUT


class MentorForm(forms.Form):
    """What a mentor says of themselves, and how much they can carry."""

    about = forms.CharField(
        label=_("About you, for someone who looks for a mentor"),
        required=False,
        max_length=LONGEST_INPUT * 4,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Two or three sentences. Only what you like to share."),
    )
    topics = forms.MultipleChoiceField(
        label=_("What you know something about"),
        required=False,
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    capacity = forms.IntegerField(
        label=_("How many people at once"),
        widget=forms.NumberInput(attrs={"class": "short", "min": 1, "max": MOST_PEOPLE}),
        help_text=_("At most. Two is plenty for most."),
    )
    hours_a_week = forms.IntegerField(
        label=_("Hours a week you’d like to give"),
        widget=forms.NumberInput(attrs={"class": "short", "min": 1, "max": MOST_HOURS}),
        help_text=_("Nobody counts minutes. You hear kindly when it becomes more than that."),
    )

    @staticmethod
    def initial_of(profile: MentorProfile | None) -> dict[str, Any]:
        """The profile as the form shows it, or a fresh one."""
        if profile is None:
            return {"capacity": 2, "hours_a_week": 2}
        names = ("about", "capacity", "hours_a_week")
        return {name: getattr(profile, name) for name in names} | {"topics": list(topics_of(profile.topics))}


class PauseForm(forms.Form):
    """Until when a mentor takes nobody new."""

    until = forms.DateField(
        label=_("I take nobody new until"), widget=forms.DateInput(attrs={"type": "date", "class": "short"})
    )
