"""Something is wrong between us: one counselor reads it, the other person sees nothing of it, ever."""

import re
from datetime import timedelta
from typing import Any

import pytest

from alongside.boundaries.models import KeepApart
from alongside.care import confiding
from alongside.care.actions import between
from alongside.care.actions.nights import take_back
from alongside.care.models import Kind, Lane, ReachOut, Reason
from alongside.care.words import Wish
from alongside.conversations.pairs import waiting_for
from alongside.core.errors import Refused
from alongside.groups import actions as groups
from alongside.live import outbox
from alongside.people.models import Person
from alongside.rooms.tests.scene import Scene, scene
from tests.cast import Cast

__all__ = ["scene"]
SECRET = "He keeps writing to me."


def tell(cast: Cast, wish: Wish = Wish.APART, words: str = SECRET) -> ReachOut:
    assert cast.group
    return between.tell_between(cast.groupmate, wish, cast.other_counselor, words=words, by=cast.member)


def reason_of(card: ReachOut) -> Reason:
    return card.reasons.get()


def test_the_chosen_counselor_alone_reads_it(scene: Scene, cast: Cast, client_of: Any) -> None:
    card = tell(cast)
    assert (card.lane, card.owner, card.about) == (Lane.PRIVATE, cast.other_counselor, cast.member)
    assert SECRET in client_of(cast.other_counselor).get(f"/care/{card.public_id}/").content.decode()
    for other in (cast.counselor, cast.director, cast.groupmate, cast.member, cast.mentor):
        assert client_of(other).get(f"/care/{card.public_id}/").status_code == 404
    for other in (cast.counselor, cast.director):
        assert "Maya" not in client_of(other).get("/care/?of=all").content.decode().partition("<main")[2]


