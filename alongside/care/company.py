"""Company at night: two who both said that they'd like it can find each other. Nobody else ever sees who is awake."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from alongside.boundaries.queries import cut_pairs
from alongside.care.models import Awake, Lane, ReachOut
from alongside.conversations.models import Conversation
from alongside.conversations.pairs import name_of
from alongside.groups import schedule
from alongside.people.models import STAFF_ROLES, Person
from alongside.people.stages import policy, stages_where

EVENING, MORNING = 21, 6
"""Hours on a person's own clock between which it is night."""
LONGEST = timedelta(hours=4)
MOST_SHOWN = 3


def until(person: Person, at: datetime) -> datetime | None:
    """When this night's company ends for `person`: at six on their clock, after four hours at most. None by day."""
    local = schedule.to_local(at, person.zone)
    if MORNING <= local.hour < EVENING:
        return None
    six = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if local.hour >= EVENING:
        six += timedelta(days=1)
    return min(at + LONGEST, schedule.to_utc(six, person.zone))


def calls_for_help(person: Person) -> bool:
    """Whether someone on staff is being called for `person`: then that is what counts. One query."""
    return ReachOut.objects.filter(about=person, lane=Lane.HELP, closed_at=None).exists()


def may_have_company(person: Person, at: datetime) -> bool:
    """Members and mentors at night whose stage lets them be proposed to others, and who aren't calling for help."""
    allowed = policy(person)
    fits = not person.is_staff and allowed.gets_suggestions and allowed.is_shown_to_others
    return fits and until(person, at) is not None and not calls_for_help(person)


@dataclass(frozen=True)
class Company:
    """Someone who is awake and would like company, as one other such person sees them."""

    person: Person
    said_yes: bool
    """The viewer has. What the other one said shows only in `conversation`."""
    conversation: Conversation | None


def own(person: Person, at: datetime) -> Awake | None:
    """Whether `person` has said that they are awake."""
    return Awake.objects.filter(person=person, until__gt=at).first()


def for_person(person: Person, at: datetime) -> list[Company]:
    """Who else is awake and would like company, for someone who said both themselves. Five queries; one by day."""
    mine = own(person, at)
    if mine is None or not person.welcomes_company or not may_have_company(person, at):
        return []
    calling = ReachOut.objects.filter(about=OuterRef("person"), lane=Lane.HELP, closed_at=None)
    rows = Awake.objects.filter(
        ~Exists(calling),
        until__gt=at,
        person__program=person.program_id,
        person__welcomes_company=True,
        person__stage__in=set(stages_where("gets_suggestions")) & set(stages_where("is_shown_to_others")),
    ).exclude(person=person)
    others = list(rows.exclude(person__role__in=STAFF_ROLES).select_related("person__program").order_by("since", "pk"))
    apart = cut_pairs([person.pk, *(each.person_id for each in others)])
    near = [each for each in others if frozenset((person.pk, each.person_id)) not in apart][:MOST_SHOWN]
    both = [name_of(person, each.person) for each in near if each.person_id in mine.yes_to and person.pk in each.yes_to]
    chats = {chat.pair: chat for chat in Conversation.objects.filter(program=person.program_id, pair__in=both)}
    return [
        Company(each.person, each.person_id in mine.yes_to, chats.get(name_of(person, each.person))) for each in near
    ]
