"""People around someone, and the day's suggestion: one's own ties alone, and nothing that tells of a cut."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.boundaries.actions import keep_apart
from alongside.boundaries.actions_cuts import cut, uncut
from alongside.boundaries.models import Wish
from alongside.connections.actions import record
from alongside.connections.around import picture
from alongside.connections.models import Correction, Kind, Suggestion, Wishes
from alongside.connections.recording import Fact
from alongside.connections.suggesting import actions
from alongside.connections.suggesting.duties import keep_promises, make_suggestions
from alongside.connections.tests.introduction_scene import about, crowd, rest
from alongside.connections.wishes import gets_suggestions, may_be_suggested
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.people.models import Arrival, Person, Stage
from tests.cast import Cast

ClientOf = Callable[[Person | None], Client]
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "/people/"


def _facts(cast: Cast, *rows: tuple[str, Person, Person, timedelta], private: bool = True) -> None:
    facts = [
        Fact(kind, a.pk, b.pk, NOON - ago, f"{kind}:{a.pk}:{b.pk}:{n}", private=private and kind != Kind.SMALL_ROOM)
        for n, (kind, a, b, ago) in enumerate(rows)
    ]
    record(cast.program.pk, facts, by=SYSTEM)


def _page(client: Client, query: str = "") -> str:
    with clock.reading(NOON):
        answer = client.get(URL + query)
    assert answer.status_code == 200
    return answer.content.decode()


def _list(html: str) -> list[str]:
    return [part.partition('"')[0] for part in html.split('data-name="')[1:]]


def test_the_picture_is_ones_own_and_by_what_came(cast: Cast, client_of: ClientOf) -> None:
    me, close, sent, room, past = cast.member, cast.groupmate, cast.third, cast.fourth, cast.mentor
    _facts(
        cast,
        (Kind.WROTE, close, me, DAY),
        (Kind.REPLIED, close, me, 2 * DAY),
        (Kind.WROTE, me, close, DAY),
        (Kind.WROTE, me, sent, DAY),
        (Kind.SMALL_ROOM, me, room, 9 * DAY),
        (Kind.WROTE, past, me, 80 * DAY),
    )
    html = _page(client_of(me))
    assert _list(html) == [close.display_name, room.display_name], "what was only sent shows nobody; old contact rests"
    assert "You have been in touch in writing, last yesterday." in html
    assert html.count("In a small room:") == 1 and f"/talk/to/{close.public_id}/" in html
    with clock.reading(NOON):
        first, second = picture.around(me, NOON).people
        assert (first.ring, first.line, first.met) == (1, 3, None)
        assert (second.ring, second.line, second.met) == (2, 2, NOON - 9 * DAY)
        assert picture.around(me, NOON) == picture.around(me, NOON)
    assert close.display_name not in _page(client_of(room)), "nobody reads who writes to whom"
    assert _list(_page(client_of(sent))) == [me.display_name], "what came is there"
    assert client_of(cast.counselor).get(URL).status_code == 404
    Correction.objects.create(
        person=me, other=close, code=Correction.Code.NOT_CLOSE, at=NOON - DAY, until=NOON + 50 * DAY
    )
    assert _list(_page(client_of(me))) == [room.display_name]
    Person.objects.filter(pk=room.pk).update(stage=Stage.PAUSED)
    assert _list(_page(client_of(me))) == []


def test_a_cut_leaves_the_other_page_as_it_was(cast: Cast, client_of: ClientOf) -> None:
    me, other = cast.member, cast.groupmate
    _facts(cast, (Kind.WROTE, other, me, 3 * DAY), (Kind.WROTE, me, other, 2 * DAY), (Kind.SMALL_ROOM, me, other, DAY))
    _facts(cast, (Kind.WROTE, cast.third, me, DAY))

    def seen(by: Person) -> str:
        html = _page(client_of(by))
        return html.partition('id="around-list"')[2].partition("</main>")[0]

    mine, theirs = seen(me), seen(other)
    keep_apart(me, other, by=cast.counselor)
    assert "csrf" not in mine and seen(me) == mine and seen(other) == theirs, "kept apart: the same to the letter"
    for wish in (Wish.BLOCK, Wish.MUTE):
        cut(me, wish, by=other)
        assert seen(me) == mine, "who is cut reads what they read before"
        # What they send now reaches nobody and is no contact; what they would have sent changes nothing either.
        assert _list(seen(other)) == [], "whoever chose it needn't look at it"
        uncut(me, by=other)
    assert seen(other) == theirs
    _facts(cast, (Kind.REACTED, me, other, timedelta(hours=1)))
    assert seen(me) == mine, "one's own acts alone change nothing on one's own page"


def test_a_newcomer_finds_one_next_thing(cast: Cast, client_of: ClientOf) -> None:
    me = cast.member
    html = _page(client_of(me))
    assert "Find a circle" in html and 'id="around-list"' not in html
    Arrival.objects.update_or_create(
        person=me, defaults={"welcomer": cast.mentor, "started_at": NOON, "finished_at": None}
    )
    assert f"/talk/to/{cast.mentor.public_id}/" in _page(client_of(me))


def _suggested(person: Person) -> set[int]:
    return set(Suggestion.objects.filter(person=person).values_list("other", flat=True))


@pytest.fixture
def two(cast: Cast) -> tuple[Person, Person]:
    """`member` and `groupmate` share an interest; nobody else is there."""
    rest(cast.third, cast.fourth, cast.mentor, cast.newcomer)
    for person in (cast.member, cast.groupmate):
        about(person, interests="Walking, old films", good_times="evening")
    return cast.member, cast.groupmate


def test_one_suggestion_a_day_with_reasons_followed_or_dismissed_for_good(
    cast: Cast, two: tuple[Person, Person], client_of: ClientOf
) -> None:
    me, other = two
    client = client_of(me)
    with clock.reading(NOON):
        assert make_suggestions() == 2 and make_suggestions() == 0, "once a day"
        row = Suggestion.objects.get(person=me)
        assert row.other == other and [each["value"] for each in row.reasons] == ["old films", "walking"]
        html = _page(client)
        assert "Also likes: walking" in html and "evening" not in html, "times count and aren't told"
        assert client_of(other).post(f"/people/suggestions/{row.public_id}/dismiss").status_code == 404

        client.post(f"/people/suggestions/{row.public_id}/dismiss")
        assert "Take it back" in _page(client)
        client.post(f"/people/suggestions/{row.public_id}/undo")
        assert "Write a first line" in _page(client)
        went = client.post(f"/people/suggestions/{row.public_id}/follow")
        assert went["Location"].endswith("/hello/")
        first = client.get(went["Location"]).content.decode()
        assert "I saw that you like this too: old films" in first
        assert "Someone you might like to know" not in _page(client), "one a day"
        said = client.post(went["Location"], {"body": "Hello there", "key": "suggest-key-1"})
        assert said["Location"].startswith("/conversations/")
    with clock.reading(NOON):
        mine = Suggestion.objects.get(person=other)
        client_of(other).post(f"/people/suggestions/{mine.public_id}/dismiss")
    with clock.reading(NOON + timedelta(minutes=2)):
        client_of(other).post(f"/people/suggestions/{mine.public_id}/undo")
        mine.refresh_from_db()
        assert mine.dismissed_at is not None, "for good after a minute"
    with clock.reading(NOON + 200 * DAY):
        assert keep_promises() == 1 and Suggestion.objects.get() == mine, "what is dismissed stays, so that it holds"


def test_who_is_never_suggested_to_whom(cast: Cast, two: tuple[Person, Person]) -> None:
    me, other = two

    def both(n: int) -> tuple[bool, bool]:
        Suggestion.objects.all().delete()
        with clock.reading(NOON + n * DAY):
            make_suggestions()
        return other.pk in _suggested(me), me.pk in _suggested(other)

    assert both(0) == (True, True)
    keep = keep_apart(me, other, by=cast.counselor)
    assert both(1) == (False, False)
    keep.lifted_at = NOON
    keep.save()
    cut(other, Wish.MUTE, by=me)
    assert both(2) == (False, False), "either's wish holds both ways"
    uncut(other, by=me)
    Wishes.objects.create(person=other, may_be_suggested=False)
    assert both(3) == (False, True) and may_be_suggested([me.pk, other.pk, cast.counselor.pk]) == {me.pk}
    Wishes.objects.update(may_be_suggested=True, gets_suggestions=False)
    assert both(4) == (True, False) and not gets_suggestions(other) and gets_suggestions(me)
    Wishes.objects.all().delete()
    said: dict[str, Any] = {"at": NOON, "until": NOON + 90 * DAY}
    Correction.objects.create(person=me, code=Correction.Code.ENOUGH, **said)
    assert both(5) == (False, True)
    Correction.objects.all().delete()
    for stage in (Stage.PAUSED, Stage.LEFT):
        Person.objects.filter(pk=other.pk).update(stage=stage)
        assert both(6) == (False, False)
    Person.objects.filter(pk=other.pk).update(stage=Stage.ACTIVE)
    assert both(7) == (True, True)
    with clock.reading(NOON + 30 * DAY):
        make_suggestions()
    assert Suggestion.objects.filter(person=me).count() == 1, "not again within sixty days"
    with clock.reading(NOON + 70 * DAY):
        make_suggestions()
    assert Suggestion.objects.filter(person=me).count() == 2
    with clock.reading(NOON + 70 * DAY):
        for row in Suggestion.objects.filter(person=me):
            actions.dismiss(row, by=me)
    with clock.reading(NOON + 300 * DAY):
        make_suggestions()
    assert Suggestion.objects.filter(person=me).count() == 2, "dismissed is for good"
    _facts(cast, (Kind.WROTE, me, other, DAY), (Kind.WROTE, other, me, DAY))
    assert both(0) == (False, False), "who is in touch needs no suggestion"


def test_a_cut_made_meanwhile_takes_nothing_away_but_ones_own_does(
    cast: Cast, two: tuple[Person, Person], client_of: ClientOf
) -> None:
    me, other = two
    with clock.reading(NOON):
        make_suggestions()
        cut(me, Wish.BLOCK, by=other)
        assert "Someone you might like to know" in _page(client_of(me)), "its going would tell"
        assert "Someone you might like to know" not in _page(client_of(other))
        row = Suggestion.objects.get(person=me)
        hello = f"/people/suggestions/{row.public_id}/hello/"
        said = client_of(me).post(hello, {"body": "Hello there", "key": "suggest-key-2"})
        assert said["Location"].startswith("/conversations/"), "as to anyone"


def test_the_page_of_many_asks_as_little_as_of_one(cast: Cast, client_of: ClientOf) -> None:
    me = cast.member
    client = client_of(me)
    _facts(cast, (Kind.WROTE, cast.third, me, DAY), (Kind.SMALL_ROOM, cast.third, me, DAY))

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            _page(client, "?all=1")
        return len(asked)

    count()
    few = count()
    others = crowd(cast, 60)
    _facts(
        cast, *((Kind.WROTE, each, me, DAY) for each in others), *((Kind.SMALL_ROOM, each, me, DAY) for each in others)
    )
    assert count() == few
    assert len(_list(_page(client, "?all=1"))) == 61 and len(_list(_page(client))) == picture.MOST
