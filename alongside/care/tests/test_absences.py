"""Being missed: one card for a person, a note that a human sends, a familiar face, and an early call for some."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from alongside.care import absences
from alongside.care.absences import by_when
from alongside.care.actions import open_reach_out
from alongside.care.models import Kind, Lane, ReachOut, Reason
from alongside.conversations.pairs import waiting_for
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.groups import actions as groups
from alongside.groups.models import Place
from alongside.people.models import OnCallShift, Person, Program, Stage
from alongside.rooms.tests.scene import Scene, scene
from tests.cast import Cast
from tests.letters import letters

__all__ = ["scene"]


def over(scene: Scene) -> None:
    """The session, and the time its doors stay open, have passed."""
    scene.now = scene.meeting.ends_at + timedelta(minutes=10)


def cards(person: Person) -> list[ReachOut]:
    return list(ReachOut.objects.filter(about=person))


def test_who_said_nothing_is_missed_and_nobody_else(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor, cast.groupmate)
    groups.excuse(Place.objects.get(meeting=scene.meeting, person=cast.third), by=cast.third)
    Person.objects.filter(pk=cast.fourth.pk).update(stage=Stage.PAUSED)
    scene.now = scene.meeting.ends_at
    assert absences.watch(scene.now) == 0, "the doors are still open"
    over(scene)
    absences.watch(scene.now)
    assert absences.watch(scene.now) == 0, "looking twice is looking once"
    missed = set(Reason.objects.filter(kind=Kind.ABSENCE).values_list("reach_out__about", flat=True))
    assert missed == {cast.member.pk, cast.mentor.pk}
    (card,) = cards(cast.member)
    assert card.owner == cast.counselor and card.due_at - scene.now <= timedelta(hours=24)


def test_a_session_nobody_on_staff_came_to_did_not_take_place(scene: Scene, cast: Cast) -> None:
    scene.join(cast.groupmate)
    over(scene)
    assert absences.watch(scene.now) == 0


def test_who_came_to_the_group_during_the_session_was_not_expected_in_it(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor)
    scene.now = scene.meeting.starts_at + timedelta(minutes=50)
    groups.add_to_roster(cast.group, cast.newcomer, by=cast.counselor)
    over(scene)
    absences.watch(scene.now)
    assert cards(cast.member) and not cards(cast.newcomer)


def test_one_card_however_many_sessions_and_settled_when_they_come(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor)
    over(scene)
    absences.watch(scene.now)
    second = cast.group.meetings.select_related("group", "program").order_by("starts_at")[1]
    first, scene.meeting = scene.meeting, second
    scene.connected.clear()
    scene.now = second.starts_at - timedelta(minutes=5)
    scene.join(cast.counselor)
    over(scene)
    absences.watch(scene.now)
    assert len(cards(cast.member)) == 1 and cards(cast.member)[0].reasons.count() == 2
    third = cast.group.meetings.select_related("group", "program").order_by("starts_at")[2]
    assert Place.objects.get(meeting=second, person=cast.member).familiar_face
    assert Place.objects.get(meeting=third, person=cast.member).familiar_face
    scene.meeting = third
    scene.connected.clear()
    scene.now = third.starts_at
    scene.join(cast.counselor, cast.member)
    scene.now += timedelta(seconds=30)
    absences.watch(scene.now)
    (card,) = cards(cast.member)
    assert card.closed_at and card.outcome == "not_needed" and first != third


def test_saying_so_for_the_next_session_settles_it_too(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor)
    over(scene)
    absences.watch(scene.now)
    scene.now += timedelta(hours=1)
    following = cast.group.meetings.order_by("starts_at")[1]
    groups.excuse(Place.objects.get(meeting=following, person=cast.member), by=cast.member)
    absences.watch(scene.now)
    assert cards(cast.member)[0].closed_at


def test_beyond_a_counselors_day_it_goes_to_the_directors(scene: Scene, cast: Cast, settings: LazySettings) -> None:
    settings.CARE_CAPACITY = 1
    scene.join(cast.counselor)
    over(scene)
    absences.watch(scene.now)
    owners = list(ReachOut.objects.order_by("pk").values_list("owner", flat=True))
    assert owners.count(cast.counselor.pk) == 1 and set(owners) == {cast.counselor.pk, None}
    assert len(owners) == len(cast.roster)


def test_the_note_is_the_humans_and_closes_the_card(scene: Scene, cast: Cast, client_of: Any) -> None:
    scene.join(cast.counselor)
    over(scene)
    absences.watch(scene.now)
    (card,) = cards(cast.member)
    client = client_of(cast.counselor)
    page = client.get(f"/care/{card.public_id}/").content.decode()
    assert "A note from you" in page and "Hello Maya" in page
    assert waiting_for(cast.member) == [], "a draft is nothing yet"
    empty = client.post(f"/care/{card.public_id}/write", {"body": "  ", "key": "note-key-1"})
    assert empty.status_code == 422 and "no words" in empty.content.decode()
    sent = {"body": "I missed you, Maya.", "key": "note-key-2"}
    assert client.post(f"/care/{card.public_id}/write", sent).status_code == 302
    assert client.post(f"/care/{card.public_id}/write", sent).status_code == 302
    card.refresh_from_db()
    (note,) = waiting_for(cast.member)
    assert card.outcome == "wrote" and note.sender == cast.counselor
    assert "A note from" in client_of(cast.member).get("/").content.decode()


def test_drafts_speak_the_language_of_whoever_gets_them(scene: Scene, cast: Cast) -> None:
    from alongside.care import notes

    for each in notes.drafts(notes.MISSED, cast.member, group="Tuesday evenings"):
        assert "Maya" in each and "!" not in each and "%" not in each


@pytest.mark.parametrize("number", ["0", "99", "-1", "x", "9" * 60, "²"])
def test_a_draft_that_is_not_there_is_the_first(scene: Scene, cast: Cast, client_of: Any, number: str) -> None:
    card = open_reach_out(cast.member, Kind.ABSENCE, key="absence:9:9", due_at=scene.now, by=SYSTEM)
    answer = client_of(cast.counselor).get(f"/care/{card.public_id}/write", {"draft": number})
    assert answer.status_code == 200 and "we missed you" in answer.content.decode()


def call_soon(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(call_soon=True)


def test_who_staff_worry_about_is_called_after_a_quarter_of_an_hour(
    scene: Scene, cast: Cast, client_of: Any, settings: LazySettings
) -> None:
    call_soon(cast.member)
    Person.objects.filter(pk=cast.member.pk).update(usual_phone="555 0199")
    cast.member.refresh_from_db()
    OnCallShift.objects.create(
        program=cast.program,
        person=cast.other_counselor,
        starts_at=scene.now - timedelta(hours=1),
        ends_at=scene.now + timedelta(hours=8),
    )
    scene.join(cast.counselor)
    scene.now = scene.meeting.starts_at + timedelta(minutes=14)
    assert absences.watch(scene.now) == 0
    scene.now += timedelta(minutes=1)
    assert absences.watch(scene.now) == 1
    (card,) = cards(cast.member)
    assert card.owner == cast.other_counselor and card.due_at == scene.now + timedelta(minutes=10)
    (letter,) = letters()
    assert "/care/" not in letter.body and f"{settings.BASE_URL}/\n" in letter.body, "it names no desk"
    assert "555 0199" in client_of(cast.other_counselor).get(f"/care/{card.public_id}/").content.decode()
    for other in (cast.counselor, cast.director):  # they may see the card, and not the number
        assert "555 0199" not in client_of(other).get(f"/care/{card.public_id}/").content.decode()
    scene.join(cast.member)
    scene.now += timedelta(seconds=30)
    absences.watch(scene.now)
    card.refresh_from_db()
    assert card.closed_at and card.outcome == "not_needed"


def test_whoever_is_busy_in_the_session_is_not_asked_to_call(scene: Scene, cast: Cast) -> None:
    """On call, but leading; then the one who stands in; then a director."""
    OnCallShift.objects.create(
        program=cast.program,
        person=cast.counselor,
        starts_at=scene.now - timedelta(hours=1),
        ends_at=scene.now + timedelta(hours=8),
    )
    scene.join(cast.counselor)
    assert absences.caller_for(scene.meeting, cast.member, scene.now) == cast.director
    groups.set_facilitators(cast.group, [cast.counselor, cast.other_counselor], by=cast.director)
    assert absences.caller_for(scene.meeting, cast.member, scene.now) == cast.other_counselor


def test_a_call_moves_an_open_card_to_whoever_can_call(scene: Scene, cast: Cast) -> None:
    call_soon(cast.member)
    before = open_reach_out(
        cast.member,
        Kind.ABSENCE,
        key="absence:1:1",
        due_at=scene.now + timedelta(days=1),
        owner=cast.counselor,
        by=SYSTEM,
    )
    scene.join(cast.counselor)
    scene.now = scene.meeting.starts_at + timedelta(minutes=15)
    absences.watch(scene.now)
    (card,) = cards(cast.member)
    assert card == before and card.owner == cast.director and card.lane == Lane.CARE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "due", "in_time"),
    [
        # Tuesday noon in New York: the same hour tomorrow.
        (datetime(2026, 11, 24, 17, tzinfo=UTC), datetime(2026, 11, 25, 17, tzinfo=UTC), True),
        # Friday 16:00: before the program closes at 17:00.
        (datetime(2026, 11, 27, 21, tzinfo=UTC), datetime(2026, 11, 27, 21, 45, tzinfo=UTC), True),
        # Friday 20:00: nobody works within a day; Monday at ten.
        (datetime(2026, 11, 28, 1, tzinfo=UTC), datetime(2026, 11, 30, 15, tzinfo=UTC), False),
        # Thursday 20:00 is within reach of Friday's end.
        (datetime(2026, 11, 27, 1, tzinfo=UTC), datetime(2026, 11, 27, 21, 45, tzinfo=UTC), True),
        # Friday 22:00, the night before clocks change: Monday at ten on the new clock.
        (datetime(2027, 3, 13, 3, tzinfo=UTC), datetime(2027, 3, 15, 14, tzinfo=UTC), False),
    ],
)
def test_within_a_day_as_far_as_somebody_works_in_it(at: datetime, due: datetime, in_time: bool) -> None:
    program = Program(
        time_zone="America/New_York", staffed_from=time(9), staffed_until=time(17), created_at=clock.now()
    )
    assert by_when(program, at) == (due, in_time)
