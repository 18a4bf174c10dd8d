"""Reading what waits: who is asked what, and what is over. One query each."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from alongside.conversations.models import Conversation, Kind, Offer, Participant, WaitingPost, Why
from alongside.conversations.waiting import times
from alongside.people.models import GONE_STAGES, Person

MOST_SHOWN = 3


def due(at: datetime) -> QuerySet[WaitingPost]:
    """Posts of all programs whose time is up, the longest first."""
    return WaitingPost.objects.filter(ended_at=None, next_at__lte=at).order_by("next_at", "pk")


def over() -> QuerySet[WaitingPost]:
    """Posts that nobody needs to answer any more: their place is closed, or their author is gone from it."""
    part = Participant.objects.filter(conversation=OuterRef("conversation"), person=OuterRef("author"), until=None)
    left = ~Exists(part) & ~Q(conversation__kind=Kind.TOPIC)
    closed = Q(conversation__closed_at__isnull=False)
    gone = Q(author__stage__in=GONE_STAGES)
    return WaitingPost.objects.filter(closed | gone | left, ended_at=None).order_by("pk")


def nobody_needs(post: WaitingPost) -> bool:
    """Whether that is so for this one."""
    return over().filter(pk=post.pk).exists()


def open_offers(post: WaitingPost) -> QuerySet[Offer]:
    """Who was asked and hasn't said anything yet."""
    return Offer.objects.filter(waiting=post, answer=Offer.Answer.OPEN).select_related("person")


def asked(person: Person) -> QuerySet[Offer]:
    """What `person` is asked, or has said they do, of posts that wait where they still can answer."""
    here = Participant.objects.filter(conversation=OuterRef("waiting__conversation"), person=person, until=None)
    found = Offer.objects.filter(Q(waiting__conversation__kind=Kind.TOPIC) | Exists(here), person=person)
    found = found.filter(waiting__ended_at=None).exclude(answer=Offer.Answer.PASSED)
    return found.select_related(
        "waiting__conversation__group",
        "waiting__conversation__circle",
        "waiting__conversation__topic",
        "waiting__message",
        "waiting__author",
    )


def place_name(conversation: Conversation) -> str:
    """What the place is called, by those who may read it."""
    if conversation.kind == Kind.GROUP and conversation.group is not None:
        return conversation.group.name
    if conversation.kind == Kind.CIRCLE and conversation.circle is not None:
        return conversation.circle.name
    if conversation.kind == Kind.TOPIC:
        topic = getattr(conversation, "topic", None)
        return topic.title if topic is not None else _("the forum")
    return str(conversation.get_kind_display())


@dataclass(frozen=True)
class Asked:
    """Something that one person is asked, or has promised, as they see it."""

    offer: Offer
    post: WaitingPost
    place: str
    choices: tuple[times.Promise, ...]
    promised: datetime | None

    @property
    def wants_company(self) -> bool:
        return self.post.why == Why.COMPANY

    @property
    def first(self) -> bool:
        return self.post.why == Why.FIRST


def asked_of(person: Person, at: datetime) -> list[Asked]:
    """What `person` promised, then what they are asked and nobody else has taken on; a few."""
    rows = asked(person).filter(Q(waiting__taken_by=None) | Q(waiting__taken_by=person))
    rows = rows.filter(Q(answer=Offer.Answer.OPEN) | Q(waiting__taken_by=person))
    found = [
        Asked(
            offer=row,
            post=row.waiting,
            place=place_name(row.waiting.conversation),
            choices=tuple(times.choices(person, at)),
            promised=row.waiting.promised_at if row.waiting.taken_by_id == person.pk else None,
        )
        for row in rows.order_by("at", "pk")[: 2 * MOST_SHOWN]
    ]
    return sorted(found, key=lambda each: each.promised is None)[:MOST_SHOWN]


def own_waiting(person: Person, conversation: Conversation) -> WaitingPost | None:
    """The newest post of `person` that waits there."""
    found = WaitingPost.objects.filter(conversation=conversation, author=person, ended_at=None)
    return found.select_related("taken_by", "message").order_by("-pk").first()
