"""STUN and TURN: which servers a browser may use to reach the others, with credentials that end.

In a mesh, browsers learn each other's network addresses. With a TURN server configured every link goes through it
(relay-only), and nobody learns anything; without one, people are told so. No server is used that isn't configured.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class IceServer:
    """One entry of RTCConfiguration.iceServers. STUN servers have no username."""

    urls: tuple[str, ...]
    username: str = ""
    credential: str = ""

    def as_json(self) -> dict[str, Any]:
        if not self.username:
            return {"urls": list(self.urls)}
        return {"urls": list(self.urls), "username": self.username, "credential": self.credential}


@dataclass(frozen=True)
class IceConfig:
    """What a browser gets. `expires_at` is Unix seconds, or None where nothing expires."""

    servers: tuple[IceServer, ...]
    relay_only: bool
    expires_at: int | None

    def as_json(self) -> dict[str, Any]:
        """`MeshCredentials` of rooms/islands/media/port.ts."""
        return {
            "kind": "mesh",
            "servers": [server.as_json() for server in self.servers],
            "relayOnly": self.relay_only,
            "expiresAt": self.expires_at,
        }


@dataclass(frozen=True)
class Advice:
    """`level` is "good", "note" or "wrong". `member` is for the green room (empty: nothing to say), `operator` for
    whoever runs the installation."""

    level: str
    member: str
    operator: str


def relay_credential(username: str, secret: str) -> str:
    """The password that belongs to `username`: base64(HMAC-SHA1(secret, username)).

    Source: "A REST API For Access To TURN Services" (draft-uberti-behave-turn-rest-00, §2.2), which coturn follows with
    `use-auth-secret` and `static-auth-secret`.
    """
    return base64.b64encode(hmac.digest(secret.encode(), username.encode(), hashlib.sha1)).decode()


def ice_servers(person_id: str, *, now: datetime) -> IceConfig:
    """The servers `person_id` (a public id) may use from `now` for TURN_TTL_SECONDS.

    Raises ImproperlyConfigured where a TURN server has no secret: falling back to direct links would break the promise
    that addresses stay hidden.
    """
    stun = (IceServer(urls=tuple(settings.STUN_URLS)),) if settings.STUN_URLS else ()
    if not settings.TURN_URLS:
        return IceConfig(servers=stun, relay_only=False, expires_at=None)
    if not settings.TURN_SECRET:
        raise ImproperlyConfigured("TURN_URLS is set but TURN_SECRET isn't: set the server's static-auth-secret.")
    expires_at = int(now.timestamp()) + settings.TURN_TTL_SECONDS
    username = f"{expires_at}:{person_id}"
    relay = IceServer(
        urls=tuple(settings.TURN_URLS),
        username=username,
        credential=relay_credential(username, settings.TURN_SECRET),
    )
    # A relay-only browser has no use for STUN, and asking one would tell it who is here.
    return IceConfig(servers=(relay,), relay_only=True, expires_at=expires_at)


def advice() -> Advice:
    """What to say about how sound and pictures travel in this installation."""
    if settings.TURN_URLS and not settings.TURN_SECRET:
        return Advice(
            level="wrong",
            member=_("Sound and pictures don’t work here yet. The program has been told what to set up."),
            operator=_("TURN_URLS is set but TURN_SECRET is not. Set it to your server’s static-auth-secret."),
        )
    if settings.TURN_URLS:
        return Advice(
            level="good",
            member="",
            operator=_("Sound and pictures go through your relay (TURN). No one learns another’s network address."),
        )
    return Advice(
        level="note",
        member=_(
            "Sound and pictures go straight between your device and the others’. "
            "So their devices can see your network address, which can show roughly where you are."
        ),
        operator=_(
            "No relay (TURN) is set up: browsers learn each other’s network addresses, and people behind strict "
            "firewalls can’t be seen or heard. Set TURN_URLS and TURN_SECRET to send everything through your relay."
        )
        if settings.STUN_URLS
        else _(
            "No relay (TURN) and no STUN is set up: only people on the same network can see and hear each other, and "
            "browsers learn each other’s network addresses. Set TURN_URLS and TURN_SECRET to send everything through "
            "your relay."
        ),
    )
