"""What a stage means, asked where it counts: at the door, in rooms, in lists, in what is sent, in what is opened."""

import ast
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from alongside.care import actions as care
from alongside.care.models import Awake, Kind, Lane, ReachOut
from alongside.core import clock, jobs, mail
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.groups import actions as groups
from alongside.groups import queries
from alongside.groups.models import Group, Meeting, Place, RosterEntry, RosterState
from alongside.groups.tests.scene import MONDAY, full_group
from alongside.notify.actions import send_mail_discreetly
from alongside.people import actions, actions_stages, stages
from alongside.people.models import EmergencyContact, Farewell, Person, Stage
from tests.cast import Cast
from tests.letters import letters

ClientOf = Callable[[Person | None], Client]
ROOT = Path(__file__).parent.parent / "alongside"
MAY_QUEUE = {
    "notify/actions/letters.py",
    "notify/actions/sending.py",
    "notify/actions/weekly.py",
    "rooms/notices.py",
    "people/letters.py",
    "people/adapters.py",
    "core/mail.py",
}
"""Who may queue a letter: four that ask the stage first, the invitation, and the letters of signing in."""


def test_every_stage_has_its_row_and_every_column_is_asked() -> None:
    assert set(stages.POLICY) == set(Stage)
    sources = "".join(each.read_text() for each in ROOT.rglob("*.py") if "tests" not in each.parts)
    for field in fields(stages.StagePolicy):
        assert f").{field.name}" in sources or f'stages_where("{field.name}")' in sources, field.name
    assert not any(stages.POLICY[Stage.DIED].__dict__.values())


def test_letters_are_queued_where_the_stage_is_asked() -> None:
    """A new sender goes through `notify`, so that a stage stops it too."""
    found = set()
    for path in ROOT.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in {
                "send_later",
                "send_mail",
                "EmailMessage",
            }:
                found.add(str(path.relative_to(ROOT)))
    assert found <= MAY_QUEUE, found - MAY_QUEUE


def scene(cast: Cast) -> Group:
    with clock.reading(MONDAY):
        return full_group(cast)


def test_a_death_stops_everything_and_opens_a_plan_for_each_group(cast: Cast, client_of: ClientOf) -> None:
    """Letters queued before, letters asked for afterwards, every duty of the house for two weeks: nothing reaches them,
    and no card is opened about them but the plans for their groups."""
    with clock.reading(MONDAY):
        group = scene(cast)
        maya = cast.member
        assert maya.account is not None
        care.open_reach_out(maya, Kind.ABSENCE, key="absence:x", due_at=MONDAY, by=SYSTEM)
        care.open_reach_out(maya, Kind.HELP, key="help:x", due_at=MONDAY, lane=Lane.HELP, by=maya)
        Awake.objects.create(person=maya, since=MONDAY, until=MONDAY + timedelta(hours=3))
        actions_stages.mark_call_soon(maya, True, by=cast.counselor)
        mail.send_later(maya.account.email, "Queued before", "…")
        actions.change_stage(maya, Stage.DIED, by=cast.counselor)
        send_mail_discreetly(maya, "care/mail/call.txt", {"link": "x"}, by=SYSTEM)
    assert not ReachOut.objects.filter(about=maya, closed_at=None).exclude(lane=Lane.GROUP).exists()
    (plan,) = ReachOut.objects.filter(about=maya, closed_at=None)
    assert plan.owner == cast.counselor and plan.reasons.get().facts == {"group": group.public_id}
    assert not Awake.objects.filter(person=maya).exists() and not Place.objects.filter(person=maya).exists()
    for hours in (1, 24, 26, 49, 24 * 14):
        with clock.reading(MONDAY + timedelta(hours=hours)):
            for duty in jobs.duties():
                duty.run()
    assert not [each for each in letters() if maya.account.email in each.to]
    assert not ReachOut.objects.filter(about=maya, closed_at=None).exclude(lane=Lane.GROUP).exists()
    assert maya.display_name == "Maya"
    page = client_of(cast.counselor).get(f"/care/{plan.public_id}/").text
    assert "A plan for" in page and "The seat" in page and "Who is called first" in page
    assert client_of(cast.groupmate).get(f"/care/{plan.public_id}/").status_code == 404


