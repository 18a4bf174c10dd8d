"""The figures of a program over time. Names and links to nobody: counts by week and by when people came."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from alongside.care.insight import estimates, hidden
from alongside.care.insight.hidden import Block, Count
from alongside.connections.models import Week
from alongside.conversations.models import WaitingPost
from alongside.people.models import Program

ENOUGH_TIES = 3
SPANS = (12, 26, 52)
MOST_ROWS, MOST_POSTS = 60_000, 20_000


@dataclass(frozen=True)
class Point:
    """One week (or month, for waits) of one block. `about`: of about so many people, in steps of five.

    `value`, `low` and `high` are a whole percentage, a number of ties, or hours; None where they can't be said.
    `quarters`: below which and above which a quarter of the people are, where enough are.
    """

    day: date
    about: int
    value: float
    low: float | None
    high: float | None
    quarters: tuple[float, float] | None = None


@dataclass(frozen=True)
class Series:
    """One line of a plot. `first` and `last` are the months in which its people came; None: everyone."""

    first: date | None
    last: date | None
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Insight:
    """What the page shows: the share of people with three two-way ties or more, ties per person, waits by month."""

    weeks: int
    enough: tuple[Series, ...]
    ties: tuple[Series, ...]
    waits: tuple[Series, ...]


def insight(program: Program, at: datetime, weeks: int) -> Insight:
    """The last `weeks` weeks, the running one left out. Three queries, whatever the size."""
    zone = ZoneInfo(program.time_zone)
    today = at.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=weeks)
    rows = Week.objects.filter(person__program=program, monday__gte=first, monday__lt=monday)
    found = rows.order_by("-monday").values_list("monday", "person__created_at", "two_way")[:MOST_ROWS]
    ties: dict[date, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for day, came, two_way in found:
        ties[day][_month(came, zone)].append(two_way)
    counts = {
        day: {
            cohort: Count(sum(each >= ENOUGH_TIES for each in values), len(values))
            for cohort, values in by_month.items()
        }
        for day, by_month in ties.items()
    }
    cohorts = sorted({cohort for by_month in ties.values() for cohort in by_month})
    parts = hidden.blocks(list(counts.values()), cohorts)
    return Insight(weeks, _enough(counts, parts), _ties(ties, parts), _waits(program, at, first, zone))


def _month(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m}"


def _series(points: dict[Block, list[Point]]) -> tuple[Series, ...]:
    """The whole first, then the blocks in the order in which their people came."""
    return tuple(
        Series(_first_of(block[0]) if block else None, _first_of(block[-1]) if block else None, tuple(found))
        for block, found in sorted(points.items())
        if found
    )


def _first_of(cohort: str) -> date:
    return date.fromisoformat(f"{cohort}-01")


def _enough(counts: dict[date, dict[str, Count]], parts: list[Block]) -> tuple[Series, ...]:
    points: dict[Block, list[Point]] = defaultdict(list)
    for day in sorted(counts):
        for block, count in hidden.shown(counts[day], parts).items():
            found = estimates.share(count.some, count.all)
            points[block].append(
                Point(
                    day,
                    hidden.rounded(count.all),
                    hidden.rounded(100 * found.value),
                    hidden.rounded(100 * (found.low or 0.0), up=False),
                    hidden.rounded(100 * (found.high or 0.0), up=True),
                )
            )
    return _series(points)


def _ties(ties: dict[date, dict[str, list[int]]], parts: list[Block]) -> tuple[Series, ...]:
    """Medians don't add up to one another, so each is shown where its own people are enough."""
    points: dict[Block, list[Point]] = defaultdict(list)
    for day in sorted(ties):
        for block in [(), *(parts if len(parts) > 1 else [])]:
            by_month = ties[day].items()
            values = sorted(each for cohort, some in by_month if not block or cohort in block for each in some)
            if len(values) < hidden.MIDDLE_FROM:
                continue
            found, quarter = estimates.middle(values), len(values) // 4
            quarters = (float(values[quarter]), float(values[-quarter - 1]))
            points[block].append(
                Point(
                    day,
                    hidden.rounded(len(values)),
                    found.value,
                    found.low,
                    found.high,
                    quarters if len(values) >= hidden.QUARTERS_FROM else None,
                )
            )
    return _series(points)


def _waits(program: Program, at: datetime, first: date, zone: ZoneInfo) -> tuple[Series, ...]:
    """By month of the post; only months in which at least LEAST different people waited."""
    rows = WaitingPost.objects.filter(program=program, since__gte=datetime.combine(first, datetime.min.time(), zone))
    rows = rows.exclude(ended_at__isnull=False, answered_at=None).order_by("-since")
    found: dict[str, list[tuple[int, timedelta, bool]]] = defaultdict(list)
    for author, since, answered in rows.values_list("author", "since", "answered_at")[:MOST_POSTS]:
        found[_month(since, zone)].append((author, (answered or at) - since, answered is not None))
    points = []
    for month, posts in sorted(found.items()):
        people = len({author for author, _wait, _answered in posts})
        value, low, high = estimates.time_until((wait, answered) for _author, wait, answered in posts)
        if people < hidden.LEAST or value is None:
            continue
        points.append(Point(_first_of(month), hidden.rounded(people), _hours(value), _hours_or(low), _hours_or(high)))
    return (Series(None, None, tuple(points)),) if points else ()


def _hours(time: timedelta) -> float:
    return round(time.total_seconds() / 3600, 1)


def _hours_or(time: timedelta | None) -> float | None:
    return None if time is None else _hours(time)


def rows_for_export(found: Insight) -> Iterable[tuple[str, Series, Point]]:
    """Every point that the page shows, and nothing else."""
    for name, lines in (("enough", found.enough), ("ties", found.ties), ("waits", found.waits)):
        for line in lines:
            for point in line.points:
                yield name, line, point
