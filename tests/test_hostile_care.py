"""What someone could send to the desk, at night, for leave and the rota: floods, odd characters, others' rows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alongside.care import actions
from alongside.care.models import Kind, Lane, ReachOut
from alongside.conversations.models import Message
from alongside.core import clock
from alongside.people.models import Leave, OnCallShift, Person
from tests.cast import Cast

NIGHT = datetime(2026, 11, 24, 7, tzinfo=UTC)
ODD = [
    "",
    "\0",
    "\u202e\u2066abc",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "x" * 10_000,
    "-1",
    "0",
    "²",
    "9" * 400,
]
DAYS = [
    "0001-01-01",
    "0000-01-01",
    "9999-12-31",
    "2027-02-29",
    "2026-11-01",
    "2027-03-14",
    "tomorrow",
    "\0",
    "1" * 5000,
]


@pytest.fixture(autouse=True)
def night() -> Iterator[None]:
    with clock.reading(NIGHT):
        yield


@pytest.fixture
def card(cast: Cast) -> ReachOut:
    assert cast.group
    return actions.open_reach_out(
        cast.member,
        Kind.BETWEEN,
        key="between:odd",
        due_at=NIGHT + timedelta(days=1),
        other=cast.groupmate,
        lane=Lane.PRIVATE,
        owner=cast.counselor,
        by=cast.member,
    )


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_fields_of_the_desk(cast: Cast, card: ReachOut, client_of: Any, odd: str) -> None:
    client = client_of(cast.counselor)
    group = cast.group.public_id
    posts: list[tuple[str, dict[str, str]]] = [
        ("hand-on", {"to": odd, "words": odd, "key": odd}),
        ("hand-on", {"to": "directors", "words": odd * 3, "key": odd}),
        ("note", {"words": odd, "key": odd}),
        ("close", {"outcome": odd, "words": odd}),
        ("write", {"body": odd, "key": odd}),
        ("write", {"key": odd}),
        ("change-group", {"out_of": odd, "into": odd}),
        ("change-group", {"out_of": group, "into": group}),
        ("take", {"key": odd}),
    ]
    for verb, fields in posts:
        answer = client.post(f"/care/{card.public_id}/{verb}", fields)
        assert answer.status_code in {302, 400, 404, 409, 422}, verb
        assert "<script>alert" not in answer.content.decode()
    for query in ({"page": odd}, {"kind": odd}, {"of": odd}):
        assert client.get("/care/", query).status_code in {200, 400}
    assert client.get(f"/care/{card.public_id}/write", {"draft": odd}).status_code in {200, 302, 400, 404}


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_fields_of_members(cast: Cast, client_of: Any, odd: str) -> None:
    assert cast.group
    client = client_of(cast.member)
    usual = {"other": cast.groupmate.public_id, "wish": "talk", "counselor": cast.counselor.public_id, "words": "A"}
    posts = [("/between/", usual | {field: odd}) for field in (*usual, "key")]
    posts += [("/morning/", {"words": odd, "key": odd}), ("/morning/", {"words": "A", "key": odd}), ("/morning/", {})]
    posts += [("/awake/", {"x": odd}), ("/care/help-call/all-right", {"x": odd})]
    for address, fields in posts:
        answer = client.post(address, fields)
        assert answer.status_code in {302, 400, 409, 422}, (address, fields)
        assert "<script>alert" not in answer.content.decode()
    assert client.get("/between/", {"with": odd}).status_code in {200, 400}
    if odd.isalnum():
        for address in (
            f"/sent/{odd[:200]}/x/take-back",
            f"/sent/between/{odd[:200]}/take-back",
            f"/awake/{odd[:200]}/yes",
        ):
            assert client.post(address).status_code == 404


@pytest.mark.parametrize("day", DAYS, ids=range(len(DAYS)))
def test_odd_days_of_leave_and_rota(cast: Cast, client_of: Any, day: str) -> None:
    client = client_of(cast.director)
    covers = {f"cover_{duty}": cast.other_counselor.public_id for duty in ("cards", "groups", "lines")}
    for first, last in ((day, "2026-12-01"), ("2026-12-01", day), (day, day)):
        form = {"person": cast.counselor.public_id, "first": first, "last": last} | covers
        assert client.post("/program/leave/", form).status_code in {200, 302, 400, 422}
    usual = {"person": cast.counselor.public_id, "weekdays": "7", "since": "02:15", "until": "02:45", "weeks": "30"}
    for weeks in ("1", "26", "30", "-1", "9" * 50):
        answer = client.post("/program/on-call/repeat/", usual | {"first": day, "weeks": weeks, "add": "1"})
        assert answer.status_code in {200, 302, 400, 422}
    times = {"starts": f"{day}T02:30", "ends": f"{day}T03:30", "person": cast.counselor.public_id}
    assert client.post("/program/on-call/", times).status_code in {200, 302, 400}
    far = NIGHT + timedelta(days=800)
    assert (
        not Leave.objects.filter(ends_at__gt=far).exists() and not OnCallShift.objects.filter(ends_at__gt=far).exists()
    )


def test_reading_an_address_that_only_takes_posts_changes_nothing(cast: Cast, card: ReachOut, client_of: Any) -> None:
    client = client_of(cast.counselor)
    for verb in ("take", "hand-on", "note", "close", "talk", "keep-apart", "change-group"):
        assert client.get(f"/care/{card.public_id}/{verb}").status_code == 405
    member = client_of(cast.member)
    for address in ("/awake/", "/awake/rest", "/care/help-call/all-right", "/sent/between/odd/take-back"):
        assert member.get(address).status_code == 405
    card.refresh_from_db()
    assert card.taken_at is None and card.closed_at is None and card.reasons.exists()


def test_nobody_else_takes_back_what_was_sent(cast: Cast, card: ReachOut, client_of: Any) -> None:
    for who in (cast.groupmate, cast.mentor, cast.third):
        assert client_of(who).post("/sent/between/odd/take-back").status_code == 404
    assert client_of(cast.counselor).post("/sent/between/odd/take-back").status_code == 404
    assert card.reasons.exists()


def test_the_other_ones_pages_know_nothing_of_it(cast: Cast, card: ReachOut, client_of: Any) -> None:
    """Nor a mentor of the group, a counselor who leads it with them, or a director: also not by counts."""
    for who in (cast.groupmate, cast.mentor, cast.other_counselor, cast.director):
        client = client_of(who)
        assert client.get(f"/care/{card.public_id}/").status_code == 404
        for address in ("/", "/care/", "/care/?of=all", "/care/?of=closed", "/care/owed/"):
            page = client.get(address).content.decode()
            assert card.public_id not in page and "wrong between Maya" not in page


def test_the_same_post_twice_is_one_act(cast: Cast, card: ReachOut, client_of: Any) -> None:
    client, member = client_of(cast.counselor), client_of(cast.member)
    for _each in range(2):
        client.post(f"/care/{card.public_id}/note", {"words": "Once.", "key": "once"})
        member.post("/morning/", {"words": "Once.", "key": "once"})
        member.post(
            "/between/",
            {"other": cast.third.public_id, "wish": "talk", "counselor": cast.other_counselor.public_id, "key": "two"},
        )
    assert card.entries.filter(deed="noted").count() == 1
    assert ReachOut.objects.filter(about=cast.member).count() == 3
    morning = ReachOut.objects.get(about=cast.member, lane=Lane.CARE)
    assert morning.reasons.count() == 1
    client.post(f"/care/{morning.public_id}/write", {"body": "Good morning.", "key": "a-note-of-one-card"})
    client.post(f"/care/{morning.public_id}/write", {"body": "Good morning.", "key": "a-note-of-one-card"})
    assert Message.objects.count() == 1


@pytest.mark.parametrize("stage", ["paused", "left", "died"])
def test_whoever_is_gone_or_on_a_pause_reaches_no_one(cast: Cast, card: ReachOut, client_of: Any, stage: str) -> None:
    Person.objects.filter(pk__in=[cast.groupmate.pk, cast.other_counselor.pk]).update(stage=stage)
    gone = stage != "paused"
    for address in ("/awake/", f"/awake/{cast.member.public_id}/yes"):
        assert client_of(cast.groupmate).post(address).status_code == (403 if gone else 302)
    assert client_of(cast.other_counselor).get(f"/care/{card.public_id}/").status_code == (403 if gone else 404)
    if gone:
        assert client_of(cast.groupmate).post("/care/help-call").status_code == 403
        assert not ReachOut.objects.filter(about=cast.groupmate).exists()
    else:
        assert client_of(cast.groupmate).post("/care/help-call").status_code == 302, "help is there, whatever the stage"
        assert ReachOut.objects.filter(about=cast.groupmate, lane=Lane.HELP).count() == 1
