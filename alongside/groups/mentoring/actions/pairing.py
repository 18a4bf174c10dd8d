"""One mentor and one member, for a time: how it begins and ends. Nobody is asked for a reason."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from alongside.boundaries.queries import is_cut
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups.mentoring import queries
from alongside.groups.models import MentorOffer, MentorProfile, Mentorship, MentorshipEnd, MentorWish
from alongside.people.models import GONE_STAGES, Person, Role


@action("mentoring.begin")
def begin(mentor: Person, member: Person, reasons: Iterable[Any] = (), *, by: Actor) -> Mentorship:
    """From now on `mentor` looks out for `member`; a wish of theirs is fulfilled.

    Raises Refused where the mentor has no place or isn't ready, where the member has a mentor, and, with the same
    words as for a mentor without a place, where something keeps the two apart.
    """
    if mentor.program_id != member.program_id or mentor.pk == member.pk:
        raise ValueError(f"persons {mentor.pk} and {member.pk} are not two of one program")
    now = clock.now()
    wish = MentorWish.objects.select_for_update().filter(member=member, closed_at=None).first()
    lock_profile(mentor)
    if not queries.may_have_mentor(member):
        raise Refused(_("%(name)s can’t have a mentor at the moment.") % {"name": member.display_name})
    if Mentorship.objects.filter(member=member, until=None).exists():
        raise Refused(_("%(name)s has a mentor by now.") % {"name": member.display_name})
    if not _has_place(mentor, member) or is_cut(mentor, member):
        raise Refused(_("%(name)s has no place just now.") % {"name": mentor.display_name})
    if wish is not None:
        settle_wish(wish)
    made = Mentorship.objects.create(
        program_id=mentor.program_id, mentor=mentor, member=member, since=now, reasons=list(reasons)
    )
    current().record(made, mentor=mentor.public_id, member=member.public_id)
    return made


@action("mentoring.end")
def end(pairing: Mentorship, how: MentorshipEnd = MentorshipEnd.ANOTHER, *, by: Actor) -> Mentorship:
    """It is over, whoever of the two wished so: the row doesn't tell. Twice is once."""
    locked = Mentorship.objects.select_for_update().get(pk=pairing.pk)
    if locked.until is None:
        locked.until, locked.ended = clock.now(), how
        locked.save(update_fields=["until", "ended"])
    current().record(locked)
    return locked


def follow_rights(person: Person) -> None:
    """Who leaves, has died, or no longer is what they were here: what they had as mentor or member ends.

    To be bound to people.events.on_rights_changed. A pause ends nothing.
    """
    as_mentor, as_member = queries.may_be_mentor(person), person.role == Role.MEMBER
    gone = person.stage in GONE_STAGES
    how = MentorshipEnd.LEFT if gone else MentorshipEnd.STOPPED
    rows = Mentorship.objects.filter(Q(mentor=person) | Q(member=person), until=None).order_by("pk")
    for row in rows:
        if (row.mentor_id == person.pk and not as_mentor) or (row.member_id == person.pk and (gone or not as_member)):
            end(row, how, by=current().by)
    if not as_mentor:  # who chose them needn't wait for an answer that can't come
        now = clock.now()
        MentorOffer.objects.filter(mentor=person, answered_at=None, expires_at__gt=now).update(expires_at=now)
    if gone or not as_member:
        for wish in MentorWish.objects.select_for_update().filter(member=person, closed_at=None):
            settle_wish(wish)


def follow_cut(a: Person, b: Person) -> None:
    """What now keeps two from contact ends their mentorship, in the same words as if one of them had ended it.

    To be bound to boundaries.events.on_cut_changed.
    """
    rows = Mentorship.objects.filter(Q(mentor=a, member=b) | Q(mentor=b, member=a), until=None)
    for row in rows:
        if is_cut(a, b):
            end(row, by=current().by)


def _has_place(mentor: Person, member: Person) -> bool:
    """Whether `mentor`, whose profile is locked, can be given `member`: also from their pause, where they say so."""
    now = clock.now()
    ready = queries.readiness(mentor, now)
    kept = queries.pending(now).filter(mentor=mentor, wish__member=member).exists()
    if not kept:
        return ready.takes
    profile = queries.profile_of(mentor)
    have = Mentorship.objects.filter(mentor=mentor, until=None).count()
    return set(ready.lacks) <= {"pause"} and profile is not None and have < profile.capacity


def settle_wish(wish: MentorWish) -> None:
    """The locked wish is over, and nobody may be chosen for it any more."""
    now = clock.now()
    wish.closed_at = now
    wish.save(update_fields=["closed_at"])
    MentorOffer.objects.filter(wish=wish, answered_at=None, expires_at__gt=now).update(expires_at=now)


def lock_profile(mentor: Person) -> MentorProfile | None:
    """Until the transaction ends nobody else counts or takes this mentor's places."""
    return MentorProfile.objects.select_for_update().filter(person=mentor).first()
