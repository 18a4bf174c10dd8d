"""The cast: always the same people, made through the same actions as real ones.

    def test_a_groupmate_may_not(cast, client_of):
        assert client_of(cast.groupmate).get(f"/groups/{cast.group.public_id}/").status_code == 200

Everyone has accepted the agreements, except `newcomer`. Staff have a second step. `outsider` runs another program and
must see nothing of this one. Nobody has a password: `client_of(person)` is a signed-in test client, `client_of(None)` a
visitor.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from alongside.core.actions import SYSTEM
from alongside.groups import actions as groups
from alongside.groups.models import Group
from alongside.people import actions
from alongside.people.actions_arriving import accept_agreements
from alongside.people.models import Person, Program, Role, Stage
from alongside.people.queries import current_agreements


@dataclass
class Cast:
    """One program with its people, and someone from another."""

    program: Program
    other_program: Program
    director: Person
    counselor: Person
    other_counselor: Person
    mentor: Person
    member: Person
    groupmate: Person
    third: Person
    fourth: Person
    newcomer: Person
    outsider: Person
    scene: Any = None
    """Whatever a permission table needs besides people (see tests/permissions)."""

    @cached_property
    def group(self) -> Group:
        """The therapy group of `roster`, led by `counselor`; made when first asked for."""
        group = groups.create_group(self.program, name="Tuesday evenings", by=self.director)
        groups.set_facilitators(group, [self.counselor], by=self.director)
        for person in self.roster:
            groups.add_to_roster(group, person, by=self.director)
        return group

    @property
    def people(self) -> dict[str, Person]:
        """Every person by their name in the cast."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in found.items() if isinstance(value, Person)}

    @property
    def roster(self) -> list[Person]:
        """The people of the group: the mentor and the members."""
        return [self.mentor, self.member, self.groupmate, self.third, self.fourth]


NAMES = {
    "director": ("Amara Obi", Role.DIRECTOR),
    "counselor": ("Dana Ruiz", Role.COUNSELOR),
    "other_counselor": ("Ken Sato", Role.COUNSELOR),
    "mentor": ("Rosa Delgado", Role.MENTOR),
    "member": ("Maya", Role.MEMBER),
    "groupmate": ("Sam", Role.MEMBER),
    "third": ("Walt", Role.MEMBER),
    "fourth": ("Inés", Role.MEMBER),
}


def enroll(program: Program, name: str, role: str, *, accepts: bool = True, **profile: Any) -> Person:
    """One more person with an account, agreements accepted, and a second step if they are staff."""
    count = Person.objects.count()
    account = actions.create_account(f"person{count}@example.org", email_verified=True, by=SYSTEM)
    person = actions.create_person(program, display_name=name, role=role, account=account, by=SYSTEM, **profile)
    if accepts:
        accept_agreements(person, current_agreements(program), by=person)
    if person.is_staff:
        TOTP.activate(account, generate_totp_secret())
    return person


def make_cast() -> Cast:
    """The cast, freshly made in the test's database."""
    program = actions.create_program("Harbor Program", by=SYSTEM)
    other_program = actions.create_program("Elsewhere", by=SYSTEM)
    people = {key: enroll(program, name, role) for key, (name, role) in NAMES.items()}
    return Cast(
        program=program,
        other_program=other_program,
        newcomer=enroll(program, "Noor", Role.MEMBER, accepts=False, stage=Stage.ARRIVING),
        outsider=enroll(other_program, "Otto", Role.DIRECTOR),
        **people,
    )


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, in a database of its own."""
    return make_cast()


@pytest.fixture
def client_of() -> Callable[[Person | None], Client]:
    """A browser in which that person is signed in; a visitor's for None."""

    def signed_in(person: Person | None) -> Client:
        client = Client()
        if person is not None:
            assert person.account is not None
            client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
