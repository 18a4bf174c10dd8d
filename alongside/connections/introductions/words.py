"""What two people share, in words for one of them; and first lines to borrow."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from alongside.people.models import GoodTime, Person

TIMES = {
    GoodTime.MORNING: gettext_lazy("Has time in your mornings, as you do"),
    GoodTime.NOON: gettext_lazy("Has time around your noon, as you do"),
    GoodTime.AFTERNOON: gettext_lazy("Has time in your afternoons, as you do"),
    GoodTime.EVENING: gettext_lazy("Has time in your evenings, as you do"),
    GoodTime.NIGHT: gettext_lazy("Is up late, as you are"),
    GoodTime.WEEKEND: gettext_lazy("Has time on weekends, as you do"),
}
FIRST_LINES = (
    gettext_lazy("Hello %(name)s, nice to meet you. How is your day so far?"),
    gettext_lazy("Hello %(name)s, I’m glad we both said yes. I’m a little shy at first, so bear with me."),
    gettext_lazy("Hello %(name)s. What do you like to do when you have an hour for yourself?"),
)


def sentences(reasons: Sequence[dict[str, Any]], reader: Person) -> list[str]:
    """Each reason as a short sentence, on the reader's clock. Codes that aren't known any more are left out."""
    return [words for each in reasons[:2] if (words := _sentence(each, reader))]


def first_lines(name: str) -> list[str]:
    """In the language in force."""
    return [str(line) % {"name": name} for line in FIRST_LINES]


def _sentence(reason: dict[str, Any], reader: Person) -> str:
    value = str(reason.get("value", ""))
    match reason.get("code"):
        case "interest":
            return _("Also likes: %(word)s") % {"word": value}
        case "goal":
            return _("Has a goal like one of yours")
        case "language":
            return _("Also speaks %(language)s") % {"language": _language(value)}
        case "times":
            code = dict(reason.get("of") or {}).get(reader.public_id, "")
            return str(TIMES[GoodTime(code)]) if code in GoodTime.values else ""
        case "new":
            return _("Is new here, too")
        case _:
            return ""


def _language(code: str) -> str:
    if code in dict(settings.LANGUAGES):
        return str(get_language_info(code)["name_translated"])
    return code.capitalize()
