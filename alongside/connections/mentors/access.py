"""Who may know of an offer or a mentorship: the member whose it is, and the mentor once they are chosen. Else 404."""

from django.http import Http404

from alongside.boundaries.queries import is_cut
from alongside.groups.models import MentorOffer, Mentorship
from alongside.people.models import Person


def get_offer(member: Person, public_id: str) -> MentorOffer:
    """An offer to `member`. Raises Http404."""
    rows = MentorOffer.objects.filter(public_id=public_id, wish__member=member)
    found = rows.select_related("wish", "mentor__program", "mentor__supervisor").first()
    if found is None:
        raise Http404
    return found


def get_choice(mentor: Person, public_id: str) -> MentorOffer:
    """A choice of `mentor` that reached them. Raises Http404, also for one that something keeps from them."""
    rows = MentorOffer.objects.filter(public_id=public_id, mentor=mentor, chosen_at__isnull=False)
    found = rows.select_related("wish__member__program", "mentor").first()
    if found is None or is_cut(mentor, found.wish.member):
        raise Http404
    return found


def get_mentored(mentor: Person, public_id: str) -> Mentorship:
    """A mentorship of `mentor`, also one that is over. Raises Http404."""
    rows = Mentorship.objects.filter(public_id=public_id, mentor=mentor)
    found = rows.select_related("member__program").first()
    if found is None:
        raise Http404
    return found
