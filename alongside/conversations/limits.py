"""What a person may not do now though they take part: a pause from writing, too many posts of a new account.

Neither ever stands between someone and help: the line to one's care team, a conversation with someone on staff and a
live session know no limit for new accounts, and the first two no pause.
"""

import re
import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from alongside.conversations import pairs
from alongside.conversations.models import Conversation, ForumTopic, Kind, Message
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people.models import Person, Role
from alongside.ui.templatetags.ui import day_and_time_for

LIMITED = (Kind.GROUP, Kind.CIRCLE, Kind.TOPIC, Kind.PAIR)
"""Where new accounts have limits."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# An address with its scheme, one that begins with www, and names that end as names of sites do; where such an end is a
# word as well (“thanks.me too”), only with a path behind it.
_LINK = re.compile(
    r"[a-z][a-z0-9+.-]{1,12}://\S|\bwww\.\S"
    r"|\b[a-z0-9-]{2,63}\.(?:com|net|org|info|biz|io|dev|xyz|ly|gg|tv|ca|uk|mx|ru|cn)\b"
    r"|\b[a-z0-9-]{2,63}\.(?:me|co|app|us|in|de|es|fr|shop|store|site|online|link|live|club|top)/",
    re.IGNORECASE,
)


def check(conversation: Conversation, by: Person) -> None:
    """Raises Refused, with the sentence that tells why and until when. No query; a few for a new account."""
    if by.is_staff or conversation.kind == Kind.LINE:
        return
    at = clock.now()
    if _is_paused(by, at) and not _with_staff(conversation, by):
        until = strip_tags(day_and_time_for(by.writes_again_at or at, by))
        raise Refused(
            _(
                "Until %(until)s your writing is paused. You can read, and write to your care team. "
                "If you think that’s wrong, you can ask for another look: open “What staff decided” on your page Me."
            )
            % {"until": until}
        )
    if conversation.kind in LIMITED and is_new(by, at):
        _check_new(conversation, by, at)


def holds(conversation: Conversation, by: Person, body: str) -> bool:
    """Whether staff look at it before others see it: a link that a new account wrote. See `actions.holding`.

    No query; one where a new account writes a link to one other person.
    """
    if conversation.kind not in LIMITED or not is_new(by, clock.now()) or not has_link(body):
        return False
    return not _with_staff(conversation, by)


def check_change(conversation: Conversation, by: Person, before: str, after: str) -> None:
    """Raises Refused where a change would bring in what a new message with the same words couldn't."""
    if not links_in(after) <= links_in(before) and holds(conversation, by, after):
        raise Refused(_("A new account can’t add a link to a message that others see already. Please post it anew."))
    if not by.is_staff and _is_paused(by, clock.now()) and not _with_staff(conversation, by):
        raise Refused(_("Your writing is paused. You can still take a message back."))


def is_new(person: Person, at: datetime) -> bool:
    """Whether limits for new accounts hold: for members, in their first days. No query."""
    if person.role != Role.MEMBER:
        return False
    return at - (person.adult_at or person.created_at) < timedelta(days=settings.NEW_ACCOUNT_DAYS)


def has_link(body: str) -> bool:
    """Whether `body` holds something that leads elsewhere, also with characters in it that nobody sees."""
    return bool(_LINK.search(_plain(body)))


def links_in(body: str) -> set[str]:
    """The words of `body` that lead elsewhere, as `has_link` sees them."""
    return {word for word in _plain(body).split() if _LINK.search(word)}


def refuse_first_link(by: Person, *words: str) -> None:
    """Raises Refused for a link in a new account's first words to someone, or in a new topic: there is no place yet
    where it could wait for staff."""
    if is_new(by, clock.now()) and any(has_link(each) for each in words):
        raise Refused(
            _(
                "In your first days here, please begin without a link. "
                "In your next message there you can send one; someone on staff looks at it first."
            ),
            field="body",
        )


def _plain(body: str) -> str:
    """Without characters that nobody sees, and look-alikes of others as those."""
    plain = unicodedata.normalize("NFKC", body)
    return "".join(char for char in plain if unicodedata.category(char) != "Cf")


def _is_paused(person: Person, at: datetime) -> bool:
    return person.writes_again_at is not None and person.writes_again_at > at


def _check_new(conversation: Conversation, by: Person, at: datetime) -> None:
    lately = Message.objects.filter(author=by, at__gt=at - HOUR, conversation__kind__in=LIMITED)
    if lately[: settings.NEW_ACCOUNT_POSTS].count() >= settings.NEW_ACCOUNT_POSTS and not _with_staff(conversation, by):
        raise Refused(
            _(
                "That is a lot for one hour. In your first days here there is a limit, against spam. "
                "What you wrote is kept; please send it a little later."
            )
        )
    if conversation.kind == Kind.TOPIC and not conversation.messages.exists():
        topics = ForumTopic.objects.filter(by=by, conversation__made_at__gt=at - DAY)
        if topics.exclude(conversation=conversation).count() >= settings.NEW_ACCOUNT_TOPICS:
            raise Refused(
                _("In your first days here you can begin a few topics a day. Please begin this one tomorrow.")
            )


def _with_staff(conversation: Conversation, by: Person) -> bool:
    """Whether it is with someone on staff alone. One query for a conversation of two."""
    if conversation.kind == Kind.LINE:
        return True
    if conversation.kind != Kind.PAIR:
        return False
    other = pairs.other_of(conversation, by)
    return other is not None and other.is_staff
