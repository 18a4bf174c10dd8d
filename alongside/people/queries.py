"""Questions about people that other rooms ask."""

from datetime import datetime
from typing import TypedDict

from alongside.people.models import GONE_STAGES, STAFF_ROLES, Acceptance, Agreement, OnCallShift, Person, Program
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
    """Who answers at that moment when nobody else does, or None in a gap. Of two, the one who began first."""
    shift = (
        OnCallShift.objects.select_related("person__program", "person__account")
        .filter(program=program, starts_at__lte=at, ends_at__gt=at, person__role__in=STAFF_ROLES)
        .exclude(person__stage__in=GONE_STAGES)
        .order_by("starts_at", "id")
        .first()
    )
    return shift.person if shift else None


def current_agreements(program: Program | int) -> list[Agreement]:
    """The newest version of each text, consent first. One query."""
    program_id = program if isinstance(program, int) else program.pk
    newest: dict[str, Agreement] = {}
    for agreement in Agreement.objects.filter(program=program_id).order_by("kind", "version"):
        newest[agreement.kind] = agreement
    return list(newest.values())


def outstanding_agreements(person: Person) -> list[Agreement]:
    """The newest texts this person has not accepted; nobody enters a session before it is empty. Two queries."""
    current = current_agreements(person.program_id)
    accepted = set(
        Acceptance.objects.filter(person=person, agreement__in=current).values_list("agreement_id", flat=True)
    )
    return [agreement for agreement in current if agreement.pk not in accepted]
