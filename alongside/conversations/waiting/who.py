"""Who is asked: peers who agreed to it and are around, then mentors, their own first, or whoever stands in for them.

Nobody is asked who couldn't answer there, whom anything keeps from its author, who was asked for this post already, or
who may not write at the moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from alongside.boundaries.models import PostingPause
from alongside.boundaries.queries import cut_pairs
from alongside.conversations.models import Conversation, Kind, Offer, Participant, Rung, WaitingPost
from alongside.conversations.waiting import times
from alongside.groups.models import CircleMember, CircleRole, CircleState, Mentorship, RosterEntry, RosterState
from alongside.groups.queries import leader_of
from alongside.people.cover import acting_for
from alongside.people.models import STAFF_ROLES, Around, Arrival, Duty, Person, Role, StepBack
from alongside.people.stages import at_work, stages_where

PEERS = 3
MENTORS = 3
LATELY = timedelta(hours=1)
"""Who was here in this time is around."""
A_DAY, MOST_A_DAY = timedelta(days=1), 2
FAIR = timedelta(days=7)
"""Whoever was asked least in this time comes first."""
_LOOKED_AT = 60


@dataclass(frozen=True)
class Found:
    """Who is asked now. With nobody: when the first of those whom it is night for may be asked, if there are any."""

    people: tuple[Person, ...] = ()
    later: datetime | None = None


def to_ask(post: WaitingPost, rung: int, at: datetime) -> Found:
    """Who is asked on that rung at that moment. About five queries."""
    return _peers(post, at) if rung == Rung.PEERS else _mentors(post, at)


def readers(conversation: Conversation) -> QuerySet[Person]:
    """Who may read and write there now, as far as their stage lets them."""
    found = Person.objects.filter(program=conversation.program_id, stage__in=stages_where("may_sign_in"))
    if conversation.kind == Kind.TOPIC:
        return found
    part = Participant.objects.filter(conversation=conversation, person=OuterRef("pk"), until=None, asked_at=None)
    return found.filter(Exists(part))


def may_answer(person: Person, post: WaitingPost) -> bool:
    """Whether `person` may say that they answer: not its author; to the care team, staff alone. One query.

    Also a peer where only staff are asked: a no would tell them that someone was worried.
    """
    if person.pk == post.author_id or (post.conversation.kind == Kind.LINE and not person.is_staff):
        return False
    return readers(post.conversation).filter(pk=person.pk).exists()


def _peers(post: WaitingPost, at: datetime) -> Found:
    here = Around.objects.filter(person=OuterRef("pk"), at__gt=at - LATELY)
    able = _able(readers(post.conversation), post, at).filter(may_be_asked=True).exclude(role__in=STAFF_ROLES)
    able = able.filter(~Exists(_stepped_back(at)))
    able = able.filter(stage__in=set(stages_where("gets_suggestions")) & set(stages_where("is_shown_to_others")))
    able = able.annotate(today=_asked_since(at - A_DAY), lately=_asked_since(at - FAIR), here=Exists(here))
    able = able.filter(today__lt=MOST_A_DAY).order_by("-here", "lately", "pk").select_related("program", "account")
    near = _uncut(able[:_LOOKED_AT], post)
    now = [each for each in near if getattr(each, "here", False) and times.may_be_asked_from(each, at) == at]
    return _found(now[:PEERS], near, at)


def _mentors(post: WaitingPost, at: datetime) -> Found:
    author, circle = post.author_id, post.conversation.circle_id
    shared = RosterEntry.objects.filter(person=author, state=RosterState.ON, group__closed_at=None).values("group")
    mentors = RosterEntry.objects.filter(
        person=OuterRef("pk"), state=RosterState.ON, group__in=shared, person__role=Role.MENTOR
    )
    welcomed = Arrival.objects.filter(person=author, welcomer=OuterRef("pk"))
    hosts = CircleMember.objects.filter(
        circle=circle, person=OuterRef("pk"), state=CircleState.ON, role__in=[CircleRole.HOST, CircleRole.COHOST]
    )
    own = Mentorship.objects.filter(member=author, until=None, mentor=OuterRef("pk"))
    wanted = Q(Exists(own)) | Q(Exists(welcomed)) | Q(Exists(mentors))
    if circle is not None:
        wanted |= Q(Exists(hosts))
    there = readers(post.conversation).filter(wanted).annotate(away=Exists(_stepped_back(at)), own=Exists(own))
    found: list[Person] = []
    for each in there.select_related("program", "account", "supervisor").order_by("-own", "pk")[:_LOOKED_AT]:
        instead = instead_of(each, post, at) if getattr(each, "away", False) else each
        if instead is not None and instead not in found:
            found.append(instead)
    allowed = set(
        _able(Person.objects.filter(pk__in=[each.pk for each in found]), post, at).values_list("pk", flat=True)
    )
    near = _uncut((each for each in found if each.pk in allowed), post)
    now = [each for each in near if times.may_be_asked_from(each, at) == at]
    return _found(now[:MENTORS], near, at)


def instead_of(mentor: Person, post: WaitingPost, at: datetime) -> Person | None:
    """Who has the people of a mentor who steps back: their supervisor, else who leads; if they may answer there."""
    supervisor = mentor.supervisor if mentor.supervisor_id is not None else leader_of(post.author)
    if supervisor is None or not at_work(supervisor):
        return None
    acting = acting_for(supervisor, Duty.LINES, at)
    return acting if at_work(acting) and may_answer(acting, post) else None


def _found(now: list[Person], near: list[Person], at: datetime) -> Found:
    if now:
        return Found(tuple(now))
    waking = [moment for moment in (times.may_be_asked_from(each, at) for each in near) if moment > at]
    return Found(later=min(waking, default=None))


def _able(people: QuerySet[Person], post: WaitingPost, at: datetime) -> QuerySet[Person]:
    """Those of them who may write, and weren't asked about this post."""
    pauses = PostingPause.objects.filter(person=OuterRef("pk"), lifted_at=None, since__lte=at, until__gt=at)
    asked = Offer.objects.filter(waiting=post, person=OuterRef("pk"))
    free = people.filter(Q(suspended_until=None) | Q(suspended_until__lte=at), stage__in=stages_where("gets_letters"))
    return free.filter(~Exists(pauses), ~Exists(asked)).exclude(pk=post.author_id)


def _asked_since(moment: datetime) -> Coalesce:
    asked = Offer.objects.filter(person=OuterRef("pk"), at__gt=moment).order_by().values("person")
    return Coalesce(Subquery(asked.annotate(count=Count("pk")).values("count")), 0)


def _stepped_back(at: datetime) -> QuerySet[StepBack]:
    return StepBack.objects.filter(person=OuterRef("pk"), since__lte=at, until__gt=at)


def _uncut(people: Iterable[Person], post: WaitingPost) -> list[Person]:
    """Those whom nothing keeps from its author. Staff are kept from nobody."""
    listed = list(people)
    cut = cut_pairs([post.author_id, *(each.pk for each in listed)])
    return [each for each in listed if each.is_staff or frozenset((each.pk, post.author_id)) not in cut]
