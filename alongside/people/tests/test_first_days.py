"""The path of first days: its table, whose step it is, what is handed on, what can be left out, and what ends it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from alongside.care.models import Kind, Lane, ReachOut, Reason
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.people import actions as people
from alongside.people import actions_arriving
from alongside.people.arriving import actions, path, queries
from alongside.people.duties import pass_on_late_steps
from alongside.people.models import (
    Arrival,
    ArrivalStepKind,
    EmergencyContact,
    Person,
    PlanPart,
    SafetyPlan,
    Stage,
    StepState,
)
from tests.cast import Cast

TUESDAY = datetime(2026, 11, 24, 15, tzinfo=timezone.get_fixed_timezone(0))
STEP = ArrivalStepKind


@pytest.fixture
def arriving(cast: Cast) -> Person:
    """The newcomer, welcomed by the mentor, on Tuesday morning in New York."""
    with clock.reading(TUESDAY):
        actions.name_welcomer(cast.newcomer, cast.mentor, by=cast.director)
        actions.begin(cast.newcomer, by=cast.newcomer)
    return cast.newcomer


def row(person: Person, kind: str) -> Any:
    return Arrival.objects.get(person=person).steps.select_related("owner").get(kind=kind)


def cards(person: Person) -> list[ReachOut]:
    return list(ReachOut.objects.filter(about=person, lane=Lane.WELCOME, closed_at=None).select_related("owner"))


def test_the_table_knows_every_step_once_and_in_order() -> None:
    assert [step.kind for step in path.PATH] == list(STEP)
    assert not path.step(STEP.AGREEMENTS).optional
    assert all(path.step(kind).optional for kind in (STEP.CONTACT, STEP.PLAN, STEP.ABOUT, STEP.DEVICES, STEP.HELLO))
    with pytest.raises(ValueError, match="nothing"):
        path.step("nothing")


def test_coming_in_begins_the_path_once(cast: Cast) -> None:
    made = actions_arriving.invite_person(
        cast.program, email="n@example.org", display_name="Nel", welcomer=cast.mentor, by=cast.director
    )
    assert queries.paths(queries.newcomers(cast.program))[0].stones == ()
    account = people.create_account("n@example.org", by=SYSTEM)
    person = actions_arriving.accept_invitation(made, account=account, display_name="Nel", adult=True, by=made.person)
    found = queries.path_of(person)
    assert found is not None and found.arrival.welcomer == cast.mentor
    assert [stone.row.kind for stone in found.stones] == list(STEP)
    assert found.next_own is not None and found.next_own.row.kind == STEP.AGREEMENTS
    actions.begin(person, by=person)
    assert Arrival.objects.get(person=person).steps.count() == len(STEP)


def test_staff_come_in_without_a_path(cast: Cast) -> None:
    made = actions_arriving.invite_person(
        cast.program, email="n@example.org", display_name="Nel", role="counselor", by=cast.director
    )
    account = people.create_account("n@example.org", by=SYSTEM)
    person = actions_arriving.accept_invitation(made, account=account, display_name="Nel", adult=True, by=made.person)
    assert queries.path_of(person) is None and person.stage == Stage.ACTIVE


def test_people_without_a_path_are_left_alone(cast: Cast) -> None:
    assert actions.complete(cast.member, STEP.CONTACT, by=cast.member) is None
    actions.set_contact(cast.member, name="Ana", phone="555 0100", by=cast.member)
    assert not Arrival.objects.filter(person=cast.member).exists()


def test_who_welcomes_where_nobody_was_chosen(cast: Cast) -> None:
    """The mentor of their group, without one whoever leads it, without a group who runs the program."""
    from alongside.groups import actions as groups

    group = cast.group
    groups.add_to_roster(group, cast.newcomer, by=cast.director)
    assert actions.begin(cast.newcomer, by=cast.newcomer).welcomer == cast.mentor
    groups.remove_from_roster(group, cast.mentor, by=cast.director)
    Arrival.objects.all().delete()
    assert actions.begin(cast.newcomer, by=cast.newcomer).welcomer == cast.counselor
    groups.remove_from_roster(group, cast.newcomer, by=cast.director)
    Arrival.objects.all().delete()
    assert actions.begin(cast.newcomer, by=cast.newcomer).welcomer == cast.director


@pytest.mark.parametrize("who", ["member", "outsider", "newcomer"])
def test_who_can_not_welcome(cast: Cast, arriving: Person, who: str) -> None:
    with pytest.raises(Refused):
        actions.name_welcomer(arriving, cast.people[who], by=cast.director)
    assert Arrival.objects.get(person=arriving).welcomer == cast.mentor


def test_each_step_is_done_or_left_out_once(arriving: Person) -> None:
    with pytest.raises(Refused):
        actions.leave_out(arriving, STEP.AGREEMENTS, by=arriving)
    actions.leave_out(arriving, STEP.PLAN, by=arriving)
    assert row(arriving, STEP.PLAN).state == StepState.SKIPPED
    actions.write_plan(arriving, {"alone": "Walk"}, shared=False, by=arriving)
    done = row(arriving, STEP.PLAN)
    assert done.state == StepState.DONE
    actions.leave_out(arriving, STEP.PLAN, by=arriving)
    assert row(arriving, STEP.PLAN).done_at == done.done_at


def test_accepting_the_last_agreement_is_the_first_step(cast: Cast, arriving: Person) -> None:
    texts = list(cast.program.agreements.all())
    actions_arriving.accept_agreements(arriving, texts[:1], by=arriving)
    assert row(arriving, STEP.AGREEMENTS).state == StepState.OPEN
    actions_arriving.accept_agreements(arriving, texts, by=arriving)
    assert row(arriving, STEP.AGREEMENTS).state == StepState.DONE


def test_a_late_step_is_told_then_handed_on_and_never_dropped(cast: Cast, arriving: Person) -> None:
    """To the welcomer first, a day later to who leads the group, then to a director; done, and nobody owes it."""
    from alongside.groups import actions as groups

    with clock.reading(TUESDAY):
        groups.add_to_roster(cast.group, arriving, by=cast.director)
    late = TUESDAY + 2 * path.DAY + timedelta(minutes=1)
    with clock.reading(late):
        pass_on_late_steps()
        pass_on_late_steps()
    assert [card.owner for card in cards(arriving)] == [cast.mentor]
    assert Reason.objects.get(kind=Kind.STEP).facts == {"step": "hello"}
    with clock.reading(late + path.DAY):
        pass_on_late_steps()
    assert [card.owner for card in cards(arriving)] == [cast.counselor]
    assert (row(arriving, STEP.HELLO).owner, row(arriving, STEP.HELLO).handed_on) == (cast.counselor, 1)
    with clock.reading(late + 2 * path.DAY):
        pass_on_late_steps()
    assert row(arriving, STEP.HELLO).owner == cast.director
    with clock.reading(late + 9 * path.DAY):
        pass_on_late_steps()
        assert row(arriving, STEP.HELLO).handed_on == 2 and cards(arriving)
        for kind in (STEP.HELLO, STEP.AGREEMENTS, STEP.CONTACT, STEP.FIRST_SESSION):
            actions.complete(arriving, kind, by=SYSTEM)
    assert cards(arriving) == []


def test_what_the_newcomer_owes_is_told_to_the_welcomer_and_not_to_them(cast: Cast, arriving: Person) -> None:
    with clock.reading(TUESDAY + 3 * path.DAY + timedelta(minutes=1)):
        pass_on_late_steps()
    late = {reason.facts["step"] for reason in Reason.objects.all()}
    assert {"agreements", "contact"} <= late
    assert all(card.owner == cast.mentor for card in cards(arriving))
    assert row(arriving, STEP.CONTACT).owner == cast.mentor or row(arriving, STEP.CONTACT).owner is None
    assert not ReachOut.objects.filter(owner=arriving).exists()


def test_another_welcomer_takes_over_what_is_owed(cast: Cast, arriving: Person) -> None:
    with clock.reading(TUESDAY + 2 * path.DAY + timedelta(minutes=1)):
        pass_on_late_steps()
        actions.name_welcomer(arriving, cast.counselor, by=cast.director)
        assert cards(arriving) == []
        pass_on_late_steps()
    assert [card.owner for card in cards(arriving)] == [cast.counselor]
    owners = {step.owner for step in Arrival.objects.get(person=arriving).steps.exclude(owner=None)}
    assert owners == {cast.counselor}


def test_who_leaves_welcomes_no_longer(cast: Cast, arriving: Person) -> None:
    people.change_stage(cast.mentor, Stage.LEFT, by=cast.director)
    arrival = Arrival.objects.get(person=arriving)
    assert arrival.welcomer == cast.director
    assert not arrival.steps.filter(owner=cast.mentor).exists()


def test_the_notes_are_owed_from_the_end_of_the_first_session(cast: Cast, arriving: Person) -> None:
    ends = TUESDAY + timedelta(hours=1)
    with clock.reading(TUESDAY):
        actions.come_to_first_session(arriving, ends, by=arriving)
        actions.come_to_first_session(arriving, ends + path.DAY, by=arriving)
    assert row(arriving, STEP.NOTE_FIRST).due_at == ends + timedelta(hours=1)
    assert row(arriving, STEP.NOTE_THIRD).due_at == ends + timedelta(days=3)
    assert [step.kind for step in queries.owed_by(cast.mentor)][:1] == [STEP.NOTE_FIRST]


def test_the_path_ends_after_the_first_session_and_both_notes(cast: Cast, arriving: Person) -> None:
    with clock.reading(TUESDAY):
        actions.come_to_first_session(arriving, TUESDAY, by=arriving)
        actions.complete(arriving, STEP.NOTE_FIRST, by=cast.mentor)
        assert queries.path_of(arriving) is not None
        actions.not_needed(row(arriving, STEP.NOTE_THIRD), by=cast.mentor)
    arriving.refresh_from_db()
    assert arriving.stage == Stage.ACTIVE and queries.path_of(arriving) is None


def test_a_stage_set_by_hand_ends_the_path_and_its_cards(cast: Cast, arriving: Person) -> None:
    with clock.reading(TUESDAY + 2 * path.DAY + timedelta(minutes=1)):
        pass_on_late_steps()
        assert cards(arriving)
        people.change_stage(arriving, Stage.PAUSED, by=cast.director)
        assert cards(arriving) == [] and queries.path_of(arriving) is None
        assert pass_on_late_steps() == 0


def test_a_plan_and_a_contact_are_sealed_and_can_be_taken_back(arriving: Person) -> None:
    from django.db import connection

    actions.write_plan(arriving, {"signs": "Sleepless\r\nrestless", "reasons": " "}, shared=False, by=arriving)
    actions.set_contact(arriving, name="Ana", phone="555 0100", relation="sister", by=arriving)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM people_safetyplan")
        assert "Sleepless" not in str(cursor.fetchall())
        cursor.execute("SELECT name, phone, relation FROM people_emergencycontact")
        assert not any(word in str(cursor.fetchall()) for word in ("Ana", "555", "sister"))
    plan = SafetyPlan.objects.get(person=arriving)
    assert queries.plan_parts(plan) == [(PlanPart.SIGNS, "Sleepless\nrestless")] and not plan.shared
    actions.write_plan(arriving, {}, shared=True, by=arriving)
    actions.forget_contact(arriving, by=arriving)
    assert not SafetyPlan.objects.exists() and not EmergencyContact.objects.exists()


@pytest.mark.parametrize(
    ("name", "phone"),
    [("", "555 0100"), ("Ana", "none"), ("Ana", ""), ("x" * 81, "555 0100"), ("A\u202ena", "5550100")],
)
def test_a_contact_that_could_not_be_called_is_a_sentence(arriving: Person, name: str, phone: str) -> None:
    with pytest.raises(Refused):
        actions.set_contact(arriving, name=name, phone=phone, by=arriving)


def test_the_path_goes_on_where_it_was_on_any_device(cast: Cast, arriving: Person, client_of: Any) -> None:
    """Its state is rows: another browser shows the next open step, and leads on from there."""
    actions_arriving.accept_agreements(arriving, list(cast.program.agreements.all()), by=arriving)
    phone, laptop = client_of(arriving), client_of(arriving)
    said = {"name": "Ana", "phone": "555 0100", "relation": ""}
    assert phone.post("/arriving/contact/", said)["Location"] == "/arriving/plan/"
    assert laptop.post("/arriving/plan/leave-out")["Location"] == "/arriving/about/"
    assert "About you" in phone.get("/").content.decode()
    about = {"display_name": "Noor", "good_times": ["morning", "night"], "wants_familiar_face": "on"}
    assert phone.post("/arriving/about/", about)["Location"] == "/devices/"
    assert laptop.post("/devices/", {"with": "hello"})["Location"] == "/hello/"
    assert laptop.post("/arriving/hello/leave-out")["Location"] == "/arriving/"
    arriving.refresh_from_db()
    assert (arriving.good_times, arriving.wants_familiar_face) == ("morning,night", True)


def test_the_board_says_where_each_is_and_who_owes_what(cast: Cast, arriving: Person, client_of: Any) -> None:
    with clock.reading(TUESDAY + 4 * path.DAY):
        page = client_of(cast.counselor).get("/program/newcomers/").content.decode()
        assert "Noor" in page and "Late, since" in page and "Rosa Delgado" in page
        arrival = Arrival.objects.get(person=arriving)
        url = f"/program/newcomers/{arrival.public_id}/welcomer"
        client_of(cast.counselor).post(url, {"welcomer": cast.other_counselor.public_id})
        client_of(cast.counselor).post(url, {"welcomer": cast.member.public_id})
    arrival.refresh_from_db()
    assert arrival.welcomer == cast.other_counselor
    assert "Sleepless" not in page


def test_the_board_shows_no_words_of_theirs(cast: Cast, arriving: Person, client_of: Any) -> None:
    actions.write_plan(arriving, {"signs": "Sleepless"}, shared=True, by=arriving)
    actions.set_contact(arriving, name="Anamaria", phone="555 0100", by=arriving)
    page = client_of(cast.director).get("/program/newcomers/").content.decode()
    assert "Sleepless" not in page and "Anamaria" not in page and "0100" not in page
