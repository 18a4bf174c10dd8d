"""Circles that nobody hosts become cards, for the counselor who said yes to them; one that is hosted again settles its.

To be bound to groups.circles.events; both run in the transaction that notices it.
"""

from datetime import timedelta

from alongside.care.actions import open_reach_out, settle
from alongside.care.clocks import by_when
from alongside.care.models import Kind, Lane, Reason
from alongside.care.owners import works
from alongside.core import clock
from alongside.core.actions import System
from alongside.groups.models import Circle, CircleMember
from alongside.people.models import Person

CIRCLES = System("circles")
FOUND_WITHIN = timedelta(hours=24)
"""Staffed time in which someone looks for a host."""


def circle_hostless(circle: Circle) -> None:
    """Someone finds it a host: whoever said yes to it, or the directors. It is about whoever hosted it last."""
    about = _last_host(circle)
    if about is None or circle.hostless_since is None:
        return
    owner = circle.approved_by if circle.approved_by is not None and works(circle.approved_by) else None
    now = clock.now()
    open_reach_out(
        about,
        Kind.HOSTLESS,
        key=f"{_name(circle)}{circle.hostless_since:%Y%m%d%H%M%S}",
        due_at=by_when(circle.program, now, FOUND_WITHIN),
        facts={"circle": circle.public_id, "group": f"circle-{circle.public_id}"},
        lane=Lane.GROUP,
        owner=owner,
        by=CIRCLES,
    )


def circle_hosted(circle: Circle) -> None:
    """It has a host again, or has closed."""
    for reason in Reason.objects.filter(key__startswith=_name(circle), settled_at=None).order_by("pk"):
        settle(reason.key, by=CIRCLES)


def _name(circle: Circle) -> str:
    return f"circle:{circle.pk}:"


def _last_host(circle: Circle) -> Person | None:
    rows = CircleMember.objects.filter(circle=circle, hosts_since__isnull=False).select_related("person__program")
    last = rows.order_by("-hosts_since", "-pk").first()
    return last.person if last is not None else circle.made_by
