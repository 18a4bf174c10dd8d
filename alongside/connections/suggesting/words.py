"""First lines to borrow for someone who was suggested."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_LINES: Final = (
    gettext_lazy("Hello %(name)s, we haven’t talked yet, and I’d like to. How is your day?"),
    gettext_lazy("Hello %(name)s. I’m a little shy at first. It would be nice to know someone here."),
)


def first_lines(name: str, reasons: Sequence[Any]) -> list[str]:
    """The one for what both share first, in the language in force."""
    lines = [str(line) % {"name": name} for line in _LINES]
    for reason in reasons if isinstance(reasons, list) else []:
        words = _of(name, reason) if isinstance(reason, Mapping) else ""
        if words:
            return [words, *lines]
    return lines


def _of(name: str, reason: Mapping[str, Any]) -> str:
    shared = {"name": name, "word": str(reason.get("value", ""))}
    match reason.get("code"):
        case "group" | "circle":
            return (
                _("Hello %(name)s, we are both in %(word)s and haven’t really talked yet. How are you today?") % shared
            )
        case "interest":
            return _("Hello %(name)s, I saw that you like this too: %(word)s. How did you come to it?") % shared
    return ""
