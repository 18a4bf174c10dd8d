"""The facilitator's flow: plan, look for better, move by hand, open, extend, close.

Searching happens before the action that keeps what was found: a plan in the making never holds up a frame or a line of
chat. What changed meanwhile makes the found plan stale, and it is not kept.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.core import clock
from alongside.core.actions import action, current
from alongside.core.errors import Refused
from alongside.people.models import Person
from alongside.rooms import planning
from alongside.rooms.actions import seating
from alongside.rooms.actions.moving import lock, moving
from alongside.rooms.actions.plans import MOST_TRIES, plan_json, say_plan, searching
from alongside.rooms.actions.rounds import (
    OPENING_LASTS,
    RETURNING_LASTS,
    SOON,
    after_a_change,
    close_round,
    say_round,
)
from alongside.rooms.models import (
    SEATED_PHASES,
    AttendeeState,
    Phase,
    Room,
    Round,
    Seat,
    SeatState,
    SmallRoom,
)
from alongside.rooms.payloads import Json

LONGEST = 120
"""Minutes a round may last."""


@dataclass(frozen=True)
class Wish:
    """What the facilitator asks for. Sizes are people in a room."""

    minutes: int
    low: int
    high: int
    prompt: str = ""


def not_possible() -> Refused:
    """The one sentence for every seat that can't be, whatever the rule: it tells nobody which."""
    return Refused(_("That seat is not possible. Choose another room."))


def plan(room: Room, wish: Wish, seed: int, *, by: Person, key: str | None = None) -> Round:
    """Propose small rooms for who is in, in less than a tenth of a second. Replaces a plan that isn't open yet.

    Raises Refused while a round is on, with too few people, and for sizes that can't be seated.
    """
    _refuse_while_on(room)
    context = planning.context_for(room, wish.low, wish.high, seed=seed)
    _refuse_too_few(context.count)
    found = planning.propose(context, seed)
    if found is None:
        raise _cannot_seat(context.count, wish)
    return keep_plan(room, wish, seed, found, by=by, key=key)


def better(round_: Round, *, by: Person) -> Round:
    """Look a little longer (0.4 s) and keep what is better; the same plan where nothing is, or after a move by hand."""
    if not searching(round_):
        return round_
    rooms = planning.rooms_of(round_)
    context = planning.context_for(round_.room, round_.size_low, round_.size_high, seed=round_.seed)
    found = planning.improve(context, rooms, seed=round_.seed + round_.tries + 1)
    return keep_better(round_, found, rooms, by=by)


def shuffle(round_: Round, seed: int, *, by: Person, key: str | None = None) -> Round:
    """Look again: other rooms, as good as can be found. Anyone who hosts may, since it places nobody.

    Raises Refused once the round is open.
    """
    if round_.phase != Phase.PLANNED:
        raise Refused(_("The small rooms are already open or about to be."))
    wish = Wish(round_.minutes, round_.size_low, round_.size_high, round_.prompt)
    return plan(round_.room, wish, seed, by=by, key=key)


@action("rooms.keep_plan")
def keep_plan(
    room: Room, wish: Wish, seed: int, found: planning.Proposal, *, by: Person, key: str | None = None
) -> Round:
    """Keep a proposal as the round that is planned."""
    room = lock(room)
    _refuse_while_on(room)
    round_ = seating.running_round(room)
    if round_ is None:
        last = room.rounds.order_by("-number").values_list("number", flat=True).first() or 0
        round_ = Round(room=room, number=last + 1, phase=Phase.PLANNED)
    round_.minutes, round_.size_low, round_.size_high = wish.minutes, wish.low, wish.high
    round_.prompt, round_.seed, round_.by = wish.prompt, seed, by
    round_.made_at, round_.tries, round_.by_hand = clock.now(), 0, False
    round_.summary = found.summary
    round_.save()
    _write_rooms(round_, found)
    seating.reconcile(room, round_)
    say_plan(room, round_)
    return round_


