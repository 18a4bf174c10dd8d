"""Forms of reports, decisions and appeals. What may be done is decided by the actions."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.moderation.actions.deciding import what_fits
from alongside.moderation.models import Report, Step
from alongside.moderation.words import DURATIONS

LONGEST_INPUT = 6_000
"""More than any field takes, so that too many words get their own sentence."""


def _words(label: Any, *, required: bool = True) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, max_length=LONGEST_INPUT, widget=box)


class WordsForm(forms.Form):
    """A few words to a report."""

    words = _words(_("Is there more we should know?"), required=False)


class DecideForm(forms.Form):
    """What is done about a report."""

    step = forms.ChoiceField(label=_("What do you decide?"), widget=forms.RadioSelect)
    remove = forms.BooleanField(label=_("Remove the message, too"), required=False)
    duration = forms.ChoiceField(
        label=_("For how long, if you pause or close"),
        required=False,
        choices=[(key, words) for key, (_time, words) in DURATIONS.items()],
    )
    words = _words(_("What the person reads"), required=False)

    def __init__(self, report: Report, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fits = what_fits(report)
        self.fields["step"].choices = [(str(step), step.label) for step in fits]  # type: ignore[attr-defined]
        if Step.REMOVE not in fits:
            del self.fields["remove"]
        if Step.PAUSE not in fits:
            del self.fields["duration"]
        if fits == [Step.DISMISS]:
            del self.fields["words"]
            self.initial["step"] = str(Step.DISMISS)

    def until(self, at: datetime) -> datetime | None:
        """The end of what was chosen, for steps that have one."""
        chosen = DURATIONS.get(str(self.cleaned_data.get("duration", "")))
        return at + chosen[0] if chosen and self.cleaned_data["step"] in {Step.PAUSE, Step.SUSPEND} else None


class AppealForm(forms.Form):
    """Why someone else should look again."""

    words = _words(_("What should they know?"))


class AnswerForm(forms.Form):
    """What whoever looked again says."""

    upheld = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[("no", _("Undo it")), ("yes", _("It stands"))],
        widget=forms.RadioSelect,
    )
    words = _words(_("Your answer"))
