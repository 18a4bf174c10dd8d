"""What can be done with a message: answered beside or above, named in, reacted to, changed, taken back. And by whom."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.conversations import actions, queries
from alongside.conversations.events import topic
from alongside.conversations.models import (
    Attachment,
    Conversation,
    FileKind,
    Kind,
    Mention,
    Message,
    Participant,
    Reaction,
    ReactionCode,
)
from alongside.conversations.queries import Place
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.live import outbox
from alongside.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def chat(cast: Cast) -> Conversation:
    people = [cast.member, cast.groupmate, cast.counselor, cast.mentor]
    return actions.open_conversation(cast.program, Kind.SESSION, people, by=SYSTEM)


def say(chat: Conversation, person: Person, body: str, **rest: Any) -> Message:
    return actions.post_message(chat, body, by=person, key=f"key-{Message.objects.count():06}", **rest)


def last_event(chat: Conversation) -> outbox.Event:
    return outbox.since(topic(chat), 0).events[-1]


def test_threads_are_one_deep_and_count_their_replies(cast: Cast, chat: Conversation) -> None:
    root = say(chat, cast.member, "How was your day?")
    first = say(chat, cast.groupmate, "Long", thread=root)
    second = say(chat, cast.counselor, "Mine too", thread=first)
    assert (first.thread, second.thread) == (root, root)
    root.refresh_from_db()
    assert root.replies == 2
    assert queries.page(chat).messages == (root,)
    beside = queries.page(chat, Place(after=0), thread=root, limit=1)
    assert (beside.messages, beside.earlier, beside.later) == ((first,), False, True)
    assert queries.page(chat, Place(after=2), thread=root).messages == (second,)
    part = chat.participants.get(person=cast.counselor)
    assert part.read_seq == 3  # whoever writes has read what was there


def test_what_is_answered_belongs_to_the_same_conversation_and_is_as_it_is_now(cast: Cast, chat: Conversation) -> None:
    other = actions.open_conversation(cast.program, Kind.SESSION, [cast.member], by=SYSTEM)
    foreign = say(other, cast.member, "Elsewhere")
    for where in ("reply_to", "thread"):
        with pytest.raises(Refused, match="isn’t part"):
            say(chat, cast.member, "Look", **{where: foreign})
    gone = say(chat, cast.member, "Not for long")
    actions.take_back(gone, by=cast.member)
    stale = Message(pk=gone.pk, conversation=chat, author=cast.member, body="Not for long", seq=1)
    say(chat, cast.groupmate, "What was it?", reply_to=stale)
    assert last_event(chat).data["quote"] == {
        "id": gone.public_id,
        "author": cast.member.public_id,
        "name": "Maya",
        "body": "",
        "gone": "author",
    }


def test_only_who_takes_part_is_named(cast: Cast, chat: Conversation) -> None:
    actions.end_participation(chat, cast.mentor, by=SYSTEM)
    people = [cast.groupmate, cast.mentor, cast.third, cast.outsider, cast.member, cast.groupmate]
    said = say(chat, cast.member, "Thank you", mentions=people)
    assert [mention.person for mention in said.mentions.all()] == [cast.groupmate]
    assert last_event(chat).data["mentions"] == [cast.groupmate.public_id]


def test_reactions_count_each_person_once(cast: Cast, chat: Conversation) -> None:
    said = say(chat, cast.member, "I slept")
    for turn in range(20):  # whatever a finger or a script does
        actions.react(said, ("warm", "thanks")[turn % 2], True, by=cast.groupmate)
    for code in ReactionCode.values:
        actions.react(said, code, True, by=cast.counselor)
    with pytest.raises(Refused):
        actions.react(said, "skull", True, by=cast.member)
    with pytest.raises(Refused):
        actions.react(said, "warm", True, by=cast.third)
    assert Reaction.objects.count() == 7
    told = [event.data for event in outbox.since(topic(chat), 0).events if event.kind == "conversations.reacted"]
    assert len(told) == 7
    shown = queries.state(chat, cast.groupmate)
    assert shown["messages"][0]["reactions"] == {"smile": 1, "strength": 1, "thanks": 2, "warm": 2, "with_you": 1}
    assert shown["mine"] == {said.public_id: ["thanks", "warm"]}
    actions.react(said, "warm", False, by=cast.groupmate)
    actions.react(said, "warm", False, by=cast.groupmate)
    assert last_event(chat).data["count"] == 1


def test_a_thousand_reactions_are_five_numbers(cast: Cast, chat: Conversation) -> None:
    said = say(chat, cast.member, "I slept")
    crowd = [Person(program=cast.program, display_name=f"P{n}", created_at=NOON) for n in range(200)]
    Person.objects.bulk_create(crowd)
    Reaction.objects.bulk_create(
        Reaction(message=said, person=person, code=code, at=NOON) for person in crowd for code in ReactionCode.values
    )
    actions.react(said, "warm", True, by=cast.counselor)
    assert last_event(chat).data["count"] == 201
    with CaptureQueriesContext(connection) as queried:
        shown = queries.state(chat, cast.member)["messages"][0]
    assert shown["reactions"] == {"smile": 200, "strength": 200, "thanks": 200, "warm": 201, "with_you": 200}
    assert len(queried) == 9


def test_words_are_changed_by_their_author_for_a_day_and_it_shows(cast: Cast, chat: Conversation) -> None:
    with clock.reading(NOON):
        said = say(chat, cast.member, "Helo", mentions=[cast.counselor])
        Message.objects.update(heard_at=NOON)
        actions.edit_message(said, "Helo", by=cast.member)  # the same words: nothing happened
        assert Message.objects.get().edited_at is None
        actions.edit_message(said, "Hello \u202e", by=cast.member)
        with pytest.raises(Refused):
            actions.edit_message(said, "Mine now", by=cast.groupmate)
        with pytest.raises(Refused):
            actions.edit_message(said, "\u200b", by=cast.member)
    now = Message.objects.get()
    assert (now.body, now.edited_at, now.heard_at) == ("Hello", NOON, None)
    assert last_event(chat).data == {
        "id": said.public_id,
        "body": "Hello",
        "mentions": [cast.counselor.public_id],
        "edited": NOON.isoformat(),
    }
    with clock.reading(NOON + timedelta(hours=25)), pytest.raises(Refused, match="for a day"):
        actions.edit_message(said, "Hello again", by=cast.member)


def test_what_is_taken_back_leaves_a_mark_and_nothing_else(cast: Cast, chat: Conversation) -> None:
    said = say(chat, cast.member, "Too much", mentions=[cast.counselor])
    actions.react(said, "warm", True, by=cast.groupmate)
    with pytest.raises(Refused):
        actions.take_back(said, by=cast.counselor)
    actions.end_participation(chat, cast.member, by=SYSTEM)  # one's own words stay one's own
    for _ in range(2):
        actions.take_back(said, by=cast.member)
    actions.remove_message(said, by=cast.counselor)
    now = Message.objects.get()
    assert (now.seq, now.body, now.gone) == (1, "", "author")
    assert not Reaction.objects.exists() and not Mention.objects.exists()
    assert [e.data for e in outbox.since(topic(chat), 0).events if e.kind == "conversations.gone"] == [
        {"id": said.public_id, "how": "author"}
    ]
    for act in (
        lambda: actions.edit_message(now, "Again", by=cast.member),
        lambda: actions.react(now, "warm", True, by=cast.groupmate),
    ):
        with pytest.raises(Refused):
            act()


def test_who_came_later_reads_nothing_from_before_not_even_in_quotes_and_changes(
    cast: Cast, chat: Conversation, client_of: ClientOf
) -> None:
    old = say(chat, cast.member, "Before you came")
    part = actions.add_participant(chat, cast.third, by=SYSTEM)
    Participant.objects.filter(pk=part.pk).update(gaps=[[1, 1]])
    answer = say(chat, cast.groupmate, "As you said", reply_to=old)
    actions.edit_message(old, "Before you came, and more", by=cast.member)
    say(chat, cast.member, "Beside it", thread=old)
    told = b"".join(event.payload for event in outbox.since(topic(chat), 1).events)
    assert b"Before you came" not in told
    newcomer, client = queries.state(chat, cast.third), client_of(cast.third)
    assert [each["body"] for each in newcomer["messages"]] == ["As you said"]
    assert newcomer["messages"][0]["quote"]["body"] == "" and not newcomer["earlier"]
    assert queries.state(chat, cast.member)["messages"][1]["quote"]["body"] == "Before you came, and more"
    base = f"/conversations/{chat.public_id}"
    assert "Before you" not in client.get(f"{base}/messages/{answer.public_id}/").content.decode()
    for path in (f"messages/{old.public_id}/", f"messages?thread={old.public_id}", f"state?thread={old.public_id}"):
        assert client.get(f"{base}/{path}").status_code == 404, path
    for act in ("edit", "react", "take-back"):
        assert client.post(f"{base}/messages/{old.public_id}/{act}", {"code": "warm"}).status_code == 404
    for where in ("around=1", "before=2", "after=0", "date=2020-01-01"):
        got = client.get(f"{base}/messages?{where}").json()
        assert "Before you" not in str(got) and not got["earlier"], where


def test_jumping_to_a_number_and_to_a_day(cast: Cast, chat: Conversation) -> None:
    for number in range(30):
        with clock.reading(NOON + timedelta(days=number // 3)):
            said = say(chat, cast.member, f"{number}")
            say(chat, cast.counselor, "beside", thread=said)
    part = queries.participation(chat, cast.groupmate)

    def at(place: Place, limit: int = 6) -> tuple[list[str], bool, bool]:
        page = queries.page(chat, place, part=part, reader=cast.groupmate, limit=limit)
        return [message.body for message in page.messages], page.earlier, page.later

    assert at(Place(around=21)) == (["7", "8", "9", "10", "11", "12"], True, True)
    assert at(Place(around=1)) == (["0", "1", "2"], False, True)
    assert at(Place(around=10**14)) == (["27", "28", "29"], True, False)
    assert at(Place(day=(NOON + timedelta(days=2)).date())) == (["3", "4", "5", "6", "7", "8"], True, True)
    assert at(Place(day=datetime(2031, 1, 1, tzinfo=UTC).date())) == (["27", "28", "29"], True, False)
    assert at(Place(day=datetime(1999, 1, 1, tzinfo=UTC).date())) == (["0", "1", "2"], False, True)
    assert at(Place(before=61)) == (["24", "25", "26", "27", "28", "29"], True, False)
    assert at(Place(before=57)) == (["22", "23", "24", "25", "26", "27"], True, True)
    assert at(Place(after=0)) == (["0", "1", "2", "3", "4", "5"], False, True)


def test_reading_is_told_to_ones_own_devices_alone_and_never_beyond_what_there_is(
    cast: Cast, chat: Conversation, client_of: ClientOf
) -> None:
    say(chat, cast.counselor, "Hello")
    say(chat, cast.counselor, "Anyone there?")
    before = outbox.heads([topic(chat)])
    url = f"/conversations/{chat.public_id}/read"
    client = client_of(cast.member)
    for upto, read in (("1", 1), ("999999999", 2), ("1", 2)):
        assert client.post(url, {"upto": upto}).json() == {"readSeq": read}
    for upto in ("", "-1", "1.5", "٣", "9" * 40):
        assert client.post(url, {"upto": upto}).status_code == 422
    own = outbox.since(f"person:{cast.member.public_id}", 0).events
    mine = [event.data["upto"] for event in own if event.kind == "conversations.read"]
    assert mine == [1, 2] and outbox.heads([topic(chat)]) == before
    say(chat, cast.counselor, "Good night")
    assert queries.state(chat, cast.member)["readSeq"] == 2
    assert queries.state(chat, cast.groupmate)["readSeq"] == 0


HOSTILE: list[tuple[dict[str, Any], int]] = [
    ({"body": "x" * 100_000}, 422),
    ({"body": "\u200b\u200d\u2060\ufeff"}, 422),
    ({"body": ["words"]}, 422),
    ({"body": "Hi", "key": "short"}, 422),
    ({"body": "Hi", "reply_to": "x" * 5000}, 422),
    ({"body": "Hi", "reply_to": "../../etc"}, 422),
    ({"body": "Hi", "reply_to": "nothereatall2345"}, 422),
    ({"body": "Hi", "thread": "nothereatall2345"}, 422),
    ({"body": "Hi", "thread": 7}, 422),
    ({"body": "Hi", "files": "nothereatall2345"}, 422),
    ({"body": "Hi", "files": ",".join(["a" * 16] * 400)}, 422),
    ({"body": "Hi", "mentions": {"a": 1}}, 422),
    ({"body": "Hi", "company": "perhaps"}, 422),
    ({"body": "Hi", "mentions": "nothereatall2345,,,"}, 200),
    ({"body": "\u202egnp.exe <svg onload=alert(1)>"}, 200),
]


def test_hostile_posts_are_answered_with_a_sentence_and_store_nothing(
    cast: Cast, chat: Conversation, client_of: ClientOf
) -> None:
    client, url = client_of(cast.member), f"/conversations/{chat.public_id}/messages"
    for number, (sent, status) in enumerate(HOSTILE):
        before = Message.objects.count()
        answer = client.post(url, {"key": f"hostile-{number}"} | sent, content_type="application/json")
        assert answer.status_code == status, sent
        assert Message.objects.count() == before + (status == 200), sent
        if status != 200:
            assert " " in answer.json()["error"]
    for garbage in ("[" * 50_000, "null", "[]", '"x"', "{"):
        assert client.post(url, garbage, content_type="application/json").status_code == 422
    for query in ("date=2026-13-40", "date=yesterday", "date=0001-01-01", "around=x", "before=1&after=2"):
        assert client.get(f"{url}?{query}").status_code == 422, query
    last = queries.page(chat).messages[-1]
    assert last.body == "gnp.exe <svg onload=alert(1)>"
    page = client.get(f"{url}/{last.public_id}/").content.decode()
    assert "<svg onload" not in page and "&lt;svg onload" in page


def test_ids_of_what_one_may_not_see_are_as_ids_that_do_not_exist(
    cast: Cast, chat: Conversation, client_of: ClientOf
) -> None:
    other = actions.open_conversation(cast.program, Kind.SESSION, [cast.third], by=SYSTEM)
    foreign = say(other, cast.third, "Between us")
    theirs = Attachment.objects.create(
        program=cast.program,
        by=cast.third,
        kind=FileKind.FILE,
        content="talk/none",
        content_type="text/plain",
        bytes=1,
        made_at=NOON,
    )
    client, url = client_of(cast.member), f"/conversations/{chat.public_id}/messages"

    def answer(**sent: str) -> tuple[int, Any]:
        got = client.post(url, {"body": "Hi", "key": f"foreign-{len(sent)}-{sorted(sent)}"[:80]} | sent)
        return got.status_code, got.json().get("error")

    for field, real in (("reply_to", foreign.public_id), ("thread", foreign.public_id), ("files", theirs.public_id)):
        assert answer(**{field: real}) == answer(**{field: "nothereatall2345"}), field
        assert answer(**{field: real})[0] == 422
    assert client.get(f"{url}/{foreign.public_id}/").status_code == 404
    answer(mentions=f"{cast.third.public_id},{cast.outsider.public_id}")
    assert not Mention.objects.exists()
    names = client.get(f"/conversations/{chat.public_id}/people?q=").json()["people"]
    assert [each["name"] for each in names] == ["Dana Ruiz", "Rosa Delgado", "Sam"]
    found = client.get(f"/conversations/{chat.public_id}/people?q=del").json()["people"]
    assert [each["id"] for each in found] == [cast.mentor.public_id]


def test_one_message_has_a_page_that_needs_no_script(cast: Cast, chat: Conversation, client_of: ClientOf) -> None:
    said = say(chat, cast.member, "Is anyone up?")
    url = f"/conversations/{chat.public_id}/messages/{said.public_id}/"
    sam, maya = client_of(cast.groupmate), client_of(cast.member)
    assert sam.post(url, {"body": "I am", "key": "an-answer", "beside": "1"}).status_code == 302
    assert sam.post(url, {"body": "Walk?", "key": "a-quote-1"})["Location"].endswith("?around=3#m3")
    beside, quote = queries.page(chat, thread=said).messages[0], queries.page(chat).messages[-1]
    assert (beside.body, quote.reply_to) == ("I am", said)
    page = sam.get(url).content.decode()
    assert "I am" in page and "hand-over" in page and "take-back" not in page and "/edit" not in page
    assert sam.post(f"{url}react?on=1", {"code": "warm"}).status_code == 302
    assert "Warm: 1" in maya.get(url).content.decode()
    refused = maya.post(f"{url}edit", {"body": "y" * 5000})
    assert refused.status_code == 422 and "1,000 characters too long" in refused.content.decode()
    assert "y" * 5000 in refused.content.decode()  # what was typed is kept
    assert maya.post(f"{url}edit", {"body": "Is anyone awake?"}).status_code == 302
    assert "changed" in sam.get(url).content.decode()
    assert maya.post(f"{url}take-back").status_code == 302
    page = sam.get(url).content.decode()
    assert "took this back" in page and "awake" not in page


def test_a_post_that_comes_again_is_the_same_with_all_that_hangs_on_it(
    cast: Cast, chat: Conversation, client_of: ClientOf
) -> None:
    root = say(chat, cast.groupmate, "Hello")
    client, url = client_of(cast.member), f"/conversations/{chat.public_id}/messages"
    sent = {"body": "Hi", "key": "the-same-key", "thread": root.public_id, "mentions": cast.groupmate.public_id}
    first, again = client.post(url, sent).json(), client.post(url, sent).json()
    assert first == again
    assert (first["thread"], first["mentions"]) == (root.public_id, [cast.groupmate.public_id])
    root.refresh_from_db()
    assert root.replies == 1


def test_a_page_costs_the_same_whatever_hangs_on_it(cast: Cast, chat: Conversation) -> None:
    part = queries.participation(chat, cast.member)
    costs = []
    for _ in range(2):
        for number in range(12):
            said = say(chat, cast.member, f"{number}", mentions=[cast.counselor, cast.groupmate])
            say(chat, cast.counselor, "quote", reply_to=said)
            say(chat, cast.counselor, "beside", thread=said)
            actions.react(said, "warm", True, by=cast.groupmate)
        for place in (Place(), Place(before=20), Place(after=2), Place(around=9), Place(day=NOON.date())):
            with CaptureQueriesContext(connection) as queried:
                queries.page(chat, place, part=part, reader=cast.member).said()
            costs.append(len(queried))
    assert costs[:5] == costs[5:] and max(costs) <= 6, costs


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time by itself")
def test_two_at_once_count_each_other() -> None:
    cast = make_cast()
    chat = actions.open_conversation(cast.program, Kind.SESSION, cast.roster, by=SYSTEM)
    root = say(chat, cast.member, "Hello")

    def act(person: Person) -> None:
        try:
            for number in range(5):
                key = f"{person.public_id}-{number}"
                actions.post_message(chat, "Beside it", by=person, key=key, thread=root)
                for on in (True, False, True):
                    actions.react(root, "warm", on, by=person)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(cast.roster)) as pool:
        list(pool.map(act, cast.roster))
    root.refresh_from_db()
    assert root.replies == 5 * len(cast.roster)
    reacted = [event.data for event in outbox.since(topic(chat), 0).events if event.kind == "conversations.reacted"]
    assert reacted[-1]["count"] == Reaction.objects.count() == len(cast.roster)
    for before, after in pairwise(reacted):
        assert after["count"] == before["count"] + (1 if after["on"] else -1)