def test_the_seat_of_someone_who_died_is_not_given_away(cast: Cast) -> None:
    with clock.reading(MONDAY):
        small = groups.create_group(cast.program, name="Small", cap=2, by=cast.director)
        for person in (cast.member, cast.groupmate, cast.third):
            groups.add_to_roster(small, person, by=cast.director)
        actions.change_stage(cast.member, Stage.DIED, by=cast.director)
        assert RosterEntry.objects.get(group=small, person=cast.third).state == RosterState.WAITING
        actions_stages.undo_stage(cast.member, by=cast.director)
        assert RosterEntry.objects.get(group=small, person=cast.member).state == RosterState.ON


def test_a_death_is_asked_twice_and_undone_within_a_day(cast: Cast, client_of: ClientOf) -> None:
    group = scene(cast)
    url = f"/program/people/{cast.member.public_id}/"
    client = client_of(cast.director)
    with clock.reading(MONDAY):
        first = client.post(url, {"stage": "died"})
        assert "What changes" in first.text and "Every letter" in first.text
        second = client.post(url, {"stage": "died", "confirmed": "yes"})
        assert "right person" in second.text
        cast.member.refresh_from_db()
        assert cast.member.stage == Stage.ACTIVE
        assert client.post(url, {"stage": "died", "confirmed": "sure"}).status_code == 302
        cast.member.refresh_from_db()
        assert cast.member.stage == Stage.DIED
        assert client_of(cast.member).get("/").status_code == 403
        assert client_of(cast.counselor).post(url + "undo").status_code == 404
        assert "Undo it" in client.get(url).text
        client.post(url + "undo")
    cast.member.refresh_from_db()
    assert cast.member.stage == Stage.ACTIVE
    assert RosterEntry.objects.get(group=group, person=cast.member).state == RosterState.ON
    assert Place.objects.filter(person=cast.member).exists()
    assert not ReachOut.objects.filter(about=cast.member, closed_at=None).exists()


def test_after_a_day_it_stands(cast: Cast) -> None:
    with clock.reading(MONDAY):
        actions.change_stage(cast.member, Stage.DIED, by=cast.director)
    with clock.reading(MONDAY + timedelta(days=1)), pytest.raises(Refused):
        actions_stages.undo_stage(cast.member, by=cast.director)
    with clock.reading(MONDAY + timedelta(days=1)), pytest.raises(Refused):
        actions.change_stage(cast.member, Stage.ACTIVE, by=cast.director)


def test_a_pause_keeps_the_place_and_sends_nothing(cast: Cast, client_of: ClientOf) -> None:
    group = scene(cast)
    with clock.reading(MONDAY):
        actions.change_stage(cast.member, Stage.PAUSED, by=cast.counselor)
        assert RosterEntry.objects.get(group=group, person=cast.member).state == RosterState.ON
        assert not Place.objects.filter(person=cast.member).exists()
        send_mail_discreetly(cast.member, "care/mail/call.txt", {"link": "x"}, by=SYSTEM)
        assert letters() == []
        roster = queries.seen_roster(group, cast.groupmate)
        assert cast.member not in [row.person for row in roster]
        assert cast.member in [row.person for row in queries.seen_roster(group, cast.counselor)]
        assert "taking a break" in client_of(cast.member).get("/").text
        with pytest.raises(Refused, match="on a pause"):
            groups.add_to_roster(groups.create_group(cast.program, name="G", by=cast.director), cast.member, by=SYSTEM)
        actions.change_stage(cast.member, Stage.RETURNING, by=cast.counselor)
    assert Place.objects.filter(person=cast.member).count() == Meeting.objects.filter(group=group).count()


