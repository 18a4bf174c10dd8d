"""Helpers for the view that hands out tickets."""

import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from alongside.core.errors import Refused
from alongside.live import tickets
from alongside.live.outbox import MAX_TOPIC
from alongside.live.topics import Grant

MAX_TOPICS = 64
_MAX_BODY = 16 * 1024


def requested_topics(request: HttpRequest) -> list[str]:
    """The topics named in the body `{"topics": […]}`. Raises Refused for anything else."""
    try:
        body = json.loads(request.body) if len(request.body) <= _MAX_BODY else None
    except (ValueError, RecursionError):
        body = None
    topics = body.get("topics") if isinstance(body, dict) else None
    if not isinstance(topics, list) or len(topics) > MAX_TOPICS:
        raise Refused(_("This page asked for something we don't understand. Please load it again."))
    return [topic for topic in topics if isinstance(topic, str) and 0 < len(topic) <= MAX_TOPIC and topic.isprintable()]


def socket_url(request: HttpRequest) -> str:
    """Where this browser reaches the gateway: as configured, or the gateway port on the same host."""
    if settings.GATEWAY_URL:
        return str(settings.GATEWAY_URL)
    scheme = "wss" if request.is_secure() else "ws"
    host = urlsplit(f"//{request.get_host()}").hostname or "localhost"
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}:{settings.GATEWAY_PORT}/live"


def ticket_response(
    request: HttpRequest, person_id: str, grants: Mapping[str, Grant], *, now: datetime
) -> JsonResponse:
    """The answer to `POST /live/ticket`, for what `topics.authorise` granted."""
    answer = {
        "ticket": tickets.issue(person_id, grants, now=now),
        "url": socket_url(request),
        "granted": sorted(grants),
    }
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})
