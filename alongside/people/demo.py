"""The people of the demo, for its sign-in page. Outside the demo there are none."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alongside.people.models import GONE_STAGES, Person, Program, Role, Stage

TO_TRY: dict[str, tuple[str | Promise, str | Promise]] = {
    Role.COUNSELOR: (
        _("Counselors"),
        _("Lead a session: open it, propose small rooms, see who was there. Look at Care: who needs someone, and why."),
    ),
    Role.DIRECTOR: (
        _("The director"),
        _("Runs the program: people, newcomers, who is on call and who is away, what nobody acted on."),
    ),
    Role.MENTOR: (
        _("Mentors"),
        _("Have been through it themselves, welcome who is new, and sit beside people in small rooms."),
    ),
    Role.MEMBER: (
        _("Members"),
        _("Join today’s session the way they can: listening, chat, voice or camera."),
    ),
}


@dataclass(frozen=True)
class Persona:
    """One button. It looks like its person to the `face` and `who` tags."""

    public_id: str
    display_name: str
    picture_url: str
    note: str | Promise


@dataclass
class PersonaGroup:
    label: str | Promise
    to_try: str | Promise
    people: list[Persona] = field(default_factory=list)


@dataclass
class DemoProgram:
    name: str
    groups: list[PersonaGroup]


def demo_people() -> list[Person]:
    """Everyone who can be looked through in the demo. Two queries at most."""
    if not settings.DEMO:
        return []
    everyone = Person.objects.select_related("program").exclude(stage__in=[*GONE_STAGES, Stage.INVITED])
    return list(everyone.exclude(account=None).order_by("program_id", "display_name", "id"))


def demo_programs() -> list[DemoProgram]:
    """The same, by program and role."""
    found: dict[Program, dict[str, PersonaGroup]] = {}
    for person in demo_people():
        groups = found.setdefault(
            person.program, {role: PersonaGroup(label, to_try) for role, (label, to_try) in TO_TRY.items()}
        )
        groups[person.role].people.append(
            Persona(person.public_id, person.display_name, person.picture_url, _note(person))
        )
    return [
        DemoProgram(program.name, [group for group in groups.values() if group.people])
        for program, groups in found.items()
    ]


def _note(person: Person) -> str | Promise:
    if person.stage == Stage.ARRIVING:
        return _("Just arriving")
    if person.stage in {Stage.ACTIVE}:
        return person.pronouns
    return str(Stage(person.stage).label)
