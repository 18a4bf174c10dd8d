"""Forms of people's pages. What may stand in a field is decided by the actions; `refuse` brings their sentence here."""

from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from alongside.core.errors import Refused
from alongside.people.models import STAFF_ROLES, Farewell, Person, Role, Stage
from alongside.people.stages import stages_where

LONGEST_INPUT = 600
"""More than any field takes, so that too long a name gets its own sentence and not the browser's silence."""


@lru_cache(maxsize=1)
def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The world's zones by region, cities with spaces: what a <select> shows."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        region, _slash, city = name.partition("/")
        if city and region not in {"Etc", "SystemV", "posix", "right", "US"}:
            words = city.replace("_", " ").replace("/", ", ")
            regions.setdefault(region, []).append((name, words))
    return [*sorted(regions.items()), ("UTC", [("UTC", "UTC")])]


def refuse(form: forms.Form, refused: Refused) -> None:
    """Show a refusal at its field, or over the form."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused.sentence))


class ZoneSelect(forms.Select):
    """The list of zones; where scripts run, that of the reader's device stands first."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html("<al-zone-first>{}</al-zone-first>", super().render(*args, **kwargs))


class ZoneField(forms.ChoiceField):
    """A time zone; an old name that is no longer listed stays choosable while it is someone's."""

    widget = ZoneSelect

    def __init__(self, **kwargs: Any) -> None:
        blank = kwargs.pop("blank", "")
        kwargs.setdefault("label", _("Time zone"))
        super().__init__(choices=[*([("", blank)] if blank else []), *zone_choices()], **kwargs)

    def valid_value(self, value: object) -> bool:
        try:
            ZoneInfo(str(value))
        except (KeyError, ValueError, OSError):
            return False
        return True


def _words(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_INPUT, strip=True, **kwargs)


class NameForm(forms.Form):
    """What people are called here, and the clock and language they live by."""

    display_name = _words(_("Name to show"), help_text=_("It doesn’t have to be your full name, or your own."))
    pronouns = _words(_("Pronouns"), required=False, help_text=_("For example: she, her."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = ZoneField(required=False, blank=_("The same as the program’s"))


class JoinForm(NameForm):
    """Coming in by an invitation. The year is looked at once and not kept."""

    birth_year = forms.CharField(
        label=_("The year you were born"),
        max_length=LONGEST_INPUT,
        help_text=_("This program is for adults. We look at the year once, and don’t keep it."),
    )
    has_turned = forms.ChoiceField(
        label=_("Have you had your eighteenth birthday?"),
        choices=[("yes", _("Yes")), ("no", _("Not yet"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_birthday = bool(self.data.get("has_turned"))

    def ask_birthday(self) -> None:
        """From now on the page asks what the year alone can't say."""
        self.asks_birthday = True


class ArriveForm(JoinForm):
    """Coming in by an invitation, with a new account."""

    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput,
        help_text=_("At least 10 characters. A few words in a row are easy to keep in mind."),
    )


class ProfileForm(NameForm):
    """The person's own page."""

    wants_familiar_face = forms.BooleanField(
        required=False, label=_("I’d like someone I’ve met beside me in small rooms")
    )
    shows_when_here = forms.BooleanField(
        required=False, label=_("Others may see that I’m already there, before a session starts")
    )
    hides_self_view = forms.BooleanField(required=False, label=_("Hide my own picture from me in sessions"))
    welcomes_company = forms.BooleanField(
        required=False, label=_("On a hard night, I may be asked whether I’d like company")
    )
    may_be_asked = forms.BooleanField(
        required=False, label=_("I may be asked whether I’d answer someone who waits for a reply")
    )
    shows_typing = forms.BooleanField(required=False, label=_("Others see that I’m typing"))
    usual_place = _words(_("Where you usually are during sessions"), required=False)
    usual_phone = _words(_("A number to call you back on"), required=False)


class PictureForm(forms.Form):
    """A new picture. What it is, is found out by opening it, not by its name."""

    picture = forms.FileField(
        label=_("Choose a picture"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        help_text=_("JPEG, PNG, WebP or GIF, up to 5 MB. We keep a small square of it and nothing else."),
    )


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("Email"), max_length=254)
    display_name = _words(
        _("What to call them until they choose"),
        help_text=_("A first name is enough. They pick their own when they come in."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MEMBER)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, welcomers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["welcomer"] = PersonField(
            label=_("Who welcomes them"),
            queryset=welcomers,
            required=False,
            help_text=_(
                "Their named person in the first days. Without a choice it is the mentor of their group, else who "
                "leads it."
            ),
        )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class StageForm(forms.Form):
    stage = forms.ChoiceField(
        label=_("Stage"), choices=[choice for choice in Stage.choices if choice[0] != Stage.INVITED]
    )


class FarewellForm(forms.Form):
    """What the others hear when someone leaves."""

    farewell = forms.ChoiceField(
        label=_("What should the others hear?"), choices=Farewell.choices, widget=forms.RadioSelect
    )
    farewell_words = _words(
        _("Your own words"), required=False, help_text=_("Only if you chose your own words. Up to 200 characters.")
    )


class FindForm(forms.Form):
    """Looking for people. Nothing chosen shows everyone who is in the program."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Any")), *Role.choices])
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("Any")), *Stage.choices])


class AgreementForm(forms.Form):
    title = _words(_("Title"))
    body = forms.CharField(
        label=_("Text"),
        max_length=20_001,
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text=_("A line that begins with ## is a heading; an empty line begins a new paragraph."),
    )


class ProgramForm(forms.Form):
    name = _words(_("Name of the program"))
    time_zone = ZoneField()
    region = forms.ChoiceField(label=_("Whose crisis lines stand first"))
    on_call_line = _words(
        _("The program’s own on-call number"), required=False, help_text=_("It stands on top of “Get help now”.")
    )
    host = _words(
        _("Host name of its help page"),
        required=False,
        help_text=_("Whoever opens “Get help now” under this name reads the number above, also without signing in."),
    )
    staffed_days = forms.MultipleChoiceField(
        label=_("Days on which someone is at work"),
        choices=[(str(number + 1), name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one day on which someone is at work.")},
    )
    staffed_from = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    staffed_until = forms.TimeField(
        label=_("Until"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Outside of these hours, Today says who is on call or gives the lines."),
    )
    guide_in_every_room = forms.BooleanField(
        required=False, label=_("Every small room must have a mentor or counselor in it")
    )

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        assert isinstance(region, forms.ChoiceField)
        region.choices = regions

    def clean_staffed_days(self) -> str:
        return "".join(sorted(self.cleaned_data["staffed_days"]))


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Someone of the program, by the name they show. The form sets who can be chosen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", Person.objects.none())
        super().__init__(to_field_name="public_id", empty_label=_("Choose someone"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.display_name} ({obj.get_role_display()})"


class SupervisorForm(forms.Form):
    """Who looks after a mentor."""

    def __init__(self, mentor: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Person.objects.filter(
            program=mentor.program_id, role__in=STAFF_ROLES, stage__in=stages_where("gets_letters")
        )
        self.fields["supervisor"] = PersonField(
            label=_("Who looks after them"),
            queryset=staff.order_by("display_name", "id"),
            required=False,
            initial=mentor.supervisor,
            help_text=_("When they step back for a day, what they were asked goes to this person."),
        )
