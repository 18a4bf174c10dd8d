"""A short hello: times on the welcomer's clock, also when clocks change; booking, calling off, and who may what."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail as outgoing
from django_tasks_db.models import DBTaskResult

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups import actions, queries
from alongside.groups.models import FreeTime, Meeting, MeetingKind, Place, PlaceKind
from alongside.people import actions as people
from alongside.people.arriving import actions as arriving
from alongside.people.arriving import queries as arrivals
from alongside.people.models import Arrival, ArrivalStepKind, Person, StepState
from tests.cast import Cast

MONDAY = datetime(2026, 11, 23, 14, tzinfo=UTC)
"""Nine in the morning in New York."""
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def monday() -> Any:
    with clock.reading(MONDAY):
        yield MONDAY


@pytest.fixture
def newcomer(cast: Cast, monday: datetime) -> Person:
    arriving.name_welcomer(cast.newcomer, cast.mentor, by=cast.director)
    arriving.begin(cast.newcomer, by=cast.newcomer)
    return cast.newcomer


def step(person: Person) -> Any:
    return Arrival.objects.get(person=person).steps.select_related("owner").get(kind=ArrivalStepKind.HELLO)


def offer(cast: Cast, starts: time = time(10), ends: time = time(11), day: date = TUESDAY) -> list[FreeTime]:
    return actions.offer_times(cast.mentor, day, starts, ends, by=cast.mentor)


def test_an_hour_is_four_quarters_on_ones_own_clock(cast: Cast, newcomer: Person) -> None:
    people.change_profile(cast.mentor, time_zone="America/Los_Angeles", by=cast.mentor)
    made = offer(cast)
    assert [each.starts_at.astimezone(UTC).strftime("%H:%M") for each in made] == ["18:00", "18:15", "18:30", "18:45"]
    assert all(each.ends_at - each.starts_at == timedelta(minutes=15) for each in made)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        # In New York, clocks go from 2:00 to 3:00 on 14 March 2027, and from 2:00 back to 1:00 on 1 November 2026.
        (date(2027, 3, 14), ["06:30", "06:45", "07:00", "07:15"]),
        (date(2026, 11, 1), ["05:30", "05:45", "07:00", "07:15"]),
    ],
)
def test_when_the_clocks_change(cast: Cast, day: date, hours: list[str]) -> None:
    """Quarters that don't exist are left out; those that come twice are offered once."""
    with clock.reading(datetime.combine(day - timedelta(days=1), time(15), tzinfo=UTC)):
        begins, ends = (time(1, 30), time(3, 30)) if day.month == 3 else (time(1, 30), time(2, 30))
        made = offer(cast, begins, ends, day)
    assert [each.starts_at.astimezone(UTC).strftime("%H:%M") for each in made] == hours


def test_whose_turn_it_is(cast: Cast, newcomer: Person) -> None:
    """The welcomer's until there are times, then the newcomer's; booked, and both are to come."""
    assert step(newcomer).owner == cast.mentor
    made = offer(cast, ends=time(10, 30))
    assert step(newcomer).owner is None
    for each in made:
        actions.withdraw_time(each, by=cast.mentor)
    assert step(newcomer).owner == cast.mentor
    (free, *_rest) = offer(cast)
    meeting = actions.book_hello(free, newcomer, by=newcomer)
    assert step(newcomer).owner == cast.mentor and step(newcomer).due_at > meeting.ends_at


def test_a_booked_hello_is_a_session_of_two_with_the_welcomer_as_host(cast: Cast, newcomer: Person) -> None:
    free = offer(cast)[1]
    meeting = actions.book_hello(free, newcomer, by=newcomer)
    assert actions.book_hello(free, newcomer, by=newcomer) == meeting
    assert (meeting.kind, meeting.group, meeting.starts_at) == (MeetingKind.HELLO, None, free.starts_at)
    assert dict(Place.objects.filter(meeting=meeting).values_list("person", "kind")) == {
        cast.mentor.pk: PlaceKind.STAFF,
        newcomer.pk: PlaceKind.MEMBER,
    }
    assert queries.hello_of(newcomer, MONDAY) == meeting and queries.hello_of(cast.mentor, MONDAY) is None


