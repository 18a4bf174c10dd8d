"""A browser that signs out is reached no more: whoever uses it next is told nothing."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from alongside.notify.actions.devices import remove_device
from alongside.notify.models import PushDevice
from alongside.people.access import viewer

DEVICE_KEY = "push_device"
"""The session key that holds the public id of the device that was added in it."""


@receiver(user_logged_out)
def forget_device(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Django tells of every sign-out here, before the session is gone."""
    person = viewer(request) if request is not None else None
    public_id = request.session.get(DEVICE_KEY) if request is not None else None
    if person is None or not public_id:
        return
    device = PushDevice.objects.filter(person=person, public_id=public_id).first()
    if device is not None:
        remove_device(device, by=person)
