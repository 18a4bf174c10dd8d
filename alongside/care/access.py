"""Who may know that a card exists. Everyone else gets a 404.

Directors see every card but private ones, and those once they were passed up. Counselors see what is theirs, calls they
were told of, and what is about people of their groups or those groups themselves, also while they stand in. Mentors see
what they owe a newcomer, on a page of its own.
Nobody sees a card about themselves, nor a private one in which they are the other of the two.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.http import Http404

from alongside.care.models import Deed, Entry, Kind, Lane, ReachOut, Reason
from alongside.core import clock
from alongside.groups.models import Facilitator, RosterState
from alongside.people.models import Cover, Duty, Person, Role


def visible_to(viewer: Person) -> QuerySet[ReachOut]:
    """The cards that `viewer` may see, open and closed."""
    cards = ReachOut.objects.filter(program=viewer.program_id).exclude(about=viewer)
    cards = cards.filter(~Q(lane=Lane.PRIVATE) | ~Exists(_between(viewer)))
    if not viewer.is_staff:
        return cards.filter(lane=Lane.WELCOME, owner=viewer)
    mine = Q(owner=viewer) | Q(slot__startswith=f"private:{viewer.public_id}")
    if viewer.role == Role.DIRECTOR:
        return cards.filter(mine | ~Q(lane=Lane.PRIVATE) | Q(level__gt=0))
    at = clock.now()
    stands_in_for = Cover.objects.filter(
        person=viewer,
        duty=Duty.GROUPS,
        leave__cancelled_at=None,
        leave__starts_at__lte=at,
        leave__ends_at__gt=at,
    ).values("leave__person")
    led = Facilitator.objects.filter(Q(person=viewer) | Q(person__in=stands_in_for), group__closed_at=None)
    leads = led.filter(group__roster__person=OuterRef("about"), group__roster__state=RosterState.ON)
    its_leader = led.filter(group__public_id=Substr(OuterRef("slot"), len("group:") + 1))
    mine |= Q(Exists(its_leader), lane=Lane.GROUP)  # also once it was passed up
    was_told = Entry.objects.filter(reach_out=OuterRef("pk"), deed=Deed.TOLD, to=viewer)
    return cards.filter(mine | (~Q(lane=Lane.PRIVATE) & (Exists(leads) | Exists(was_told))))


def _between(viewer: Person) -> QuerySet[Reason]:
    return Reason.objects.filter(reach_out=OuterRef("pk"), kind=Kind.BETWEEN, other=viewer)


def others_of(card: ReachOut) -> set[int]:
    """The row numbers of those whom a private card must never reach: the others it tells of. One query."""
    if card.lane != Lane.PRIVATE:
        return set()
    told_of = Reason.objects.filter(reach_out=card, kind=Kind.BETWEEN, other__isnull=False)
    return {pk for pk in told_of.values_list("other", flat=True) if pk is not None}


def may_see(viewer: Person, card: ReachOut) -> bool:
    """Whether `viewer` may know of `card`. One query."""
    return visible_to(viewer).filter(pk=card.pk).exists()


def get_card(viewer: Person, public_id: str) -> ReachOut:
    """A card that `viewer` may see, with its people loaded. Raises Http404."""
    found = visible_to(viewer).filter(public_id=public_id)
    card = found.select_related("about__program", "about__account", "owner", "program").first()
    if card is None:
        raise Http404
    return card


def get_owed(mentor: Person, public_id: str) -> ReachOut:
    """An open card of first days that is `mentor`’s. Raises Http404."""
    card = get_card(mentor, public_id)
    if card.lane != Lane.WELCOME or card.owner != mentor or card.closed_at is not None:
        raise Http404
    return card


def told(card: ReachOut) -> list[Person]:
    """Everyone who was told of a call for help, in order. One query."""
    rows = Entry.objects.filter(reach_out=card, deed=Deed.TOLD, to__isnull=False).select_related("to")
    return list(dict.fromkeys(row.to for row in rows if row.to is not None))