def test_another_time_frees_the_one_before(cast: Cast, newcomer: Person) -> None:
    first, second, *_rest = offer(cast)
    before = actions.book_hello(first, newcomer, by=newcomer)
    after = actions.book_hello(second, newcomer, by=newcomer)
    before.refresh_from_db()
    first.refresh_from_db()
    assert before.cancelled_at is not None and first.meeting is None
    assert queries.hello_of(newcomer, MONDAY) == after


def test_a_time_is_booked_by_one(cast: Cast, newcomer: Person) -> None:
    from tests.cast import enroll

    other = enroll(cast.program, "Nel", "member", stage="arriving")
    arriving.name_welcomer(other, cast.mentor, by=cast.director)
    arriving.begin(other, by=other)
    free = offer(cast)[0]
    actions.book_hello(free, newcomer, by=newcomer)
    with pytest.raises(Refused, match="Someone else"):
        actions.book_hello(free, other, by=other)


def test_only_times_of_ones_own_welcomer(cast: Cast, newcomer: Person, client_of: Any) -> None:
    theirs = actions.offer_times(cast.counselor, TUESDAY, time(10), time(11), by=cast.counselor)[0]
    with pytest.raises(Refused):
        actions.book_hello(theirs, newcomer, by=newcomer)
    assert client_of(newcomer).post("/hello/", {"time": theirs.public_id}).status_code == 409
    assert not Meeting.objects.filter(kind=MeetingKind.HELLO).exists()


def test_nobody_is_in_two_places(cast: Cast, newcomer: Person) -> None:
    """A session of the welcomer is left out of what they offer; one of the newcomer can't be booked over."""
    from alongside.groups.tests.scene import give_schedule, make_group

    group = give_schedule(make_group(cast), cast)  # Tuesdays at ten
    actions.add_to_roster(group, cast.mentor, by=cast.director)
    with pytest.raises(Refused):
        offer(cast)
    assert len(offer(cast, time(9, 30), time(11, 30))) == 4
    actions.remove_from_roster(group, cast.mentor, by=cast.director)
    actions.add_to_roster(group, newcomer, by=cast.director)
    over_it = offer(cast)[0]
    with pytest.raises(Refused, match="You have a session"):
        actions.book_hello(over_it, newcomer, by=newcomer)


def test_who_calls_off_decides_what_becomes_of_the_time(cast: Cast, newcomer: Person) -> None:
    first, second, *_rest = offer(cast)
    actions.cancel_hello(actions.book_hello(first, newcomer, by=newcomer), by=newcomer)
    first.refresh_from_db()
    assert first.meeting is None and step(newcomer).owner is None
    actions.cancel_hello(actions.book_hello(second, newcomer, by=newcomer), by=cast.mentor)
    assert not FreeTime.objects.filter(pk=second.pk).exists()
    assert step(newcomer).state == StepState.OPEN


def test_no_time_fits(cast: Cast, newcomer: Person, client_of: Any) -> None:
    offer(cast)
    assert client_of(newcomer).post("/hello/ask").status_code == 302
    assert step(newcomer).owner == cast.mentor
    assert arrivals.owed_by(cast.mentor)[0].kind == ArrivalStepKind.HELLO


def test_letters_name_nobody_and_nothing(
    cast: Cast, newcomer: Person, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    import base64
    import json

    from alongside.core.mail import LABEL
    from alongside.core.sealing import unseal

    free = offer(cast)[0]
    actions.cancel_hello(actions.book_hello(free, newcomer, by=newcomer), by=newcomer)
    actions.ask_for_times(newcomer, by=newcomer)
    letters = [
        json.loads(unseal(base64.b64decode(each.args_kwargs["args"][0]), LABEL)) for each in DBTaskResult.objects.all()
    ]
    assert len(letters) >= 3 and not outgoing.outbox
    text = json.dumps(letters, ensure_ascii=False)
    for word in ("Noor", "Rosa", "Harbor", "session", "group", "treatment", "program", "therapy", "hello with"):
        assert word not in text


@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [
        ("9999-12-31", "23:00", "23:59"),
        ("0001-01-01", "00:00", "00:30"),
        ("2026-11-24", "10:00", "10:00"),
        ("2026-11-24", "10:00", "10:05"),
        ("2026-11-24", "00:00", "23:59"),
        ("2026-11-20", "10:00", "11:00"),
        ("2027-11-24", "10:00", "11:00"),
        ("2026-02-30", "25:00", "x" * 4000),
        ("", "", ""),
    ],
)
def test_times_that_can_not_be_are_a_sentence(
    cast: Cast, monday: datetime, client_of: Any, day: str, starts: str, ends: str
) -> None:
    answer = client_of(cast.mentor).post("/hello/times/", {"day": day, "starts": starts, "ends": ends})
    assert answer.status_code == 422 and "field-error" in answer.content.decode()
    assert not FreeTime.objects.exists()