def test_words_are_sealed_where_they_are_kept(scene: Scene, cast: Cast) -> None:
    from django.db import connection

    tell(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM care_reason")
        stored = cursor.fetchone()[0]
    assert stored and SECRET not in str(stored)


def without_tokens(page: str) -> str:
    page = re.sub(r'<meta name="csrf" content="[^"]*">', "", page)
    return re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"|nonce="[^"]*"', "", page)


def everything_of(person: Person, scene: Scene, client: Any) -> list[str]:
    """All that this person can ask for, and all that is told to them live."""
    chat = f"/conversations/{scene.room.conversation.public_id}/"
    meeting = f"/sessions/{scene.meeting.public_id}"
    pages = ["/", "/groups/", f"/groups/{scene.meeting.group.public_id}/", "/me/", "/between/", "/morning/", chat]
    pages += [f"{meeting}/state", f"{chat}state", "/care/", f"{meeting}/attendance", "/help"]
    seen = [without_tokens(client.get(page).content.decode()) for page in pages]
    told = outbox.since(f"person:{person.public_id}", 0).events
    return [*seen, *(f"{each.kind} {each.data}" for each in told)]


def test_the_other_sees_the_same_before_and_after_all_of_it(scene: Scene, cast: Cast, client_of: Any) -> None:
    """Told, read, kept apart or talked over, closed or taken back: nothing the other can ask for changes."""
    scene.join(cast.counselor, cast.member, cast.groupmate)
    client, counselor = client_of(cast.groupmate), client_of(cast.other_counselor)
    before = everything_of(cast.groupmate, scene, client)

    card = tell(cast)
    assert everything_of(cast.groupmate, scene, client) == before
    counselor.get(f"/care/{card.public_id}/")
    assert everything_of(cast.groupmate, scene, client) == before
    assert counselor.post(f"/care/{card.public_id}/keep-apart").status_code == 302
    assert KeepApart.objects.filter(lifted_at=None).count() == 1
    assert everything_of(cast.groupmate, scene, client) == before

    again = tell(cast, Wish.TALK)
    counselor.post(f"/care/{again.public_id}/write", {"body": "Let us talk.", "key": "talk-key-1"})
    assert everything_of(cast.groupmate, scene, client) == before

    third = tell(cast, Wish.CHANGE)
    take_back(reason_of(third), by=cast.member)
    assert everything_of(cast.groupmate, scene, client) == before


def test_kept_apart_in_two_taps(scene: Scene, cast: Cast, client_of: Any) -> None:
    card, client = tell(cast), client_of(cast.other_counselor)
    assert "Yes, keep them apart" in client.get(f"/care/{card.public_id}/").content.decode()
    client.post(f"/care/{card.public_id}/keep-apart")
    pair = KeepApart.objects.get()
    assert {pair.first, pair.second} == {cast.member, cast.groupmate} and pair.why == ""
    card.refresh_from_db()
    assert card.outcome == "arranged"
    once_more = tell(cast)
    client.post(f"/care/{once_more.public_id}/keep-apart")
    once_more.refresh_from_db()
    assert once_more.outcome == "arranged" and KeepApart.objects.count() == 1


def test_another_group_in_two_taps(scene: Scene, cast: Cast, client_of: Any) -> None:
    other = groups.create_group(cast.program, name="Mornings", by=cast.director)
    card, client = tell(cast, Wish.CHANGE), client_of(cast.other_counselor)
    assert "Mornings" in client.get(f"/care/{card.public_id}/").content.decode()
    data = {"out_of": cast.group.public_id, "into": other.public_id}
    client.post(f"/care/{card.public_id}/change-group", data)
    card.refresh_from_db()
    assert card.outcome == "arranged"
    on = {entry.group.name: entry.state for entry in cast.member.roster_entries.select_related("group")}
    assert on == {"Tuesday evenings": "off", "Mornings": "on"}


def test_a_full_group_changes_nothing(scene: Scene, cast: Cast, client_of: Any) -> None:
    full = groups.create_group(cast.program, name="Full", cap=2, by=cast.director)
    for person in (cast.third, cast.fourth):
        groups.add_to_roster(full, person, by=cast.director)
    card = tell(cast, Wish.CHANGE)
    data = {"out_of": cast.group.public_id, "into": full.public_id}
    answer = client_of(cast.other_counselor).post(f"/care/{card.public_id}/change-group", data, follow=True)
    assert "full just now" in answer.content.decode()
    assert cast.member.roster_entries.get().state == "on"
    card.refresh_from_db()
    assert card.closed_at is None


def test_talking_is_arranged_by_a_note_to_whoever_told(scene: Scene, cast: Cast, client_of: Any) -> None:
    card = tell(cast, Wish.TALK)
    client_of(cast.other_counselor).post(f"/care/{card.public_id}/write", {"body": "Thank you.", "key": "talk-key-1"})
    card.refresh_from_db()
    assert card.outcome == "arranged" and waiting_for(cast.member) and not waiting_for(cast.groupmate)


def test_the_sender_reads_the_truth_and_can_take_it_back(scene: Scene, cast: Cast, client_of: Any) -> None:
    card, client = tell(cast), client_of(cast.member)
    assert "Not read yet." in client.get("/between/").content.decode()
    scene.now += timedelta(minutes=5)
    client_of(cast.other_counselor).get(f"/care/{card.public_id}/")
    assert "has read it." in client.get("/between/").content.decode()
    key = reason_of(card).key.partition(":")[2]
    assert client.post(f"/sent/between/{key}/take-back").status_code == 302
    card.refresh_from_db()
    assert card.closed_at and card.outcome == "not_needed"


def test_taken_back_unread_it_has_never_been(scene: Scene, cast: Cast) -> None:
    card = tell(cast)
    take_back(reason_of(card), by=cast.member)
    assert not ReachOut.objects.exists() and not Reason.objects.exists()


def test_nobody_takes_back_what_is_anothers(scene: Scene, cast: Cast, client_of: Any) -> None:
    card = tell(cast)
    key = reason_of(card).key.partition(":")[2]
    for other in (cast.groupmate, cast.mentor, cast.third):
        assert client_of(other).post(f"/sent/between/{key}/take-back").status_code == 404
    take_back(reason_of(card), by=cast.groupmate)
    assert reason_of(card).settled_at is None


def test_only_people_one_shares_a_group_with_and_counselors_at_work(scene: Scene, cast: Cast) -> None:
    around = confiding.people_around(cast.member)
    assert cast.groupmate in around and cast.counselor in around
    assert cast.newcomer not in around and cast.member not in around and cast.other_counselor not in around
    assert confiding.counselors_for(cast.member) == [cast.counselor, cast.other_counselor]
    wrong = [
        (cast.newcomer, cast.counselor),
        (cast.member, cast.counselor),
        (cast.groupmate, cast.director),
        (cast.groupmate, cast.mentor),
        (cast.counselor, cast.counselor),
        (cast.outsider, cast.counselor),
    ]
    for other, counselor in wrong:
        with pytest.raises(Refused):
            between.tell_between(other, Wish.TALK, counselor, by=cast.member)
    assert not ReachOut.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"other": "nobody"},
        {"other": ""},
        {"wish": "revenge"},
        {"counselor": "\x00"},
        {"words": "x" * 5000},
        {"words": "x" * 2500},
        {"key": "k" * 200},
    ],
)
def test_what_cannot_be_sent_gets_a_sentence(scene: Scene, cast: Cast, client_of: Any, changed: dict[str, str]) -> None:
    assert cast.group
    good = {
        "other": cast.groupmate.public_id,
        "wish": "talk",
        "counselor": cast.counselor.public_id,
        "words": "",
        "key": "between-1",
    }
    answer = client_of(cast.member).post("/between/", good | changed)
    assert answer.status_code < 500
    assert answer.status_code in {400, 422} or "key" in changed
    assert ReachOut.objects.count() == ("key" in changed)


def test_the_same_form_twice_is_told_once(scene: Scene, cast: Cast, client_of: Any) -> None:
    client = client_of(cast.member)
    data = {
        "other": cast.groupmate.public_id,
        "wish": "talk",
        "counselor": cast.counselor.public_id,
        "key": "between-1",
    }
    for _time in range(2):
        assert client.post("/between/", data).status_code == 302
    assert Reason.objects.filter(kind=Kind.BETWEEN).count() == 1
