"""The composition root: which room answers which port. Nothing else binds ports or listens to another domain's events.

Bound once per process, when Django's apps are ready.
"""

from __future__ import annotations

import threading
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alongside.people.models import Person
    from alongside.people.ports import Line

LAYERS = {
    "topics": ("people", "conversations", "rooms"),
    "retention": ("core", "live", "people", "boundaries", "notify", "groups", "conversations", "rooms"),
    "duties": ("core", "live", "people", "boundaries", "groups", "rooms"),
}
"""Modules that register themselves when they are imported: grants of topics, the data map, the worker's duties."""


def bind() -> None:
    """Connect the rooms of the house."""
    from alongside.groups import actions as group_actions
    from alongside.groups import events as group_events
    from alongside.groups import ports as group_ports
    from alongside.live import presence
    from alongside.pages import ports as page_ports
    from alongside.people import events as people_events
    from alongside.people import ports as people_ports
    from alongside.rooms import ports as room_ports
    from alongside.rooms import presence as room_presence

    presence.bind(room_presence.sink())
    people_events.on_rights_changed(group_actions.follow_rights)
    people_events.on_rights_changed(room_ports.follow_rights)
    group_events.on_place_lost(room_ports.place_lost)
    people_ports.bind(belongs_to=groups_of)
    group_ports.bind(was_there=room_ports.was_there)
    page_ports.bind(who_is_here=room_ports.who_is_here, pagings_for=room_ports.pagings_for)
    for layer, domains in LAYERS.items():
        for domain in domains:
            import_module(f"alongside.{domain}.{layer}")


def groups_of(person: Person) -> list[Line]:
    """The groups of a person, as lines on the page where directors look at them."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from alongside.groups import queries
    from alongside.people.ports import Line

    here = [Line(group.name, reverse("groups:group", args=[group.public_id])) for group in queries.my_groups(person)]
    waiting = [
        Line(entry.group.name, reverse("groups:group", args=[entry.group.public_id]), _("Waiting for a place"))
        for entry in queries.waiting_for(person)
    ]
    return here + waiting


def warm() -> None:
    """Load the planner's kernel beside the first requests, so that the first plan is quick too."""
    from alongside.engine import seating

    threading.Thread(target=seating.warm, name="seating-warm", daemon=True).start()
