"""Reading who mentors whom, and who waits. Each function costs one query unless it says otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from alongside.boundaries.queries import cut_pairs
from alongside.core import clock
from alongside.groups.models import MentorOffer, MentorProfile, Mentorship, MentorWish
from alongside.people.models import Person, Program, Role, Stage, StepBack
from alongside.people.queries import stepped_back
from alongside.people.stages import at_work, is_suspended, policy, stages_where

ENDED_SHOWN = timedelta(days=14)
"""How long an end stands on the pages of those whom it concerned."""
MOST = 200
_STILL_HERE = {"mentor__role": Role.MENTOR, "mentor__stage__in": stages_where("is_shown_to_others")}
"""Of offers: nobody waits for, or reads of a place with, a mentor who is gone or no longer one."""


def mentor_of(person: Person) -> Person | None:
    """Who mentors `person` now."""
    row = pairing_of(person)
    return row.mentor if row is not None else None


def pairing_of(member: Person) -> Mentorship | None:
    """The mentorship in which `member` has a mentor now, with the mentor loaded."""
    rows = Mentorship.objects.filter(member=member, until=None)
    return rows.select_related("mentor__program", "mentor__supervisor").first()


def people_of(mentor: Person) -> list[Person]:
    """Whom `mentor` mentors now, the longest first."""
    return [row.member for row in pairings_of(mentor)]


def pairings_of(mentor: Person) -> list[Mentorship]:
    """The mentorships of `mentor` that are on, the longest first, with the members loaded."""
    rows = Mentorship.objects.filter(mentor=mentor, until=None).select_related("member__program")
    return list(rows.order_by("since", "id")[:MOST])


def ended_lately(person: Person, at: datetime) -> list[Mentorship]:
    """What ended for `person` in the last two weeks, on either side, newest first, with both loaded."""
    rows = Mentorship.objects.filter(Q(mentor=person) | Q(member=person), until__gt=at - ENDED_SHOWN)
    return list(rows.select_related("mentor__program", "member__program").order_by("-until", "-id")[:10])


def profile_of(mentor: Person) -> MentorProfile | None:
    """What `mentor` said of themselves. None for who hasn't."""
    return MentorProfile.objects.filter(person=mentor).first()


def may_be_mentor(person: Person) -> bool:
    """Whether `person` is a mentor who is here at the moment. No query."""
    return person.role == Role.MENTOR and policy(person).keeps_places and not is_suspended(person, clock.now())


def may_have_mentor(person: Person) -> bool:
    """Whether `person` may ask for a mentor and be given one: members who are here, alums too. No query."""
    return person.role == Role.MEMBER and policy(person).gets_suggestions and not is_suspended(person, clock.now())


@dataclass(frozen=True)
class Open:
    """How far someone is ready to be given people. `lacks`: codes of what is missing, the first one first."""

    lacks: tuple[str, ...] = ()
    places: int = 0

    @property
    def takes(self) -> bool:
        return not self.lacks and self.places > 0


def readiness(mentor: Person, at: datetime) -> Open:
    """Whether `mentor` can be given someone now, and for how many more there is a place. Up to seven queries."""
    lacks = lacks_of(mentor, MentorProfile.objects.filter(person=mentor).first(), at)
    return Open(lacks, free_places([mentor], at).get(mentor.pk, 0))


def lacks_of(mentor: Person, profile: MentorProfile | None, at: datetime) -> tuple[str, ...]:
    """What is missing before `mentor` can be given someone. One query where their supervisor isn't loaded."""
    supervisor = mentor.supervisor if mentor.supervisor_id is not None else None
    paused = profile is not None and profile.pauses_until is not None and profile.pauses_until > at
    missing = (
        ("away", not may_be_mentor(mentor) or not policy(mentor).gets_suggestions),
        ("profile", profile is None),
        ("agreement", profile is not None and profile.agreed_at is None),
        ("supervisor", supervisor is None or not at_work(supervisor)),
        ("pause", paused),
    )
    return tuple(code for code, so in missing if so)


def able_mentors(program: Program | int, at: datetime) -> list[Person]:
    """Mentors of `program` who could be given someone, whether or not they have a place, with their profiles."""
    away = StepBack.objects.filter(person=OuterRef("pk"), since__lte=at, until__gt=at)
    rows = Person.objects.filter(
        Q(suspended_until=None) | Q(suspended_until__lte=at),
        program=program,
        role=Role.MENTOR,
        stage__in=stages_where("gets_suggestions"),
        mentor_profile__agreed_at__isnull=False,
        supervisor__stage__in=stages_where("gets_letters"),
    )
    rows = rows.filter(Q(mentor_profile__pauses_until=None) | Q(mentor_profile__pauses_until__lte=at))
    rows = rows.annotate(steps_back=Exists(away)).select_related("program", "mentor_profile", "supervisor")
    return [each for each in rows.order_by("pk")[:1000] if each.supervisor is not None and each.supervisor.is_staff]


