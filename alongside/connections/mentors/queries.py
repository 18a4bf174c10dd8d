"""What the pages of members and mentors show. Each function says what it costs."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alongside.connections.mentors import words
from alongside.connections.mentors.load import Load, load_of
from alongside.connections.models import Thanks
from alongside.conversations.models import Conversation, Kind
from alongside.conversations.pairs import name_of
from alongside.groups.mentoring import queries
from alongside.groups.mentoring.terms import languages_of, topics_of
from alongside.groups.models import MentorOffer, Mentorship, MentorWish, Topic
from alongside.people.models import Person, Role

TOLD_SHOWN = timedelta(days=7)


@dataclass(frozen=True)
class Choice:
    """A mentor whom a member may choose, and why."""

    offer: MentorOffer
    about: str
    topics: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Mine:
    """How it stands with someone's mentor. `chosen`: whom they chose, who hasn't answered yet. `past`: a choice that
    came to nothing. `ended`: what ended lately."""

    pairing: Mentorship | None = None
    talk: Conversation | None = None
    wish: MentorWish | None = None
    choices: tuple[Choice, ...] = ()
    chosen: MentorOffer | None = None
    past: MentorOffer | None = None
    ended: tuple[Mentorship, ...] = ()
    may_ask: bool = False


def mine(member: Person, at: datetime) -> Mine:
    """How it stands with `member`'s mentor. Up to six queries."""
    ended = tuple(row for row in queries.ended_lately(member, at) if row.member_id == member.pk)[:1]
    pairing = queries.pairing_of(member)
    if pairing is not None:
        return Mine(pairing=pairing, talk=talk_of(member, pairing.mentor))
    wish = queries.wish_of(member)
    may_ask = queries.may_have_mentor(member)
    if wish is None:
        return Mine(ended=ended, may_ask=may_ask)
    offers = queries.standing_offers(wish, at)
    chosen = next((each for each in offers if each.chosen_at is not None), None)
    past = None if chosen is not None else queries.past_choice(wish, at)
    choices = () if chosen is not None else tuple(_choice(each) for each in offers[:3])
    return Mine(wish=wish, choices=choices, chosen=chosen, past=past, ended=ended, may_ask=may_ask)


def _choice(offer: MentorOffer) -> Choice:
    profile = offer.mentor.mentor_profile
    topics = tuple(str(Topic(code).label) for code in topics_of(profile.topics))
    return Choice(offer, profile.about, topics, tuple(words.reasons(offer.reasons, offer.mentor)))


def talk_of(a: Person, b: Person) -> Conversation | None:
    """The conversation of these two, as it is named while nothing keeps them apart. One query."""
    found = Conversation.objects.filter(program=a.program_id, pair=name_of(a, b), kind=Kind.PAIR)
    return found.filter(participants__person=a).first()


@dataclass(frozen=True)
class Mentoring:
    """A mentor's own page."""

    ready: queries.Open
    load: Load
    choices: tuple[tuple[MentorOffer, tuple[str, ...]], ...] = ()
    ended: tuple[Mentorship, ...] = ()
    thanks: str = ""
    talks: dict[int, str] = field(default_factory=dict)


def mentoring(mentor: Person, at: datetime) -> Mentoring:
    """What concerns `mentor` now. About a dozen queries, however many people they have."""
    load = load_of(mentor, at)
    members = {each.pairing.member_id: each.pairing.member for each in load.contacts}
    names = {name_of(mentor, member): pk for pk, member in members.items()}
    talks = Conversation.objects.filter(program=mentor.program_id, pair__in=list(names), participants__person=mentor)
    told = Thanks.objects.filter(to=mentor, told_at__gt=at - TOLD_SHOWN).select_related("person").order_by("pk")[:200]
    return Mentoring(
        ready=queries.readiness(mentor, at),
        load=load,
        choices=tuple((each, _wishes(each)) for each in queries.choices_for(mentor, at)),
        ended=tuple(row for row in queries.ended_lately(mentor, at) if row.mentor_id == mentor.pk),
        thanks=words.thanks(list(told)),
        talks={names[each.pair]: each.public_id for each in talks},
    )


def _wishes(offer: MentorOffer) -> tuple[str, ...]:
    """What the mentor reads of who chose them: the topics they would like to talk about, and nothing else."""
    kept = offer.wish.wants if isinstance(offer.wish.wants, dict) else {}
    return tuple(str(Topic(code).label) for code in kept.get("topics", ()) if code in Topic.values)


def spoken_here(person: Person, at: datetime) -> list[tuple[str, str]]:
    """The languages among which a member may choose, by code: those of mentors who can be chosen, and their own."""
    found = dict(languages_of(person))
    for mentor in queries.able_mentors(person.program_id, at):
        for code, name in languages_of(mentor).items():
            found.setdefault(code, name)
    return sorted(found.items(), key=lambda each: each[1].casefold())[:40]


@dataclass(frozen=True)
class Line:
    """What Today and People say in one line. `what`: a code."""

    what: str
    other: Person | None = None


def line_for(person: Person, at: datetime) -> Line | None:
    """What waits for `person` about mentors; None where nothing does. Up to four queries; none for staff."""
    if person.role == Role.MENTOR:
        return chosen_line(person, at)
    wish = queries.wish_of(person) if person.role == Role.MEMBER else None
    offers = queries.standing_offers(wish, at) if wish is not None else []
    return Line("choose") if offers and offers[0].chosen_at is None else None


def chosen_line(person: Person, at: datetime) -> Line | None:
    """That someone chose this mentor. One query where nobody did; none for everyone else."""
    choices = queries.choices_for(person, at) if person.role == Role.MENTOR else []
    return Line("chosen", choices[0].wish.member) if choices else None
