"""Forms around mentors. What may stand in a field is decided by the actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.groups.mentoring.actions import Wanted
from alongside.groups.models import MentorWish, Topic
from alongside.people.models import GoodTime


class WishForm(forms.Form):
    """What a member would like of a mentor. Nothing has to be chosen."""

    topics = forms.MultipleChoiceField(
        label=_("What you’d like to talk about"),
        required=False,
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    times = forms.MultipleChoiceField(
        label=_("When you’d have time"),
        required=False,
        choices=GoodTime.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    again = forms.BooleanField(label=_("It may also be someone who was my mentor before"), required=False)

    def __init__(self, languages: Sequence[tuple[str, str]], *args: Any, asks_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Any that we share")), *languages]
        if not asks_again:
            del self.fields["again"]

    def wanted(self) -> Wanted:
        """The fields as the actions take them. The form must be valid."""
        said = self.cleaned_data
        return Wanted(said["language"], tuple(said["times"]), tuple(said["topics"]), bool(said.get("again")))

    @staticmethod
    def initial_of(wish: MentorWish | None, good_times: str) -> dict[str, Any]:
        """What they wished, or what is known of them."""
        if wish is None:
            return {"times": [code for code in good_times.split(",") if code in GoodTime.values]}
        wanted = Wanted.of(wish)
        return {
            "topics": list(wanted.topics),
            "times": list(wanted.times),
            "language": wanted.language,
            "again": wanted.again,
        }
