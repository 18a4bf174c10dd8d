"""The pages around a room, and what is sent to it badly."""

import json
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from alongside.groups import actions as groups
from alongside.rooms import prompts
from alongside.rooms.actions import breakouts, entering, hosting
from alongside.rooms.models import Attendee, AttendeeState
from alongside.rooms.tests.scene import DOORS, STARTS, Scene
from tests.cast import Cast

HERE = {"way": "chat", "overheard": "no", "place": "12 Elm Street", "phone": "555 0100", "confirm": "on"}


def url(scene: Scene, name: str = "") -> str:
    return f"/sessions/{scene.meeting.public_id}/{name}"


def test_without_javascript_the_green_room_leads_into_the_room(scene: Scene, cast: Cast, client_of) -> None:
    client = client_of(cast.member)
    assert "<form" in client.get(url(scene)).content.decode()
    answer = client.post(url(scene, "enter"), HERE | {"step": "say one thing", "hide_self": "on", "key": "k"})
    assert answer.status_code == 302 and answer["Location"] == url(scene, "room")
    assert client.get(url(scene, "room")).status_code == 200
    assert scene.me(cast.member).step == "say one thing"
    assert scene.state(cast.member)["me"]["hidesSelfView"] is True


def test_a_form_with_problems_comes_back_with_what_was_written(scene: Scene, cast: Cast, client_of) -> None:
    answer = client_of(cast.member).post(url(scene, "enter"), HERE | {"phone": "", "place": "The blue house"})
    assert answer.status_code == 422
    assert "The blue house" in answer.content.decode()
    assert not Attendee.objects.filter(person=cast.member).exists()


def test_the_usual_place_is_prefilled_and_nothing_is_assumed(scene: Scene, cast: Cast, client_of) -> None:
    cast.member.usual_place, cast.member.usual_phone = "Oak Road 3", "555 0199"
    cast.member.save()
    page = client_of(cast.member).get(url(scene)).content.decode()
    assert "Oak Road 3" in page and "555 0199" in page
    assert not Attendee.objects.exists()


def test_agreements_come_first(scene: Scene, cast: Cast, client_of) -> None:
    groups.add_to_roster(cast.group, cast.newcomer, by=cast.director)
    answer = client_of(cast.newcomer).get(url(scene))
    assert answer.status_code == 302 and answer["Location"].startswith("/agreements/?next=")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (DOORS - timedelta(minutes=1), "The doors are still closed"),
        (STARTS + timedelta(minutes=71), "This session is over"),
    ],
)
def test_outside_the_hours_a_page_says_so(scene: Scene, cast: Cast, client_of, moment, words: str) -> None:
    scene.now = moment
    assert words in client_of(cast.member).get(url(scene)).content.decode()


def test_a_cancelled_session_says_so(scene: Scene, cast: Cast, client_of) -> None:
    groups.cancel_meeting(scene.meeting, "Dana is ill today.", by=cast.director)
    assert "Dana is ill today." in client_of(cast.member).get(url(scene)).content.decode()


def test_who_left_goes_through_the_green_room_and_who_lost_the_line_does_not(
    scene: Scene, cast: Cast, client_of
) -> None:
    scene.join(cast.member, cast.groupmate)
    entering.leave(scene.me(cast.member), by=cast.member)
    assert client_of(cast.member).get(url(scene, "room")).status_code == 302
    scene.drop(cast.groupmate)
    scene.pass_time(25)
    assert client_of(cast.groupmate).get(url(scene, "room")).status_code == 200
    scene.enter(cast.groupmate, entry=entering.Entry())
    assert scene.me(cast.groupmate).state == AttendeeState.IN


def test_nearly_in_removed_and_ended_have_their_pages(scene: Scene, cast: Cast, client_of) -> None:
    scene.join(cast.counselor)
    hosting.set_locked(scene.room, True, by=cast.counselor)
    scene.enter(cast.member)
    client = client_of(cast.member)
    assert "You are nearly in" in client.get(url(scene, "room")).content.decode()
    entering.turn_away(scene.me(cast.member), by=cast.counselor)
    assert "You are not in this session now" in client.get(url(scene, "room")).content.decode()
    hosting.end(scene.room, by=cast.counselor)
    assert "This session is over" in client.get(url(scene, "room")).content.decode()


