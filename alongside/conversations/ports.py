"""What other rooms of the house may ask of conversations, bound in the composition root."""

from django.urls import reverse

from alongside.conversations.models import Conversation
from alongside.groups.models import Circle, Group


def talk_of(owner: Group | Circle) -> str:
    """The address of the conversation of a group or a circle, or empty where there is none yet. One query."""
    found = Conversation.objects.filter(**{"group" if isinstance(owner, Group) else "circle": owner})
    public_id = found.values_list("public_id", flat=True).first()
    return reverse("conversations:conversation", args=[public_id]) if public_id else ""
