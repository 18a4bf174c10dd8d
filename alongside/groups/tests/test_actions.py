"""Groups: rosters with a waiting list, calendars that keep their sessions, places that follow."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.core import clock
from alongside.core.actions import SYSTEM, System
from alongside.core.errors import Refused
from alongside.core.models import AuditEntry
from alongside.groups import actions, duties, events, queries
from alongside.groups.models import Group, Meeting, Place, PlaceKind, RosterState
from alongside.groups.tests.scene import FIRST_LOCAL, MONDAY, ZONE, full_group, give_schedule, make_group
from alongside.live import outbox
from tests.cast import Cast, enroll

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> object:
    with clock.reading(MONDAY):
        yield


def starts(group: Group) -> list[datetime]:
    return list(Meeting.objects.filter(group=group).order_by("starts_at").values_list("starts_at", flat=True))


def who_may_enter(meeting: Meeting) -> set[str]:
    return set(Place.objects.filter(meeting=meeting).values_list("person__display_name", flat=True))


def first_meeting(group: Group) -> Meeting:
    return Meeting.objects.filter(group=group).order_by("starts_at")[0]


def test_a_schedule_becomes_sessions_for_eight_weeks_with_places_for_everyone(cast: Cast) -> None:
    group = full_group(cast)
    assert len(starts(group)) == 16
    assert starts(group)[0] == datetime(2026, 11, 24, 15, tzinfo=UTC)
    meeting = first_meeting(group)
    assert who_may_enter(meeting) == {"Dana Ruiz", "Rosa Delgado", "Maya", "Sam", "Walt", "Inés"}
    assert Place.objects.get(meeting=meeting, person=cast.counselor).kind == PlaceKind.STAFF
    assert Place.objects.get(meeting=meeting, person=cast.mentor).kind == PlaceKind.MEMBER


def test_extending_the_calendar_adds_what_is_new_once(cast: Cast) -> None:
    group = full_group(cast)
    assert duties.extend_calendars() == 0
    with clock.reading(MONDAY + timedelta(weeks=1)):
        assert duties.extend_calendars() == 1
        assert duties.extend_calendars() == 0
        assert actions.materialise_meetings(group, by=SYSTEM) == 0
    assert len(starts(group)) == 18
    last = Meeting.objects.filter(group=group).latest("starts_at")
    assert who_may_enter(last) == who_may_enter(first_meeting(group))


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_however_often_the_worker_ran_the_calendar_is_the_same(cast: Cast, days: list[int]) -> None:
    group = give_schedule(make_group(cast, name=f"Group {Group.objects.count()}"), cast, "FREQ=DAILY")
    for day in sorted(days):
        with clock.reading(MONDAY + timedelta(days=day)):
            actions.materialise_meetings(group, by=SYSTEM)
    end = MONDAY + timedelta(days=max(days)) + timedelta(weeks=8)
    first = datetime(2026, 11, 24, 15, tzinfo=UTC)
    expected = [first + timedelta(days=each) for each in range((end - first).days + 1)]
    assert starts(group) == [moment for moment in expected if moment < end]


def test_a_new_time_keeps_moved_sessions_and_the_identity_of_those_that_stay(cast: Cast) -> None:
    group = full_group(cast)
    tuesday, thursday = Meeting.objects.filter(group=group).order_by("starts_at")[:2]
    moved = actions.move_meeting(thursday, thursday.starts_at + timedelta(hours=3), by=cast.counselor)
    second_tuesday = Meeting.objects.get(group=group, starts_at=datetime(2026, 12, 1, 15, tzinfo=UTC))
    give_schedule(group, cast, "FREQ=WEEKLY;BYDAY=TU,WE")
    assert Meeting.objects.filter(pk__in=[tuesday.pk, second_tuesday.pk]).count() == 2
    moved.refresh_from_db()
    assert moved.starts_at == thursday.starts_at + timedelta(hours=3)
    later = Meeting.objects.filter(group=group, moved=False)
    assert {each.starts_at.weekday() for each in later} == {1, 2}
    assert all(len(who_may_enter(each)) == 6 for each in later)


def test_a_longer_session_changes_the_sessions_and_not_their_links(cast: Cast) -> None:
    group = full_group(cast)
    before = list(Meeting.objects.filter(group=group).order_by("pk").values_list("public_id", flat=True))
    actions.set_schedule(
        group, starts_local=FIRST_LOCAL, time_zone=ZONE, minutes=90, rule="FREQ=WEEKLY;BYDAY=TU,TH", by=cast.counselor
    )
    after = Meeting.objects.filter(group=group).order_by("pk")
    assert [each.public_id for each in after] == before
    assert {each.ends_at - each.starts_at for each in after} == {timedelta(minutes=90)}


def test_a_session_whose_doors_are_open_survives_a_new_schedule(cast: Cast) -> None:
    group = full_group(cast)
    meeting = first_meeting(group)
    with clock.reading(meeting.starts_at - timedelta(minutes=5)):
        give_schedule(group, cast, "FREQ=WEEKLY;BYDAY=FR")
    meeting.refresh_from_db()
    assert who_may_enter(meeting) == {"Dana Ruiz", "Rosa Delgado", "Maya", "Sam", "Walt", "Inés"}
    assert {each.weekday() for each in starts(group)[1:]} == {4}


@pytest.mark.parametrize(
    ("rule", "minutes", "field"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 60, "rule"),
        ("FREQ=DAILY;UNTIL=20200101", 60, "rule"),
        ("nonsense", 60, "rule"),
        ("FREQ=DAILY", 5, "minutes"),
        ("FREQ=DAILY", 600, "minutes"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_and_changes_nothing(
    cast: Cast, rule: str, minutes: int, field: str
) -> None:
    group = full_group(cast)
    before = starts(group)
    with pytest.raises(Refused) as refusal:
        actions.set_schedule(
            group, starts_local=FIRST_LOCAL, time_zone=ZONE, minutes=minutes, rule=rule, by=cast.counselor
        )
    assert refusal.value.field == field
    assert starts(group) == before


def test_when_full_the_next_waits_and_the_first_who_waits_gets_a_free_place(cast: Cast) -> None:
    group = give_schedule(make_group(cast, cap=2), cast)
    states = [actions.add_to_roster(group, person, by=cast.counselor).state for person in cast.roster]
    assert states == [RosterState.ON] * 2 + [RosterState.WAITING] * 3
    assert [entry.person for entry in queries.waiting_list(group)] == [cast.groupmate, cast.third, cast.fourth]
    actions.remove_from_roster(group, cast.member, by=cast.counselor)
    assert [entry.person for entry in queries.on_roster(group)] == [cast.mentor, cast.groupmate]
    assert who_may_enter(first_meeting(group)) == {"Dana Ruiz", "Rosa Delgado", "Sam"}
    told = outbox.since(f"person:{cast.counselor.public_id}", 0).events[-1]
    assert (told.kind, told.data) == (
        "groups.place_taken",
        {"group": group.public_id, "person": cast.groupmate.public_id},
    )
    actions.leave_waiting_list(group, cast.third, by=cast.third)
    assert [entry.person for entry in queries.waiting_list(group)] == [cast.fourth]
    actions.change_group(group, name=group.name, about="", tag=group.tag, cap=3, by=cast.counselor)
    assert queries.waiting_list(group) == []


def test_who_left_and_comes_again_waits_behind_those_who_wait(cast: Cast) -> None:
    group = make_group(cast, cap=2)
    for person in cast.roster[:4]:
        actions.add_to_roster(group, person, by=cast.counselor)
    actions.remove_from_roster(group, cast.mentor, by=cast.counselor)
    with clock.reading(MONDAY + timedelta(hours=1)):
        again = actions.add_to_roster(group, cast.mentor, by=cast.counselor)
    assert again.state == RosterState.WAITING
    assert [entry.person for entry in queries.waiting_list(group)] == [cast.third, cast.mentor]


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["add", "remove", "leave", "grow"]), st.integers(0, 4)), max_size=12))
def test_a_roster_never_exceeds_its_cap_and_nobody_waits_beside_a_free_place(
    cast: Cast, steps: list[tuple[str, int]]
) -> None:
    group = give_schedule(make_group(cast, name=f"Group {Group.objects.count()}", cap=2), cast)
    for verb, who in steps:
        person = cast.roster[who]
        if verb == "add":
            actions.add_to_roster(group, person, by=cast.counselor)
        elif verb == "remove":
            actions.remove_from_roster(group, person, by=cast.counselor)
        elif verb == "leave":
            actions.leave_waiting_list(group, person, by=person)
        else:
            group = actions.change_group(
                group, name=group.name, about="", tag=group.tag, cap=min(group.cap + 1, 4), by=cast.counselor
            )
        on, waiting = queries.on_roster(group), queries.waiting_list(group)
        assert len(on) <= group.cap
        assert not waiting or len(on) == group.cap
        assert who_may_enter(first_meeting(group)) == {entry.person.display_name for entry in on} | {"Dana Ruiz"}


def test_losing_a_place_is_told_to_who_listens_in_the_same_transaction(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[int, int]] = []
    monkeypatch.setattr(events, "_place_lost", [lambda meeting, person: heard.append((meeting, person))])
    group = full_group(cast)
    with clock.reading(first_meeting(group).starts_at):
        actions.remove_from_roster(group, cast.member, by=cast.counselor)
    assert heard == [(first_meeting(group).pk, cast.member.pk)]


def test_whoever_no_longer_leads_loses_their_place(cast: Cast) -> None:
    group = full_group(cast)
    actions.set_facilitators(group, [cast.other_counselor], by=cast.director)
    assert not queries.facilitates(cast.counselor, group)
    assert queries.facilitates(cast.other_counselor, group)
    assert "Dana Ruiz" not in who_may_enter(first_meeting(group))


@pytest.mark.parametrize("people", [[], ["member"], ["counselor", "mentor"]])
def test_only_staff_lead_and_someone_must(cast: Cast, people: list[str]) -> None:
    group = full_group(cast)
    with pytest.raises(Refused):
        actions.set_facilitators(group, [getattr(cast, name) for name in people], by=cast.director)
    assert queries.facilitators(group) == [cast.counselor]


def test_staff_and_people_of_other_programs_are_not_put_on_a_roster(cast: Cast) -> None:
    group = make_group(cast)
    with pytest.raises(Refused):
        actions.add_to_roster(group, cast.other_counselor, by=cast.director)
    stranger = enroll(cast.other_program, "Ola", "member")
    with pytest.raises(ValueError, match="program"):
        actions.add_to_roster(group, stranger, by=cast.director)


def test_a_cancelled_session_says_why_and_can_be_brought_back(cast: Cast) -> None:
    group = full_group(cast)
    meeting = actions.cancel_meeting(first_meeting(group), "Dana is ill. We meet again on Thursday.", by=cast.counselor)
    assert queries.next_meeting(cast.member, MONDAY) != meeting
    with pytest.raises(Refused):
        actions.move_meeting(meeting, meeting.starts_at + timedelta(hours=1), by=cast.counselor)
    assert actions.restore_meeting(meeting, by=cast.counselor).cancelled_why == ""
    assert queries.next_meeting(cast.member, MONDAY) == meeting
    kinds = [event.kind for event in outbox.since(f"person:{cast.member.public_id}", 0).events]
    assert kinds.count("groups.meeting_changed") == 2


def test_a_session_that_is_over_cannot_be_cancelled(cast: Cast) -> None:
    meeting = first_meeting(full_group(cast))
    with clock.reading(meeting.ends_at), pytest.raises(Refused):
        actions.cancel_meeting(meeting, "Too late", by=cast.counselor)


def test_moving_keeps_the_session_and_moving_back_makes_it_ordinary(cast: Cast) -> None:
    meeting = first_meeting(full_group(cast))
    usual = meeting.starts_at
    moved = actions.move_meeting(meeting, usual + timedelta(hours=4), minutes=45, by=cast.counselor)
    assert (moved.pk, moved.moved, moved.ends_at - moved.starts_at) == (meeting.pk, True, timedelta(minutes=45))
    assert not actions.move_meeting(moved, usual, minutes=60, by=cast.counselor).moved


def test_a_session_is_not_moved_into_the_past_or_onto_another(cast: Cast) -> None:
    group = full_group(cast)
    meeting = first_meeting(group)
    thursday = starts(group)[1]
    for moment in (MONDAY - timedelta(hours=1), thursday + timedelta(minutes=30), MONDAY + timedelta(weeks=20)):
        with pytest.raises(Refused):
            actions.move_meeting(meeting, moment, by=cast.counselor)
    with clock.reading(meeting.starts_at), pytest.raises(Refused):
        actions.move_meeting(meeting, meeting.starts_at + timedelta(hours=3), by=cast.counselor)


def test_closing_takes_coming_sessions_away_and_reopening_brings_them_back(cast: Cast) -> None:
    group = full_group(cast)
    with clock.reading(first_meeting(group).starts_at + timedelta(minutes=5)):
        actions.close_group(group, by=cast.director)
        assert len(starts(group)) == 1
        with pytest.raises(Refused):
            actions.add_to_roster(group, cast.newcomer, by=cast.counselor)
        assert duties.extend_calendars() == 0
        assert list(queries.my_groups(cast.member)) == []
        actions.reopen_group(group, by=cast.director)
        assert len(starts(group)) == 17
    assert who_may_enter(Meeting.objects.latest("starts_at")) == who_may_enter(first_meeting(group))


def test_the_same_key_is_one_act(cast: Cast) -> None:
    first = actions.create_group(cast.program, name="Evening group", key="k1", by=cast.director)
    again = actions.create_group(cast.program, name="Evening group", key="k1", by=cast.director)
    assert first == again
    with pytest.raises(Refused):
        actions.create_group(cast.program, name="evening GROUP", key="k2", by=cast.director)


@pytest.mark.parametrize("name", ["", "   ", "a" * 500, "\u202eMorning", "\u200b", "Morning\x00", "..."])
def test_a_name_that_cannot_be_shown_is_refused(cast: Cast, name: str) -> None:
    with pytest.raises(Refused) as refusal:
        actions.create_group(cast.program, name=name, by=cast.director)
    assert refusal.value.field == "name"
    assert not Group.objects.exists()


@pytest.mark.parametrize("cap", [-1, 0, 1, 17, 10**6])
def test_a_size_that_cannot_be_is_refused(cast: Cast, cap: int) -> None:
    with pytest.raises(Refused):
        actions.create_group(cast.program, name="Morning group", cap=cap, by=cast.director)


def test_nobody_is_put_out_by_a_smaller_size(cast: Cast) -> None:
    group = full_group(cast)
    with pytest.raises(Refused) as refusal:
        actions.change_group(group, name=group.name, about="", tag=group.tag, cap=4, by=cast.director)
    assert "5 people" in str(refusal.value.sentence)


def test_who_leaves_the_program_leaves_every_group(cast: Cast) -> None:
    group = full_group(cast)
    actions.leave_everything(cast.member, by=SYSTEM)
    actions.leave_everything(cast.counselor, by=SYSTEM)
    assert who_may_enter(first_meeting(group)) == {"Rosa Delgado", "Sam", "Walt", "Inés"}


def test_a_clash_with_another_group_is_known_and_not_refused(cast: Cast) -> None:
    full_group(cast)
    other = give_schedule(make_group(cast, "Evening group"), cast, hour=10)
    assert actions.add_to_roster(other, cast.member, by=cast.counselor).state == RosterState.ON
    assert [group.name for group in queries.overlapping_groups(cast.member, other, MONDAY)] == ["Morning group"]
    later = give_schedule(make_group(cast, "Night group"), cast, hour=20)
    assert queries.overlapping_groups(cast.member, later, MONDAY) == []


def test_no_actor_no_action_and_every_action_is_audited_without_words(cast: Cast) -> None:
    group = full_group(cast)
    with pytest.raises(TypeError):
        actions.close_group(group, by=None)  # type: ignore[arg-type]
    actions.cancel_meeting(first_meeting(group), "A private reason", by=System("test"))
    entry = AuditEntry.objects.filter(verb="groups.cancel_meeting").get()
    assert entry.actor == "system:test"
    assert "private" not in str(entry.facts)
