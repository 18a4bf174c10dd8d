"""Whose devices. What is someone else's is 404."""

from django.http import Http404

from alongside.notify.models import PushDevice
from alongside.people.models import Person


def get_device(person: Person, public_id: str) -> PushDevice:
    """One of `person`'s own browsers. Raises Http404."""
    found = PushDevice.objects.filter(person=person, public_id=public_id).first()
    if found is None:
        raise Http404
    return found