def free_places(mentors: Iterable[Person], at: datetime) -> dict[int, int]:
    """For how many more each of them has a place, by row number. Nothing below 0. Three queries, two more for choices.

    A member who chose them keeps a place until they answer; but not one whom something keeps from contact with them:
    that choice reaches nobody.
    """
    ids = [each.pk for each in mentors]
    room = dict(MentorProfile.objects.filter(person__in=ids).values_list("person", "capacity"))
    taken = dict(
        Mentorship.objects.filter(mentor__in=ids, until=None).values_list("mentor").annotate(Count("pk")).order_by()
    )
    for offer in _reaching(pending(at).filter(mentor__in=ids)):
        taken[offer.mentor_id] = taken.get(offer.mentor_id, 0) + 1
    return {pk: max(0, capacity - taken.get(pk, 0)) for pk, capacity in room.items()}


def pending(at: datetime) -> QuerySet[MentorOffer]:
    """Choices that a mentor hasn't answered, and still may."""
    return MentorOffer.objects.filter(
        chosen_at__isnull=False, answered_at=None, expires_at__gt=at, wish__closed_at=None
    )


def choices_for(mentor: Person, at: datetime) -> list[MentorOffer]:
    """Who chose `mentor` and waits for an answer, the first one first. Three queries at most."""
    return _reaching(pending(at).filter(mentor=mentor).order_by("chosen_at", "id"))


def _reaching(offers: QuerySet[MentorOffer]) -> list[MentorOffer]:
    """Those of them that nothing keeps from their mentor."""
    found = list(offers.select_related("wish__member__program")[:1000])
    if not found:
        return []
    cut = cut_pairs({pk for each in found for pk in (each.mentor_id, each.wish.member_id)})
    return [each for each in found if frozenset((each.mentor_id, each.wish.member_id)) not in cut]


def wish_of(member: Person) -> MentorWish | None:
    """The open wish of `member`."""
    return MentorWish.objects.filter(member=member, closed_at=None).first()


def standing_offers(wish: MentorWish, at: datetime) -> list[MentorOffer]:
    """Whom the member may choose from now, the best first; or the one they chose, alone while it waits."""
    rows = MentorOffer.objects.filter(wish=wish, answered_at=None, expires_at__gt=at, **_STILL_HERE)
    found = list(rows.select_related("mentor__program", "mentor__mentor_profile").order_by("rank", "id")[:10])
    return [each for each in found if each.chosen_at is not None] or found


def past_choice(wish: MentorWish, at: datetime) -> MentorOffer | None:
    """The last choice that came to nothing: the mentor said “not now”, or hadn't answered in time. To the member the
    two are the same, and so is a choice that reached nobody."""
    rows = MentorOffer.objects.filter(wish=wish, chosen_at__isnull=False, **_STILL_HERE)
    rows = rows.filter(Q(yes=False) | Q(answered_at=None, expires_at__lte=at))
    return rows.select_related("mentor").order_by("-chosen_at", "-id").first()


def waiting_wishes(program: Program | int) -> list[MentorWish]:
    """Who would like a mentor and has none, the longest first, with the members loaded."""
    rows = MentorWish.objects.filter(
        member__program=program,
        closed_at=None,
        member__role=Role.MEMBER,
        member__stage__in=stages_where("gets_suggestions"),
    )
    return list(rows.select_related("member__program").order_by("made_at", "id")[:1000])


def earlier_pairs(members: Iterable[int]) -> set[tuple[int, int]]:
    """(member, mentor) of what has ended, by row numbers."""
    rows = Mentorship.objects.filter(member__in=list(members), until__isnull=False)
    return set(rows.values_list("member", "mentor"))


def supervised_by(viewer: Person) -> list[Person]:
    """The mentors whom `viewer` looks after; all of the program for directors. By name, with profiles loaded."""
    rows = Person.objects.filter(program=viewer.program_id, role=Role.MENTOR).exclude(stage=Stage.INVITED)
    rows = rows.filter(stage__in=stages_where("keeps_places"))
    if viewer.role != Role.DIRECTOR:
        rows = rows.filter(supervisor=viewer)
    return list(rows.select_related("program", "supervisor", "mentor_profile").order_by("display_name", "id")[:MOST])


def steps_back_today(person: Person, at: datetime) -> bool:
    """Whether `person` has stepped back for the day."""
    return stepped_back(person, at) is not None


def ended_of(viewer: Person, at: datetime) -> list[Mentorship]:
    """What ended in the last two weeks, of mentors whom `viewer` looks after, or of all for directors; newest first."""
    rows = Mentorship.objects.filter(program=viewer.program_id, until__gt=at - ENDED_SHOWN)
    if viewer.role != Role.DIRECTOR:
        rows = rows.filter(mentor__supervisor=viewer)
    return list(rows.select_related("mentor__program", "member__program").order_by("-until", "-id")[:30])
