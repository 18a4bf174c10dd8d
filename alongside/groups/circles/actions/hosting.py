"""Who hosts a circle: asked, said yes or no, stepped down, or taken over when nobody did."""

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups.actions.places import lock_circle
from alongside.groups.circles import queries
from alongside.groups.circles.actions.joining import refuse_full, refuse_who_may_not_join
from alongside.groups.circles.actions.settling import mark_hostless, settle
from alongside.groups.models import Circle, CircleMember, CircleRole, CircleState
from alongside.people.models import Person


@action("circles.offer_role")
def offer_role(circle: Circle, person: Person, role: CircleRole, *, by: Person, key: str | None = None) -> CircleMember:
    """Ask someone to host the circle, or to help with it. It is theirs once they say yes.

    Staff may ask any mentor or alum; hosts ask people of the circle. Raises Refused for who can't.
    """
    locked = lock_circle(circle)
    row = CircleMember.objects.filter(circle=locked, person=person).first()
    current().record(locked, person=person.public_id, role=str(role))
    role = CircleRole(role)
    if role == CircleRole.MEMBER:
        raise ValueError("nobody is asked to be a member: they are invited")
    if role == CircleRole.HOST and not queries.may_host(person):
        raise Refused(_("Mentors and alums can host a circle. Others can help as co-hosts."), field="person")
    if row is None or row.state == CircleState.OFF:
        if not by.is_staff or person.program_id != locked.program_id or not queries.may_host(person):
            raise Refused(_("%(name)s is not in this circle any more.") % {"name": person.display_name})
        row = row or CircleMember(circle=locked, person=person)
        row.role, row.since, row.until = CircleRole.MEMBER, clock.now(), None
        row.state, row.invited_by = CircleState.INVITED, by
        row.removed_at, row.removed_why = None, ""
    if row.role != role:
        row.offered_role = role
        row.until = None if row.state == CircleState.INVITED else row.until
        row.save()
    return row


@action("circles.accept_offer")
def accept_offer(
    circle: Circle, person: Person, *, accepts: bool = False, by: Person, key: str | None = None
) -> CircleMember:
    """`person` says yes to hosting, or helping. Someone new to the circle says yes to its agreement (`accepts`) too.

    Raises Refused where nobody asks them any more.
    """
    locked = lock_circle(circle)
    row = CircleMember.objects.filter(circle=locked, person=person).first()
    current().record(locked, person=person.public_id)
    if row is None or not row.offered_role or row.state == CircleState.OFF:
        raise Refused(_("This isn’t asked any more."))
    if row.offered_role == CircleRole.HOST and not queries.may_host(person):
        raise Refused(_("You can’t host a circle at the moment. Your counselor can tell you more."))
    now = clock.now()
    if row.state == CircleState.INVITED:
        if not accepts:
            raise Refused(_("Please say yes to the agreement first."), field="accepts")
        refuse_who_may_not_join(locked, person, row, invited=True)
        refuse_full(locked, row)
        row.state, row.since, row.until, row.accepted_at = CircleState.ON, now, None, now
    row.role, row.offered_role, row.hosts_since = CircleRole(row.offered_role), "", now
    row.save()
    settle(locked)
    return row


@action("circles.decline_offer")
def decline_offer(circle: Circle, person: Person, *, by: Person, key: str | None = None) -> CircleMember | None:
    """`person` says no to hosting, or whoever asked no longer asks. Harmless where nobody asks."""
    locked = lock_circle(circle, closed=True)
    row = CircleMember.objects.filter(circle=locked, person=person).exclude(offered_role="").first()
    current().record(locked, person=person.public_id)
    if row is not None:
        row.offered_role = ""
        if row.state == CircleState.INVITED:
            row.until = clock.now()
        row.save(update_fields=["offered_role", "until"])
    return row


@action("circles.end_hosting")
def end_hosting(circle: Circle, person: Person, *, by: Person, key: str | None = None) -> CircleMember | None:
    """`person` steps down, or staff or a host end it; they stay in the circle. A circle left without one is noticed."""
    locked = lock_circle(circle, closed=True)
    row = CircleMember.objects.filter(circle=locked, person=person, state=CircleState.ON).first()
    current().record(locked, person=person.public_id)
    if row is not None and row.role != CircleRole.MEMBER:
        row.role, row.offered_role = CircleRole.MEMBER, ""
        row.save(update_fields=["role", "offered_role"])
        settle(locked)
    return row


@action("circles.take_over")
def take_over(circle: Circle, person: Person, *, by: Person, key: str | None = None) -> CircleMember:
    """A mentor or alum of a circle that nobody hosts becomes its host. Raises Refused where somebody does by now."""
    locked = lock_circle(circle)
    row = CircleMember.objects.filter(circle=locked, person=person, state=CircleState.ON).first()
    current().record(locked, person=person.public_id)
    if row is None or not queries.may_host(person):
        raise Refused(_("Mentors and alums can host a circle. Others can help as co-hosts."))
    hosts = row.role == CircleRole.HOST  # a host who hadn't come says that they are back
    if not hosts and locked.hostless_since is None:
        raise Refused(_("Someone hosts this circle by now. You can offer your help."))
    row.role, row.offered_role, row.hosts_since = CircleRole.HOST, "", clock.now()
    row.save(update_fields=["role", "offered_role", "hosts_since"])
    settle(locked)
    return row


@action("circles.notice_hostless")
def notice_hostless(circle: Circle, *, by: Actor) -> bool:
    """Look whether somebody hosts it and comes. Returns whether that has changed."""
    locked = lock_circle(circle, closed=True)
    current().record(locked)
    return mark_hostless(locked)
