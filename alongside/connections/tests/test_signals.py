"""How contacts stand: from the record and people's own word to what is kept."""

import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from alongside.connections import queries
from alongside.connections.actions import Fact, record
from alongside.connections.models import Correction, Interaction, Kind, Standing, Week, Wishes
from alongside.connections.signals import judge_program, words
from alongside.connections.signals.actions import forget_old, renew
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.engine.isolation.model import State
from alongside.engine.isolation.reasons import ACTIONS, CLEARS, CODES
from alongside.people.models import Person, Role, Stage
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
DAY = timedelta(days=1)
_counter = iter(range(10**9))


def talk(cast: Cast, one: Person, other: Person, *days_ago: float, back: bool = True, kind: str = Kind.WROTE) -> None:
    """`one` writes to `other` so many days ago, who answers an hour later."""
    facts = []
    for ago in days_ago:
        at = NOW - ago * DAY
        facts.append(Fact(kind, one.pk, other.pk, at, f"test:{next(_counter)}", private=True))
        if back:
            facts.append(Fact(Kind.REPLIED, other.pk, one.pk, at + timedelta(hours=1), f"test:{next(_counter)}"))
    record(cast.program.pk, facts, by=SYSTEM)


def settled(cast: Cast) -> None:
    """Everyone has been here for months."""
    Person.objects.filter(program=cast.program).exclude(pk=cast.newcomer.pk).update(
        created_at=NOW - 120 * DAY, stage=Stage.ACTIVE
    )
    Person.objects.filter(pk=cast.newcomer.pk).update(created_at=NOW - 3 * DAY)


def fades(cast: Cast) -> None:
    """The member was in touch with four, and with nobody any more; the others with each other, all along."""
    settled(cast)
    for other in (cast.groupmate, cast.third, cast.fourth, cast.mentor):
        talk(cast, cast.member, other, *range(17, 80, 3))
    for one, other in ((cast.groupmate, cast.third), (cast.fourth, cast.mentor), (cast.groupmate, cast.fourth)):
        talk(cast, one, other, *range(1, 80, 4))


def standing(person: Person) -> Standing:
    return Standing.objects.get(person=person)


def judged(cast: Cast, person: Person, at: datetime = NOW) -> Any:
    return next(each for each in judge_program(cast.program, at) if each.member == person.pk)


def test_from_the_record_to_what_is_kept(cast: Cast) -> None:
    """Who faded stands on the list with reasons; who is in touch doesn't; newcomers on their own; staff nowhere."""
    fades(cast)
    talk(cast, cast.member, cast.counselor, 1, 2)  # being looked after isn't knowing somebody
    Person.objects.filter(pk=cast.third.pk).update(stage=Stage.PAUSED)
    with clock.reading(NOW):
        assert renew(cast.program, by=SYSTEM) == 5
        assert standing(cast.member).listed == "fading"
        assert standing(cast.groupmate).state == State.CONNECTED
        assert standing(cast.newcomer).listed == "welcome"
        assert not Standing.objects.filter(person__in=[cast.counselor, cast.director, cast.third, cast.outsider])
        kept = standing(cast.member)
        assert kept.two_way == 3  # within four weeks; the one on a pause isn't counted
        with translation.override("en"):
            said = words.sentences(kept, cast.counselor)
            assert "Two-way contact with 0 people in 14 days. It was 4." in said
            own = words.sentences(kept, cast.member)
            assert "You’ve been in touch with 0 people in 14 days; it was 4 before." in own
    with clock.reading(NOW + DAY):
        renew(cast.program, by=SYSTEM)
        assert standing(cast.member).since == kept.since
        assert standing(cast.member).judged_at == NOW + DAY
        assert Week.objects.filter(person=cast.member).count() == 1
    Person.objects.filter(pk=cast.member.pk).update(stage=Stage.LEFT)
    with clock.reading(NOW + 7 * DAY):
        renew(cast.program, by=SYSTEM)
    assert not Standing.objects.filter(person=cast.member)
    assert Week.objects.filter(person=cast.groupmate).count() == 2


def test_sharing_a_session_reaches_nobody_and_a_small_room_counts_both_ways(cast: Cast) -> None:
    fades(cast)
    sat = [Fact(Kind.SESSION, cast.member.pk, cast.third.pk, NOW - DAY, "s", amount=50.0)]
    record(cast.program.pk, sat, by=SYSTEM)
    assert judged(cast, cast.member).listed == "fading"
    for day in (1, 2, 5):
        met = Fact(Kind.SMALL_ROOM, cast.member.pk, cast.third.pk, NOW - day * DAY, f"room:{day}", amount=9.0)
        more = Fact(Kind.SMALL_ROOM, cast.member.pk, cast.fourth.pk, NOW - day * DAY, f"other:{day}", amount=9.0)
        record(cast.program.pk, [met, more], by=SYSTEM)
    assert judged(cast, cast.member).state == State.CONNECTED


