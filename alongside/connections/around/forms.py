"""What someone wishes, as a form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.connections.models import Wishes


class WishesForm(forms.Form):
    """The boxes of one's wishes. What may stand in them is decided by the action."""

    may_be_suggested = forms.BooleanField(label=_("I may be suggested and introduced to others"), required=False)
    gets_suggestions = forms.BooleanField(label=_("Suggest people to me"), required=False)
    rhythm_days = forms.TypedChoiceField(
        label=_("What is normal for me"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=(
            ("", _("I’d rather not say")),
            (1, _("In touch with someone most days")),
            (3, _("A few times a week")),
            (7, _("About once a week")),
            (14, _("About every two weeks")),
            (28, _("About once a month")),
        ),
    )
    goals = forms.CharField(
        label=_("What I’m working towards"),
        required=False,
        max_length=200,
        help_text=_("A few words with commas between them, for example: sleep, back to work."),
    )

    @classmethod
    def of(cls, wishes: Wishes) -> "WishesForm":
        """With what they said so far."""
        return cls(initial={name: getattr(wishes, name) for name in cls.base_fields})
