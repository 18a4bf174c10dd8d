"""The geometry of a plot: where the lines run, in a box of WIDTH by HEIGHT units. The template draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from alongside.care.insight.queries import Series

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 30
LINES = 5
"""More than so many lines in one plot can't be told apart; the table has them all."""


@dataclass(frozen=True)
class Line:
    """`points` and `band` are attributes of a polyline and a polygon; `dots` the same places for marks."""

    number: int
    series: Series
    points: str
    band: str
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Tick:
    at: float
    value: float


@dataclass(frozen=True)
class Day:
    at: float
    day: date


@dataclass(frozen=True)
class Plot:
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    days: tuple[Day, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    foot: int = HEIGHT - 8


def plot(lines: Sequence[Series], *, top: float | None = None) -> Plot | None:
    """A plot of the first LINES lines from 0 to `top`, or to just above the highest value; None without any."""
    drawn = [line for line in lines if line.points][:LINES]
    if not drawn:
        return None
    days = sorted({point.day for line in drawn for point in line.points})
    highest = max(max(point.value, point.high or 0.0) for line in drawn for point in line.points)
    ceiling, step = _scale(top or highest)
    span = max(1, (days[-1] - days[0]).days)

    def x(day: date) -> float:
        if len(days) == 1:
            return (LEFT + WIDTH - RIGHT) / 2
        return round(LEFT + (WIDTH - RIGHT - LEFT) * (day - days[0]).days / span, 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * min(value, ceiling) / ceiling, 1)

    def line(number: int, series: Series) -> Line:
        dots = tuple((x(point.day), y(point.value)) for point in series.points)
        known = [point for point in series.points if point.low is not None and point.high is not None]
        upper = [(x(point.day), y(point.high or 0.0)) for point in known]
        lower = [(x(point.day), y(point.low or 0.0)) for point in reversed(known)]
        return Line(number, series, _joined(dots), _joined([*upper, *lower]) if len(known) > 1 else "", dots)

    steps = [step * number for number in range(int(ceiling / step + 1e-9) + 1)]
    named = days if len(days) <= 4 else [days[0], days[len(days) // 3], days[2 * len(days) // 3], days[-1]]
    return Plot(
        lines=tuple(line(number, series) for number, series in enumerate(drawn)),
        ticks=tuple(Tick(y(value), value) for value in steps),
        days=tuple(Day(x(day), day) for day in named),
    )


def _scale(highest: float) -> tuple[float, float]:
    """A ceiling at or above the highest value, and steps of 1, 2, 2.5 or 5 times a power of ten: at most five."""
    step = 0.1
    for size in (0.1, 1.0, 10.0, 100.0, 1000.0):
        for each in (1.0, 2.0, 2.5, 5.0):
            step = size * each
            if step * 5 >= highest:
                count = max(1, -(-highest // step))
                return step * count, step
    return step * 5, step


def _joined(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{across:g},{down:g}" for across, down in places)
