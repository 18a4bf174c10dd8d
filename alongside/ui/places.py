"""The places of the program that a person can go to: what the bottom bar and the left rail show.

Domains register theirs from `AppConfig.ready` or the composition root. A place that no one registered doesn't
exist, so nothing is ever linked before it is there.
"""

from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Place:
    """One place. `roles` empty means everyone; `order` is the position (Today 10 · Desk 20 · Groups 30 …)."""

    key: str
    label: str | Promise
    icon: str
    url_name: str
    order: int
    roles: frozenset[str] = field(default_factory=frozenset)

    def open_to(self, role: str) -> bool:
        return not self.roles or role in self.roles


@dataclass(frozen=True)
class Link:
    """A place as one person sees it: ready to be drawn."""

    key: str
    label: str | Promise
    icon: str
    url: str
    here: bool


_places: dict[str, Place] = {}


def register(place: Place) -> None:
    """Add a place, or replace the one of the same key (so that reloading an app is harmless)."""
    _places[place.key] = place


def _is_under(path: str, url: str) -> bool:
    """The page itself or one below it; nothing counts as below the front page."""
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))


def links(role: str, path: str, here: str | None = None) -> list[Link]:
    """The places open to `role`, in order. The current one is `here`, or else the longest matching path."""
    found: list[tuple[Place, str]] = []
    for place in sorted(_places.values(), key=lambda each: each.order):
        if not place.open_to(role):
            continue
        try:
            found.append((place, reverse(place.url_name)))
        except NoReverseMatch:
            continue  # a domain may be installed without its pages (an engine-only test project)
    if here is None:
        under = [(len(url), place.key) for place, url in found if _is_under(path, url)]
        here = max(under)[1] if under else None
    return [Link(place.key, place.label, place.icon, url, place.key == here) for place, url in found]
