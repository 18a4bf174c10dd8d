"""Three months of sixty people: the desk finds whoever is fading, for the reason they are, and leaves the others be."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from alongside.care.models import Kind as CardKind
from alongside.care.models import ReachOut
from alongside.connections.models import Listed, Standing, State
from alongside.connections.signals.actions import renew
from alongside.core import clock
from alongside.core.actions import System
from alongside.engine.isolation import Contact, Judgement, Member, judge
from alongside.groups import actions as groups
from alongside.people import actions as people
from alongside.people.models import Person
from alongside.site.demo import months, story
from alongside.site.demo.society import Turn

TEST = System("test")
NOW = datetime(2026, 3, 18, 15, 20, tzinfo=UTC)
FADING = {Turn.QUARREL, Turn.UNHEARD, Turn.UNANSWERED, Turn.FRIEND_LEFT, Turn.LOUD}
CONTACTS = {
    "wrote": "message",
    "replied": "reply",
    "posted": "post",
    "small_room": "met",
    "came": "attend",
}
CAUSES = {
    Turn.QUARREL: {"fewer_two_way", "longer_than_usual"},
    Turn.UNHEARD: {"no_small_room"},
    Turn.UNANSWERED: {"no_answer_from"},
    Turn.FRIEND_LEFT: {"fewer_two_way", "took_part"},
    Turn.LOUD: {"never_two_way"},
}


def judged(seed: int, now: datetime) -> dict[str, Judgement]:
    """What the engine says of everyone in the story at that moment, by name."""
    began = now - timedelta(weeks=12)
    lives = [life for life in story.lives() if life.turn is not Turn.GONE]
    numbers = {life.name: number for number, life in enumerate(story.lives())}
    contacts = [
        Contact(act.at.timestamp(), numbers[act.who], numbers[act.whom] if act.whom else None, CONTACTS[act.kind])
        for act in months.acts(began=began, until=now, seed=seed)
        if act.kind in CONTACTS
    ]
    members = [Member(numbers[life.name], began.timestamp()) for life in lives]
    found = judge(contacts, members, now.timestamp())
    return {life.name: each for life, each in zip(lives, found, strict=True)}


def with_turn(turns: Iterable[Turn]) -> dict[str, Turn]:
    return {who.name: who.turn for who in story.MEMBERS if who.turn in set(turns)}


def test_the_same_seed_is_the_same_life() -> None:
    span = {"began": NOW - timedelta(weeks=12), "until": NOW}
    acts = months.acts(**span, seed=1)
    assert acts == months.acts(**span, seed=1) != months.acts(**span, seed=2)
    assert acts == sorted(acts, key=lambda act: act.at) and all(span["began"] <= act.at < NOW for act in acts)
    people = (*story.STAFF, *story.MENTORS, *story.MEMBERS, *story.NEWCOMERS)
    assert len(people) + 1 == 60, "with one who is only invited"


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_whoever_fades_is_found_with_the_cause_and_nobody_else(seed: int) -> None:
    """At any hour and with any seed. Beside those of the story, at most three others are listed."""
    now = NOW + timedelta(hours=5 * seed)
    found = judged(seed, now)
    for name, turn in with_turn(FADING).items():
        said = found[name]
        assert said.listed == "fading", (name, said)
        assert turn is not Turn.LOUD or said.state in (State.NONE, State.LITTLE), "loud is not connected"
        assert CAUSES[turn] <= {reason.code for reason in said.reasons}, (name, said.reasons)
    for name in with_turn([Turn.STEADY]):
        assert found[name].state == State.CONNECTED and not found[name].listed, "quiet, and well"
    listed = {name for name, said in found.items() if said.listed}
    assert len(listed - set(with_turn(FADING))) <= 3


def test_found_about_a_week_after_it_is_a_fact() -> None:
    """Three weeks after the last contact at the latest, and not while all is well."""
    turn = NOW - timedelta(days=24)
    lives = {life.name: life for life in story.lives()}
    assert lives["Iris"].ago == 24
    acts = months.acts(began=NOW - timedelta(weeks=12), until=NOW, seed=3)
    numbers = {name: number for number, name in enumerate(lives)}

    def listed(at: datetime) -> bool:
        contacts = [
            Contact(act.at.timestamp(), numbers[act.who], numbers[act.whom] if act.whom else None, CONTACTS[act.kind])
            for act in acts
            if act.kind in CONTACTS and act.at <= at
        ]
        member = Member(numbers["Iris"], (NOW - timedelta(weeks=12)).timestamp())
        return judge(contacts, [member], at.timestamp())[0].listed == "fading"

    assert not listed(turn - timedelta(days=1))
    first = next(day for day in range(60) if listed(turn + timedelta(days=day)))
    assert 3 <= first <= 21


@pytest.mark.django_db
def test_the_desk_has_a_card_for_each() -> None:
    """The record of the months, judged in the house: a card with reasons for whoever fades, none for the steady."""
    began = NOW - timedelta(weeks=12)
    with clock.reading(began):
        program = people.create_program("Test", time_zone=story.ZONE, region="US", on_call_line="", by=TEST)
        cast: dict[str, Person] = {}
        for who in (*story.STAFF, *story.MENTORS, *story.MEMBERS):
            cast[who.name] = people.create_person(program, display_name=who.name, role=who.role, by=TEST)
        for plan in story.GROUPS:
            group = groups.create_group(program, name=plan.name, about="", by=TEST)
            groups.set_facilitators(group, [cast[name] for name in plan.leads], by=TEST)
            for name in plan.roster:
                groups.add_to_roster(group, cast[name], by=TEST)
    kinds = {"wrote", "replied", "posted", "small_room", "came"}
    acts = [act for act in months.acts(began=began, until=NOW, seed=1) if act.kind in kinds]
    with clock.reading(NOW):
        assert months.before(program, cast, acts) == len(acts)
        assert months.before(program, cast, acts) == 0, "told again is recorded once"
        renew(program, by=TEST)
        renew(program, by=TEST)
    fading = set(with_turn(FADING))
    listed = Standing.objects.filter(listed=Listed.FADING).values_list("person__display_name", flat=True)
    assert fading <= set(listed)
    cards = ReachOut.objects.filter(reasons__kind=CardKind.SIGNAL)
    names = list(cards.values_list("about__display_name", flat=True))
    assert fading <= set(names) and len(names) == len(set(names)), "one card each"
    assert not set(with_turn([Turn.STEADY])) & set(names)
    assert {*cards.values_list("owner__display_name", flat=True)} <= {"Dana Whitfield", "Marcus Reyes"}
    assert set(with_turn(Turn).values()) == set(Turn), "every turn of life is in the story"
