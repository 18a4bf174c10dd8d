"""Questions about people that other rooms ask."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypedDict

from django.db.models import Exists, OuterRef, QuerySet

from alongside.people import rota
from alongside.people.models import (
    GONE_STAGES,
    Acceptance,
    Agreement,
    Around,
    Invitation,
    Person,
    Program,
    Stage,
    StepBack,
)
from alongside.ui import faces


class Card(TypedDict):
    """What everyone in the program may know of a person. Travels in live payloads."""

    id: str
    name: str
    pronouns: str
    picture: str
    hue: int
    shape: int
    initials: str
    role: str
    isStaff: bool


def person_card(person: Person) -> Card:
    """The person as browsers know them; hue, shape and initials as in the `face` tag. No query."""
    return Card(
        id=person.public_id,
        name=person.display_name,
        pronouns=person.pronouns,
        picture=person.picture_url,
        hue=faces.hue(person.public_id),
        shape=faces.shape(person.public_id),
        initials=faces.initials(person.display_name),
        role=person.role,
        isStaff=person.is_staff,
    )


def on_call(program: Program, at: datetime) -> Person | None:
    """Who answers at that moment when nobody else does, or None in a gap. Of two, the one who began first.

    The shift of someone on leave is their cover's. Three queries.
    """
    return rota.watch(program, at, at + timedelta(microseconds=1))[0].person


AROUND = timedelta(minutes=10)


def around(program: Program | int, at: datetime) -> QuerySet[Person]:
    """Who has been here in the last minutes before `at`; noted to five minutes. One query when it is read."""
    there = Around.objects.filter(person=OuterRef("pk"), at__gt=at - AROUND)
    return Person.objects.filter(Exists(there), program=program)


def stepped_back(person: Person, at: datetime) -> StepBack | None:
    """The day off from being asked that runs at that moment. One query."""
    return StepBack.objects.filter(person=person, since__lte=at, until__gt=at).first()


def lifeline(program: Program, at: datetime) -> Person | None:
    """Who would answer a cry for help at that moment. None: nobody, and pages must say so and give the numbers."""
    return on_call(program, at)


def may_be_written_to(address: str) -> bool:
    """False for the address of an account all of whose persons have died: nothing must reach it any more."""
    stages = set(Person.objects.filter(account__email__iexact=address).values_list("stage", flat=True))
    return stages != {Stage.DIED}


def current_agreements(program: Program | int) -> list[Agreement]:
    """The newest version of each text, consent first. One query."""
    return _newest(Agreement.objects.filter(program=program if isinstance(program, int) else program.pk))


def outstanding_agreements(person: Person) -> list[Agreement]:
    """The newest texts this person has not accepted; nobody enters a session before it is empty. One query."""
    accepted = Exists(Acceptance.objects.filter(person=person, agreement=OuterRef("pk")))
    rows = Agreement.objects.filter(program=person.program_id).annotate(accepted=accepted)
    return [agreement for agreement in _newest(rows) if not getattr(agreement, "accepted", False)]


def _newest(rows: QuerySet[Agreement]) -> list[Agreement]:
    newest: dict[str, Agreement] = {}
    for agreement in rows.order_by("kind", "version"):
        newest[agreement.kind] = agreement
    return list(newest.values())


class InvitationState(StrEnum):
    """What has become of a link."""

    OPEN = "open"
    UNKNOWN = "unknown"
    USED = "used"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


def invitation_state(invitation: Invitation | None, at: datetime) -> InvitationState:
    """Whether a link works at that moment, or why not."""
    if invitation is None:
        return InvitationState.UNKNOWN
    if invitation.used_at:
        return InvitationState.USED
    if invitation.withdrawn_at:
        return InvitationState.WITHDRAWN
    if invitation.expires_at <= at or invitation.person.stage in GONE_STAGES:
        return InvitationState.ENDED
    return InvitationState.OPEN


def find_invitation(token: str) -> Invitation | None:
    """The invitation behind a link's token."""
    return Invitation.objects.select_related("person__program", "program").filter(token_hash=hash_of(token)).first()


def hash_of(token: str) -> str:
    """What is stored of a token: it has 256 random bits, so one plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_people(program: Program, *, q: str = "", role: str = "", stage: str = "") -> QuerySet[Person]:
    """People of a program by part of their name, role and stage; without a stage, those who haven't left."""
    found = Person.objects.filter(program=program).order_by("display_name", "id")
    if q:
        found = found.filter(display_name__icontains=q)
    if role:
        found = found.filter(role=role)
    return found.filter(stage=stage) if stage else found.exclude(stage__in=GONE_STAGES)
