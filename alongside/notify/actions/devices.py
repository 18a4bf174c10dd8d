"""Browsers that may be reached."""

import hashlib
from datetime import timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.notify import push
from alongside.notify.models import PushDevice
from alongside.people.models import Person

MOST_DEVICES = 10
FAILING_KEPT = timedelta(days=90)


@action("notify.add_device")
def add_device(person: Person, keys: push.Keys, label: str, *, by: Actor) -> PushDevice:
    """This browser may be reached from now on. It is one person's: whoever added it last.

    Of more than ten, the oldest goes. Raises Refused for what isn't a browser's push service.
    """
    try:
        push.check(keys)
    except push.CannotPush as error:
        raise Refused(_("We can’t reach this browser. Your other devices stay as they are.")) from error
    mark = hash_of(keys.endpoint)
    PushDevice.objects.filter(endpoint_hash=mark).delete()
    kept = PushDevice.objects.filter(person=person).order_by("-made_at", "-pk").values_list("pk", flat=True)
    PushDevice.objects.filter(pk__in=list(kept[MOST_DEVICES - 1 :])).delete()
    device = PushDevice.objects.create(
        person=person,
        endpoint=keys.endpoint,
        endpoint_hash=mark,
        p256dh=keys.p256dh,
        auth=keys.auth,
        label=label,
        made_at=clock.now(),
    )
    current().record(device, person=person.public_id)
    return device


@action("notify.remove_device")
def remove_device(device: PushDevice, *, by: Actor) -> None:
    """It is reached no more."""
    current().record(device)
    device.delete()


@action("notify.record_push")
def record_push(device: PushDevice, status: int, *, by: Actor) -> None:
    """What the push service said. One that says the browser is gone, or has failed for ninety days, is dropped."""
    current().record(device, status=status)
    at = clock.now()
    mine = PushDevice.objects.filter(pk=device.pk)
    if status in push.GONE:
        mine.delete()
    elif 200 <= status < 300:
        mine.update(worked_at=at, failures=0)
    elif (device.worked_at or device.made_at) < at - FAILING_KEPT:
        mine.delete()
    else:
        mine.filter(failures__lt=30_000).update(failures=F("failures") + 1)


def hash_of(endpoint: str) -> str:
    """By which a browser is known again."""
    return hashlib.sha256(endpoint.encode()).hexdigest()
