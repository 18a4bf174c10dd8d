"""The form of a person's choices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.notify.models import MailPace, Occasion, Preference

DISCREET, WORDS = "discreet", "words"


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class PreferenceForm(forms.Form):
    """Of what they hear, how, and when not."""

    hears = forms.MultipleChoiceField(
        label=_("What you hear of"), required=False, choices=Occasion.choices, widget=forms.CheckboxSelectMultiple
    )
    mail = forms.ChoiceField(label=_("Letters to your mailbox"), choices=MailPace.choices, widget=forms.RadioSelect)
    push = forms.BooleanField(label=_("Tell me on the devices that I added"), required=False)
    shown = forms.ChoiceField(
        label=_("What others could read over your shoulder"),
        choices=[
            (DISCREET, _("Only that something is waiting")),
            (WORDS, _("Who it is from, and where. Never what was written.")),
        ],
        widget=forms.RadioSelect,
    )
    quiet_from = _time(_("From"))
    quiet_until = _time(_("Until"))
    weekly = forms.BooleanField(label=_("A letter on Sunday evening, of what I was part of"), required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["shows_words"] = data.pop("shown", DISCREET) == WORDS
        return data


def choices_of(row: Preference) -> dict[str, Any]:
    """What the form shows of what was chosen."""
    return {
        "hears": [code for code in Occasion.values if code not in row.off],
        "mail": row.mail,
        "push": row.push,
        "shown": WORDS if row.shows_words else DISCREET,
        "quiet_from": row.quiet_from,
        "quiet_until": row.quiet_until,
        "weekly": row.weekly,
    }
