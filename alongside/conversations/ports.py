"""What other rooms of the house may ask of conversations, and what conversations ask of rooms further up."""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import reverse

from alongside.conversations.models import Conversation, HeldMessage
from alongside.groups.models import Circle, Group


def talk_of(owner: Group | Circle) -> str:
    """The address of the conversation of a group or a circle, or empty where there is none yet. One query."""
    found = Conversation.objects.filter(**{"group" if isinstance(owner, Group) else "circle": owner})
    public_id = found.values_list("public_id", flat=True).first()
    return reverse("conversations:conversation", args=[public_id]) if public_id else ""


_alerts_staff: Callable[[Conversation], bool] | None = None
_help_offer: Callable[[HttpRequest], str] | None = None
_held: Callable[[HeldMessage], object] | None = None


def bind(
    *,
    alerts_staff: Callable[[Conversation], bool],
    help_offer: Callable[[HttpRequest], str],
    held: Callable[[HeldMessage], object],
) -> None:
    """What conversations ask of rooms further up.

    `alerts_staff(conversation)`: whether phrases there can bring help. `help_offer(request)`: an offer of help to show
    above what the reader writes, as safe HTML, or empty. `held(message)`: staff must look at it before it is said.
    """
    global _alerts_staff, _help_offer, _held
    _alerts_staff, _help_offer, _held = alerts_staff, help_offer, held


def alerts_staff(conversation: Conversation) -> bool:
    """Whether phrases in this conversation can alert staff. At most one query."""
    return _alerts_staff(conversation) if _alerts_staff else False


def help_offer(request: HttpRequest) -> str:
    """The offer of help that the reader hasn't put aside, or empty. One query."""
    return _help_offer(request) if _help_offer else ""


def held(message: HeldMessage) -> None:
    """What a new account wrote waits for staff. Called in the transaction of the action."""
    if _held:
        _held(message)
