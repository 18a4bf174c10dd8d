"""Signals on the desk: the lists and what came of it are staff's; a seat is asked for by whoever may see the card."""

from types import SimpleNamespace
from typing import Any

from alongside.care.actions.signals import tell_signal
from alongside.core.actions import SYSTEM
from tests.cast import Cast
from tests.permissions import Row, staff_only, statuses


def stage(cast: Cast) -> Any:
    """A card about the member’s contacts."""
    assert cast.group
    facts = {"state": "thinning", "reasons": [{"code": "never_two_way", "facts": {}}], "action": "seat_with"}
    return SimpleNamespace(card=tell_signal(cast.member, facts, by=SYSTEM))


def _card(cast: Cast) -> dict[str, str]:
    return {"public_id": cast.scene.card.public_id}


NEAR = dict(statuses(404, counselor=302, director=302))
"""Whoever leads the member's group, and the director."""

TABLE = [
    Row("care:signals", staff_only(outsider=200)),
    Row("care:signals", staff_only(outsider=200), query="?of=fading&group=x%27y&page=-3"),
    Row("care:looking_back", staff_only(outsider=200)),
    Row("care:card", NEAR | {"counselor": 200, "director": 200}, kwargs=_card),
    Row("care:seat", NEAR, method="POST", kwargs=_card),
]
