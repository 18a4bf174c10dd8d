"""Forms of the list and of the director's choice."""

from django import forms
from django.utils.translation import gettext_lazy as _

LANGUAGES = [
    ("en", _("English")),
    ("es", _("Spanish")),
    ("fr", _("French")),
    ("pt", _("Portuguese")),
    ("de", _("German")),
    ("it", _("Italian")),
    ("zh", _("Chinese")),
    ("vi", _("Vietnamese")),
    ("tl", _("Tagalog")),
    ("ar", _("Arabic")),
]


class PhraseForm(forms.Form):
    """A phrase and its language."""

    text = forms.CharField(label=_("Words that bring help"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)


class PrivateForm(forms.Form):
    """Whether messages between two people are looked at, and why."""

    on = forms.BooleanField(label=_("Look into messages between two people, too"), required=False)
    why = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
