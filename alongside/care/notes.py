"""Drafts of notes, in the voice of whoever sends them. A person reads, changes and sends one; the house never does.

Each blames nobody, asks for nothing, and says that the place is kept.
"""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from alongside.people.models import Person

MISSED = (
    _(
        "Hello %(name)s, we missed you in %(group)s. No need to explain anything. Your place is yours, and I’d be glad "
        "to see you next time."
    ),
    _(
        "Hello %(name)s, I was thinking of you after %(group)s. Some days are like that. If there is something that "
        "would make coming easier, tell me. Otherwise: see you next time."
    ),
    _(
        "Hello %(name)s, you weren’t in %(group)s, and it was noticed in a good way: people are used to you. Come as "
        "you are next time. Listening is enough."
    ),
    _(
        "Hello %(name)s, a short note to say that nothing is lost by missing %(group)s once. If you’d like to talk "
        "before the next one, write back here. A few words are enough."
    ),
)
TALK = (
    _(
        "Hello %(name)s, I have read what you wrote to me. Thank you for telling me. I’d like to hear more from you "
        "first, and then we decide together how to talk. When would be a good time?"
    ),
)
THINKING = (
    _("Hello %(name)s, I was thinking of you and wanted to say hello. No need to answer at once. How are your days?"),
    _(
        "Hello %(name)s, just a hello from me. If there is something that you would like more of here, or less, I’d be "
        "glad to hear it. A few words are enough."
    ),
    _("Hello %(name)s, it has been a while since we spoke. Would a short call or a few lines suit you this week?"),
)


def drafts(templates: tuple[object, ...], to: Person, *, group: str = "") -> list[str]:
    """The drafts in the language of whoever gets the note. No query."""
    with translation.override(to.language):
        fallback = translation.gettext("the session")
        return [str(each) % {"name": to.display_name, "group": group or fallback} for each in templates]