def test_both_find_it_on_today_and_can_join(cast: Cast, newcomer: Person, client_of: Any) -> None:
    from alongside.people.actions_arriving import accept_agreements

    accept_agreements(newcomer, list(cast.program.agreements.all()), by=newcomer)
    meeting = actions.book_hello(offer(cast)[0], newcomer, by=newcomer)
    with clock.reading(meeting.starts_at - timedelta(minutes=5)):
        for person, other in ((newcomer, "Rosa Delgado"), (cast.mentor, "Noor")):
            client = client_of(person)
            for path in ("/", "/today/next"):
                page = client.get(path).content.decode()
                assert "A short hello with" in page and other in page and "Join" in page
            assert client.get(f"/sessions/{meeting.public_id}/").status_code == 200
        for stranger in (cast.member, cast.counselor, cast.director):
            assert client_of(stranger).get(f"/sessions/{meeting.public_id}/").status_code == 404
            assert client_of(stranger).post(f"/hello/{meeting.public_id}/cancel").status_code == 404


def test_times_are_forgotten_after_thirty_days(cast: Cast, newcomer: Person) -> None:
    from alongside.groups.duties import keep_promises

    made = offer(cast)
    with clock.reading(made[-1].ends_at + timedelta(days=30)):
        assert keep_promises() == 3 and FreeTime.objects.count() == 1
    with clock.reading(made[-1].ends_at + timedelta(days=31)):
        assert keep_promises() == 1


@pytest.mark.parametrize("who", ["mentor", "newcomer"])
@pytest.mark.parametrize("stage", ["paused", "left", "died"])
def test_nobody_waits_alone_in_a_hello(cast: Cast, newcomer: Person, client_of: Any, who: str, stage: str) -> None:
    """One of the two is gone or on a pause: it is on nobody’s Today, and a newcomer who is here has one before them."""
    free = offer(cast)[0]
    meeting = actions.book_hello(free, newcomer, by=newcomer)
    people.change_stage(getattr(cast, who), stage, by=cast.director)
    meeting.refresh_from_db()
    assert meeting.cancelled_at is not None and queries.hello_of(newcomer, MONDAY) is None
    assert FreeTime.objects.filter(pk=free.pk).exists() == (who == "newcomer")
    if who == "mentor":
        row = step(newcomer)
        assert row.state == StepState.OPEN and row.owner == Arrival.objects.get(person=newcomer).welcomer != cast.mentor
        assert client_of(newcomer).get("/hello/").status_code == 200


def test_who_was_replaced_hosts_no_hello(cast: Cast, newcomer: Person, client_of: Any) -> None:
    """Nor sees the newcomer's path; who has lost the role isn't a host either."""
    free = offer(cast)[0]
    meeting = actions.book_hello(free, newcomer, by=newcomer)
    arriving.name_welcomer(newcomer, cast.counselor, by=cast.director)
    meeting.refresh_from_db()
    free.refresh_from_db()
    assert meeting.cancelled_at is not None and free.meeting is None
    assert step(newcomer).owner == cast.counselor
    arrival = Arrival.objects.get(person=newcomer)
    before = client_of(cast.mentor)
    assert before.post(f"/hello/{meeting.public_id}/cancel").status_code in {302, 404}
    for kind in ("note_first", "note_third"):
        assert before.get(f"/newcomers/{arrival.public_id}/{kind}/").status_code == 404
    again = actions.offer_times(cast.counselor, TUESDAY, time(15), time(16), by=cast.counselor)[0]
    second = actions.book_hello(again, newcomer, by=newcomer)
    people.change_role(cast.counselor, "member", by=cast.director)
    second.refresh_from_db()
    assert second.cancelled_at is not None


def test_the_same_welcomer_again_keeps_the_hello(cast: Cast, newcomer: Person) -> None:
    meeting = actions.book_hello(offer(cast)[0], newcomer, by=newcomer)
    arriving.name_welcomer(newcomer, cast.mentor, by=cast.director)
    people.change_stage(cast.third, "left", by=cast.director)
    meeting.refresh_from_db()
    assert meeting.cancelled_at is None
