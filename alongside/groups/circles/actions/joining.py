"""Who is in a circle: joining, leaving and coming back, invitations, and asking someone to leave."""

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups.actions.places import lock_circle
from alongside.groups.circles import queries
from alongside.groups.circles.actions.settling import settle
from alongside.groups.models import Circle, CircleMember, CircleRole, CircleState, Openness
from alongside.groups.words import one_line
from alongside.people.models import Person, Stage
from alongside.people.stages import policy


@action("circles.join")
def join(circle: Circle, person: Person, *, accepts: bool, by: Actor, key: str | None = None) -> CircleMember:
    """`person` says yes to the agreement and is in it. Joining twice changes nothing.

    Raises Refused without that yes, while it is full, for staff and people on a pause, and after being asked to leave.
    """
    locked = lock_circle(circle)
    row = CircleMember.objects.filter(circle=locked, person=person).first()
    current().record(locked, person=person.public_id)
    if row is not None and row.state == CircleState.ON:
        return row
    invited = row is not None and row.state == CircleState.INVITED
    refuse_who_may_not_join(locked, person, row, invited=invited)
    if not accepts:
        raise Refused(_("Please say yes to the agreement first."), field="accepts")
    refuse_full(locked)
    now = clock.now()
    row = row or CircleMember(circle=locked, person=person)
    row.role, row.offered_role = CircleRole.MEMBER, ""
    _bring_in(row)
    row.accepted_at = now
    row.save()
    settle(locked)
    return row


@action("circles.leave")
def leave(circle: Circle, person: Person, *, by: Actor, key: str | None = None) -> CircleMember | None:
    """`person` is in it no longer. They come back with one tap for an hour. None for who never was in it."""
    locked = lock_circle(circle, closed=True)
    row = CircleMember.objects.filter(circle=locked, person=person).first()
    current().record(locked, person=person.public_id)
    if row is not None and row.state == CircleState.ON:
        row.state, row.until, row.offered_role = CircleState.OFF, clock.now(), ""
        row.save(update_fields=["state", "until", "offered_role"])
        settle(locked)
    return row


@action("circles.come_back")
def come_back(circle: Circle, person: Person, *, by: Actor, key: str | None = None) -> CircleMember:
    """The undo of leaving: as they were. Raises Refused after an hour, and when it has filled up meanwhile."""
    locked = lock_circle(circle)
    row = CircleMember.objects.filter(circle=locked, person=person).first()
    current().record(locked, person=person.public_id)
    if row is not None and row.state == CircleState.ON:
        return row
    left = row is not None and row.state == CircleState.OFF and row.removed_at is None and row.until is not None
    if row is None or not left or row.until is None or row.until < clock.now() - queries.UNDO_FOR:
        raise Refused(_("That was a while ago. Please join again from the circle’s page."))
    refuse_who_may_not_join(locked, person, row, invited=True)
    refuse_full(locked)
    since = row.since
    _bring_in(row)
    row.since = since
    row.save()
    settle(locked)
    return row


@action("circles.invite")
def invite(circle: Circle, person: Person, *, by: Person, key: str | None = None) -> CircleMember:
    """Invite someone. They hear of it only where nothing keeps the two apart; to the host it looks the same.

    Someone invited before, whatever they said, is invited still. Raises Refused for a circle that hasn't begun.
    """
    locked = lock_circle(circle)
    if locked.approved_at is None:
        raise Refused(_("Nobody can be invited before a counselor has said yes to this circle."))
    if person.program_id != locked.program_id:
        raise ValueError(f"person {person.pk} is not of the program of circle {locked.pk}")
    if person.is_staff or not policy(person).may_be_invited or person.stage == Stage.INVITED:
        raise Refused(_("%(name)s can’t be invited at the moment.") % {"name": person.display_name})
    row = CircleMember.objects.filter(circle=locked, person=person).first()
    current().record(locked, person=person.public_id)
    if row is not None and row.state != CircleState.OFF:
        return row
    row = row or CircleMember(circle=locked, person=person)
    row.state, row.role, row.offered_role = CircleState.INVITED, CircleRole.MEMBER, ""
    row.invited_by, row.since, row.until = by, clock.now(), None
    row.removed_at, row.removed_why = None, ""
    row.save()
    return row


