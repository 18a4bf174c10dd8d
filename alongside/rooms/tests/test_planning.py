"""The facilitator's flow over HTTP: propose, look longer, move by hand, open; and what nobody may learn from it."""

import json
from typing import Any

import pytest

from alongside.boundaries.actions import keep_apart
from alongside.boundaries.actions_cuts import cut
from alongside.boundaries.models import Wish
from alongside.rooms import prompts
from alongside.rooms.models import Phase
from alongside.rooms.tests.scene import Scene
from tests.cast import Cast


def names(scene: Scene, plan: dict[str, Any]) -> list[set[str]]:
    by_id = {each.person.public_id: each.person.display_name for each in scene.room.attendees.select_related("person")}
    return [{by_id[seat["person"]] for seat in room["seats"]} for room in plan["rooms"]]


@pytest.fixture
def six(scene: Scene, cast: Cast) -> Scene:
    """Rosa (a mentor), Maya, Sam, Walt, Inés and Bea are in, with Dana."""
    (bea,) = scene.add("Bea")
    scene.join(cast.counselor, *cast.roster, bea)
    return scene


def test_a_plan_is_proposed_with_reasons(six: Scene, cast: Cast, post) -> None:
    """Everyone who is in has one seat, staff none; each seat has a reason; who isn't here has a likely room."""
    (late,) = six.add("Omar")
    key = next(iter(prompts.deck()[0].prompts)).key
    status, plan = post(cast.counselor, "plan", minutes=10, low=3, high=3, prompt=key, key="p1")
    assert status == 200
    assert sorted(len(room["seats"]) for room in plan["rooms"]) == [3, 3]
    kinds = {seat["reason"]["kind"] for room in plan["rooms"] for seat in room["seats"]}
    assert kinds == {"new_to_all", "guide"}
    assert plan["summary"]["newPairs"] == plan["summary"]["pairs"] == 6
    assert plan["notYetHere"] == [{"person": late.public_id, "room": plan["notYetHere"][0]["room"]}]
    assert plan["notYetHere"][0]["room"] in {1, 2}
    assert post(cast.counselor, "plan", minutes=10, low=3, high=3, prompt=key, key="p1")[1]["round"] == plan["round"]


def test_the_next_round_brings_new_faces(six: Scene, cast: Cast, post) -> None:
    """Six in threes: no repeat-free second round exists, but nobody sits with the same two again."""
    _, plan = post(cast.counselor, "plan", minutes=2, low=3, high=3)
    first = names(six, plan)
    post(cast.counselor, "open", round=plan["round"])
    six.pass_time(140)
    assert six.rooms() == []
    _, plan = post(cast.counselor, "plan", minutes=2, low=3, high=3)
    for room in names(six, plan):
        assert max(len(room & before) for before in first) == 2


def test_looking_longer_ends(six: Scene, cast: Cast, post) -> None:
    _, plan = post(cast.counselor, "plan", minutes=10, low=2, high=3)
    for _ in range(8):
        if not plan["searching"]:
            break
        status, plan = post(cast.counselor, "better", round=plan["round"])
        assert status == 200
    assert plan["searching"] is False


def test_a_move_by_hand_stays(six: Scene, cast: Cast, post) -> None:
    """Effects say what each room would change; a move over the size becomes a change of places; no search undoes it."""
    _, plan = post(cast.counselor, "plan", minutes=10, low=3, high=3)
    mover = plan["rooms"][0]["seats"][0]["person"]
    _, effects = post(cast.counselor, "effects", round=plan["round"], person=mover)
    here, there = effects
    assert here["current"] and not there["current"]
    assert there["allowed"] and set(there["newTo"]) and there["room"] == 2
    data = {"round": plan["round"], "person": mover, "room": there["room"]}
    if there["swapWith"]:
        data["swap"] = there["swapWith"]
    status, moved = post(cast.counselor, "move", **data)
    assert status == 200 and mover in {seat["person"] for seat in moved["rooms"][1]["seats"]}
    assert moved["searching"] is False
    assert post(cast.counselor, "better", round=plan["round"])[1] == moved


