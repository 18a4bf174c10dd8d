"""Groups' pages: what each reader sees, and that forms say what is wrong and keep what was typed."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.core import clock
from alongside.groups import actions, ports, queries
from alongside.groups.models import Group, Meeting, RosterState
from alongside.groups.shown import lines_of, rule_in_words
from alongside.groups.tests.scene import MONDAY, full_group, give_schedule, make_group
from alongside.people.models import Person
from tests.cast import Cast, enroll

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.reading(MONDAY):
        yield


@pytest.fixture
def group(cast: Cast) -> Group:
    return full_group(cast)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_member_sees_who_is_in_it_and_when_it_meets_and_no_controls(
    cast: Cast, group: Group, client_of: ClientOf
) -> None:
    shown = page(client_of(cast.member), f"/groups/{group.public_id}/")
    for name in ("Dana Ruiz", "Sam", "Walt", "Rosa Delgado"):
        assert name in shown
    assert "Tuesday and Thursday at 10 a.m. in New York, for 60 minutes" in shown
    assert "/schedule" not in shown and "Cancel" not in shown


def test_someone_in_another_zone_sees_their_own_clock_and_the_groups(
    cast: Cast, group: Group, client_of: ClientOf
) -> None:
    Person.objects.filter(pk=cast.member.pk).update(time_zone="America/Los_Angeles")
    shown = page(client_of(cast.member), f"/groups/{group.public_id}/")
    assert "2026-11-24T07:00-08:00" in shown
    assert "10 a.m. in New York" in shown


def test_the_list_shows_ones_own_groups_and_a_directors_all(cast: Cast, group: Group, client_of: ClientOf) -> None:
    make_group(cast, "Evening group")
    mine = page(client_of(cast.member), "/groups/")
    assert "Morning group" in mine and "Evening group" not in mine
    assert "Evening group" in page(client_of(cast.director), "/groups/")
    assert "You are in no group yet" in page(client_of(cast.newcomer), "/groups/")


@pytest.mark.parametrize("who", ["member", "counselor", "director"])
def test_pages_cost_the_same_however_many_groups_and_people_there_are(
    cast: Cast, group: Group, client_of: ClientOf, who: str
) -> None:
    client = client_of(getattr(cast, who))
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as listed:
            page(client, "/groups/")
        with CaptureQueriesContext(connection) as one:
            page(client, f"/groups/{group.public_id}/")
        costs.append((len(listed), len(one)))
        for number in range(4):
            person = enroll(cast.program, f"Person {number} {_round}", "member")
            actions.add_to_roster(group, person, by=cast.counselor)
            more = give_schedule(make_group(cast, f"Group {number} {_round}"), cast)
            actions.add_to_roster(more, cast.member, by=cast.counselor)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 14, costs


def test_a_group_is_begun_scheduled_and_filled_without_scripts(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.counselor)
    form = {
        "name": "Evening group", "about": "For evenings.", "tag": "social", "cap": "3",
        "lead": cast.counselor.public_id, "facilitators": [cast.other_counselor.public_id], "key": "k-1234567",
    }  # fmt: skip
    answer = client.post("/groups/new", form)
    group = Group.objects.get(name="Evening group")
    assert answer["Location"] == f"/groups/{group.public_id}/schedule"
    assert client.post("/groups/new", form).status_code == 302  # the same key: one group
    assert Group.objects.count() == 1
    assert queries.facilitators(group) == [cast.counselor, cast.other_counselor]
    when = {
        "weekdays": ["0", "2"], "weeks": "2", "first_day": "2026-11-23", "at": "18:30", "minutes": "90",
        "time_zone": "America/New_York", "last_day": "", "rule": "",
    }  # fmt: skip
    preview = client.post(f"/groups/{group.public_id}/schedule", when | {"preview": "1"}).content.decode()
    assert preview.count("6:30 p.m.") >= 5
    assert not Meeting.objects.exists()
    assert client.post(f"/groups/{group.public_id}/schedule", when | {"save": "1"}).status_code == 302
    group.refresh_from_db()
    assert rule_in_words(group) == "Every 2 weeks: Monday and Wednesday at 6:30 p.m. in New York, for 90 minutes"
    assert Meeting.objects.earliest("starts_at").starts_at == datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    add = f"/groups/{group.public_id}/roster/add"
    for person in cast.roster[:4]:
        answer = client.post(add, {"person": person.public_id}, follow=True)
    assert "on the waiting list" in answer.content.decode()
    remove = f"/groups/{group.public_id}/roster/remove"
    answer = client.post(remove, {"person": cast.member.public_id}, follow=True)
    assert "Walt was next on the waiting list and has the place now." in answer.content.decode()
    assert "Put back" in answer.content.decode()


def test_the_schedule_form_shows_the_schedule_there_is(cast: Cast, group: Group, client_of: ClientOf) -> None:
    client = client_of(cast.counselor)
    shown = page(client, f"/groups/{group.public_id}/schedule")
    checked = re.findall(r'<input[^>]*name="weekdays"[^>]*checked[^>]*>', shown)
    assert ["".join(re.findall(r'value="(\d)"', box)) for box in checked] == ["1", "3"]
    give_schedule(group, cast, "FREQ=MONTHLY;BYDAY=1TU")
    shown = page(client, f"/groups/{group.public_id}/schedule")
    assert 'value="FREQ=MONTHLY;BYDAY=1TU"' in shown
    assert "<details open>" in shown


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "never comes true"),
        ({"rule": "FREQ=HOURLY"}, "once a day at most"),
        ({"rule": "<script>"}, "We can’t read this rule"),
        ({"weekdays": []}, "at least one day"),
        ({"minutes": "9999"}, "from 15 to 240 minutes"),
        ({"minutes": "x"}, "whole number"),
        ({"at": "25:00"}, "valid time"),
        ({"first_day": "2026-02-30"}, "valid date"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"last_day": "2020-01-01"}, "no session from now on"),
        ({"weekdays": ["9"]}, "Select a valid choice"),
        ({"first_day": "9999-12-31"}, "too far away"),
        ({"first_day": "0001-01-01"}, "too far away"),
    ],
)
def test_a_schedule_that_cannot_be_is_said_beside_its_field(
    cast: Cast, group: Group, client_of: ClientOf, change: dict[str, object], says: str
) -> None:
    before = list(Meeting.objects.order_by("pk").values_list("starts_at", flat=True))
    when = {
        "weekdays": ["1"], "weeks": "1", "first_day": "2026-11-24", "at": "10:00", "minutes": "60",
        "time_zone": "America/New_York", "last_day": "", "rule": "", "preview": "1",
    } | change  # fmt: skip
    answer = client_of(cast.counselor).post(f"/groups/{group.public_id}/schedule", when)
    if "minutes" in change and answer.status_code == 200:  # a preview doesn't judge the length, saving does
        answer = client_of(cast.counselor).post(f"/groups/{group.public_id}/schedule", when | {"save": "1"})
    assert answer.status_code in {200, 422}
    shown = answer.content.decode()
    assert says in shown
    assert "<script>" not in shown.split("<main")[1]
    assert list(Meeting.objects.order_by("pk").values_list("starts_at", flat=True)) == before


def test_a_session_is_cancelled_with_a_reason_and_brought_back(cast: Cast, group: Group, client_of: ClientOf) -> None:
    client = client_of(cast.counselor)
    meeting = Meeting.objects.earliest("starts_at")
    url = f"/groups/meetings/{meeting.public_id}"
    assert client.post(f"{url}/cancel", {"why": ""}).status_code == 422
    assert client.post(f"{url}/cancel", {"why": "Dana is ill. <b>"}).status_code == 302
    shown = page(client_of(cast.member), f"/groups/{group.public_id}/")
    assert "Dana is ill. &lt;b&gt;" in shown and "Cancelled." in shown
    client.post(f"{url}/restore")
    assert "Dana is ill." not in page(client_of(cast.member), f"/groups/{group.public_id}/")


def test_a_session_is_moved_on_the_groups_clock(cast: Cast, group: Group, client_of: ClientOf) -> None:
    Person.objects.filter(pk=cast.counselor.pk).update(time_zone="Europe/London")
    client = client_of(cast.counselor)
    meeting = Meeting.objects.earliest("starts_at")
    url = f"/groups/meetings/{meeting.public_id}/move"
    assert "Time in New York" in page(client, url)
    assert client.post(url, {"day": "2026-11-24", "starts": "13:00", "minutes": "60"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.starts_at == datetime(2026, 11, 24, 18, tzinfo=UTC)
    assert "Moved." in page(client_of(cast.member), f"/groups/{group.public_id}/")
    past = client.post(url, {"day": "2020-11-24", "starts": "13:00", "minutes": "60"})
    assert past.status_code == 422 and "That time has passed" in past.content.decode()
    assert client.post(url, {"day": "9999-12-31", "starts": "23:59", "minutes": "60"}).status_code == 422


def test_past_sessions_link_the_chat_for_those_who_were_there(
    cast: Cast, group: Group, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Meeting.objects.earliest("starts_at")
    monkeypatch.setattr(ports, "_was_there", lambda person, ids: {first.pk} if person == cast.member else set())
    with clock.reading(MONDAY + timedelta(days=5)):
        shown = page(client_of(cast.member), f"/groups/{group.public_id}/")
        other = page(client_of(cast.groupmate), f"/groups/{group.public_id}/")
    assert "Past sessions" in shown
    assert "What was said" not in other


def test_whoever_waits_can_stop_waiting(cast: Cast, client_of: ClientOf) -> None:
    group = make_group(cast, cap=2)
    for person in cast.roster[:3]:
        actions.add_to_roster(group, person, by=cast.counselor)
    client = client_of(cast.groupmate)
    assert "Where you wait for a place" in page(client, "/groups/")
    assert client.get(f"/groups/{group.public_id}/").status_code == 404
    assert client.post(f"/groups/{group.public_id}/leave-waiting").status_code == 302
    assert group.roster.get(person=cast.groupmate).state == RosterState.OFF
    assert client.post(f"/groups/{group.public_id}/leave-waiting").status_code == 404


def test_what_someone_belongs_to_is_known_to_their_page(cast: Cast, group: Group) -> None:
    assert [line.words for line in lines_of(cast.member)] == ["Morning group"]
    assert [line.note for line in lines_of(cast.counselor)] == ["Leads it"]


def test_strange_names_stay_inside_their_place(cast: Cast, client_of: ClientOf) -> None:
    group = give_schedule(make_group(cast, "<i>שלום & co</i>"), cast)
    actions.add_to_roster(group, cast.member, by=cast.counselor)
    shown = page(client_of(cast.member), f"/groups/{group.public_id}/")
    assert "<i>" not in shown
    assert "<bdi" in shown


def test_finding_someone_to_add_is_paged_and_by_name(cast: Cast, group: Group, client_of: ClientOf) -> None:
    for number in range(30):
        enroll(cast.program, f"Extra {number}", "member", accepts=False)
    client = client_of(cast.counselor)
    url = f"/groups/{group.public_id}/roster"
    assert page(client, f"{url}?q=Extra").count("groups/") and "?page=2&amp;q=Extra" in page(client, f"{url}?q=Extra")
    assert "Nobody of that name can be added." in page(client, f"{url}?q=Sam")
