"""What people send to a room, read and checked. Every problem is a sentence and the field it belongs to."""

import json
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

from django import forms
from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.core.errors import Refused
from alongside.rooms import prompts
from alongside.rooms.actions.breakouts import LONGEST, Wish
from alongside.rooms.actions.entering import Entry
from alongside.rooms.models import Overheard, Way

Choice = TypeVar("Choice", bound=TextChoices)
MOST_BYTES = 64 * 1024
LARGEST_ROOM = 30


class Unclear(Exception):
    """What was sent can't be understood. `sentence` says what to do, `field` where."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Sent:
    """The fields of one post, from a form or from JSON, as text."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields

    @property
    def key(self) -> str | None:
        """The idempotency key, if one was sent. Raises Unclear for one of more than 80 characters."""
        key = self.fields.get("key", "")
        if len(key) > 80:
            raise Unclear(_("Please load the page again and try once more."), "key")
        return key or None

    def has(self, name: str) -> bool:
        return name in self.fields

    def text(self, name: str, *, most: int = 200) -> str:
        """One line of text without control characters. Raises Unclear for more than `most` characters."""
        text = one_line(self.fields.get(name, ""))
        if len(text) > most:
            raise Unclear(_("Please use at most %(most)d characters.") % {"most": most}, name)
        return text

    def flag(self, name: str) -> bool:
        return self.fields.get(name, "").strip().lower() in {"1", "true", "on", "yes"}

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        """One of the choices. Raises Unclear for anything else."""
        try:
            return choices(self.fields.get(name, ""))
        except ValueError:
            raise Unclear(_("Please choose one of these."), name) from None

    def whole(self, name: str, low: int, high: int) -> int:
        """A whole number from low to high. Raises Unclear for anything else."""
        text = self.fields.get(name, "").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 6 and low <= int(text) <= high):
            sentence = _("Please give a whole number from %(low)d to %(high)d.") % {"low": low, "high": high}
            raise Unclear(sentence, name)
        return int(text)


def read(request: HttpRequest) -> Sent:
    """The fields of a form or JSON post. Raises Unclear for JSON that isn't a flat object of texts and numbers."""
    if "application/json" not in request.headers.get("Content-Type", ""):
        return Sent({name: str(value) for name, value in request.POST.items()})
    if len(request.body) > MOST_BYTES:
        raise Unclear(_("That is too much at once."))
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Unclear(_("This could not be read. Please load the page again.")) from None
    if not isinstance(data, dict):
        raise Unclear(_("This could not be read. Please load the page again."))
    fields = {}
    for name, value in data.items():
        if isinstance(value, bool):
            fields[name] = "1" if value else "0"
        elif isinstance(value, str | int):
            fields[name] = str(value)
        elif value is not None:
            raise Unclear(_("This could not be read. Please load the page again."), str(name)[:40])
    return Sent(fields)


def one_line(text: str) -> str:
    """The text in one line: no control characters or overrides of direction, spaces joined (Unicode category C)."""
    kept = "".join(" " if char.isspace() else char for char in text if char.isspace() or _harmless(char))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _harmless(char: str) -> bool:
    return unicodedata.category(char)[0] != "C" or char in "\u200d\u200c"  # joiners belong to emoji and scripts


def read_wish(sent: Sent) -> Wish:
    """Minutes, sizes and prompt of a round. Raises Unclear."""
    low = sent.whole("low", 2, LARGEST_ROOM)
    high = sent.whole("high", 2, LARGEST_ROOM)
    if low > high:
        raise Unclear(_("The smaller number of people comes first."), "high")
    key = sent.text("prompt", most=40)
    if key and prompts.get(key) is None:
        raise Unclear(_("This prompt is not in the deck any more. Please choose another."), "prompt")
    return Wish(sent.whole("minutes", 1, LONGEST), low, high, key)


class GreenRoomForm(forms.Form):
    """How someone comes in today. Whereabouts are asked for before clinical sessions only."""

    way = forms.ChoiceField(choices=Way.choices, initial=Way.LISTENING, label=gettext_lazy("Today’s way of being here"))
    overheard = forms.ChoiceField(
        choices=Overheard.choices, initial=Overheard.NO, label=gettext_lazy("Can anyone overhear you?")
    )
    place = forms.CharField(max_length=200, required=False, label=gettext_lazy("Place"))
    phone = forms.CharField(max_length=40, required=False, label=gettext_lazy("Number to call back"))
    confirm = forms.BooleanField(required=False, label=gettext_lazy("Yes, this is right today"))
    step = forms.CharField(max_length=200, required=False, label=gettext_lazy("One small step"))
    hide_self = forms.BooleanField(required=False, label=gettext_lazy("Hide my own picture from me"))

    def entry(self) -> Entry:
        """What was said, for `enter`. Needs a valid form."""
        said = self.cleaned_data
        return Entry(
            way=Way(said["way"]),
            overheard=Overheard(said["overheard"]),
            place=one_line(said["place"]) or None,
            phone=_phone(said["phone"]),
            confirmed=said["confirm"],
            step=one_line(said["step"]) if "step" in self.data else None,
        )

    def clean(self) -> dict[str, object]:
        said = super().clean() or {}
        if said.get("confirm"):
            for name in ("place", "phone"):
                if not one_line(str(said.get(name, ""))):
                    self.add_error(name, _("Please fill this in, so that help can find you."))
            phone = one_line(str(said.get("phone", "")))
            if phone and sum(char.isdigit() for char in phone) < 3:
                self.add_error("phone", _("Please give a number that can be called."))
        return said


def _phone(text: str) -> str | None:
    return one_line(text) or None


def read_entry(sent: Sent) -> Entry:
    """The green room's answers; none at all for someone who comes back after their connection was lost.

    Raises Unclear for the first problem.
    """
    if not sent.has("way"):
        return Entry()
    form = GreenRoomForm(sent.fields)
    if not form.is_valid():
        field, problems = next(iter(form.errors.items()))
        raise Unclear(str(problems[0]), field)
    return form.entry()


def refuse(form: GreenRoomForm, refused: Refused) -> None:
    """Show a refusal in the form it belongs to."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused.sentence))