@pytest.mark.parametrize(
    ("data", "status", "field"),
    [
        ({"minutes": 10, "low": 4, "high": 3}, 422, "high"),
        ({"minutes": 0, "low": 3, "high": 3}, 422, "minutes"),
        ({"minutes": 10, "low": "many", "high": 3}, 422, "low"),
        ({"minutes": 10, "low": "٣", "high": 3}, 422, "low"),
        ({"minutes": 10, "low": 3, "high": 3, "prompt": "no-such"}, 422, "prompt"),
        ({"minutes": 10, "low": 10, "high": 12}, 422, "low"),
        ({}, 422, "low"),
    ],
)
def test_a_wish_that_cannot_be_is_a_sentence(
    six: Scene, cast: Cast, post, data: dict[str, Any], status: int, field: str
) -> None:
    answer = post(cast.counselor, "plan", **data)
    assert (answer[0], answer[1]["field"]) == (status, field)
    assert answer[1]["error"]
    assert not six.room.rounds.exists()


def test_alone_there_is_nothing_to_plan(scene: Scene, cast: Cast, post) -> None:
    scene.join(cast.counselor, cast.member)
    assert post(cast.counselor, "plan", minutes=10, low=2, high=3)[0] == 409


def test_members_plan_nothing(six: Scene, cast: Cast, post) -> None:
    """Nor do hosts who aren't staff place people: there the address doesn't exist."""
    for verb in ("plan", "better", "shuffle", "move", "effects", "open", "close", "extend", "broadcast", "visit"):
        assert post(cast.member, verb, round="x")[0] == 404


def test_a_guide_in_every_room_where_the_program_says_so(six: Scene, cast: Cast, post) -> None:
    """With one mentor of six people in three rooms, the planner may leave no more than two rooms without."""
    cast.program.guide_in_every_room = True
    cast.program.save()
    _, plan = post(cast.counselor, "plan", minutes=10, low=2, high=2)
    assert len(plan["rooms"]) == 3


def test_kept_apart_pairs_are_never_together(six: Scene, cast: Cast, post) -> None:
    """Planned, shuffled, looked at longer, moved by hand: never."""
    keep_apart(cast.member, cast.groupmate, by=cast.counselor)
    _, plan = post(cast.counselor, "plan", minutes=10, low=3, high=3)
    for _ in range(6):
        assert not any({"Maya", "Sam"} <= room for room in names(six, plan))
        _, plan = post(cast.counselor, "shuffle", round=plan["round"])
    room = next(room for room in plan["rooms"] if cast.groupmate.public_id in {s["person"] for s in room["seats"]})
    _, effects = post(cast.counselor, "effects", round=plan["round"], person=cast.member.public_id)
    effect = next(each for each in effects if each["room"] == room["number"])
    assert not effect["allowed"] or effect["swapWith"] == cast.groupmate.public_id
    status, answer = post(
        cast.counselor, "move", round=plan["round"], person=cast.member.public_id, room=room["number"]
    )
    assert (status, answer["error"]) == (409, "That seat is not possible. Choose another room.")


def test_a_block_is_kept_to_where_it_can_be_and_shows_nowhere(six: Scene, cast: Cast, post) -> None:
    """Plans and shuffles part the two; moves by hand, and sizes that leave no other way, are as if nothing were."""
    _, before = post(cast.counselor, "plan", minutes=10, low=3, high=3, key="before")
    cut(cast.member, Wish.BLOCK, by=cast.groupmate)
    _, plan = post(cast.counselor, "plan", minutes=10, low=3, high=3, key="after")
    assert set(plan) == set(before) and set(plan["summary"]) == set(before["summary"])
    for _ in range(6):
        assert not any({"Maya", "Sam"} <= room for room in names(six, plan))
        _, plan = post(cast.counselor, "shuffle", round=plan["round"])
    room = next(room for room in plan["rooms"] if cast.groupmate.public_id in {s["person"] for s in room["seats"]})
    status, _answer = post(
        cast.counselor, "move", round=plan["round"], person=cast.member.public_id, room=room["number"]
    )
    assert status == 200
    assert post(cast.counselor, "open", round=plan["round"])[0] == 200
    six.pass_time(12)
    assert any({"Maya", "Sam"} <= each for each in six.rooms())
    post(cast.counselor, "close", round=plan["round"])
    six.pass_time(140)
    _, everyone = post(cast.counselor, "plan", minutes=10, low=6, high=6, key="all")
    assert [len(room["seats"]) for room in everyone["rooms"]] == [6]


