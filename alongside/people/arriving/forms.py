"""Forms of the first days. What may stand in a field is decided by the actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.people.arriving import queries
from alongside.people.arriving.actions import LONGEST_PART
from alongside.people.forms import LONGEST_INPUT, PersonField
from alongside.people.models import GoodTime, Person, PlanPart, Program

HINTS = {
    PlanPart.SIGNS: _("Thoughts, moods, places, habits that come first."),
    PlanPart.ALONE: _("A walk, a shower, music, a game, a warm drink."),
    PlanPart.AROUND: _("Someone to call about anything else; a place with people in it."),
    PlanPart.ASK: _("Names and numbers of those who may know how it is."),
    PlanPart.PROFESSIONALS: _("Your counselor, a doctor, a line. “Get help now” has lines for you."),
    PlanPart.SAFER: _("What you put out of reach, or give to someone to keep."),
    PlanPart.REASONS: _("Whoever and whatever it is. Small things count."),
}


class ContactForm(forms.Form):
    """Whom staff may call."""

    name = forms.CharField(label=_("Their name"), max_length=LONGEST_INPUT)
    phone = forms.CharField(label=_("Their number"), max_length=LONGEST_INPUT)
    relation = forms.CharField(
        label=_("Who they are to you"),
        required=False,
        max_length=LONGEST_INPUT,
        help_text=_("For example: my sister, a friend."),
    )


class PlanForm(forms.Form):
    """A safety plan: seven boxes, every one optional, after Stanley and Brown."""

    shared = forms.TypedChoiceField(
        label=_("Who may read it"),
        choices=[("0", _("I keep it for me alone")), ("1", _("Staff may read it, too"))],
        coerce=lambda value: value == "1",
        initial="0",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boxes = {
            part.value: forms.CharField(
                label=part.label,
                required=False,
                max_length=LONGEST_PART * 5,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=HINTS[part],
            )
            for part in PlanPart
        }
        self.fields = {**boxes, "shared": self.fields["shared"]}

    def boxes(self) -> list[forms.BoundField]:
        return [self[part.value] for part in PlanPart]

    def words(self) -> dict[str, str]:
        """The boxes by the codes of their parts. Needs a valid form."""
        return {part.value: str(self.cleaned_data[part.value]) for part in PlanPart}


class AboutForm(forms.Form):
    """What a newcomer says of themselves."""

    display_name = forms.CharField(
        label=_("Name to show"),
        max_length=LONGEST_INPUT,
        help_text=_("It doesn’t have to be your full name, or your own."),
    )
    pronouns = forms.CharField(
        label=_("Pronouns"), required=False, max_length=LONGEST_INPUT, help_text=_("For example: she, her.")
    )
    interests = forms.CharField(
        label=_("Things you like"),
        required=False,
        max_length=LONGEST_INPUT,
        help_text=_("For example: cooking, old films, birds."),
    )
    speaks = forms.CharField(label=_("Languages you speak"), required=False, max_length=LONGEST_INPUT)
    good_times = forms.MultipleChoiceField(
        label=_("When you usually have time"),
        required=False,
        choices=GoodTime.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    wants_familiar_face = forms.BooleanField(
        required=False, label=_("I’d like a familiar face beside me in small rooms")
    )

    @classmethod
    def initial_of(cls, person: Person) -> dict[str, Any]:
        names = ("display_name", "pronouns", "interests", "speaks", "wants_familiar_face")
        return {name: getattr(person, name) for name in names} | {
            "good_times": [code for code in person.good_times.split(",") if code]
        }


class WelcomerForm(forms.Form):
    """Who welcomes a newcomer from now on."""

    welcomer = PersonField(label=_("Who welcomes them"))

    def __init__(
        self,
        program: Program,
        *args: Any,
        but: Person | None = None,
        known: Sequence[Person] | None = None,
        **kwargs: Any,
    ) -> None:
        """`known`: who can be chosen, where a page has many of these forms and has asked once."""
        super().__init__(*args, **kwargs)
        field = self.fields["welcomer"]
        assert isinstance(field, PersonField)
        found = queries.possible_welcomers(program)
        field.queryset = found.exclude(pk=but.pk) if but is not None else found
        if known is not None:
            named = [(each.public_id, field.label_from_instance(each)) for each in known if each != but]
            field.choices = [("", field.empty_label), *named]
