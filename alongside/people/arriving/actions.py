"""What can be done on the path. Every action takes the arrival's row as its lock, so a step is done once.

Someone without an arrival has no path: everything here is harmless for them and does nothing.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people import actions as people
from alongside.people import cover
from alongside.people.arriving import events, path, ports, queries
from alongside.people.models import (
    GONE_STAGES,
    Arrival,
    ArrivalStep,
    ArrivalStepKind,
    Duty,
    EmergencyContact,
    GoodTime,
    Invitation,
    Person,
    PlanPart,
    Role,
    SafetyPlan,
    Stage,
    StepState,
)
from alongside.people.names import clean_line, clean_name
from alongside.people.queries import outstanding_agreements

LONGEST_PART = 2000
"""Characters of one part of a safety plan."""


@action("arriving.name_welcomer")
def name_welcomer(person: Person, welcomer: Person, *, by: Actor, key: str | None = None) -> Arrival:
    """Make `welcomer` the newcomer's named human; what the one before owed is theirs now. Raises Refused."""
    if welcomer.program_id != person.program_id or welcomer.pk == person.pk or not queries.may_welcome(welcomer):
        raise Refused(_("Please choose someone on staff or a mentor who is here."), field="welcomer")
    if person.is_staff:
        raise Refused(_("Counselors and directors come in without this path."), field="welcomer")
    arrival, _made = Arrival.objects.get_or_create(person=person, defaults={"started_at": clock.now()})
    arrival = _lock(arrival)
    before = arrival.welcomer
    arrival.welcomer = welcomer
    arrival.save(update_fields=["welcomer"])
    current().record(arrival, welcomer=welcomer.public_id, before=before.public_id if before else "")
    if before != welcomer:
        _move_owed(arrival, before, welcomer)
        set_turn(arrival)
        events.welcomer_changed(arrival)
    return arrival


@action("arriving.begin")
def begin(person: Person, *, by: Actor, key: str | None = None) -> Arrival:
    """The path of someone who has come in. Beginning twice changes nothing."""
    now = clock.now()
    arrival, _made = Arrival.objects.get_or_create(person=person, defaults={"started_at": now})
    arrival = _lock(arrival)
    if arrival.steps.exists():
        return arrival
    if arrival.welcomer is None or not queries.may_welcome(arrival.welcomer):
        arrival.welcomer = _someone_for(person)
    arrival.started_at = now
    arrival.save(update_fields=["welcomer", "started_at"])
    ArrivalStep.objects.bulk_create(
        ArrivalStep(
            arrival=arrival,
            kind=step.kind,
            owner=arrival.welcomer if step.welcomers else None,
            due_at=now + step.within if step.within else None,
        )
        for step in path.PATH
    )
    set_turn(arrival)
    current().record(arrival, welcomer=arrival.welcomer.public_id if arrival.welcomer else "")
    if not outstanding_agreements(person):
        complete(person, ArrivalStepKind.AGREEMENTS, by=by)
    return arrival


@action("arriving.complete_step")
def complete(person: Person, kind: ArrivalStepKind, *, by: Actor, key: str | None = None) -> ArrivalStep | None:
    """The step is done. Returns its row, or None for someone without a path. Doing it twice is once."""
    row = _locked_step(person, kind)
    if row is None or row.state == StepState.DONE:
        return row
    return _close(row, StepState.DONE, by)


@action("arriving.leave_out_step")
def leave_out(person: Person, kind: ArrivalStepKind, *, by: Actor, key: str | None = None) -> ArrivalStep | None:
    """The newcomer leaves a step out; they can still do it later. Raises Refused for one that can't be left out."""
    if not path.step(kind).optional:
        raise Refused(_("This step can’t be left out. It can wait until you are ready."))
    row = _locked_step(person, kind)
    if row is None or row.state != StepState.OPEN:
        return row
    return _close(row, StepState.SKIPPED, by)


