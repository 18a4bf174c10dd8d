"""Bringing a member and a mentor together, and letting a mentor know that a word of theirs did good."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.boundaries.queries import cut_pairs, is_cut
from alongside.connections.actions import Fact, record
from alongside.connections.mentors import offering
from alongside.connections.models import Kind, Thanks
from alongside.conversations.actions.two_people import open_pair
from alongside.core import clock, rows
from alongside.core.actions import Actor, System, action, current
from alongside.core.errors import Refused
from alongside.groups.mentoring import actions as mentoring
from alongside.groups.models import MentorOffer, Mentorship, MentorWish
from alongside.notify.actions import Telling, tell, tell_all
from alongside.notify.models import Occasion
from alongside.people.models import Person, Program, Role
from alongside.people.stages import policy

MATCHING = System("mentor matching")
ONCE_IN: Final = timedelta(days=7)
"""A mentor hears of thanks at most once in this time, of all that came together."""
KEPT: Final = timedelta(days=90)
LONGEST_KEY = 80


@action("mentors.offer")
def offer_mentors(program: Program, *, by: Actor) -> int:
    """Let everyone in `program` who waits choose among up to three mentors. Returns how many were offered anew.

    Two at once offer the same: who waits is locked first, so that the second sees what the first offered.
    """
    list(
        MentorWish.objects.select_for_update(of=("self",))
        .filter(member__program=program, closed_at=None)
        .order_by("pk")
        .values_list("pk")
    )
    found = offering.look(program, clock.now())
    current().record(program, offers=len(found.proposals), gone=len(found.gone))
    if not found.proposals and not found.gone:
        return 0
    made = mentoring.offer(found.proposals, found.gone, by=by)
    if by == MATCHING:
        _tell_who_may_choose({each.wish for each in found.proposals}, by)
    return made


@action("mentors.ask")
def ask(member: Person, wanted: mentoring.Wanted, *, by: Actor, key: str | None = None) -> MentorWish:
    """`member` would like a mentor, and may choose at once where there is somebody. Raises Refused."""
    wish = mentoring.open_wish(member, wanted, by=by)
    current().record(wish)
    offer_mentors(member.program, by=by)
    return wish


@action("mentors.choose")
def choose(chosen: MentorOffer, *, by: Person) -> MentorOffer:
    """The member's choice; its mentor is asked, unless something keeps the two apart. Raises Refused as its like."""
    row = mentoring.choose(chosen, by=by)
    current().record(row)
    if not is_cut(by, row.mentor):
        tell(
            row.mentor,
            Occasion.ASKED,
            key=f"mentor:{row.public_id}",
            link=reverse("connections:mentoring"),
            until=row.expires_at,
            by=by,
        )
    return row


@action("mentors.answer")
def answer(chosen: MentorOffer, yes: bool, *, by: Person) -> Mentorship | None:
    """The mentor's answer. With a yes the two have a conversation in which nobody has to be asked. Raises Refused.

    After a “not now” the member chooses among others.
    """
    current().record(chosen, yes=yes)
    pairing = mentoring.answer(chosen, yes, by=by)
    if pairing is None:
        offer_mentors(by.program, by=by)
        return None
    member = pairing.member
    open_pair(by, member, by=by)
    tell(member, Occasion.PRIVATE, key=f"mentor:{pairing.public_id}", link=reverse("connections:mentor"), by=by)
    return pairing


@action("mentors.thank")
def thank(to: Person, key: str, *, named: bool, by: Person) -> Thanks:
    """`by` lets `to` know that something of theirs helped; `named`: their name may be said. Twice for one is once.

    Raises Refused for who isn't a mentor here.
    """
    if to.program_id != by.program_id or to.pk == by.pk or to.role != Role.MENTOR or not policy(to).may_sign_in:
        raise Refused(_("Only mentors can be told this way. You can write to them yourself."))
    row = Thanks(person=by, to=to, key=key[:LONGEST_KEY], named=named, at=clock.now())
    if not rows.insert([row], once=True):
        row = Thanks.objects.get(person=by, key=key[:LONGEST_KEY])
        if row.told_at is None and row.named != named:
            row.named = named
            row.save(update_fields=["named"])
    current().record(to)
    return row


@action("mentors.tell_thanks")
def tell_thanks(mentor: Person, *, by: Actor) -> int:
    """Let `mentor` know, of everything that came together, at most once a week. Returns of how much.

    What came from someone whom anything keeps from contact with them is never told. A tie grows from what was said with
    a name only: else the mentor could tell by it who it was.
    """
    now = clock.now()
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=mentor.pk)
    current().record(mentor)
    if Thanks.objects.filter(to=mentor, told_at__gt=now - ONCE_IN).exists():
        return 0
    waiting = list(Thanks.objects.filter(to=mentor, told_at=None).order_by("pk")[:200])
    cut = cut_pairs([mentor.pk, *(each.person_id for each in waiting)]) if waiting else set()
    said = [each for each in waiting if frozenset((mentor.pk, each.person_id)) not in cut]
    if not said:
        return 0
    Thanks.objects.filter(pk__in=[each.pk for each in said]).update(told_at=now)
    record(mentor.program_id, _facts(said), by=by)
    tell(mentor, Occasion.PRIVATE, key=f"thanks:{now:%Y%m%d}:{mentor.pk}", link=reverse("connections:mentoring"), by=by)
    return len(said)


@action("mentors.forget_thanks")
def forget_thanks(*, by: Actor) -> int:
    """Delete what was told more than ninety days ago, and what could never be told. Returns how many."""
    old = clock.now() - KEPT
    return Thanks.objects.filter(Q(told_at__lt=old) | Q(told_at=None, at__lt=old)).delete()[0]


def _tell_who_may_choose(wishes: Collection[int], by: Actor) -> None:
    """Whoever found nobody at first hears that there is somebody: once a day at most."""
    link, day = reverse("connections:mentor"), f"{clock.now():%Y%m%d}"
    waiting = MentorWish.objects.filter(pk__in=wishes).select_related("member__program", "member__account")
    tell_all([Telling(each.member, Occasion.CARE, f"mentors:{each.pk}:{day}", link) for each in waiting], by=by)


def _facts(said: Sequence[Thanks]) -> list[Fact]:
    return [
        Fact(Kind.THANKED, each.person_id, each.to_id, each.at, f"thanked:{each.pk}", private=True)
        for each in said
        if each.named
    ]
