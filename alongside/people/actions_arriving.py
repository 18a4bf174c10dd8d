"""The way in: invitations, and the agreements everyone accepts before a session."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people import letters
from alongside.people.actions import checked_language, checked_zone, create_person
from alongside.people.arriving import actions as arriving
from alongside.people.models import (
    GONE_STAGES,
    Acceptance,
    Account,
    Agreement,
    ArrivalStepKind,
    Invitation,
    Person,
    Program,
    Role,
    Stage,
)
from alongside.people.names import clean_line, clean_name
from alongside.people.queries import current_agreements, hash_of, outstanding_agreements

INVITATION_DAYS = 7
ADDRESS_KEPT = timedelta(days=30)


@action("people.invite_person")
def invite_person(
    program: Program,
    *,
    email: str,
    display_name: str,
    role: str = Role.MEMBER,
    language: str = "en",
    welcomer: Person | None = None,
    by: Actor,
    key: str | None = None,
) -> Invitation:
    """Invite someone by a discreet letter with a link that works once. Raises Refused.

    `welcomer` is their named human in the first days; None: whoever is found when they come in.

    The returned invitation carries `link` (str), this once: only a hash of its token is stored.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(_("Please give a complete email address."), field="email") from error
    if Person.objects.filter(program=program, account__email__iexact=address).exists():
        raise Refused(_("Someone with this email is in the program already."), field="email")
    person = create_person(program, display_name=display_name, role=role, stage=Stage.INVITED, language=language, by=by)
    if welcomer is not None and not person.is_staff:
        arriving.name_welcomer(person, welcomer, by=by)
    return _send(person, address, by)


@action("people.invite_again")
def invite_again(invitation: Invitation, *, by: Actor) -> Invitation:
    """Send a fresh link to the same person; every older one stops working. Raises Refused once they have come in."""
    person = Person.objects.select_for_update(of=("self",)).select_related("program").get(pk=invitation.person_id)
    if invitation.used_at or person.account_id is not None:
        raise Refused(_("This invitation was used already."))
    if not invitation.email:
        raise Refused(_("The address is no longer kept. Please invite the person anew."))
    Invitation.objects.filter(person=person, used_at=None, withdrawn_at=None).update(withdrawn_at=clock.now())
    if person.stage != Stage.INVITED:  # their invitation had ended, and now there is one again
        person.stage = Stage.INVITED
        person.save(update_fields=["stage"])
    return _send(person, invitation.email, by)


@action("people.withdraw_invitation")
def withdraw_invitation(invitation: Invitation, *, by: Actor) -> Invitation:
    """The link stops working. Raises Refused once it was used."""
    if invitation.used_at:
        raise Refused(_("This invitation was used already."))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
    current().record(invitation)
    return invitation


@action("people.accept_invitation")
def accept_invitation(
    invitation: Invitation,
    *,
    account: Account,
    display_name: str,
    adult: bool,
    pronouns: str = "",
    language: str = "en",
    time_zone: str = "",
    by: Actor,
) -> Person:
    """Come in with `account`, as an adult (`adults.check`). That they said so is kept, and when; never the year.

    Raises Refused for anyone else, and where the link was used, withdrawn or has ended meanwhile.
    """
    if not adult:
        raise Refused(_("This program is for adults."), field="birth_year")
    name = clean_name(display_name)
    now = clock.now()
    # Compare-and-set: of two browsers with the same link, one comes in.
    taken = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None, expires_at__gt=now).update(
        used_at=now
    )
    person = Person.objects.select_related("program").get(pk=invitation.person_id)
    if not taken or person.account_id is not None or person.stage in GONE_STAGES:
        raise Refused(_("This link doesn't work any more. Please ask for a new one."))
    if Person.objects.filter(program=person.program_id, account=account).exists():
        raise Refused(_("You are part of this program already. You can simply sign in."))
    person.account = account
    person.stage = Stage.ACTIVE if person.is_staff else Stage.ARRIVING
    person.display_name = name
    person.pronouns = clean_line(pronouns, 40, field="pronouns")
    person.language = checked_language(language)
    person.time_zone = checked_zone(time_zone) if time_zone else ""
    person.adult_at = now
    person.save(
        update_fields=["account", "stage", "display_name", "pronouns", "language", "time_zone", "adult_at"],
    )
    current().record(person, invitation=invitation.public_id)
    if person.stage == Stage.ARRIVING:
        arriving.begin(person, by=by)
    return person


@action("people.end_invitation")
def end_invitation(invitation: Invitation, *, by: Actor) -> Invitation:
    """Someone can't come in (they aren't an adult): the link ends now, and nothing else is kept. Idempotent.

    Inviting them again stays possible: a year is soon mistyped.
    """
    now = clock.now()
    ended = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None, expires_at__gt=now)
    if ended.update(expires_at=now):
        Person.objects.filter(pk=invitation.person_id, account=None, stage=Stage.INVITED).update(stage=Stage.LEFT)
        invitation.refresh_from_db()
    current().record(invitation)
    return invitation


@action("people.forget_addresses")
def forget_addresses(*, by: Actor) -> int:
    """Empty the addresses of invitations that ended thirty days ago. Returns how many."""
    before = clock.now() - ADDRESS_KEPT
    old = Invitation.objects.filter(expires_at__lt=before).exclude(email="")
    count = old.update(email="")
    current().record(count=count)
    return count


@action("people.accept_agreements")
def accept_agreements(person: Person, agreements: Sequence[Agreement], *, by: Actor) -> None:
    """The person agrees to these versions. Raises Refused where one is no longer the newest of their program."""
    newest = {agreement.pk for agreement in current_agreements(person.program_id)}
    if any(agreement.pk not in newest for agreement in agreements):
        raise Refused(_("There is a newer version of this text. Please read it once more."))
    at = clock.now()
    for agreement in agreements:
        Acceptance.objects.get_or_create(person=person, agreement=agreement, defaults={"at": at})
    if not outstanding_agreements(person):
        arriving.complete(person, ArrivalStepKind.AGREEMENTS, by=by)
    current().record(person, agreements=[agreement.public_id for agreement in agreements])


def _send(person: Person, address: str, by: Actor) -> Invitation:
    token = secrets.token_urlsafe(32)
    now = clock.now()
    invitation = Invitation.objects.create(
        program=person.program,
        person=person,
        email=address,
        token_hash=hash_of(token),
        by=by if isinstance(by, Person) else None,
        made_at=now,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    invitation.link = f"{settings.BASE_URL.rstrip('/')}/invitation/{token}/"
    letters.write(
        "invitation",
        address,
        language=person.language,
        link=invitation.link,
        expires_at=invitation.expires_at,
    )
    return invitation