@action("arriving.not_needed")
def not_needed(row: ArrivalStep, *, by: Actor, key: str | None = None) -> ArrivalStep:
    """Whoever owes a note says that it isn't needed: they spoke, for instance. Raises Refused for other steps."""
    if row.kind not in path.NOTES:
        raise Refused(_("Only a note can be left out here."))
    fresh = _locked_step(row.arrival.person, ArrivalStepKind(row.kind))
    if fresh is None or fresh.state != StepState.OPEN:
        return row
    return _close(fresh, StepState.SKIPPED, by)


@action("arriving.come_to_first_session")
def come_to_first_session(person: Person, ends_at: datetime, *, by: Actor) -> None:
    """They are in their first session, which ends at that time: from its end the notes are owed."""
    row = _locked_step(person, ArrivalStepKind.FIRST_SESSION)
    if row is None or row.state != StepState.OPEN:
        return
    due = {
        ArrivalStepKind.NOTE_FIRST: ends_at + path.NOTE_FIRST_WITHIN,
        ArrivalStepKind.NOTE_THIRD: ends_at + path.NOTE_THIRD_WITHIN,
        ArrivalStepKind.FIRST_BREAKOUT: ends_at + path.BREAKOUT_WITHIN,
    }
    for kind, at in due.items():
        ArrivalStep.objects.filter(arrival=row.arrival_id, kind=kind, state=StepState.OPEN).update(due_at=at)
    _close(row, StepState.DONE, by)


@action("arriving.hand_step")
def hand_step(
    person: Person, kind: ArrivalStepKind, owner: Person | None, due_at: datetime, *, by: Actor
) -> ArrivalStep | None:
    """From now on `owner` owes the step (None: the newcomer), by `due_at`. A card about it is settled meanwhile."""
    row = _locked_step(person, kind)
    if row is None or row.state == StepState.DONE:
        return row
    current().record(row, owner=owner.public_id if owner else "")
    _hand(row, owner, due_at)
    return row


@action("arriving.pass_on")
def pass_on(row: ArrivalStep, *, by: Actor) -> ArrivalStep:
    """A step is past its time: tell whoever owes it; a grace later, whoever leads their group; then a director.

    What the newcomer owes themselves is told to their welcomer, never to them. Harmless for a step not overdue.
    """
    now = clock.now()
    fresh = _locked_step(row.arrival.person, ArrivalStepKind(row.kind))
    if fresh is None or fresh.state != StepState.OPEN or fresh.due_at is None or fresh.due_at > now:
        return row
    grace = path.step(fresh.kind).grace
    arrival = fresh.arrival
    if fresh.told_at is None:
        owner = fresh.owner or arrival.welcomer
        if owner is None or not queries.may_welcome(owner):
            owner = _someone_for(arrival.person)
    elif fresh.told_at + grace <= now and fresh.handed_on < path.MOST_HANDED_ON:
        fresh.handed_on += 1
        owner = _next_in_line(arrival.person, fresh)
        fresh.owner = owner
    else:
        return fresh
    if owner is not None and owner.is_staff:
        owner = cover.acting_for(owner, Duty.CARDS, now)
    fresh.told_at = now
    fresh.save(update_fields=["told_at", "handed_on", "owner"])
    current().record(fresh, owner=owner.public_id if owner else "", handed_on=fresh.handed_on)
    events.step_overdue(fresh, owner, now + grace)
    return fresh


@action("arriving.set_contact")
def set_contact(person: Person, *, name: str, phone: str, relation: str = "", by: Actor) -> EmergencyContact:
    """Whom staff may call when they are worried. Raises Refused."""
    name = clean_name(name, most=80, field="name")
    phone = clean_line(phone, 40, field="phone")
    if sum(char.isdigit() for char in phone) < 3:
        raise Refused(_("Please give a number that can be called."), field="phone")
    row, _made = EmergencyContact.objects.update_or_create(
        person=person,
        defaults={
            "name": name,
            "phone": phone,
            "relation": clean_line(relation, 80, field="relation"),
            "changed_at": clock.now(),
        },
    )
    current().record(person)
    complete(person, ArrivalStepKind.CONTACT, by=by)
    return row


@action("arriving.forget_contact")
def forget_contact(person: Person, *, by: Actor) -> None:
    """The person takes their contact back: nobody can be called."""
    EmergencyContact.objects.filter(person=person).delete()
    current().record(person)