def test_what_someone_says_counts_for_them_alone(cast: Cast) -> None:
    """In touch elsewhere, not close, enough, and one's own rhythm."""
    fades(cast)

    def says(code: str, other: Person | None = None, person: Person = cast.member, days: float = 1) -> Correction:
        return Correction.objects.create(
            person=person, other=other, code=code, at=NOW - days * DAY, until=NOW + 30 * DAY
        )

    before = {each.member: each for each in judge_program(cast.program, NOW)}
    one, two = says("in_touch", cast.third, days=20), says("in_touch", cast.fourth, days=20)
    after = {each.member: each for each in judge_program(cast.program, NOW)}
    assert after[cast.member.pk].listed == "", after[cast.member.pk]
    del before[cast.member.pk], after[cast.member.pk]
    assert before == after  # nothing shows on anybody else
    assert judged(cast, cast.member, NOW + 31 * DAY).listed == "fading"  # it has ended
    one.delete(), two.delete()

    talk(cast, cast.member, cast.third, 1, 3, 6, 9)
    talk(cast, cast.member, cast.fourth, 1, 3, 6, 9)
    assert judged(cast, cast.member).listed == ""
    dropped = [says("not_close", cast.third), says("not_close", cast.fourth)]
    assert judged(cast, cast.member).listed == "fading"
    assert [each.code for each in judged(cast, cast.member).reasons].count("took_part") == 1
    says("enough")
    assert judged(cast, cast.member).listed == ""
    assert judged(cast, cast.member).reasons
    for each in dropped:
        each.delete()
    assert judged(cast, cast.member, NOW + 20 * DAY).listed == ""
    Correction.objects.update(until=NOW + 90 * DAY)
    assert judged(cast, cast.member, NOW + 40 * DAY).listed == "fading"  # nothing, and not for long

    with clock.reading(NOW + 100 * DAY):
        forget_old(by=SYSTEM)
    assert not Correction.objects.exists()

    talk(cast, cast.newcomer, cast.groupmate, 70, 60)
    Person.objects.filter(pk=cast.newcomer.pk).update(stage=Stage.ACTIVE, created_at=NOW - 90 * DAY)
    assert judged(cast, cast.newcomer).listed == "fading"
    talk(cast, cast.newcomer, cast.groupmate, 18)
    Wishes.objects.create(person=cast.newcomer, rhythm_days=21)
    assert judged(cast, cast.newcomer).listed == ""


def test_the_quiet_who_are_in_touch_dont_crowd_the_list(cast: Cast) -> None:
    """One short exchange a week with the same two people is connected; a broadcaster whom nobody answers is not."""
    settled(cast)
    quiet, loud = cast.member, cast.groupmate
    talk(cast, quiet, cast.third, *range(2, 80, 7))
    talk(cast, quiet, cast.fourth, *range(5, 80, 7))
    posts = [
        Fact(Kind.POSTED, loud.pk, None, NOW - day * DAY / 4, f"loud:{day}", place="group:1") for day in range(1, 200)
    ]
    record(cast.program.pk, posts, by=SYSTEM)
    assert judged(cast, quiet).listed == ""
    assert judged(cast, loud).listed == "fading"


def test_every_code_has_words_for_both(cast: Cast) -> None:
    facts = dict.fromkeys(("days", "now", "was", "people", "usual", "active", "n"), 3) | {
        "until": 1.8e9,
        "since": 1.8e9,
    }
    with translation.override("en"):
        for code in CODES:
            for viewer in (cast.counselor, cast.member):
                said = words.sentence({"code": code, "facts": facts}, viewer)
                assert said.endswith(".") and "alone" not in said and "risk" not in said, code
            assert said != words.sentence({"code": code, "facts": facts}, cast.counselor), code
        for viewer in (cast.counselor, cast.member):
            assert all(words.action(code, viewer) for code in ACTIONS if code != "none")
            assert all(words.clears(code, viewer) for code in CLEARS if code)
            assert all(words.state(code, viewer) for code in State)
        for odd in (
            {},
            {"code": "gone"},
            {"code": "two_way"},
            {"code": "two_way", "facts": {"people": "x", "days": 1}},
        ):
            assert words.sentence(odd, cast.member) == ""


@pytest.mark.parametrize(("people", "seconds"), [(60, 1.0), (1000, 20.0)])
def test_judging_many_is_quick_and_asks_little(
    cast: Cast, django_assert_max_num_queries: Any, people: int, seconds: float
) -> None:
    """Sixty people with months of contact in under a second; a thousand in bounded time; the queries don't grow."""
    made = Person.objects.bulk_create(
        Person(
            program=cast.program,
            role=Role.MEMBER,
            stage=Stage.ACTIVE,
            display_name=f"P{number}",
            public_id=f"many{number}",
            created_at=NOW - 150 * DAY,
        )
        for number in range(people)
    )
    chance, facts = random.Random(5), []
    for number, person in enumerate(made):
        for day in range(0, 120, 6 if people < 100 else 10):
            other = made[(number + chance.randint(1, 6)) % people]
            at = NOW - day * DAY - timedelta(minutes=chance.randint(0, 900))
            facts.append(Fact(Kind.WROTE, person.pk, other.pk, at, f"{number}:{day}"))
    if people < 100:
        record(cast.program.pk, facts, by=SYSTEM)
    else:
        Interaction.objects.bulk_create((each.row(cast.program.pk) for each in facts), batch_size=500)
    Correction.objects.create(person=made[0], other=made[1], code="in_touch", at=NOW - DAY, until=NOW + DAY)
    began = time.perf_counter()
    with django_assert_max_num_queries(9):
        found = judge_program(cast.program, NOW)
    assert len(found) >= people
    assert time.perf_counter() - began < seconds
    if people < 100:
        ties = queries.two_way_count([each.pk for each in made], NOW)
        with clock.reading(NOW):
            renew(cast.program, by=SYSTEM)
        assert {pk: Standing.objects.get(person=pk).two_way for pk in ties if pk != made[0].pk} == {
            pk: n for pk, n in ties.items() if pk != made[0].pk
        }
