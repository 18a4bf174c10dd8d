"""What the house makes of who is in contact with whom: mentors, introductions, signals, and cards looked back at.

Through the actions that real people and the worker use, each at its moment.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from alongside.care.actions import close, take
from alongside.care.actions.signals import look_back, tell_signal
from alongside.care.models import Outcome
from alongside.connections.introductions.actions.offers import propose_week
from alongside.connections.mentors.actions import ask, choose
from alongside.connections.signals.actions import keep_week, renew
from alongside.core import clock
from alongside.core.actions import System
from alongside.groups.mentoring.actions import choosing, pairing, profiles
from alongside.groups.models import MentorOffer
from alongside.live import happenings
from alongside.people.actions import change_stage
from alongside.people.actions_around import name_supervisor
from alongside.people.arriving.actions import tell_about
from alongside.people.models import Person, Program, Stage
from alongside.site.demo import story

DEMO = System("demo")
Cast = Mapping[str, Person]
WEEKS = 12
_TURNS = 60


def prepare(cast: Cast, now: datetime) -> None:
    """What was before the last weeks: what people like, who went and who came back, who mentors whom."""
    for who in story.MEMBERS:
        if who.likes or who.free:
            _like(cast[who.name], who)
    for days, name, stage in story.STAGES:
        with clock.reading(now - timedelta(days=days)):
            change_stage(cast[name], Stage(stage), by=cast["Dana Whitfield"])
            cast[name].refresh_from_db()
    with clock.reading(now - timedelta(weeks=8)):
        for name, plan in story.MENTORING.items():
            mentor = cast[name]
            name_supervisor(mentor, cast[plan.supervisor], by=cast["Grace Okafor"])
            mentor.refresh_from_db()
            profiles.save_profile(
                mentor, about=plan.about, topics=plan.topics, capacity=plan.capacity, hours_a_week=plan.hours, by=mentor
            )
            profiles.agree(mentor, by=mentor)
            for member in plan.people:
                pairing.begin(mentor, cast[member], by=mentor)


def begin(program: Program, cast: Cast, now: datetime) -> None:
    """What follows from the record, once everything before it is told."""
    for _ in range(_TURNS):
        if not happenings.catch_up():
            break
    for weeks in range(WEEKS, 0, -1):
        keep_week(program, now - timedelta(weeks=weeks), by=DEMO)
    _looked_back(cast, now)
    with clock.reading(now - timedelta(hours=20)):
        renew(program, by=DEMO)
    renew(program, by=DEMO)
    propose_week(program, by=DEMO)
    for member, chooses in story.MENTOR_WISHES:
        wish = ask(cast[member], choosing.Wanted(), by=cast[member])
        offer = MentorOffer.objects.filter(wish=wish).order_by("rank").first()
        if chooses and offer is not None:
            choose(offer, by=cast[member])


def _like(person: Person, who: story.Character) -> None:
    tell_about(
        person,
        display_name=who.name,
        pronouns=who.pronouns,
        wants_familiar_face=who.shy,
        interests=who.likes,
        speaks="",
        good_times=who.free,
        by=person,
    )


def _looked_back(cast: Cast, now: datetime) -> None:
    """Two cards that were closed more than two weeks ago, and what has become of contacts since."""
    dana = cast["Dana Whitfield"]
    for name, days, words in story.LOOKED_BACK:
        with clock.reading(now - timedelta(days=days)):
            card = tell_signal(cast[name], story.WAS_THINNING, by=DEMO)
            if card is None:
                continue
            take(card, by=dana)
        with clock.reading(now - timedelta(days=days - 1)):
            close(card, Outcome.TALKED, words=words, by=dana)
        with clock.reading(now - timedelta(days=days - 16)):
            look_back(card, by=DEMO)