def test_who_returns_is_offered_the_old_places(cast: Cast, client_of: ClientOf) -> None:
    group = scene(cast)
    with clock.reading(MONDAY):
        groups.remove_from_roster(group, cast.member, by=cast.counselor)
        client = client_of(cast.member)
        back = f"/groups/{group.public_id}/come-back"
        assert client.get("/welcome-back/").status_code == 404 and client.post(back).status_code == 404
        actions.change_stage(cast.member, Stage.RETURNING, by=cast.counselor)
        assert "See my old places" in client.get("/").text
        page = client.get("/welcome-back/").text
        assert "There is room for you" in page and "Morning group" in page
        assert client.post(back).status_code == 302
        assert RosterEntry.objects.get(group=group, person=cast.member).state == RosterState.ON
        assert client.post(back).status_code == 404  # it is theirs already
        other = groups.create_group(cast.program, name="Other", by=cast.director)
        assert client.post(f"/groups/{other.public_id}/come-back").status_code == 404


@pytest.mark.parametrize(
    ("farewell", "words", "heard"),
    [("nothing", "", ""), ("left", "", "wishes everyone well"), ("words", "Sail <b>on</b>", "Sail &lt;b&gt;on")],
)
def test_others_hear_only_what_who_left_agreed_to(
    cast: Cast, client_of: ClientOf, farewell: str, words: str, heard: str
) -> None:
    group = scene(cast)
    url = f"/groups/{group.public_id}/"
    with clock.reading(MONDAY):
        client = client_of(cast.member)
        answer = client.post("/me/leave/", {"farewell": farewell, "farewell_words": words, "leave": "1"})
        assert "You have left the program" in answer.text
        page = client_of(cast.groupmate).get(url).text
        assert (heard in page) if heard else ("has left" not in page)
        assert client.get("/").status_code == 302
    with clock.reading(MONDAY + timedelta(days=14, hours=1)):
        assert "has left" not in client_of(cast.groupmate).get(url).text


def test_leaving_asks_for_words_where_they_were_chosen_and_keeping_stays(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.member)
    assert client.post("/me/leave/", {"farewell": "words", "leave": "1"}).status_code == 422
    assert client.post("/me/leave/", {"farewell": "left", "keep": "1"}).status_code == 302
    cast.member.refresh_from_db()
    assert (cast.member.stage, cast.member.farewell) == (Stage.ACTIVE, Farewell.LEFT)
    only = client_of(cast.director).post("/me/leave/", {"farewell": "nothing", "leave": "1"})
    assert only.status_code == 422 and "run the program" in only.text


def test_a_contact_is_read_by_their_counselor_and_goes_when_they_do(cast: Cast, client_of: ClientOf) -> None:
    assert cast.group
    EmergencyContact.objects.create(person=cast.member, name="Rosalind", phone="555 0100", changed_at=clock.now())
    url = f"/program/people/{cast.member.public_id}/"
    assert "Rosalind" in client_of(cast.counselor).get(url).text
    assert client_of(cast.other_counselor).get(url).status_code == 404
    assert client_of(cast.counselor).post(url, {"role": "director"}).status_code == 404
    actions.change_stage(cast.member, Stage.LEFT, by=cast.director)
    actions_stages.forget_contacts(by=SYSTEM)
    assert EmergencyContact.objects.exists()
    with clock.reading(clock.now() + timedelta(days=3)):
        actions_stages.forget_contacts(by=SYSTEM)
    assert not EmergencyContact.objects.exists()


def test_pages_that_could_be_a_lifeline_say_so_when_nobody_is_on(cast: Cast, client_of: ClientOf) -> None:
    from alongside.conversations.actions import open_pair

    pair = open_pair(cast.member, cast.counselor, by=cast.counselor)
    pages = {
        f"/conversations/{pair.public_id}/": "Nobody here is on call right now",
        "/help": "Nobody is on call right now",
    }
    client = client_of(cast.member)
    for url, words in pages.items():
        assert client.get(url).text.count(words) == 1, url
    now = clock.now()
    actions.add_shift(cast.counselor, starts_at=now, ends_at=now + timedelta(hours=1), by=cast.director)
    for url, words in pages.items():
        assert words not in client.get(url).text, url
