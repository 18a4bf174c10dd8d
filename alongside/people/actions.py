"""What can be done to programs, accounts and persons. One verb each; see `actions_arriving` for the way in, and
`actions_pictures` for their pictures."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.live import outbox
from alongside.people import events, texts
from alongside.people.models import (
    GONE_STAGES,
    STAFF_ROLES,
    Account,
    Agreement,
    AgreementKind,
    Leave,
    OnCallShift,
    Person,
    Program,
    Role,
    Stage,
)
from alongside.people.names import clean_line, clean_name

LONGEST_SHIFT_HOURS = 48
HOST_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
SHIFTS_AHEAD = timedelta(days=366)
SHOWN = frozenset({"display_name", "pronouns"})
"""What of a profile others see."""


def person_topic(person: Person) -> str:
    """The topic only this person is on."""
    return f"person:{person.public_id}"


@action("people.create_program")
def create_program(
    name: str,
    *,
    time_zone: str = "America/New_York",
    region: str = "US",
    on_call_line: str = "",
    guide_in_every_room: bool = False,
    by: Actor,
) -> Program:
    """Open a program, with the first version of both agreements. Raises Refused."""
    program = Program.objects.create(
        name=clean_name(name, most=120, field="name"),
        time_zone=checked_zone(time_zone),
        region=region,
        on_call_line=clean_line(on_call_line, 40, field="on_call_line"),
        guide_in_every_room=guide_in_every_room,
        created_at=clock.now(),
    )
    for kind in AgreementKind:
        title, body = texts.first_version(kind)
        publish_agreement(program, kind=kind, title=title, body=body, by=by)
    current().record(program)
    return program


@action("people.change_program")
def change_program(
    program: Program,
    *,
    name: str,
    time_zone: str,
    region: str,
    on_call_line: str,
    guide_in_every_room: bool,
    host: str | None = None,
    staffed_days: str | None = None,
    staffed_from: time | None = None,
    staffed_until: time | None = None,
    by: Actor,
) -> Program:
    """Change what holds for the whole program. Raises Refused.

    `host` is a host name without port; `staffed_days` are ISO weekdays. Hours that end before they begin run past
    midnight. What is None stays.
    """
    program.name = clean_name(name, most=120, field="name")
    program.time_zone = checked_zone(time_zone)
    program.region = region
    program.on_call_line = clean_line(on_call_line, 40, field="on_call_line")
    program.guide_in_every_room = guide_in_every_room
    program.host = program.host if host is None else checked_host(program, host)
    staffed_days = program.staffed_days if staffed_days is None else staffed_days
    if not staffed_days or not set(staffed_days) <= set("1234567"):
        raise Refused(_("Please choose at least one day on which someone is at work."), field="staffed_days")
    program.staffed_days = "".join(sorted(set(staffed_days)))
    program.staffed_from = staffed_from or program.staffed_from
    program.staffed_until = staffed_until or program.staffed_until
    program.save(
        update_fields=[
            "name",
            "time_zone",
            "region",
            "on_call_line",
            "guide_in_every_room",
            "host",
            "staffed_days",
            "staffed_from",
            "staffed_until",
        ]
    )
    current().record(program, guide_in_every_room=guide_in_every_room)
    return program


@action("people.create_account")
def create_account(email: str, *, password: str | None = None, email_verified: bool = False, by: Actor) -> Account:
    """Make credentials. Without a password only another way of signing in opens it. Raises Refused."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(_("Please give a complete email address."), field="email") from error
    if Account.objects.filter(email__iexact=address).exists():
        raise Refused(_("There is an account with this email already. Please sign in."), field="email")
    account = Account(email=address)
    if password is not None:
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise Refused(" ".join(error.messages), field="password") from error
        account.set_password(password)
    else:
        account.set_unusable_password()
    account.save()
    EmailAddress.objects.create(user=account, email=address, verified=email_verified, primary=True)
    return account