@action("rooms.keep_better_plan")
def keep_better(
    round_: Round, found: planning.Proposal | None, before: list[list[str]], *, by: Person, key: str | None = None
) -> Round:
    """Keep what a search found, unless the plan has changed since it began."""
    room = lock(round_.room_id)
    round_ = fresh(round_, room)
    if round_.phase != Phase.PLANNED or round_.by_hand:
        return round_
    round_.tries += 1
    changed = found is not None and planning.rooms_of(round_) == before
    if found is not None and changed:
        round_.summary = found.summary
        _write_rooms(round_, found)
    elif planning.rooms_of(round_) == before:
        round_.tries = MOST_TRIES  # looking longer found nothing
    round_.save(update_fields=["tries", "summary"])
    if changed:
        seating.reconcile(room, round_)
        say_plan(room, round_)
    return round_


@action("rooms.move")
def move(
    round_: Round,
    person: Person,
    small: SmallRoom | None,
    swap: Person | None = None,
    *,
    by: Person,
    key: str | None = None,
) -> Round:
    """Seat someone elsewhere by hand, changing places with `swap` where given. None: the main room, once it is open.

    Raises Refused with one and the same sentence for every seat that can't be.
    """
    room = lock(round_.room_id)
    round_ = fresh(round_, room)
    seat = _seat(round_, person)
    current().record(round_, person=person.public_id, to=small.public_id if small else None)
    if round_.phase == Phase.CLOSED or (small is not None and small.round_id != round_.pk):
        raise not_possible()
    if small is None:
        if round_.phase not in SEATED_PHASES:
            raise not_possible()
        _to_main(room, round_, seat, by)
        return round_
    effect = planning.effect_of(room, round_, person, small, swap)
    if effect is None or not effect.allowed:
        raise not_possible()
    seats = [(seat, small)]
    if swap is not None:
        seats.append((_seat(round_, swap), seat.small_room))
    _reseat(room, round_, seats, by)
    return round_


@action("rooms.open_round")
def open_round(round_: Round, *, by: Person, key: str | None = None) -> Round:
    """Begin the ten-second countdown. Opening twice is once. Raises Refused where nobody is left to be seated."""
    room = lock(round_.room_id)
    round_ = fresh(round_, room)
    if round_.phase != Phase.PLANNED:
        if round_.phase == Phase.CLOSED:
            raise Refused(_("This plan is no longer there. Please plan again."))
        return round_
    seating.reconcile(room, round_)
    if not any(seating.occupied(round_).values()):
        raise Refused(_("There is nobody left to be seated. Please plan again."))
    now = clock.now()
    with moving(room, now, by):
        round_.phase = Phase.OPENING
        round_.opens_at = now + OPENING_LASTS
        round_.ends_at = round_.opens_at + timedelta(minutes=round_.minutes)
        round_.save(update_fields=["phase", "opens_at", "ends_at"])
        say_round(room, round_)
        say_plan(room, round_)
    return round_


@action("rooms.discard_round")
def discard(round_: Round, *, by: Person, key: str | None = None) -> Round:
    """Drop a plan, or stop the countdown. Harmless for a round that is over; Refused for one that is open."""
    room = lock(round_.room_id)
    round_ = fresh(round_, room)
    if round_.phase in SEATED_PHASES:
        raise Refused(_("The small rooms are open. Close them instead."))
    if round_.phase != Phase.CLOSED:
        with moving(room, clock.now(), by) as mover:
            close_round(mover)
        round_.refresh_from_db()
    return round_


@action("rooms.extend_round")
def extend(round_: Round, minutes: int, *, by: Person, key: str | None = None) -> Round:
    """Give the small rooms more time. A countdown to returning stops. Raises Refused where they aren't open."""
    room = lock(round_.room_id)
    round_ = fresh(round_, room)
    if round_.phase not in SEATED_PHASES or round_.ends_at is None:
        raise Refused(_("The small rooms are not open."))
    if round_.minutes + minutes > LONGEST:
        raise Refused(_("A round can’t last longer than two hours."), field="minutes")
    round_.minutes += minutes
    round_.ends_at += timedelta(minutes=minutes)
    if round_.ends_at - clock.now() > RETURNING_LASTS:
        round_.phase = Phase.OPEN
    round_.save(update_fields=["minutes", "ends_at", "phase"])
    say_round(room, round_)
    say_plan(room, round_)
    return round_