@action("arriving.write_plan")
def write_plan(person: Person, words: Mapping[str, str], *, shared: bool, by: Actor) -> SafetyPlan | None:
    """The person's safety plan, in their own words; staff read it only where `shared`. Without words there is none.

    Raises Refused, with the part's code as the field, for words that can't be kept.
    """
    kept = {part.value: clean_words(words.get(part, ""), field=part.value) for part in PlanPart}
    kept = {code: text for code, text in kept.items() if text}
    current().record(person, parts=sorted(kept), shared=shared)
    if not kept:
        SafetyPlan.objects.filter(person=person).delete()
        return None
    saved: dict[str, Any] = {"words": kept, "shared": shared, "changed_at": clock.now()}
    row, _made = SafetyPlan.objects.update_or_create(person=person, defaults=saved)
    complete(person, ArrivalStepKind.PLAN, by=by)
    return row


@action("arriving.tell_about")
def tell_about(
    person: Person,
    *,
    display_name: str,
    pronouns: str,
    wants_familiar_face: bool,
    interests: str,
    speaks: str,
    good_times: Sequence[str],
    by: Actor,
) -> Person:
    """What a newcomer says of themselves. Raises Refused and changes nothing then."""
    codes = [time.value for time in GoodTime if time.value in good_times]
    if len(codes) != len(set(good_times)):
        raise Refused(_("Please choose from the list."), field="good_times")
    interests = clean_line(interests, 300, field="interests")
    speaks = clean_line(speaks, 120, field="speaks")
    people.change_profile(
        person, display_name=display_name, pronouns=pronouns, wants_familiar_face=wants_familiar_face, by=by
    )
    person.interests, person.speaks, person.good_times = interests, speaks, ",".join(codes)
    person.save(update_fields=["interests", "speaks", "good_times"])
    current().record(person)
    complete(person, ArrivalStepKind.ABOUT, by=by)
    return person


def follow_rights(person: Person) -> None:
    """Someone's role or stage changed: whose path is over, and whom they can no longer welcome.

    To be bound to people.events.on_rights_changed; runs in the transaction that changes it.
    """
    arrival = Arrival.objects.filter(person=person, finished_at=None).first()
    if arrival is not None and (person.is_staff or person.stage not in {Stage.INVITED, Stage.ARRIVING}):
        arrival.finished_at = clock.now()
        arrival.save(update_fields=["finished_at"])
        for row in arrival.steps.filter(state=StepState.OPEN, told_at__isnull=False):
            events.step_settled(row)
    if not queries.may_welcome(person):
        for theirs in Arrival.objects.filter(welcomer=person, finished_at=None).select_related("person"):
            locked = _lock(theirs)
            locked.welcomer = _someone_for(theirs.person)
            locked.save(update_fields=["welcomer"])
            _move_owed(locked, person, locked.welcomer)
            set_turn(locked)
            events.welcomer_changed(locked)


def set_turn(arrival: Arrival) -> None:
    """Whose turn the hello is: the welcomer's while there is no time to choose, then the newcomer's. In an action."""
    row = ArrivalStep.objects.filter(arrival=arrival, kind=ArrivalStepKind.HELLO, state=StepState.OPEN).first()
    if row is None or arrival.welcomer is None:
        return
    owner = None if ports.has_times(arrival.welcomer) else arrival.welcomer
    if (row.owner_id is None) != (owner is None) or row.due_at is None:
        _hand(row, owner, clock.now() + path.CHOOSES_WITHIN)


def clean_words(text: str, *, field: str, most: int = LONGEST_PART) -> str:
    """Words of several lines, ready to be kept. Raises Refused for too many; drops invisible control characters."""
    if len(text) > most * 10:  # don't normalise a flood
        text = text[: most + 1]
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in lines if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Cn", "Co"})
    kept = kept.strip()
    if len(kept) > most:
        raise Refused(
            ngettext("Please use at most %(most)d character.", "Please use at most %(most)d characters.", most)
            % {"most": most},
            field=field,
        )
    return kept


