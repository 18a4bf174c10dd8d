"""What people send to someone on staff, read strictly."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.care import confiding
from alongside.care.words import Wish
from alongside.people.models import Person

WISHES = [
    (Wish.TALK.value, _("I’d like us to talk together, with a counselor there")),
    (Wish.APART.value, _("I’d like to be kept apart from them in small rooms")),
    (Wish.CHANGE.value, _("I’d like to change to another group")),
]


class BetweenForm(forms.Form):
    """About whom, what is wished, and who reads it."""

    other = forms.ChoiceField(label=_("Between you and whom?"))
    wish = forms.ChoiceField(label=_("What would help?"), choices=WISHES, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    counselor = forms.ChoiceField(label=_("Who should read it?"))

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {each.public_id: each for each in confiding.people_around(person)}
        self.counselors = {each.public_id: each for each in confiding.counselors_for(person)}
        for name, found in (("other", self.people), ("counselor", self.counselors)):
            named = [(key, each.display_name) for key, each in found.items()]
            self.fields[name].choices = [("", _("Choose someone")), *named]  # type: ignore[attr-defined]


class MorningForm(forms.Form):
    """What can wait until somebody is at work."""

    words = forms.CharField(
        label=_("Keep this for the morning"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