@action("circles.withdraw_invitation")
def withdraw_invitation(circle: Circle, person: Person, *, by: Actor, key: str | None = None) -> CircleMember | None:
    """Take back an invitation. Harmless for someone who is in it by now."""
    locked = lock_circle(circle, closed=True)
    row = CircleMember.objects.filter(circle=locked, person=person, state=CircleState.INVITED).first()
    current().record(locked, person=person.public_id)
    if row is not None:
        row.state, row.until, row.offered_role = CircleState.OFF, clock.now() - queries.UNDO_FOR, ""
        row.save(update_fields=["state", "until", "offered_role"])
    return row


@action("circles.decline_invitation")
def decline_invitation(circle: Circle, person: Person, *, by: Actor, key: str | None = None) -> None:
    """Not now. To whoever invited them it looks like no answer yet."""
    locked = lock_circle(circle, closed=True)
    row = CircleMember.objects.filter(circle=locked, person=person, state=CircleState.INVITED).first()
    current().record(locked)
    if row is not None and row.until is None:
        row.until = clock.now()
        row.save(update_fields=["until"])


@action("circles.remove")
def remove(circle: Circle, person: Person, why: str, *, by: Person, key: str | None = None) -> CircleMember:
    """Ask someone to leave, with a sentence that they alone read. They come back only when they are invited.

    Raises Refused for whoever hosts it, unless staff do it.
    """
    locked = lock_circle(circle, closed=True)
    row = CircleMember.objects.select_related("person").filter(circle=locked, person=person).first()
    current().record(locked, person=person.public_id)
    if row is None or row.state != CircleState.ON:
        raise Refused(_("%(name)s is not in this circle any more.") % {"name": person.display_name})
    if row.role != CircleRole.MEMBER and not by.is_staff:
        raise Refused(_("Whoever hosts a circle can’t be removed by another host. Please speak with a counselor."))
    row.removed_why = one_line(why, 300, field="why")
    row.state, row.role, row.offered_role = CircleState.OFF, CircleRole.MEMBER, ""
    row.until = row.removed_at = clock.now()
    row.save()
    settle(locked)
    return row


def follow_rights(person: Person) -> None:
    """`person`'s role or stage has changed: whoever has left the program leaves every circle, and who is on a pause
    has no places meanwhile. To be bound to people.events.on_rights_changed."""
    rows = CircleMember.objects.filter(person=person, state__in=[CircleState.ON, CircleState.INVITED])
    for row in rows.select_related("circle").order_by("circle_id"):
        if not policy(person).keeps_places:
            if row.state == CircleState.INVITED:
                withdraw_invitation(row.circle, person, by=current().by)
            else:
                leave(row.circle, person, by=current().by)
        elif row.state == CircleState.ON:
            settle(lock_circle(row.circle, closed=True))


def refuse_who_may_not_join(circle: Circle, person: Person, row: CircleMember | None, *, invited: bool) -> None:
    """Raises Refused for who may not come in, with the sentence that tells why."""
    if person.program_id != circle.program_id:
        raise ValueError(f"person {person.pk} is not of the program of circle {circle.pk}")
    if circle.approved_at is None:
        raise Refused(_("This circle hasn’t begun yet."))
    if person.is_staff:
        raise Refused(_("Circles are for members, mentors and alums. Staff look after them from outside."))
    if not policy(person).may_be_invited or person.stage == Stage.INVITED:
        raise Refused(_("You can’t join a circle at the moment. Your counselor can tell you more."))
    if row is not None and row.removed_at is not None and row.state == CircleState.OFF:
        raise Refused(_("You were asked to leave this circle. You can come back when its host invites you."))
    if circle.openness == Openness.INVITED and not invited:
        raise Refused(_("This circle is by invitation."))


def refuse_full(circle: Circle, row: CircleMember | None = None) -> None:
    """Raises Refused where nobody more comes in."""
    if not queries.has_room(circle, row):
        raise Refused(_("This circle is full just now. Please look again later, or choose another."))


def _bring_in(row: CircleMember) -> None:
    row.state, row.until = CircleState.ON, None
    row.since = clock.now()
    row.removed_at, row.removed_why = None, ""