def _lock(arrival: Arrival) -> Arrival:
    return (
        Arrival.objects.select_for_update(of=("self",)).select_related("person__program", "welcomer").get(pk=arrival.pk)
    )


def _locked_step(person: Person, kind: ArrivalStepKind) -> ArrivalStep | None:
    """The step of an unfinished path, locked by its arrival; None where there is none."""
    arrival = Arrival.objects.filter(person=person, finished_at=None).first()
    if arrival is None:
        return None
    locked = _lock(arrival)
    row = ArrivalStep.objects.select_related("owner").filter(arrival=locked, kind=kind).first()
    if row is not None:
        row.arrival = locked
    return row


def _close(row: ArrivalStep, state: StepState, by: Actor) -> ArrivalStep:
    row.state, row.done_at = state, clock.now()
    row.save(update_fields=["state", "done_at"])
    current().record(row, kind=row.kind, state=str(state))
    events.step_settled(row)
    _finish_if_over(row.arrival, by)
    return row


def _finish_if_over(arrival: Arrival, by: Actor) -> None:
    if arrival.finished_at is not None:
        return
    left = ArrivalStep.objects.filter(arrival=arrival, kind__in=path.ENDS_WITH, state=StepState.OPEN)
    if left.exists() or not arrival.steps.exists():
        return
    arrival.finished_at = clock.now()
    arrival.save(update_fields=["finished_at"])
    for row in arrival.steps.filter(state=StepState.OPEN, told_at__isnull=False):
        events.step_settled(row)
    person = Person.objects.select_related("program").get(pk=arrival.person_id)
    if person.stage == Stage.ARRIVING:
        people.change_stage(person, Stage.ACTIVE, by=by)


def _hand(row: ArrivalStep, owner: Person | None, due_at: datetime) -> None:
    row.owner, row.due_at, row.told_at, row.handed_on = owner, due_at, None, 0
    row.state, row.done_at = StepState.OPEN, None
    row.save(update_fields=["owner", "due_at", "told_at", "handed_on", "state", "done_at"])
    events.step_settled(row)


def _move_owed(arrival: Arrival, before: Person | None, after: Person | None) -> None:
    """What the welcomer before owed is the next one's. A card about it is settled, and opened anew for the new one."""
    owed = ArrivalStep.objects.filter(arrival=arrival, state=StepState.OPEN).exclude(owner=None, told_at=None)
    for row in owed.select_related("owner"):
        if row.owner_id is not None and before is not None and row.owner_id != before.pk:
            continue
        if row.told_at is not None:
            events.step_settled(row)
        row.told_at, row.handed_on = None, 0
        if row.owner_id is not None:
            row.owner = after
        row.save(update_fields=["owner", "told_at", "handed_on"])
    if before is None:
        welcomers = [step.kind for step in path.PATH if step.welcomers]
        ArrivalStep.objects.filter(arrival=arrival, state=StepState.OPEN, owner=None, kind__in=welcomers).exclude(
            kind=ArrivalStepKind.HELLO
        ).update(owner=after)


def _someone_for(person: Person) -> Person | None:
    """Who could welcome them: the mentor or leader of their group, whoever invited them, a director."""
    found = ports.welcomer_for(person)
    if found is not None and queries.may_welcome(found):
        return found
    invited = Invitation.objects.filter(person=person, by__isnull=False).select_related("by").order_by("-made_at")
    for invitation in invited[:3]:
        if invitation.by is not None and queries.may_welcome(invitation.by):
            return invitation.by
    return _director(person)


def _next_in_line(person: Person, row: ArrivalStep) -> Person | None:
    if row.handed_on < path.MOST_HANDED_ON:
        leader = ports.leader_of(person)
        if leader is not None and leader.pk != row.owner_id and queries.may_welcome(leader):
            return leader
        row.handed_on = path.MOST_HANDED_ON
    return _director(person)


def _director(person: Person) -> Person | None:
    directors = Person.objects.filter(program=person.program_id, role=Role.DIRECTOR)
    return directors.exclude(stage__in=[*GONE_STAGES, Stage.INVITED, Stage.PAUSED]).order_by("pk").first()