def test_after_the_session_its_chat_stays_readable_for_who_was_there(scene: Scene, cast: Cast, client_of) -> None:
    scene.join(cast.counselor, cast.member)
    hosting.end(scene.room, by=cast.counselor)
    answer = client_of(cast.member).get(url(scene, "chat"), follow=True)
    assert answer.status_code == 200
    assert client_of(cast.groupmate).get(url(scene, "chat")).status_code == 404


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", '{"way": []}', '{"way": {"a": 1}}', "[" * 5000, '{"way": 1e999}', "\ufffd"]
)
def test_rubbish_gets_a_sentence_and_changes_nothing(scene: Scene, cast: Cast, client_of, body: str) -> None:
    scene.enter(cast.member)
    answer = client_of(cast.member).post(
        url(scene, "way"), body, content_type="application/json", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422 and json.loads(answer.content)["error"]
    assert scene.me(cast.member).way == "chat"


@pytest.mark.parametrize("text", ["x" * 301, "x" * 5000, "", " \n\t ", "\u202e\u200b"])
def test_a_broadcast_that_cannot_be_is_a_sentence(scene: Scene, cast: Cast, post, text: str) -> None:
    scene.join(cast.counselor, cast.member, cast.groupmate)
    round_ = scene.open([cast.member, cast.groupmate])
    status, answer = post(cast.counselor, "broadcast", round=round_.public_id, text=text)
    assert status == 422 and answer["field"] == "text"


def test_the_same_key_twice_is_one_act(scene: Scene, cast: Cast, post) -> None:
    scene.join(cast.counselor, cast.member, cast.groupmate)
    round_ = scene.open([cast.member, cast.groupmate])
    for _ in range(2):
        post(cast.counselor, "extend", round=round_.public_id, minutes=5, key="one")
        answer = post(cast.counselor, "broadcast", round=round_.public_id, text="Halfway.", key="two")
        assert answer[0] == 200
    round_.refresh_from_db()
    assert round_.minutes == 15 and round_.broadcasts.count() == 1
    assert post(cast.counselor, "extend", round=round_.public_id, minutes=5, key="k" * 81)[0] == 422


def test_a_small_room_is_known_only_to_who_is_in_it(scene: Scene, cast: Cast, post) -> None:
    scene.join(cast.counselor, cast.member, cast.groupmate, cast.third, cast.fourth)
    scene.open([cast.member, cast.groupmate], [cast.third, cast.fourth])
    other = scene.small_of(cast.third)
    assert post(cast.member, "call", small=other.public_id)[0] == 404
    assert post(cast.member, "call", small="no-such")[0] == 404
    text = json.dumps(scene.state(cast.member))
    assert other.public_id not in text and other.conversation.public_id not in text


def test_members_are_told_nothing_that_is_for_staff(scene: Scene, cast: Cast) -> None:
    """No plan, no talk, no calls, no whereabouts in any state or event a member can have."""
    scene.join(cast.counselor, cast.member, cast.groupmate)
    scene.open([cast.member, cast.groupmate])
    state: dict[str, Any] = scene.state(cast.member)
    assert "staff" not in state
    assert not any(name.startswith("room-staff:") for name in state["topics"])


@pytest.mark.parametrize(("language", "staff"), [("en", "counselor"), ("es", "consejería")])
def test_the_deck_has_about_sixty_prompts_each_complete(language: str, staff: str) -> None:
    cards = [card for theme in prompts.deck(language) for card in theme.prompts]
    assert len(cards) == len({card.key for card in cards}) >= 60
    for card in cards:
        assert 0 < len(card.key) <= 40 and card.title and card.first and staff in card.care
        assert "!" not in card.title + card.first + card.care
        assert prompts.get(card.key, language) == card
    assert prompts.get("no-such", language) is None


def test_every_text_of_the_deck_is_in_spanish_too() -> None:
    """Questions open as they close, as many gaps to fill, and nobody is called usted."""
    data = tomllib.loads((Path(prompts.__file__).parent / "data" / "prompts.toml").read_text())
    cards = [card for theme in data["theme"] for card in theme["prompt"]]
    texts = [(entry, name) for entry in (data, *data["theme"], *cards) for name in ("title", "first", "care")]
    for english, spanish in ((entry[name], entry[f"{name}_es"]) for entry, name in texts if name in entry):
        assert spanish and spanish != english
        assert spanish.count("?") == spanish.count("¿") and spanish.count("…") == english.count("…"), spanish
        assert not re.search(r"[!¡@]|\b(usted|vosotr[oa]s)\b", spanish), spanish


def test_a_text_without_spanish_is_in_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deck = tmp_path / "deck.toml"
    deck.write_text(
        'care="C"\n[[theme]]\nkey="t"\ntitle="T"\ntitle_es="Te"\n[[theme.prompt]]\nkey="k"\ntitle="A"\nfirst="F"\n'
        'first_es="Efe"\n'
    )
    monkeypatch.setattr(prompts, "_DECK", deck)
    prompts.deck.cache_clear()
    try:
        (theme,) = prompts.deck("es")
    finally:
        prompts.deck.cache_clear()
    assert theme == prompts.Theme("t", "Te", (prompts.Prompt("k", "t", "A", "Efe", "C"),))


def test_the_planners_deck_and_the_rooms_prompt_are_for_each_reader(scene: Scene, cast: Cast, client_of) -> None:
    """Whoever opens the rooms, what is published has every language; the planner's page has its reader's."""
    cast.counselor.language = "es"
    cast.counselor.save(update_fields=["language"])
    scene.join(cast.counselor, cast.member, cast.groupmate)
    with translation.override("en"):  # which the page's language must not outlive
        page = client_of(cast.counselor).get(url(scene, "room")).content.decode()
    deck = json.loads(re.findall(r'<script id="deck"[^>]*>(.*?)</script>', page, re.S)[0])
    assert deck[0]["theme"] == prompts.deck("es")[0].title
    key = deck[3]["prompts"][0]["key"]
    with translation.override("es"):
        breakouts.open_round(scene.plan([cast.member, cast.groupmate], prompt=key), by=cast.counselor)
    said = scene.events(f"room:{scene.meeting.public_id}", "rooms.round")[-1]["round"]["prompt"]
    assert said["key"] == key and set(said["words"]) == {"en", "es"}
    for language, words in said["words"].items():
        card = prompts.get(key, language)
        assert card is not None and words == {"title": card.title, "first": card.first, "care": card.care}
    for viewer in (cast.member, cast.counselor):
        assert scene.state(viewer)["room"]["round"]["prompt"] == said
