"""How one is reached is everyone's own; the link in a letter needs no sign-in."""

from typing import Any

from alongside.notify.letters import Series, stop_token
from alongside.notify.models import PushDevice
from tests.cast import Cast
from tests.permissions import Row, statuses

HERS = statuses(404, member=302)
EVERYONE = statuses(200, visitor=200, outsider=200)


def stage(cast: Cast) -> PushDevice:
    """A device of `member`."""
    return PushDevice.objects.create(
        person=cast.member,
        endpoint="https://push.example.org/x",
        endpoint_hash="x",
        p256dh="x",
        auth="x",
        made_at=cast.member.created_at,
    )


def token(cast: Cast) -> dict[str, str]:
    return {"token": stop_token(cast.member, Series.WEEKLY)}


CHOICES: dict[str, Any] = {
    "hears": ["talk"],
    "mail": "daily",
    "shown": "discreet",
    "quiet_from": "22:00",
    "quiet_until": "07:30",
}

TABLE = [
    Row("notify:notifications", statuses(200, outsider=200)),
    Row("notify:notifications", statuses(302, outsider=302), method="POST", data=lambda cast: CHOICES),
    Row("notify:notifications", statuses(422, outsider=422), method="POST", data=lambda cast: CHOICES | {"mail": "x"}),
    Row("notify:newest", statuses(302, outsider=302)),
    Row("notify:add_device", statuses(422, visitor=401, outsider=422), method="POST"),
    Row(
        "notify:remove_device",
        HERS,
        method="POST",
        kwargs=lambda cast: {"public_id": cast.scene.public_id},
    ),
    Row("notify:stop", EVERYONE, kwargs=token),
    Row("notify:stop", EVERYONE, method="POST", kwargs=token),
    Row("notify:stop", statuses(404, visitor=404), kwargs=lambda cast: {"token": "made-up"}),
]
