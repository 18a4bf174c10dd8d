"""What a push says, and its way to the push service: queued sealed, tried again while that is away."""

import base64
import json
import logging
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from alongside.core import clock
from alongside.core.actions import System
from alongside.core.sealing import seal, unseal
from alongside.notify import push
from alongside.notify.models import PushDevice
from alongside.people.models import Person

log = logging.getLogger(__name__)
LABEL = "notify.pushing.said"
MOST_TRIES = 4
FIRST_WAIT = timedelta(minutes=1)
BY = System("push")


def said(person: Person, words: list[str]) -> dict[str, str]:
    """What stands on the lock screen, in the person's language. `words` only for who chose to read them there."""
    with translation.override(person.language):
        return {
            "title": _("Something is waiting for you"),
            "body": "\n".join(words) or _("Whenever you have a moment."),
        }


def hand_over(device: PushDevice, payload: dict[str, str]) -> None:
    """Queue it in the caller's transaction."""
    sealed = base64.b64encode(seal(json.dumps(payload).encode(), LABEL)).decode()
    deliver.enqueue(device.pk, sealed, 1)


@task()
def deliver(device_pk: int, sealed: str, attempt: int) -> None:
    """Give it to the push service, or queue it again after 1, 2, 4 minutes; then the letter has to do."""
    from alongside.notify.actions.devices import record_push

    device = PushDevice.objects.filter(pk=device_pk).first()
    if device is None:
        return  # taken away meanwhile
    payload = json.loads(unseal(base64.b64decode(sealed), LABEL))
    try:
        status = push.send(push.Keys(device.endpoint, device.p256dh, device.auth), payload)
    except push.CannotPush:
        status = 0
    record_push(device, status, by=BY)
    if (status == 0 or status == 429 or status >= 500) and attempt < MOST_TRIES:
        wait = FIRST_WAIT * 2 ** (attempt - 1)
        log.warning("a push waits %s for its service: %s", wait, status)
        deliver.using(run_after=clock.now() + wait).enqueue(device_pk, sealed, attempt + 1)
