"""A true attendance record, from the leases: who was there, from when to when, and how much of it in small rooms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, pairwise

from alongside.core import clock
from alongside.people.models import Person
from alongside.rooms.models import Attendee, AttendeeState, Interval, Room

Stretch = tuple[datetime, datetime]
LATE_AFTER = timedelta(minutes=2)
EARLY_BEFORE = timedelta(minutes=2)


@dataclass(frozen=True)
class Row:
    """One person's attendance. `minutes` are minutes present, `breakout_minutes` those of them in small rooms."""

    person: Person
    is_staff: bool
    first_in: datetime
    last_out: datetime | None
    here_now: bool
    minutes: float
    breakout_minutes: float
    late: bool
    left_early: bool
    rejoined: int
    lapsed: bool


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches merged: in order, none overlapping or touching. Empty and backward ones count as nothing."""
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def seconds(stretches: Iterable[Stretch]) -> float:
    """How long the union of the stretches lasts, in seconds."""
    return sum((end - start).total_seconds() for start, end in union(stretches))


def overlap(first: Sequence[Stretch], second: Sequence[Stretch]) -> float:
    """How long both last at once, in seconds. Both must be unions."""
    total, i, j = 0.0, 0, 0
    while i < len(first) and j < len(second):
        start = max(first[i][0], second[j][0])
        end = min(first[i][1], second[j][1])
        if end > start:
            total += (end - start).total_seconds()
        if first[i][1] <= second[j][1]:
            i += 1
        else:
            j += 1
    return total


def seconds_together(
    rooms: Iterable[dict[int, list[Stretch]]],
) -> dict[tuple[int, int], float]:
    """For each pair (smaller, larger), the seconds they were in the same room at once, over all rooms."""
    found: dict[tuple[int, int], float] = {}
    for stays in rooms:
        merged = {person: union(stretches) for person, stretches in stays.items()}
        for first, second in combinations(sorted(merged), 2):
            together = overlap(merged[first], merged[second])
            if together > 0:
                found[first, second] = found.get((first, second), 0.0) + together
    return found


def of(room: Room) -> list[Row]:
    """The attendance of a room, staff first, then by name. Two queries.

    Someone who was let in but whose browser never arrived counts as not there. An open lease counts until now, or until
    its last renewal where that is older than a renewal should be.
    """
    now = clock.now()
    stays: dict[int, list[Interval]] = {}
    for row in Interval.objects.filter(room=room).order_by("entered_at"):
        stays.setdefault(row.person_id, []).append(row)
    attendees = Attendee.objects.filter(room=room, person__in=stays).select_related("person")
    rows = [_row(attendee, stays[attendee.person_id], room, now) for attendee in attendees]
    return sorted(rows, key=lambda each: (not each.is_staff, each.person.display_name.casefold(), each.person.pk))


def _row(attendee: Attendee, intervals: list[Interval], room: Room, now: datetime) -> Row:
    meeting = room.meeting
    spans = [(each.entered_at, _end(each, now)) for each in intervals]
    whole = union(spans)
    small = [span for span, each in zip(spans, intervals, strict=True) if each.in_breakout]
    here = attendee.state == AttendeeState.IN
    last = max(end for _, end in spans)
    return Row(
        person=attendee.person,
        is_staff=attendee.is_staff,
        first_in=intervals[0].entered_at,
        last_out=None if here else last,
        here_now=here,
        minutes=sum((end - start).total_seconds() for start, end in whole) / 60,
        breakout_minutes=seconds(small) / 60,
        late=intervals[0].entered_at > meeting.starts_at + LATE_AFTER,
        left_early=not here and last < min(meeting.ends_at, room.ended_at or now) - EARLY_BEFORE,
        rejoined=_returns(whole),
        lapsed=any(each.lapsed for each in intervals),
    )


def _end(interval: Interval, now: datetime) -> datetime:
    if interval.left_at is not None:
        return interval.left_at
    return min(now, interval.renewed_at + timedelta(seconds=20))


def _returns(whole: list[Stretch]) -> int:
    """How often they came back after being away for longer than a move between rooms takes."""
    return sum((later[0] - earlier[1]) > timedelta(seconds=20) for earlier, later in pairwise(whole))


def safe_cell(text: str) -> str:
    """Text that a spreadsheet won't take for a formula (OWASP, CSV injection: =, +, -, @, tab and return first)."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