def test_a_pair_kept_apart_after_the_plan_is_parted_before_it_opens(six: Scene, cast: Cast, post) -> None:
    _, plan = post(cast.counselor, "plan", minutes=10, low=3, high=3)
    by_id = {person.public_id: person for person in cast.people.values()}
    room = [by_id.get(seat["person"]) for seat in plan["rooms"][0]["seats"]]
    one, other = [person for person in room if person is not None][:2]
    keep_apart(one, other, by=cast.counselor)
    assert post(cast.counselor, "open", round=plan["round"])[0] == 200
    six.pass_time(12)
    assert six.rooms() and not any({one.display_name, other.display_name} <= each for each in six.rooms())


def test_every_refused_seat_is_refused_in_the_same_words(six: Scene, cast: Cast, post) -> None:
    """Too full, someone left alone, kept apart, no such room: one sentence."""
    _, plan = post(cast.counselor, "plan", minutes=10, low=2, high=2)
    mover = plan["rooms"][0]["seats"][0]["person"]
    sentences = set()
    for room in (2, 99, "nowhere", ""):
        status, answer = post(cast.counselor, "move", round=plan["round"], person=mover, room=room)
        assert status == 409
        sentences.add(answer["error"])
    assert sentences == {"That seat is not possible. Choose another room."}


def test_members_cannot_infer_a_keep_apart(six: Scene, cast: Cast, post) -> None:
    """Everything a member can be told through a whole round has the same shape with and without a keep-apart."""

    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shape(each) for key, each in value.items() if key not in {"heads", "talk"}}
        if isinstance(value, list):
            return [shape(value[0])] if value else []
        return type(value).__name__

    def told() -> Any:
        _, plan = post(cast.counselor, "plan", minutes=2, low=3, high=3)
        post(cast.counselor, "open", round=plan["round"])
        opening = six.state(cast.member)
        six.pass_time(12)
        inside = six.state(cast.member)
        text = json.dumps([opening, inside, six.told(cast.member)])
        assert "apart" not in text and "reason" not in text
        six.pass_time(125)
        return shape([opening, inside, six.state(cast.member)]), _kinds(six, cast)

    without = told()
    keep_apart(cast.member, cast.groupmate, by=cast.counselor)
    assert told() == without


def _kinds(scene: Scene, cast: Cast) -> set[str]:
    from alongside.live import outbox

    topics = [f"person:{cast.member.public_id}", f"room:{scene.meeting.public_id}"]
    return {event.kind for topic in topics for event in outbox.since(topic, 0).events}


def test_a_plan_follows_who_comes_and_goes(six: Scene, cast: Cast, post) -> None:
    _, plan = post(cast.counselor, "plan", minutes=10, low=3, high=3)
    (late,) = six.add("Omar")
    six.join(late)
    six.drop(cast.third)
    six.pass_time(22)
    plan = six.state(cast.counselor)["staff"]["plan"]
    assert sum(("Omar" in room) for room in names(six, plan)) == 1
    assert sum(("Walt" in room) for room in names(six, plan)) == 0
    assert six.room.rounds.get().phase == Phase.PLANNED


def test_a_first_plan_for_twelve_takes_no_time(scene: Scene, cast: Cast) -> None:
    """The search itself, warm: a tenth of a second on one core (CPU time, so a busy machine doesn't fail it)."""
    import time

    from alongside.engine import seating
    from alongside.rooms import planning

    people = scene.add(*[f"Person {number}" for number in range(7)])
    scene.enter(cast.counselor, *cast.roster, *people)
    seating.warm()
    context = planning.context_for(scene.room, 3, 4, seed=1)
    began = time.process_time()
    assert planning.propose(context, 1) is not None
    assert time.process_time() - began < 0.1
    assert context.count == 12


def test_a_familiar_face_for_this_once(scene: Scene, cast: Cast) -> None:
    """Whoever was missed sits with someone they know, as if they had asked; the session after that, as usual."""
    from alongside.groups.models import Place
    from alongside.rooms import planning

    more = scene.add("Ana", "Ben", "Cy", "Dee")
    scene.join(cast.counselor, cast.member, cast.groupmate, *more)
    Place.objects.filter(meeting=scene.meeting, person=cast.member).update(familiar_face=True)
    asked = [each.id for each in planning.context_for(scene.room, 2, 3).instance.members if each.anxious]
    assert asked == [cast.member.public_id]
    Place.objects.update(familiar_face=False)
    assert not any(each.anxious for each in planning.context_for(scene.room, 2, 3).instance.members)
