"""Tickets: how a page proves to the gateway who is opening a socket and what they may be on.

A ticket is signed, lives thirty seconds, is good for nothing else, and travels in the first frame, never in a
URL. The gateway accepts each one once. A right that is lost after the ticket was made beats it (see
`Grant.seq`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from alongside.core.ids import new_id
from alongside.live.topics import Grant

SECONDS = 30
_SALT = "alongside.live.ticket"


class TicketError(ValueError):
    """Not a ticket of this installation, or one that is past its thirty seconds. `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Ticket:
    """A checked ticket. `expires` is in Unix seconds."""

    person: str
    grants: Mapping[str, Grant]
    expires: float
    nonce: str


def issue(person_id: str, grants: Mapping[str, Grant], *, now: datetime) -> str:
    """A ticket for `person_id` (their public id) and the topics in `grants`."""
    held = {
        topic: [grant.seq, int(grant.present), int(grant.single), sorted(grant.signals), grant.since]
        for topic, grant in grants.items()
    }
    body = {"p": person_id, "g": held, "e": now.timestamp() + SECONDS, "n": new_id()}
    return signing.dumps(body, salt=_SALT, compress=True)


def check(text: str, *, now: datetime) -> Ticket:
    """Open a ticket. Raises TicketError("bad-ticket") or TicketError("expired-ticket")."""
    try:
        body = signing.loads(text, salt=_SALT)
    except signing.BadSignature as error:
        raise TicketError("bad-ticket") from error
    if now.timestamp() > body["e"]:
        raise TicketError("expired-ticket")
    held = {
        topic: Grant(present=bool(present), single=bool(single), signals=frozenset(kinds), seq=seq, since=since)
        for topic, (seq, present, single, kinds, since) in body["g"].items()
    }
    return Ticket(person=body["p"], grants=held, expires=body["e"], nonce=body["n"])