@action("people.create_person")
def create_person(
    program: Program,
    *,
    display_name: str,
    role: str = Role.MEMBER,
    stage: str = Stage.ACTIVE,
    account: Account | None = None,
    pronouns: str = "",
    time_zone: str = "",
    language: str = "en",
    wants_familiar_face: bool = False,
    by: Actor,
) -> Person:
    """Add someone to a program. Raises Refused."""
    if account is not None and Person.objects.filter(program=program, account=account).exists():
        raise Refused(_("This account is part of the program already."))
    return Person.objects.create(
        program=program,
        account=account,
        role=Role(role),
        stage=Stage(stage),
        display_name=clean_name(display_name),
        pronouns=clean_line(pronouns, 40, field="pronouns"),
        time_zone=checked_zone(time_zone) if time_zone else "",
        language=checked_language(language),
        wants_familiar_face=wants_familiar_face,
        created_at=clock.now(),
    )


@action("people.change_profile")
def change_profile(
    person: Person,
    *,
    display_name: str | None = None,
    pronouns: str | None = None,
    time_zone: str | None = None,
    language: str | None = None,
    wants_familiar_face: bool | None = None,
    shows_when_here: bool | None = None,
    hides_self_view: bool | None = None,
    welcomes_company: bool | None = None,
    may_be_asked: bool | None = None,
    shows_typing: bool | None = None,
    usual_place: str | None = None,
    usual_phone: str | None = None,
    by: Actor,
) -> Person:
    """Change what a person says of themselves; what isn't given stays. Raises Refused and changes nothing then."""
    wanted: dict[str, str | bool | None] = {
        "display_name": None if display_name is None else clean_name(display_name),
        "pronouns": None if pronouns is None else clean_line(pronouns, 40, field="pronouns"),
        "time_zone": checked_zone(time_zone) if time_zone else time_zone,
        "language": None if language is None else checked_language(language),
        "wants_familiar_face": wants_familiar_face,
        "shows_when_here": shows_when_here,
        "hides_self_view": hides_self_view,
        "welcomes_company": welcomes_company,
        "may_be_asked": may_be_asked,
        "shows_typing": shows_typing,
        "usual_place": None if usual_place is None else clean_line(usual_place, 200, field="usual_place"),
        "usual_phone": None if usual_phone is None else clean_line(usual_phone, 40, field="usual_phone"),
    }
    changed = [name for name, value in wanted.items() if value is not None and value != getattr(person, name)]
    for name in changed:
        setattr(person, name, wanted[name])
    if changed:
        person.save(update_fields=changed)
    current().record(person, changed=changed)
    if SHOWN.intersection(changed):
        events.card_changed(person)
    return person


@action("people.change_role")
def change_role(person: Person, role: str, *, by: Actor) -> Person:
    """Give a person another job in the program. Raises Refused for the last director."""
    was, person.role = person.role, Role(role)
    if was == person.role:
        return person
    _keep_a_director(person, was=was)
    person.save(update_fields=["role"])
    if person.role not in STAFF_ROLES:
        _drop_shifts(person)
    current().record(person, was=was, now=str(person.role))
    events.card_changed(person)
    _rights_changed(person)
    return person


@action("people.change_stage")
def change_stage(person: Person, stage: str, *, by: Actor) -> Person:
    """Say where a person stands in their treatment. Raises Refused where the last director would be gone.

    Someone invited comes in by their invitation, and until then can only leave: that ends it. Whoever died or left goes
    nowhere from here: a mistake is undone (`actions_stages.undo_stage`), and who comes back is invited. `stages.POLICY`
    says what the stage means; what follows from it happens in this transaction.
    """
    was, person.stage = person.stage, Stage(stage)
    if was == person.stage:
        return person
    if was == Stage.INVITED and person.stage not in GONE_STAGES:
        person.stage = was
        raise Refused(_("This person has not come in yet."), field="stage")
    if was == Stage.DIED:
        person.stage = was
        raise Refused(_("If this is a mistake, it can be undone for a day."), field="stage")
    _keep_a_director(person, was=person.role)
    person.stage_since, person.stage_before = clock.now(), was
    person.save(update_fields=["stage", "stage_since", "stage_before"])
    current().record(person, was=was, now=str(person.stage))
    if person.stage == Stage.DIED:
        events.died(person)  # first, while it is known which groups were theirs
    if person.stage in GONE_STAGES:
        _drop_shifts(person)
    _rights_changed(person)
    return person


