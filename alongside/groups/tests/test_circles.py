"""Circles: begun, joined, hosted, left; what keeps two apart shows nowhere; nobody is left without a host."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404

from alongside.boundaries.models import Cut, Wish
from alongside.care.models import Kind, Reason
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups import duties, ports
from alongside.groups.actions import cancel_meeting
from alongside.groups.circles import access, actions, finding, queries
from alongside.groups.circles.forms import USUAL_AGREEMENT
from alongside.groups.models import (
    Circle,
    CircleMember,
    CircleRole,
    CircleState,
    Meeting,
    MeetingKind,
    Openness,
    Place,
    PlaceKind,
)
from alongside.groups.tests.circle_scene import AGREEMENT, WHEN, circle, make_cohost, propose
from alongside.groups.tests.scene import MONDAY
from alongside.people.actions_stages import change_stage
from alongside.people.models import Person, Stage
from tests.cast import Cast, enroll


@pytest.fixture(autouse=True)
def monday() -> Any:
    with clock.reading(MONDAY):
        yield


def places(made: Circle) -> dict[str, str]:
    """Who may enter the next meeting, as what."""
    meeting = Meeting.objects.filter(circle=made, ends_at__gt=clock.now()).earliest("starts_at")
    rows = Place.objects.filter(meeting=meeting)
    return dict(rows.values_list("person__display_name", "kind"))


def test_a_proposal_waits_for_a_counselor_and_then_meets(cast: Cast) -> None:
    made = propose(cast)
    assert not made.meetings.exists() and made in queries.proposals(cast.program)
    assert not queries.to_join(cast.member, []).exists()
    actions.decline_circle(made, "Could it be in the evening?", by=cast.counselor)
    assert not queries.proposals(cast.program)
    actions.change_circle(made, actions.Words("Early Birds", cap=3), by=cast.mentor)
    made.refresh_from_db()
    assert made.declined_at is None and made in queries.proposals(cast.program)
    made = actions.approve_circle(made, by=cast.counselor)
    meetings = Meeting.objects.filter(circle=made)
    assert meetings.count() > 30 and set(meetings.values_list("kind", "group")) == {(MeetingKind.CIRCLE, None)}
    assert places(made) == {"Rosa Delgado": PlaceKind.HOST}
    assert list(queries.to_join(cast.member, [])) == [made]


def test_who_may_start_one(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.propose_circle(cast.member, actions.Words("Mine"), AGREEMENT, WHEN, by=cast.member)
    with pytest.raises(Refused):  # a name that is in use
        propose(cast)
        propose(cast, "early birds")
    for hostile in ("", "\u202e\u2066", "a" * 61, "<b>" + "x" * 100_000):
        with pytest.raises(Refused):
            propose(cast, hostile)
    with pytest.raises(Refused) as refused:
        actions.propose_circle(cast.mentor, actions.Words("Another"), "a" * 100_000, WHEN, by=cast.mentor)
    assert refused.value.field == "agreement"
    assert len(str(USUAL_AGREEMENT)) < 1000


def test_staff_begin_one_and_its_host_must_say_yes(cast: Cast) -> None:
    made = actions.begin_circle(
        cast.counselor, actions.Words("Night Owls"), AGREEMENT, WHEN, cast.mentor, by=cast.counselor
    )
    assert not queries.to_join(cast.member, []).exists() and places(made) == {} and made.hostless_since is None
    assert [row.circle for row in queries.invitations_of(cast.mentor)] == [made]
    with pytest.raises(Refused):
        actions.accept_offer(made, cast.mentor, accepts=False, by=cast.mentor)
    actions.accept_offer(made, cast.mentor, accepts=True, by=cast.mentor)
    assert places(made) == {"Rosa Delgado": PlaceKind.HOST} and list(queries.to_join(cast.member, [])) == [made]
    with pytest.raises(Refused):
        actions.begin_circle(cast.counselor, actions.Words("X"), AGREEMENT, None, cast.member, by=cast.counselor)


def test_joining_needs_a_yes_and_a_place_and_leaving_can_be_undone(cast: Cast) -> None:
    made = circle(cast, cast.member, cap=3)
    with pytest.raises(Refused):
        actions.join(made, cast.groupmate, accepts=False, by=cast.groupmate)
    actions.join(made, cast.groupmate, accepts=True, by=cast.groupmate)
    with pytest.raises(Refused):
        actions.join(made, cast.third, accepts=True, by=cast.third)
    with pytest.raises(Refused):  # staff look after circles from outside
        actions.join(made, cast.counselor, accepts=True, by=cast.counselor)
    assert places(made)["Maya"] == PlaceKind.MEMBER
    actions.leave(made, cast.member, by=cast.member)
    assert "Maya" not in places(made)
    assert [row.circle for row in queries.standing_of(cast.member).just_left] == [made]
    actions.come_back(made, cast.member, by=cast.member)
    assert places(made)["Maya"] == PlaceKind.MEMBER
    actions.leave(made, cast.member, by=cast.member)
    with clock.reading(MONDAY + timedelta(hours=2)), pytest.raises(Refused):
        actions.come_back(made, cast.member, by=cast.member)


def test_whoever_was_asked_to_leave_reads_why_and_needs_an_invitation(cast: Cast) -> None:
    made = circle(cast, cast.member, cast.groupmate)
    make_cohost(made, cast.groupmate, cast)
    with pytest.raises(Refused):  # no host removes another
        actions.remove(made, cast.mentor, "Please go.", by=cast.groupmate)
    actions.remove(made, cast.member, "Not the right circle for you just now.", by=cast.mentor)
    assert queries.standing_of(cast.member).asked_to_leave[0].removed_why == "Not the right circle for you just now."
    assert not queries.to_join(cast.member, []).exists()
    for back in (actions.join, actions.come_back):
        with pytest.raises(Refused):
            back(made, cast.member, by=cast.member, **({"accepts": True} if back is actions.join else {}))
    actions.invite(made, cast.member, by=cast.mentor)
    actions.join(made, cast.member, accepts=True, by=cast.member)
    assert "Maya" in places(made)


def test_an_invitation_that_is_declined_blocked_or_kept_apart_looks_the_same(cast: Cast) -> None:
    made = circle(cast, openness=Openness.INVITED)
    Cut.objects.create(
        program=cast.program, person=cast.groupmate, other=cast.mentor, wish=Wish.BLOCK, since=clock.now()
    )
    for person in (cast.member, cast.groupmate, cast.third):
        actions.invite(made, person, by=cast.mentor)
    actions.decline_invitation(made, cast.member, by=cast.member)
    seen = [(row.state, row.offered_role) for row in queries.invited(made)]
    assert seen == [(CircleState.INVITED, "")] * 3  # what the host's page shows
    again = [actions.invite(made, person, by=cast.mentor).state for person in (cast.member, cast.groupmate, cast.third)]
    assert again == [CircleState.INVITED] * 3
    for person, known in ((cast.member, False), (cast.groupmate, False), (cast.third, True), (cast.fourth, False)):
        assert [row.circle for row in queries.invitations_of(person)] == ([made] if known else [])
        if known:
            assert access.see(person, made.public_id).invited
        else:
            with pytest.raises(Http404):
                access.see(person, made.public_id)
    # In a public circle both simply are in it.
    public = circle(cast, cast.groupmate, name="Open house")
    assert {row.person for row in queries.members(public)} == {cast.mentor, cast.groupmate}


def test_a_host_invites_whom_they_know(cast: Cast) -> None:
    assert cast.group  # the mentor's, with the members of the cast
    made = circle(cast)
    stranger = enroll(cast.program, "Stranger", "member")
    found = set(queries.people_to_invite(made, cast.mentor, ""))
    assert found == {cast.member, cast.groupmate, cast.third, cast.fourth}
    assert stranger in queries.people_to_invite(made, cast.counselor, "")
    assert cast.outsider not in queries.people_to_invite(made, cast.counselor, "")


def test_hosting_is_offered_taken_and_laid_down(cast: Cast) -> None:
    made = circle(cast, cast.member)
    with pytest.raises(Refused):  # a member may help, and not host alone
        actions.offer_role(made, cast.member, CircleRole.HOST, by=cast.mentor)
    make_cohost(made, cast.member, cast)
    assert places(made)["Maya"] == PlaceKind.HOST
    actions.end_hosting(made, cast.member, by=cast.member)
    assert places(made)["Maya"] == PlaceKind.MEMBER
    actions.offer_role(made, cast.member, CircleRole.COHOST, by=cast.mentor)
    actions.decline_offer(made, cast.member, by=cast.member)
    with pytest.raises(Refused):
        actions.accept_offer(made, cast.member, by=cast.member)


def cards(made: Circle) -> list[Reason]:
    return list(Reason.objects.filter(kind=Kind.HOSTLESS, facts__circle=made.public_id).select_related("reach_out"))


@pytest.mark.parametrize("how", ["leaves", "pauses", "gone", "steps down"])
def test_a_circle_without_a_host_is_noticed_and_offered(cast: Cast, how: str) -> None:
    other = enroll(cast.program, "Ruth", "mentor")
    made = circle(cast, other, cast.member)
    if how == "leaves":
        actions.leave(made, cast.mentor, by=cast.mentor)
    elif how == "steps down":
        actions.end_hosting(made, cast.mentor, by=cast.mentor)
    else:
        change_stage(cast.mentor, Stage.PAUSED if how == "pauses" else Stage.LEFT, by=cast.counselor)
    made.refresh_from_db()
    assert made.hostless_since == MONDAY and made in queries.looking_for_host(cast.program)
    [card] = cards(made)
    assert card.reach_out.owner == cast.counselor and card.reach_out.about == cast.mentor
    with pytest.raises(Refused):
        actions.take_over(made, cast.member, by=cast.member)
    actions.take_over(made, other, by=other)
    made.refresh_from_db()
    [card] = cards(made)
    assert made.hostless_since is None and card.settled_at and places(made)["Ruth"] == PlaceKind.HOST


def test_two_meetings_in_a_row_without_a_host_are_noticed_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = circle(cast, cast.member)
    first, second, third = Meeting.objects.filter(circle=made).order_by("starts_at")[:3]
    with clock.reading(first.ends_at + timedelta(minutes=1)):
        assert duties.notice_hostless_circles() == 0
    cancel_meeting(second, "Rosa is ill.", by=cast.mentor)
    with clock.reading(second.ends_at + timedelta(minutes=1)):
        assert duties.notice_hostless_circles() == 0  # a cancelled one is nobody's fault
    with clock.reading(third.ends_at + timedelta(minutes=1)):
        monkeypatch.setattr(ports, "_were_hosted", lambda meetings: third.pk in list(meetings))
        assert duties.notice_hostless_circles() == 0
        monkeypatch.undo()
        assert duties.notice_hostless_circles() == 1 and duties.notice_hostless_circles() == 0
        assert len(cards(made)) == 1
        actions.take_over(made, cast.mentor, by=cast.mentor)  # the host says that they are back
        made.refresh_from_db()
        assert made.hostless_since is None and duties.notice_hostless_circles() == 0


def test_finding_one(cast: Cast) -> None:
    early = circle(cast)
    everyone = list(queries.to_join(cast.member, []))

    def found(reader: Person = cast.member, **wish: Any) -> list[Circle]:
        return finding.matching(everyone, wish, reader)

    assert found(topic="WALKING") == [early] and not found(topic="chess")
    assert found(day=1, time="morning") == [early] and not found(day=5)
    assert not found(time="evening") and not found(language="es")
    tokyo = enroll(cast.program, "Yuki", "member", time_zone="Asia/Tokyo")
    assert found(tokyo, time="evening") == [early]  # seven in New York is nine at night there
    assert [finding.part_of_day(hour) for hour in (3, 6, 12, 15, 20, 23)] == [
        "night", "morning", "noon", "afternoon", "evening", "night",
    ]  # fmt: skip


def test_closing_takes_meetings_away_and_reopening_brings_them_back(cast: Cast) -> None:
    made = circle(cast, cast.member)
    actions.close_circle(made, by=cast.mentor)
    assert not Meeting.objects.filter(circle=made, starts_at__gt=MONDAY).exists()
    with pytest.raises(Refused):
        actions.join(made, cast.groupmate, accepts=True, by=cast.groupmate)
    actions.reopen_circle(made, by=cast.mentor)
    assert places(made)["Maya"] == PlaceKind.MEMBER
    row = CircleMember.objects.get(circle=made, person=cast.member)
    change_stage(cast.member, Stage.LEFT, by=cast.counselor)
    row.refresh_from_db()
    assert row.state == CircleState.OFF and "Maya" not in places(made)


def test_who_is_asked_to_help_comes_in_where_there_is_room_and_a_circle_without_a_host_takes_one_more(
    cast: Cast,
) -> None:
    made = circle(cast, cast.member, cap=3)
    actions.invite(made, cast.groupmate, by=cast.mentor)
    actions.offer_role(made, cast.groupmate, CircleRole.COHOST, by=cast.mentor)
    actions.join(made, cast.third, accepts=True, by=cast.third)
    with pytest.raises(Refused, match="full just now"):
        actions.accept_offer(made, cast.groupmate, accepts=True, by=cast.groupmate)
    actions.leave(made, cast.third, by=cast.third)
    Person.objects.filter(pk=cast.groupmate.pk).update(stage=Stage.PAUSED)
    cast.groupmate.refresh_from_db()
    with pytest.raises(Refused, match="at the moment"):
        actions.accept_offer(made, cast.groupmate, accepts=True, by=cast.groupmate)
    actions.come_back(made, cast.third, by=cast.third)
    ruth = enroll(cast.program, "Ruth", "mentor")
    actions.offer_role(made, ruth, CircleRole.HOST, by=cast.counselor)
    with pytest.raises(Refused, match="full just now"):
        actions.accept_offer(made, ruth, accepts=True, by=ruth)
    actions.end_hosting(made, cast.mentor, by=cast.mentor)
    actions.accept_offer(made, ruth, accepts=True, by=ruth)
    assert queries.hosts_of(made) == [ruth] and queries.count_in(made) == 4


def test_a_persons_page_names_the_circles_that_both_are_in_and_no_other(cast: Cast, client_of: Any) -> None:
    """Who is in a circle is for those in it to know: of a public one, and of one by invitation."""
    shared, public, closed = (
        circle(cast, cast.member, cast.groupmate, name="Shared walk"),
        circle(cast, cast.groupmate, name="Open kitchen"),
        circle(cast, cast.groupmate, name="Quiet table", openness=Openness.INVITED),
    )
    page = client_of(cast.member).get(f"/me/boundaries/{cast.groupmate.public_id}/").content.decode()
    assert shared.name in page and shared.public_id in page
    assert public.name not in page and closed.name not in page
    page = client_of(cast.third).get(f"/me/boundaries/{cast.groupmate.public_id}/").content.decode()
    assert not any(each.name in page for each in (shared, public, closed))
