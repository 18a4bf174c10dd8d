"""The words of reports and decisions: what may be written, and how things are called to those who read them."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.conversations.models import Kind, Message
from alongside.conversations.words import clean
from alongside.core.errors import Refused
from alongside.moderation.models import Decision, Report, Step, Trouble, What

LONGEST = 2_000
DURATIONS: dict[str, tuple[timedelta, str | Promise]] = {
    "1": (timedelta(days=1), gettext_lazy("One day")),
    "3": (timedelta(days=3), gettext_lazy("Three days")),
    "7": (timedelta(days=7), gettext_lazy("A week")),
    "28": (timedelta(days=28), gettext_lazy("Four weeks")),
}

DECIDED: dict[str, str | Promise] = {
    Step.REMOVE: gettext_lazy("A message of yours was removed"),
    Step.WARN: gettext_lazy("Staff ask you to do something differently"),
    Step.PAUSE: gettext_lazy("Your writing is paused"),
    Step.SUSPEND: gettext_lazy("Your pages are closed for a while"),
}
"""What was decided, to the person it is about."""

REASONS: dict[str, tuple[str, str | Promise]] = {
    Trouble.HURTFUL: ("heart", gettext_lazy("Mean, threatening or shaming")),
    Trouble.UNSAFE: ("life-buoy", gettext_lazy("Whoever is on call hears it at once")),
    Trouble.UNWANTED: ("hand", gettext_lazy("Flirting, pressure, or words about bodies")),
    Trouble.PRIVATE: ("lock", gettext_lazy("A name, a story, a picture that isn’t theirs to tell")),
    Trouble.SELLING: ("inbox", gettext_lazy("Offers, advertising, asking for money")),
    Trouble.OTHER: ("message-square", gettext_lazy("You can say what it is on the next page")),
}
"""An icon and a few words beside each reason."""

PLACES: dict[str, str | Promise] = {
    Kind.SESSION: gettext_lazy("in a session’s chat"),
    Kind.SMALL_ROOM: gettext_lazy("in a small room’s chat"),
    Kind.PAIR: gettext_lazy("between two people"),
    Kind.GROUP: gettext_lazy("in a group"),
    Kind.CIRCLE: gettext_lazy("in a circle"),
    Kind.LINE: gettext_lazy("on a line to the care team"),
    Kind.TOPIC: gettext_lazy("in the forum"),
}


def clean_words(text: str, *, empty: bool = False) -> str:
    """`text` as it is kept. Raises Refused for none where some are needed, and for more than LONGEST characters."""
    if not text.strip():
        if empty:
            return ""
        raise Refused(_("Please write a few words: the person reads them."), field="words")
    try:
        words = clean(text)
    except Refused as refused:
        raise Refused(refused.sentence, field="words") from refused
    if len(words) > LONGEST:
        raise Refused(_("Please keep it under 2,000 characters."), field="words")
    return words


def decided(decision: Decision) -> str:
    """What was decided, to the person it is about."""
    return str(DECIDED.get(decision.step, decision.get_step_display()))


def place(message: Message) -> str:
    """Where it was said, without a name."""
    return str(PLACES[message.conversation.kind])


def thing(report: Report) -> str:
    """What a report is about, to whoever made it. Names nobody they don't know of."""
    if report.what == What.PERSON and report.person is not None:
        return report.person.display_name
    if report.what == What.MESSAGE and report.person is not None:
        return _("A message by %(name)s") % {"name": report.person.display_name}
    if report.what == What.CIRCLE and report.circle is not None:
        return _("The circle %(name)s") % {"name": report.circle.name}
    return str(report.get_what_display())
