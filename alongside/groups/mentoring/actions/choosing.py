"""A member's wish for a mentor, whom they may choose from, their choice, and the mentor's answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from alongside.boundaries.queries import is_cut
from alongside.core import clock, rows
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups.mentoring import queries
from alongside.groups.mentoring.actions.pairing import begin, lock_profile, settle_wish
from alongside.groups.models import MentorOffer, Mentorship, MentorWish, Topic
from alongside.people.models import GoodTime, Person

OFFERED_FOR = timedelta(days=7)
ANSWERED_WITHIN = timedelta(days=3)
"""How long a mentor has to answer a choice. Then it is as if they had said “not now”."""
LONGEST_CODE = 40


@dataclass(frozen=True)
class Wanted:
    """What a member would like. All of it may be empty. `again`: also those whom they had before."""

    language: str = ""
    times: Sequence[str] = field(default_factory=tuple)
    topics: Sequence[str] = field(default_factory=tuple)
    again: bool = False

    @classmethod
    def of(cls, wish: MentorWish) -> "Wanted":
        """As it was kept."""
        kept: Mapping[str, Any] = wish.wants if isinstance(wish.wants, dict) else {}
        return cls(
            str(kept.get("language", "")),
            tuple(kept.get("times", ())),
            tuple(kept.get("topics", ())),
            bool(kept.get("again", False)),
        )


@action("mentoring.open_wish")
def open_wish(member: Person, wanted: Wanted, *, by: Actor, key: str | None = None) -> MentorWish:
    """`member` would like a mentor. While one is open it is changed to what they would like now.

    Raises Refused for who can't have one, has one, or what isn't a choice.
    """
    if not queries.may_have_mentor(member):
        raise Refused(_("You can’t ask for a mentor at the moment. Your counselor can tell you more."))
    if not set(wanted.times) <= set(GoodTime.values) or not set(wanted.topics) <= set(Topic.values):
        raise Refused(_("Please choose from the list."))
    if len(wanted.language) > LONGEST_CODE:
        raise Refused(_("Please choose from the list."), field="language")
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=member.pk)
    if queries.pairing_of(member) is not None:
        raise Refused(_("You have a mentor already."))
    wants = {
        "language": wanted.language,
        "times": [code for code in GoodTime.values if code in wanted.times],
        "topics": [code for code in Topic.values if code in wanted.topics],
        "again": bool(wanted.again),
    }
    wish = MentorWish.objects.select_for_update().filter(member=member, closed_at=None).first()
    if wish is None:
        wish = MentorWish.objects.create(member=member, wants=wants, made_at=clock.now())
    elif wish.wants != wants:
        wish.wants = wants
        wish.save(update_fields=["wants"])
        now = clock.now()
        MentorOffer.objects.filter(wish=wish, chosen_at=None, answered_at=None).update(expires_at=now)
    current().record(wish)
    return wish


@action("mentoring.close_wish")
def close_wish(wish: MentorWish, *, by: Actor) -> MentorWish:
    """They would rather not, for now. A choice that waits for its answer is taken back."""
    locked = MentorWish.objects.select_for_update().get(pk=wish.pk)
    if locked.closed_at is None:
        settle_wish(locked)
    current().record(locked)
    return locked


@dataclass(frozen=True)
class Proposal:
    """`mentor` for `wish`, by row numbers, with reasons as data. `rank` 0 is the best."""

    wish: int
    mentor: int
    rank: int
    reasons: tuple[Mapping[str, Any], ...] = ()


@action("mentoring.offer")
def offer(proposals: Sequence[Proposal], gone: Sequence[int] = (), *, by: Actor) -> int:
    """Let members choose among these. `gone`: offers, by row numbers, of mentors who take nobody now.

    One that was offered for the same wish and never chosen stands again. Returns how many were made.
    """
    now = clock.now()
    standing = MentorOffer.objects.filter(chosen_at=None, answered_at=None)
    if gone:
        standing.filter(pk__in=list(gone), expires_at__gt=now).update(expires_at=now)
    made = 0
    for each in proposals:
        fresh = {
            "rank": each.rank,
            "reasons": [dict(reason) for reason in each.reasons],
            "made_at": now,
            "expires_at": now + OFFERED_FOR,
        }
        if not standing.filter(wish=each.wish, mentor=each.mentor).update(**fresh):
            row = MentorOffer(wish_id=each.wish, mentor_id=each.mentor, **fresh)
            made += bool(rows.insert([row], once=True))
        else:
            made += 1
    current().record(offers=made, gone=len(gone))
    return made


@action("mentoring.choose")
def choose(chosen: MentorOffer, *, by: Person) -> MentorOffer:
    """The member would like this mentor, who is asked, and keeps a place for them meanwhile. Twice is once.

    Raises Refused when the last place went to someone else a moment ago, and for a second choice at the same time.
    """
    wish, row = _lock(chosen)
    now = clock.now()
    current().record(row)
    if row.chosen_at is not None and row.answered_at is None and row.expires_at > now:
        return row
    if wish.closed_at is not None or row.answered_at is not None or row.expires_at <= now:
        raise Refused(_("This isn’t open any more. Here is who you can choose now."))
    if queries.pending(now).filter(wish=wish).exists():
        raise Refused(_("You have chosen someone already. You can take that back first."))
    if not queries.readiness(row.mentor, now).takes:
        raise Refused(
            _("Someone else was a moment quicker, and %(name)s has no place left just now. Here are others.")
            % {"name": row.mentor.display_name}
        )
    row.chosen_at, row.expires_at = now, now + ANSWERED_WITHIN
    row.save(update_fields=["chosen_at", "expires_at"])
    return row


@action("mentoring.take_back")
def take_back(chosen: MentorOffer, *, by: Person) -> MentorOffer:
    """The member takes their choice back, and may choose again, this one too. Nobody hears of it."""
    _wish, row = _lock(chosen)
    if row.chosen_at is not None and row.answered_at is None and row.expires_at > clock.now():
        row.chosen_at, row.expires_at = None, clock.now() + OFFERED_FOR
        row.save(update_fields=["chosen_at", "expires_at"])
    current().record(row)
    return row


@action("mentoring.put_away")
def put_away(offered: MentorOffer, *, by: Person) -> MentorOffer:
    """The member would rather not have this one: not offered again for this wish. The mentor never hears of it."""
    wish, row = _lock(offered)
    if row.answered_at is None and row.chosen_at is None:
        row.answered_at = clock.now()
        row.save(update_fields=["answered_at"])
        wish.not_again = sorted({*wish.not_again, row.mentor_id})
        wish.save(update_fields=["not_again"])
    current().record(row)
    return row


@action("mentoring.answer")
def answer(chosen: MentorOffer, yes: bool, *, by: Person) -> Mentorship | None:
    """The mentor says yes, and it begins; or “not now”, and the member chooses among others.

    Raises Refused for a choice that was taken back or is too old, and for a yes beyond what they can carry.
    """
    wish, row = _lock(chosen)
    now = clock.now()
    current().record(row, yes=yes)
    if row.answered_at is not None and row.yes == yes:
        return queries.pairing_of(wish.member) if yes else None
    waits = row.chosen_at is not None and row.answered_at is None and row.expires_at > now
    if not waits or wish.closed_at is not None or is_cut(row.mentor, wish.member):
        raise Refused(_("This isn’t open any more. There is nothing for you to do."))
    pairing = _begin(row, wish.member, by) if yes else None
    row.answered_at, row.yes = now, yes
    row.save(update_fields=["answered_at", "yes"])
    return pairing


def _begin(row: MentorOffer, member: Person, by: Person) -> Mentorship:
    try:
        return begin(row.mentor, member, row.reasons, by=by)
    except Refused as full:
        raise Refused(
            _("That would be more than you said you can carry. Change that first, or say “not now”. Both are fine.")
        ) from full


def _lock(offered: MentorOffer) -> tuple[MentorWish, MentorOffer]:
    """The wish, the mentor's profile and the offer as they are now, locked in this order."""
    wish = MentorWish.objects.select_for_update(of=("self",)).select_related("member__program").get(pk=offered.wish_id)
    lock_profile(offered.mentor)
    row = MentorOffer.objects.select_for_update(of=("self",)).get(pk=offered.pk)
    row.mentor = Person.objects.select_related("program", "supervisor").get(pk=row.mentor_id)
    return wish, row
