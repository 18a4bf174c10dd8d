"""Circles of the demo: one in the early morning, one in Spanish, one by invitation, and one that waits for a yes."""

import random
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from alongside.core import clock
from alongside.groups.circles import actions
from alongside.groups.circles.actions import When, Words
from alongside.groups.circles.forms import USUAL_AGREEMENT
from alongside.groups.models import Circle, CircleRole, Openness
from alongside.people.models import Person
from alongside.site.demo import life, story

SPANISH_AGREEMENT = (
    "Lo que se dice aquí se queda aquí.\n"
    "Escuchamos más de lo que aconsejamos.\n"
    "Cada quien puede hablar, y nadie tiene que hacerlo.\n"
    "Si alguien puede estar en peligro, pedimos ayuda enseguida."
)


def begin(cast: Mapping[str, Person], characters: Mapping[int, story.Character], *, seed: int) -> None:
    """All of them, as of ten days ago, and what they have met since. `cast` by name, `characters` by row number."""
    with clock.reading(clock.now() - timedelta(days=10)):
        early = _hosted(
            cast["Ruth"],
            Words("Early Birds", "Coffee, a stretch, and one good thing about yesterday.", "mornings, routine, coffee"),
            str(USUAL_AGREEMENT),
            _when(7, 30, "MO,TU,WE,TH,FR"),
            by=cast["Dana Whitfield"],
        )
        _join(early, cast, "Maya", "Diego", "Walt")
        actions.offer_role(early, cast["Walt"], CircleRole.COHOST, by=cast["Ruth"])
        actions.accept_offer(early, cast["Walt"], by=cast["Walt"])
        spanish = _hosted(
            cast["Beatriz"],
            Words(
                "Café en español", "Un rato para hablar en nuestro idioma.", "familia, trabajo, español", "es", cap=16
            ),
            SPANISH_AGREEMENT,
            _when(19, 45, "WE"),
            by=cast["Marcus Reyes"],
        )
        _join(spanish, cast, "Diego")
        private = _hosted(
            cast["Walt"],
            Words("Sunday walk", "We talk while we walk, each where we live.", "walking", openness=Openness.INVITED),
            str(USUAL_AGREEMENT),
            _when(16, 60, "SU"),
            by=cast["Dana Whitfield"],
        )
        actions.invite(private, cast["Gus"], by=cast["Walt"])
        actions.join(private, cast["Gus"], accepts=True, by=cast["Gus"])
        actions.invite(private, cast["Maya"], by=cast["Walt"])
    for circle, names in (
        (early, ("Ruth", "Maya", "Walt")),
        (spanish, ("Beatriz", "Diego")),
        (private, ("Walt", "Gus")),
    ):
        _meet(circle, [cast[name] for name in names], characters, seed=seed)
    actions.propose_circle(
        cast["Ruth"],
        Words("Night shift", "For those of us who work nights and sleep days.", "work, nights, sleep"),
        str(USUAL_AGREEMENT),
        _when(22, 60, "TU,SA"),
        by=cast["Ruth"],
    )


def _when(hour: int, minutes: int, days: str) -> When:
    day = clock.now().astimezone(ZoneInfo(story.ZONE)).date()
    return When(datetime.combine(day, time(hour)), story.ZONE, minutes, f"FREQ=WEEKLY;BYDAY={days}")


def _hosted(host: Person, words: Words, agreement: str, when: When, *, by: Person) -> Circle:
    return actions.approve_circle(actions.propose_circle(host, words, agreement, when, by=host), by=by)


def _join(circle: Circle, cast: Mapping[str, Person], *names: str) -> None:
    for name in names:
        actions.join(circle, cast[name], accepts=True, by=cast[name])


def _meet(circle: Circle, people: list[Person], characters: Mapping[int, story.Character], *, seed: int) -> None:
    """They have met as often as their time came."""
    rng = random.Random(f"{seed}:{circle.name}")  # noqa: S311  (a story, not a secret)
    past = circle.meetings.filter(ends_at__lt=clock.now() - life.QUIET_BEFORE_NOW).select_related("program")
    for meeting in past.order_by("starts_at"):
        life.Evening(meeting, characters, week=0, rng=rng, until=clock.now()).sit_together(people)
