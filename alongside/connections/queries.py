"""What the record says, for other rooms of the house: read from ties, or from the record itself.

What a person is shown of a pair must hang on what came from the other (`strength_in`, `last_in`) and on what they did
together, never on what they sent alone: where something cuts, that reached nobody and isn't recorded as contact.
Nobody is filtered out here: whoever shows or proposes people asks `boundaries`, stages and wishes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Max, Q

from alongside.connections.models import Interaction, Kind, Tie
from alongside.connections.reading import Acquaintance, acquaintance
from alongside.connections.recording import MUTUAL, TIE_KINDS, TWO_WAY
from alongside.engine import ties as engine
from alongside.people.models import GONE_STAGES, STAFF_ROLES, Person

if TYPE_CHECKING:
    from alongside.engine.isolation import Record

_TELLS: Final[Mapping[str, str]] = {
    Kind.WROTE: "message",
    Kind.REPLIED: "reply",
    Kind.REACTED: "react",
    Kind.THANKED: "message",
    Kind.SMALL_ROOM: "met",
    Kind.GATHERING: "met",
    Kind.MENTORED: "met",
    Kind.POSTED: "post",
    Kind.CAME: "attend",
    Kind.CHECKED_IN: "attend",
}
"""Kinds as `engine.isolation` knows them. Sharing a session is company: that they came is told once for each."""
_NOBODY: Final = -1


@dataclass(frozen=True, slots=True)
class TieView:
    """A pair at a moment, as `person` sees it: out is person→other. Of a picture of many, `person` is the lower one.

    Strengths are as in `engine.ties.reading.Tie`; `two_way`: each turned to the other within TWO_WAY_LATELY. `kinds`:
    what ever happened between them, company included. `with_staff`: one of them is on staff.
    """

    person: int
    other: int
    strength_out: float
    strength_in: float
    reciprocity: float
    two_way: bool
    last_out: datetime | None
    last_in: datetime | None
    last_two_way: datetime | None
    kinds: tuple[str, ...]
    knows: Acquaintance
    with_staff: bool

    @property
    def lower(self) -> int:
        return min(self.person, self.other)

    @property
    def upper(self) -> int:
        return max(self.person, self.other)

    @property
    def mutual(self) -> float:
        """The part that is answered: twice the weaker direction."""
        return engine.mutual(self.strength_out, self.strength_in)


def ties_of(person_id: int, at: datetime) -> list[TieView]:
    """Everyone whom someone ever had contact or company with, what is mutual first. Two queries."""
    rows = Tie.objects.filter(Q(lower=person_id) | Q(upper=person_id))
    views = _views(rows, at, person_id)
    return sorted(views, key=lambda tie: (-tie.mutual, -tie.strength_in, tie.other))


def ties_between(ids: Collection[int], at: datetime, *, private: bool) -> list[TieView]:
    """The pairs among `ids` that ever had contact or company, by their numbers. Two queries.

    For pictures that others see `private` is False: contact between two alone is left out, as if it had never been.
    """
    rows = Tie.objects.filter(lower__in=ids, upper__in=ids)
    views = _views(rows if private else rows.filter(private=False), at)
    return sorted(views, key=lambda tie: (tie.lower, tie.upper))


def ties_between_all(program_id: int, at: datetime, *, private: bool) -> list[TieView]:
    """As `ties_between`, of a whole program."""
    rows = Tie.objects.filter(program=program_id)
    return _views(rows if private else rows.filter(private=False), at)


def two_way_count(ids: Collection[int], at: datetime, *, staff: bool = False) -> dict[int, int]:
    """With how many people each of `ids` has two-way contact at `at`, 0 included. One query.

    Only people who are still in the program count, and staff don't: being looked after isn't knowing somebody.
    `staff`: with how many on staff, instead.
    """
    wanted = set(ids)
    found = dict.fromkeys(wanted, 0)
    since = at - engine.TWO_WAY_LATELY
    pairs = (
        Tie.objects.filter(Q(lower__in=wanted) | Q(upper__in=wanted), kind__in=TWO_WAY)
        .values_list("lower", "upper", "lower__role", "upper__role", "lower__stage", "upper__stage")
        .annotate(newest_out=Max("last_out"), newest_back=Max("last_back"))
        .filter(newest_out__gte=since, newest_back__gte=since)
    )
    for lower, upper, lower_role, upper_role, lower_stage, upper_stage, *_newest in pairs:
        for one, role, stage in ((lower, upper_role, upper_stage), (upper, lower_role, lower_stage)):
            if one in wanted and (role in STAFF_ROLES) == staff and stage not in GONE_STAGES:
                found[one] += 1
    return found


def contacts(program_id: int, since: datetime, until: datetime, also: Collection[int] = ()) -> "Record":
    """What members and mentors did from `since` until `until`, as `engine.isolation.judge` takes it. Two queries.

    What is between someone and staff counts as their act, and reaches nobody; what staff do isn't among it. `also`:
    whoever is judged, even if they did nothing.
    """
    from alongside.engine.isolation import KINDS, Record

    codes = {kind: KINDS.index(told) for kind, told in _TELLS.items()}
    staff = _staff(program_id=program_id)
    at: list[float] = []
    actors: list[int] = []
    targets: list[int] = []
    kinds: list[int] = []
    rows = Interaction.objects.filter(program=program_id, at__gte=since, at__lte=until, kind__in=_TELLS)
    columns = rows.order_by("at", "pk").values_list("at", "actor", "target", "kind")
    for moment, actor, target, kind in columns.iterator(chunk_size=5000):
        code = codes[kind]
        whom = _NOBODY if target is None else target
        if actor in staff or whom in staff:
            if actor in staff and kind in MUTUAL:
                actor, whom = whom, actor
            if actor in staff or actor == _NOBODY:
                continue
            whom, code = _NOBODY, KINDS.index("attend" if kind in MUTUAL else "post")
        at.append(moment.timestamp())
        actors.append(actor)
        targets.append(whom)
        kinds.append(code)
    return Record.of_columns(at, actors, targets, kinds, also)


def last_in_small_room(ids: Collection[int]) -> dict[int, datetime]:
    """When each of `ids` was last in a small room together with somebody, both taking part. One query."""
    found: dict[int, datetime] = {}
    wanted = set(ids)
    rows = Tie.objects.filter(Q(lower__in=wanted) | Q(upper__in=wanted), kind=Kind.SMALL_ROOM)
    for lower, upper, moment in rows.values_list("lower", "upper", "last_out"):
        for one in (lower, upper):
            if one in wanted and moment is not None:
                found[one] = max(found.get(one, moment), moment)
    return found


def _views(rows: Iterable[Tie], at: datetime, person_id: int | None = None) -> list[TieView]:
    by_pair: dict[tuple[int, int], list[Tie]] = {}
    for tie in rows:
        by_pair.setdefault((tie.lower_id, tie.upper_id), []).append(tie)
    staff = _staff(pk__in={one for both in by_pair for one in both})
    return [_view(both, of, at, person_id, staff) for both, of in by_pair.items()]


def _view(both: tuple[int, int], rows: Sequence[Tie], at: datetime, viewer: int | None, staff: set[int]) -> TieView:
    person = both[0] if viewer is None else viewer
    out, back = (_side(rows, at, outward=outward) for outward in (True, False))
    mine, theirs = (out, back) if person == both[0] else (back, out)
    # What another process has just recorded may be a moment ahead of this one's clock.
    now = max([at, *(moment for _strength, moment in (mine, theirs) if moment is not None)]).timestamp()
    met = [tie.last_two_way for tie in rows if tie.last_two_way is not None]
    kinds = {tie.kind for tie in rows}
    return TieView(
        person=person,
        other=both[1] if person == both[0] else both[0],
        strength_out=mine[0],
        strength_in=theirs[0],
        reciprocity=engine.reciprocity(mine[0], theirs[0]),
        two_way=engine.two_way_lately(_epoch(mine[1]), _epoch(theirs[1]), now),
        last_out=mine[1],
        last_in=theirs[1],
        last_two_way=max(met, default=None),
        kinds=tuple(kind for kind in TIE_KINDS if kind in kinds),
        knows=acquaintance(rows, viewer),
        with_staff=not staff.isdisjoint(both),
    )


def _side(rows: Sequence[Tie], at: datetime, *, outward: bool) -> tuple[float, datetime | None]:
    """The strength of one direction, and its newest contact that can be two-way."""
    values: list[tuple[engine.Kind, float]] = []
    moments: list[datetime] = []
    for tie in rows:
        kind = TIE_KINDS[tie.kind]
        value, last = (tie.out, tie.last_out) if outward else (tie.back, tie.last_back)
        seconds = max(0.0, (at - tie.as_of).total_seconds())
        values.append((kind, engine.faded(value, seconds, engine.DECAYS[kind].seconds)))
        if last is not None and tie.kind in TWO_WAY:
            moments.append(last)
    return engine.strength(values), max(moments, default=None)


def _epoch(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _staff(**where: object) -> set[int]:
    return set(Person.objects.filter(role__in=STAFF_ROLES, **where).values_list("pk", flat=True))
