"""Forms of circles. What may stand in a field is decided by the actions; people.forms.refuse shows their sentence."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from alongside.core import languages
from alongside.groups.circles.actions import Words
from alongside.groups.models import Circle, Openness
from alongside.people.forms import LONGEST_INPUT
from alongside.people.models import GoodTime, Person

LONGEST_AGREEMENT = 60_000
"""So that too long an agreement gets its own sentence, with nothing lost."""

USUAL_AGREEMENT = _(
    "What is said here stays here.\n"
    "We listen more than we advise.\n"
    "Everyone may speak, and nobody has to.\n"
    "We come as we are, and we are kind to each other.\n"
    "If someone may be in danger, we ask for help right away."
)


class CircleForm(forms.Form):
    """What a circle is called, what it is about, and who may find it."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_INPUT)
    about = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=LONGEST_INPUT,
        help_text=_("One or two sentences."),
    )
    subjects = forms.CharField(
        label=_("Topics"),
        required=False,
        max_length=LONGEST_INPUT,
        help_text=_("A few words, separated by commas. People find the circle by them."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    openness = forms.ChoiceField(label=_("Who can join"), choices=Openness.choices, widget=forms.RadioSelect)
    cap = forms.IntegerField(
        label=_("Places"),
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("Everyone in it, hosts too."),
    )

    def words(self) -> Words:
        """The fields as the actions take them. The form must be valid."""
        said = {name: self.cleaned_data[name] for name in ("name", "about", "subjects", "language", "cap")}
        return Words(**said, openness=Openness(self.cleaned_data["openness"]))

    @staticmethod
    def initial_of(circle: Circle | None) -> dict[str, Any]:
        """The circle as the form shows it, or a fresh one."""
        if circle is None:
            return {"openness": Openness.PUBLIC, "cap": 12, "language": languages.ENGLISH}
        names = ("name", "about", "subjects", "language", "openness", "cap")
        return {name: getattr(circle, name) for name in names}


class StartForm(CircleForm):
    """A new circle, with what everyone who joins says yes to; for staff, whom they ask to host it."""

    agreement = forms.CharField(
        label=_("What everyone who joins says yes to"),
        max_length=LONGEST_AGREEMENT,
        widget=forms.Textarea(attrs={"rows": 7}),
        initial=USUAL_AGREEMENT,
        help_text=_("Change it as you like. Once people have said yes to it, it stays as it is."),
    )
    host = forms.ChoiceField(
        label=_("Who hosts it"),
        help_text=_("They are asked first. Others find the circle once they have said yes."),
    )

    def __init__(self, hosts: Iterable[Person] | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hosts = {person.public_id: person for person in hosts or ()}
        if hosts is None:
            del self.fields["host"]
        else:
            field = self.fields["host"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(public_id, person.display_name) for public_id, person in self.hosts.items()]

    def host_chosen(self) -> Person:
        """Whom staff ask. The form must be valid."""
        return self.hosts[self.cleaned_data["host"]]


class WhyForm(forms.Form):
    """A sentence for one person."""

    why = forms.CharField(label=_("A kind sentence for them"), max_length=LONGEST_INPUT)


class FindCircleForm(forms.Form):
    """Finding a circle to join. Nothing chosen finds all of them."""

    topic = forms.CharField(label=_("Topic"), required=False, max_length=LONGEST_INPUT)
    day = forms.TypedChoiceField(
        label=_("Day"),
        required=False,
        choices=[("", _("Any day")), *((str(number), name) for number, name in WEEKDAYS.items())],
        coerce=int,
        empty_value=None,
    )
    time = forms.ChoiceField(
        label=_("Time"),
        required=False,
        choices=[
            ("", _("Any time")),
            *((code.value, code.label) for code in GoodTime if code != GoodTime.WEEKEND),
        ],
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("Any language")), *settings.LANGUAGES]
    )
