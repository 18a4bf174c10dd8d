"""The attendance record is what happened: late, early, rejoined, crashed; and the union of intervals is right."""

import csv
import io
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.rooms import attendance
from alongside.rooms.actions import entering
from alongside.rooms.tests.scene import STARTS, Scene
from tests.cast import Cast

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
stretches = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 200)).map(
        lambda ends: (NOON + timedelta(seconds=ends[0]), NOON + timedelta(seconds=ends[1]))
    ),
    max_size=12,
)


def inside(spans: list[attendance.Stretch]) -> set[int]:
    """The whole seconds in which someone was there, counted one by one."""
    return {
        second
        for start, end in spans
        for second in range(int((start - NOON).total_seconds()), int((end - NOON).total_seconds()))
    }


@given(stretches)
def test_the_union_is_every_second_once(spans: list[attendance.Stretch]) -> None:
    merged = attendance.union(spans)
    assert inside(merged) == inside(spans)
    assert attendance.seconds(spans) == len(inside(spans))
    assert all(first[1] < second[0] for first, second in pairwise(merged))


@given(stretches, stretches)
def test_time_together_is_the_seconds_both_were_there(
    first: list[attendance.Stretch], second: list[attendance.Stretch]
) -> None:
    together = attendance.seconds_together([{1: first, 2: second}])
    assert together.get((1, 2), 0) == len(inside(first) & inside(second))


def rows(scene: Scene) -> dict[str, attendance.Row]:
    return {row.person.display_name: row for row in attendance.of(scene.room)}


def test_late_early_and_rejoined(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor, cast.member)
    scene.until(STARTS + timedelta(minutes=5))
    scene.join(cast.groupmate)
    scene.until(STARTS + timedelta(minutes=10))
    entering.leave(scene.me(cast.member), by=cast.member)
    scene.connected.pop(cast.member)
    scene.until(STARTS + timedelta(minutes=20))
    scene.join(cast.member)
    scene.until(STARTS + timedelta(minutes=30))
    entering.leave(scene.me(cast.groupmate), by=cast.groupmate)
    scene.connected.pop(cast.groupmate)
    scene.until(STARTS + timedelta(minutes=60))
    found = rows(scene)
    maya, sam, dana = found["Maya"], found["Sam"], found["Dana Ruiz"]
    assert (maya.late, maya.rejoined, maya.here_now, maya.last_out) == (False, 1, True, None)
    assert maya.minutes == pytest.approx(60, abs=0.05)  # ten early, ten in, away for ten, forty in
    assert (sam.late, sam.left_early, sam.minutes) == (True, True, pytest.approx(25, abs=0.05))
    assert sam.first_in == STARTS + timedelta(minutes=5) and sam.last_out == STARTS + timedelta(minutes=30)
    assert dana.minutes == pytest.approx(70, abs=0.05) and dana.is_staff
    assert [row.person.display_name for row in attendance.of(scene.room)] == ["Dana Ruiz", "Maya", "Sam"]


def test_minutes_in_small_rooms_are_part_of_the_minutes(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor, cast.member, cast.groupmate)
    scene.open([cast.member, cast.groupmate], minutes=5)
    scene.until(scene.room.rounds.get().ends_at + timedelta(minutes=1))
    maya = rows(scene)["Maya"]
    assert maya.breakout_minutes == pytest.approx(5, abs=0.1)
    assert maya.minutes == pytest.approx((scene.now - maya.first_in).total_seconds() / 60, abs=0.1)
    assert maya.rejoined == 0


def test_after_a_crash_an_interval_ends_at_its_last_renewal_and_says_so(scene: Scene, cast: Cast) -> None:
    scene.join(cast.member)
    scene.pass_time(95)
    scene.kill_gateway()
    killed = scene.now
    scene.pass_time(60)
    maya = rows(scene)["Maya"]
    assert maya.lapsed and killed - timedelta(seconds=10) <= maya.last_out <= killed


def test_a_gateway_that_comes_back_soon_continues_the_lease(scene: Scene, cast: Cast) -> None:
    scene.join(cast.member)
    scene.pass_time(25)
    scene.kill_gateway()
    scene.pass_time(5)
    scene.arrive(cast.member)
    assert scene.room.intervals.filter(person=cast.member).count() == 1


def test_a_second_tab_takes_over_without_a_gap(scene: Scene, cast: Cast) -> None:
    """The first connection's end, told after the second began, ends nothing."""
    scene.join(cast.member)
    topic, conn = scene.connected[cast.member]
    scene.pass_time(10)
    scene.sink.entered(topic, cast.member.public_id, "other", scene.now)
    scene.sink.left(topic, cast.member.public_id, conn, scene.now)
    scene.connected[cast.member] = (topic, "other")
    scene.pass_time(40)
    lease = scene.room.intervals.get(person=cast.member)
    assert lease.left_at is None and scene.me(cast.member).away_since is None


def test_presence_of_who_should_be_elsewhere_is_not_recorded(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor)
    scene.sink.entered(f"media:{scene.room.public_id}", cast.member.public_id, "x", scene.now)
    scene.sink.entered("media:nowhere", cast.counselor.public_id, "y", scene.now)
    scene.sink.entered("media:", cast.counselor.public_id, "z", scene.now)
    assert scene.room.intervals.count() == 1


def test_the_csv_has_ids_and_no_names(scene: Scene, cast: Cast, client_of) -> None:
    scene.join(cast.counselor, cast.member)
    scene.pass_time(90)
    answer = client_of(cast.counselor).get(f"/sessions/{scene.meeting.public_id}/attendance.csv")
    text = b"".join(answer.streaming_content).decode()
    table = list(csv.DictReader(io.StringIO(text)))
    assert list(table[0]) == [
        "meeting", "person", "first_in", "last_out", "minutes_present", "minutes_in_breakouts",
    ]  # fmt: skip
    assert {row["person"] for row in table} == {cast.counselor.public_id, cast.member.public_id}
    assert table[0]["minutes_present"] == "1.5" and table[0]["last_out"] == ""
    assert "Maya" not in text and "Dana" not in text


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert attendance.safe_cell(cell) == f"'{cell}"


def test_the_page_shows_who_is_here_and_refreshes_in_parts(scene: Scene, cast: Cast, client_of) -> None:
    scene.join(cast.counselor, cast.member)
    url = f"/sessions/{scene.meeting.public_id}/attendance"
    client = client_of(cast.counselor)
    page = client.get(url).content.decode()
    assert "<html" in page and "Maya" in page and "Sam" in page
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "Maya" in part
