"""`{% help_offer %}`: the offer of help on pages of rooms that stand further up."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from alongside.moderation.phrases.shown import offer_for

register = template.Library()


@register.simple_tag(takes_context=True)
def help_offer(context: dict[str, Any]) -> SafeString:
    """The offer that the reader hasn't put aside, or empty. One query."""
    request = context.get("request")
    return offer_for(request) if request is not None else SafeString("")