@action("people.sign_out")
def sign_out(person: Person, *, by: Actor) -> Person:
    """A browser of this person was signed out: its live subscriptions end. Other devices ask for a new ticket."""
    current().record(person)
    outbox.revoke(person_topic(person), person.public_id)
    return person


@action("people.publish_agreement")
def publish_agreement(
    program: Program, *, kind: str, title: str, body: str, by: Actor, key: str | None = None
) -> Agreement:
    """Publish the next version of a text; everyone is asked again before their next session. Raises Refused."""
    if len(body.strip()) < 40:
        raise Refused(_("Please write the text out; this is too short to agree to."), field="body")
    if len(body) > 20_000:
        raise Refused(_("A text can have up to 20,000 characters."), field="body")
    # Two directors at once: the second waits here and gets the next number.
    Program.objects.select_for_update().get(pk=program.pk)
    newest = Agreement.objects.filter(program=program, kind=kind).order_by("-version").first()
    return Agreement.objects.create(
        program=program,
        kind=AgreementKind(kind),
        version=newest.version + 1 if newest else 1,
        title=clean_line(title, 120, field="title"),
        body=body.replace("\r\n", "\n").strip(),
        published_at=clock.now(),
    )


@action("people.add_shift")
def add_shift(person: Person, *, starts_at: datetime, ends_at: datetime, by: Actor) -> OnCallShift:
    """Put someone of the staff on call. Raises Refused."""
    if not person.is_staff or person.stage in GONE_STAGES:
        raise Refused(_("Only counselors and directors can be on call."), field="person")
    if ends_at <= starts_at:
        raise Refused(_("The end must be after the start."), field="ends_at")
    if (ends_at - starts_at).total_seconds() > LONGEST_SHIFT_HOURS * 3600:
        raise Refused(_("One shift can last up to 48 hours. Please add two."), field="ends_at")
    if ends_at <= clock.now():
        raise Refused(_("This shift is over already."), field="ends_at")
    if starts_at > clock.now() + SHIFTS_AHEAD:
        raise Refused(_("Please choose a time within the next year."), field="starts_at")
    if Leave.objects.filter(person=person, cancelled_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refused(_("%(name)s is away for part of that time.") % {"name": person.display_name}, field="starts_at")
    overlap = OnCallShift.objects.filter(person=person, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if overlap.exists():
        raise Refused(_("This person is on call for part of that time already."), field="starts_at")
    return OnCallShift.objects.create(program=person.program, person=person, starts_at=starts_at, ends_at=ends_at)


def checked_zone(name: str) -> str:
    """An IANA zone name. Raises Refused."""
    if name not in available_timezones():
        raise Refused(_("Please choose a time zone from the list."), field="time_zone")
    return name


def checked_host(program: Program, text: str) -> str:
    """A host name that no other program has, in small letters; may be empty. Raises Refused."""
    host = text.strip().lower().rstrip(".")
    if not host:
        return ""
    labels = host.split(".")
    if len(host) > 120 or not all(HOST_LABEL.fullmatch(label) for label in labels):
        raise Refused(_("Please write only the host name, such as help.example.org."), field="host")
    if Program.objects.filter(host=host).exclude(pk=program.pk).exists():
        raise Refused(_("Another program has this host name already."), field="host")
    return host


def checked_language(code: str) -> str:
    """A language of this installation. Raises Refused."""
    if code not in dict(settings.LANGUAGES):
        raise Refused(_("Please choose a language from the list."), field="language")
    return code


def _keep_a_director(person: Person, *, was: str) -> None:
    if was != Role.DIRECTOR or (person.role == Role.DIRECTOR and person.stage not in GONE_STAGES):
        return
    others = Person.objects.filter(program=person.program_id, role=Role.DIRECTOR).exclude(pk=person.pk)
    if not others.exclude(stage__in=[*GONE_STAGES, Stage.INVITED]).exists():
        raise Refused(_("Someone has to run the program. Please name another director first."))


def _drop_shifts(person: Person) -> None:
    OnCallShift.objects.filter(person=person, ends_at__gt=clock.now()).delete()


def _rights_changed(person: Person) -> None:
    outbox.revoke(person_topic(person), person.public_id)
    events.rights_changed(person)
