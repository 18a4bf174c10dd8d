"""Forms of the care desk. What may be done is decided by the actions; `refuse` brings their sentence here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.care import access, owners
from alongside.care.models import Kind, Lane, Outcome, ReachOut
from alongside.people.models import Person

DIRECTORS = "directors"


class KindForm(forms.Form):
    """Which cards to show."""

    use_required_attribute = False  # “all reasons” is the empty choice
    kind = forms.ChoiceField(label=_("Why"), choices=[("", _("All reasons")), *Kind.choices])


class WordsForm(forms.Form):
    """A note."""

    words = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}), strip=True)


class CloseForm(forms.Form):
    """What became of it."""

    outcome = forms.ChoiceField(label=_("What became of it?"), choices=Outcome.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("A few words"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}), strip=True
    )


class HandOnForm(forms.Form):
    """Whose it is from now on."""

    to = forms.ChoiceField(label=_("To whom"))
    words = forms.CharField(
        label=_("A few words for them"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        strip=True,
    )

    def __init__(self, card: ReachOut, viewer: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        never = {card.owner_id, card.about_id, *access.others_of(card)}
        self.people = {
            each.public_id: each for each in owners.everyone_on_staff(card.program_id) if each.pk not in never
        }
        named = [(key, each.display_name) for key, each in self.people.items()]
        all_directors = [(DIRECTORS, _("The directors"))] if card.owner_id is not None else []
        self.fields["to"].choices = [("", _("Choose someone")), *named, *all_directors]  # type: ignore[attr-defined]

    def chosen(self) -> Person | None:
        """The person, or None for the directors."""
        return self.people.get(str(self.cleaned_data["to"]))


def asks_for_words(card: ReachOut) -> bool:
    """Private cards are read by fewer people: the boxes say so."""
    return card.lane == Lane.PRIVATE
