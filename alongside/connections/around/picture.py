"""The people around someone, as they may see it: by what came to them and what was done together (0028).

What they sent alone counts nowhere here: where something cuts, that reached nobody, and the picture would tell.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from alongside.boundaries.queries import muted_by
from alongside.connections import queries
from alongside.connections.models import Correction
from alongside.connections.queries import TieView
from alongside.connections.reading import sentence
from alongside.groups import queries as groups
from alongside.groups.models import Meeting
from alongside.people.models import Arrival, Person
from alongside.people.stages import policy, stages_where

LATELY: Final = timedelta(days=56)
MET: Final = timedelta(days=14)
MOST: Final = 12
MOST_ALL: Final = 100
MOST_MET: Final = 6
IN_PICTURE: Final = 8
_CLOSE: Final = (2.0, 0.5)
"""Strength of what came from the other from which someone stands close, or a little farther out."""
_RANKS: Final = (3, 6)
"""Nobody after the third stands close, nor anyone after the sixth a little farther out: a picture of many has depth."""
_TURNED: Final = (timedelta(days=2), timedelta(days=14))


@dataclass(frozen=True)
class Near:
    """Someone around the viewer. `ring`: 1 close to 3 far; `line`: 3 where they turned to the viewer in the last days,
    2 within two weeks, 1 before. `met`: when they were last in a small room together, within MET."""

    person: Person
    words: str
    ring: int
    line: int
    met: datetime | None


@dataclass(frozen=True)
class Around:
    """The page. `more`: how many stand on the whole list and not here."""

    people: tuple[Near, ...]
    met: tuple[Near, ...]
    more: int

    @property
    def drawn(self) -> int:
        return min(IN_PICTURE, len(self.people))


def around(viewer: Person, at: datetime, *, everyone: bool = False) -> Around:
    """Who is around `viewer`, the closest first. Five queries, whatever the number of people."""
    said = Correction.objects.filter(person=viewer, code=Correction.Code.NOT_CLOSE, until__gt=at, other__isnull=False)
    left_out = muted_by(viewer) | {other for other in said.values_list("other", flat=True) if other is not None}
    ties = [tie for tie in queries.ties_of(viewer.pk, at) if _newest(tie, at) is not None]
    shown = shown_people(viewer, {tie.other for tie in ties} - left_out)
    ties = sorted((tie for tie in ties if tie.other in shown), key=lambda tie: _order(tie, at))
    looked_at = ties[: MOST_ALL if everyone else 2 * MOST]
    found = [_near(tie, rank, shown[tie.other], viewer, at) for rank, tie in enumerate(looked_at)]
    people = tuple(found if everyone else found[:MOST])
    met = sorted((each for each in found if each.met), key=lambda each: each.met or at, reverse=True)
    return Around(people, tuple(met[:MOST_MET]), min(len(ties), MOST_ALL) - len(people))


def shown_people(viewer: Person, ids: Collection[int]) -> dict[int, Person]:
    """Those of `ids` whom members of the viewer's program see. One query."""
    rows = Person.objects.filter(pk__in=ids, program=viewer.program_id, stage__in=stages_where("is_shown_to_others"))
    return {person.pk: person for person in rows.select_related("program")}


@dataclass(frozen=True)
class Begin:
    """The one next thing for someone around whom nobody is yet: their welcomer, the next session, or a circle."""

    welcomer: Person | None = None
    meeting: Meeting | None = None


def begin(viewer: Person, at: datetime) -> Begin:
    """One or two queries."""
    arrival = Arrival.objects.filter(person=viewer, finished_at=None).select_related("welcomer__program").first()
    welcomer = arrival.welcomer if arrival else None
    if welcomer is not None and policy(welcomer).is_shown_to_others:
        return Begin(welcomer=welcomer)
    return Begin(meeting=groups.next_meeting(viewer, at))


def _near(tie: TieView, rank: int, person: Person, viewer: Person, at: datetime) -> Near:
    rooms = _last(tie, "small_rooms")
    close = next((n for n, least in enumerate(_CLOSE, start=1) if tie.strength_in >= least), 3)
    ring = max(close, next((n for n, most in enumerate(_RANKS, start=1) if rank < most), 3))
    since = at - tie.last_in if tie.last_in is not None else None
    line = 1 if since is None else next((3 - n for n, most in enumerate(_TURNED) if since <= most), 1)
    met = rooms if rooms is not None and at - rooms <= MET else None
    return Near(person, sentence(tie.knows, viewer), ring, line, met)


def _order(tie: TieView, at: datetime) -> tuple[float, float, int]:
    newest = _newest(tie, at) or at
    return (-round(tie.strength_in, 6), -newest.timestamp(), tie.other)


def _newest(tie: TieView, at: datetime) -> datetime | None:
    """When the other last turned to the viewer, or both were somewhere together; None if longer ago than LATELY."""
    newest = max((fact.last for fact in tie.knows.facts if fact.last is not None), default=None)
    return newest if newest is not None and at - newest <= LATELY else None


def _last(tie: TieView, code: str) -> datetime | None:
    return next((fact.last for fact in tie.knows.facts if fact.code == code), None)