@action("rooms.close_round")
def close(round_: Round, *, by: Person, key: str | None = None) -> Round:
    """Bring everyone back early: in thirty seconds, or, asked again, in ten. Before the round is open, it stops it."""
    room = lock(round_.room_id)
    round_ = fresh(round_, room)
    now = clock.now()
    if round_.phase in (Phase.PLANNED, Phase.OPENING):
        return discard(round_, by=by)
    if round_.phase == Phase.CLOSED or round_.ends_at is None:
        return round_
    notice = RETURNING_LASTS if round_.phase == Phase.OPEN else SOON
    round_.phase = Phase.RETURNING
    round_.ends_at = min(round_.ends_at, now + notice)
    round_.save(update_fields=["phase", "ends_at"])
    say_round(room, round_)
    say_plan(room, round_)
    return round_


def effects(round_: Round, person: Person) -> list[Json]:
    """What moving someone to each room would change, for staff: numbers and people, never which rule says no."""
    return [each.to_json() for each in planning.effects(round_.room, round_, person)]


def plan_of(round_: Round) -> Json | None:
    return plan_json(round_.room, round_)


def fresh(round_: Round, room: Room) -> Round:
    """The round as of now, read after the room was locked."""
    row = Round.objects.get(pk=round_.pk)
    row.room = room
    return row


def _seat(round_: Round, person: Person) -> Seat:
    seat = (
        Seat.objects.select_related("person", "small_room", "small_room__conversation", "round")
        .filter(round=round_, person=person)
        .first()
    )
    if seat is None or seat.state == SeatState.GONE:
        raise not_possible()
    return seat


def _to_main(room: Room, round_: Round, seat: Seat, by: Person) -> None:
    attendee = room.attendees.select_related("person").get(person=seat.person)
    with moving(room, clock.now(), by) as mover:
        seating.give_up_seat(room, attendee, SeatState.MAIN)
        if attendee.state == AttendeeState.IN:
            mover.place(attendee, None, "moved")
        after_a_change(mover)


def _reseat(room: Room, round_: Round, seats: list[tuple[Seat, SmallRoom]], by: Person) -> None:
    """Move people to other small rooms; in an open round they go there at once."""
    is_open = round_.phase in SEATED_PHASES
    with moving(room, clock.now(), by) as mover:
        for seat, small in seats:
            if seat.moves_at is not None:
                seating.withdraw_notice(seat)
            seat.small_room, seat.state = small, SeatState.SEATED if not is_open else seat.state
            if seat.state == SeatState.MAIN:
                seat.state = SeatState.SEATED
            seat.save()
            if is_open:
                attendee = room.attendees.select_related("person").get(person=seat.person)
                if attendee.state == AttendeeState.IN:
                    mover.place(attendee, small, "moved")
        planning.write_reasons(room, round_)
        if is_open:
            for seat, _small in seats:
                seating.say_seat(room, seat)
            after_a_change(mover)
        else:
            round_.by_hand = True
            round_.save(update_fields=["by_hand", "summary"])
            say_plan(room, round_)


def _write_rooms(round_: Round, found: planning.Proposal) -> None:
    people = {
        person.public_id: person
        for person in Person.objects.filter(public_id__in=[one for room in found.rooms for one in room])
    }
    round_.small_rooms.all().delete()
    smalls = SmallRoom.objects.bulk_create(
        [SmallRoom(round=round_, number=number) for number, _room in enumerate(found.rooms, 1)]
    )
    Seat.objects.bulk_create(
        [
            Seat(round=round_, small_room=small, person=people[one], reason=found.reasons.get(one, {}))
            for small, room in zip(smalls, found.rooms, strict=True)
            for one in room
        ]
    )


def _refuse_while_on(room: Room) -> None:
    if room.rounds.filter(phase__in=[Phase.OPENING, *SEATED_PHASES]).exists():
        raise Refused(_("The small rooms are already open or about to be."))
    if room.ended_at is not None:
        raise Refused(_("This session has ended."))


def _refuse_too_few(count: int) -> None:
    if count < 2:
        raise Refused(_("Small rooms need at least two people besides you. Wait until more are here."))


def _cannot_seat(count: int, wish: Wish) -> Refused:
    return Refused(
        ngettext(
            "%(count)d person can’t be seated in rooms of this size. Try another size.",
            "%(count)d people can’t be seated in rooms of this size. Try another size.",
            count,
        )
        % {"count": count},
        field="low",
    )
