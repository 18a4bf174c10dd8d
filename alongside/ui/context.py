"""What every page's frame needs to know: the person, the places open to them, the demo or not."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from alongside.ui import places


def house(request: HttpRequest) -> dict[str, Any]:
    """Names in every template: `person`, `places`, `demo`, `installable`. A view names its place: `request.place`."""
    person = getattr(request, "person", None)
    here: str | None = getattr(request, "place", None)
    role = str(getattr(person, "role", "") or "")
    return {
        "person": person,
        "places": SimpleLazyObject(lambda: places.links(role, request.path, here)) if person else [],
        "demo": bool(getattr(settings, "DEMO", False)),
        "installable": bool(getattr(settings, "INSTALLABLE", False)),
    }
