"""Search finds what a person may read, by their words, and nothing else; and nothing else can be inferred from it."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.boundaries.models import Cut, Wish
from alongside.conversations import actions, search
from alongside.conversations.actions.copying import copy_messages
from alongside.conversations.models import Conversation, HeldMessage, Kind, Message, Participant
from alongside.conversations.search import engines, finding, fingerprints, rebuilding, scope
from alongside.conversations.search.excerpts import excerpt
from alongside.conversations.search.finding import PAGE, Found, Question, find
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db
_keys = iter(range(10**9))


@pytest.fixture(autouse=True)
def no_limit(settings: Any) -> None:
    """These people write more than new accounts may."""
    settings.NEW_ACCOUNT_POSTS = 10**6


def say(chat: Conversation, body: str, by: Person) -> Message:
    return actions.post_message(chat, body, by=by, key=f"search-key-{next(_keys)}")


def bodies(person: Person, text: str, **more: Any) -> list[str]:
    return [hit.message.body for hit in find(person, Question(text, **more)).hits]


@pytest.fixture
def chat(cast: Cast) -> Conversation:
    return actions.open_conversation(cast.program, Kind.GROUP, [cast.member, cast.groupmate, cast.counselor], by=SYSTEM)


def test_words_are_found_in_every_common_form(cast: Cast, chat: Conversation) -> None:
    """Accents, capitals, endings, apostrophes, hyphens, hidden characters; in English, Spanish and without spaces."""
    said = [
        "The kettle is on. Don't worry, José’s walking the dogs!",
        "Anoche las canciones me ayudaron a dormir",
        "well-being 2026 cafe\u0301 o\u200bkay",
        "ﬁnally 今日は雨",
    ]
    for body in said:
        say(chat, body, cast.member)
    for words, found in {
        "KETTLES": [0],
        "jose": [0],
        "walk dog": [0],
        "walked dogs": [0],
        "dont": [0],
        "don’t": [0],
        "canción": [1],
        "CANCION": [1],
        "ayudar": [1],
        "being": [2],
        "café": [2],
        "CAFE": [2],
        "okay": [2],
        "2026": [2],
        "finally": [3],
        "雨": [3],
        "今日": [3],
        "the": [0],
        "kettle cafe": [],
        "kett": [],
        "xyz": [],
    }.items():
        assert bodies(cast.groupmate, words) == [said[each] for each in found], words


def test_quotes_hold_words_together(cast: Cast, chat: Conversation) -> None:
    say(chat, "The walk was long.\nNo sleep again", cast.member)
    say(chat, "Was the long walk good?", cast.member)
    assert bodies(cast.member, "“long walk”") == ["Was the long walk good?"]
    assert bodies(cast.member, '"walk was" sleep') == ["The walk was long.\nNo sleep again"]
    assert bodies(cast.member, '"walk long"') == []
    assert len(bodies(cast.member, '"long" walk')) == 2 and len(bodies(cast.member, 'long "walk')) == 2


def test_filters_and_their_edges(cast: Cast, chat: Conversation) -> None:
    """By part of a name, by place, by days on the reader's own clock; together, too."""
    other = actions.open_conversation(cast.program, Kind.CIRCLE, [cast.member, cast.third], by=SYSTEM)
    cast.member.time_zone = "America/Los_Angeles"
    days = {}
    for at in (
        datetime(2024, 2, 29, 12, tzinfo=UTC),
        datetime(2026, 3, 1, 7, 59, tzinfo=UTC),  # still February 28 in Los Angeles
        datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
        datetime(2026, 3, 4, 7, 59, tzinfo=UTC),  # March 3
        datetime(2026, 6, 1, 12, tzinfo=UTC),
    ):
        with clock.reading(at):
            days[at] = say(chat, f"Rain on {at:%m-%d %H:%M}", cast.groupmate).body
    first, feb, begins, ends, june = days.values()
    with clock.reading(datetime(2026, 6, 2, tzinfo=UTC)):
        say(other, "Rain elsewhere", cast.third)

        def found(**more: Any) -> list[str]:
            return bodies(cast.member, "rain", **more)

        assert found(since=date(2026, 3, 1), until=date(2026, 3, 3)) == [ends, begins]
        assert found(until=date(2026, 2, 28)) == [feb, first]
        assert found(since=date(2026, 3, 3)) == ["Rain elsewhere", june, ends]
        assert found(since=date(1, 1, 1), until=date.max) == ["Rain elsewhere", june, ends, begins, feb, first]
        assert found(since=date(2026, 3, 3), until=date(2026, 3, 1)) == found(since=date.max) == []
        assert found(until=date.min) == []
        assert found(place=other) == found(who="WALT") == found(who="wa") == ["Rain elsewhere"]
        assert found(who="sam", since=date(2026, 5, 1)) == [june]
        assert found(who="sam", place=other) == found(who="nobody") == found(who="al") == []
        assert found(who="%") == found(who="\u200b") == []


def test_pages_go_down_without_gaps_or_repeats(cast: Cast, chat: Conversation) -> None:
    said = [say(chat, f"Rain number {each}", cast.member).body for each in range(2 * PAGE + 3)]
    seen: list[str] = []
    before, pages = "", 0
    while pages == 0 or before:
        found = find(cast.groupmate, Question("rain", before=before))
        seen += [hit.message.body for hit in found.hits]
        before, pages = found.next, pages + 1
    assert seen == said[::-1] and pages == 3
    exactly = find(cast.groupmate, Question('rain "number 1"'))
    assert len(exactly.hits) == 1 and exactly.next == ""
    assert bodies(cast.groupmate, "rain", before="no-such-message") == seen[:PAGE]


@pytest.mark.parametrize("share", [50, 10**9], ids=["named", "compared"])
def test_everyone_finds_what_they_may_read_and_nothing_else(
    cast: Cast, monkeypatch: Any, client_of: Callable[[Person], Client], share: int
) -> None:
    """Every kind of conversation, asked by everyone, whichever way the index is asked; the page says the same."""
    monkeypatch.setattr(type(engines.engine()), "share", share)
    c = cast
    places = {
        "session": actions.open_conversation(c.program, Kind.SESSION, [c.member, c.groupmate, c.counselor], by=SYSTEM),
        "room": actions.open_conversation(c.program, Kind.SMALL_ROOM, [c.member, c.groupmate], by=SYSTEM),
        "pair": actions.open_pair(c.member, c.mentor, by=SYSTEM),
        "group": actions.open_conversation(c.program, Kind.GROUP, [c.member, c.counselor], by=SYSTEM),
        "circle": actions.open_conversation(c.program, Kind.CIRCLE, [c.groupmate, c.third], by=SYSTEM),
        "line": Conversation.objects.create(program=c.program, kind=Kind.LINE, about=c.member, made_at=clock.now()),
        "elsewhere": actions.open_conversation(c.other_program, Kind.GROUP, [c.outsider], by=SYSTEM),
    }
    for person in (c.member, c.counselor):
        actions.add_participant(places["line"], person, by=SYSTEM)
    for name, place in places.items():
        author = Participant.objects.filter(conversation=place).order_by("pk")[0].person
        say(place, f"lighthouse {name}", author)
    for program, person in ((c.program, c.third), (c.other_program, c.outsider)):
        actions.open_topic(program, "Sleeping", f"lighthouse topic of {program.name}", by=person, key="topic-key-1")
    HeldMessage.objects.create(
        conversation=places["session"], author=c.member, body="lighthouse held", key="held-key-1", at=clock.now()
    )
    ours = {"topic of Harbor Program"}
    readers = {
        c.member: {"session", "room", "pair", "group", "line"} | ours,
        c.groupmate: {"session", "room", "circle"} | ours,
        c.third: {"circle"} | ours,
        c.mentor: {"pair"} | ours,
        c.counselor: {"session", "group", "line"} | ours,
        c.other_counselor: ours,
        c.director: ours,
        c.fourth: ours,
        c.outsider: {"elsewhere", "topic of Elsewhere"},
    }
    for person, expected in readers.items():
        found = {body.removeprefix("lighthouse ") for body in bodies(person, "lighthouse")}
        assert found == expected, person.display_name
        page = client_of(person).post("/talk/search/", {"q": "lighthouse"}).content.decode()
        assert page.count("<mark>lighthouse</mark>") == len(expected)
        for name, place in places.items():
            there = {body.removeprefix("lighthouse ") for body in bodies(person, "lighthouse", place=place)}
            assert there == expected & {name}
            posted = {"q": "lighthouse", "place": place.public_id}
            answer = client_of(person).post("/talk/search/", posted).content.decode()
            # a place that isn't theirs is as if it weren't named
            assert answer.count("<mark>") == (1 if name in expected else len(expected))
        assert {body.removeprefix("lighthouse ") for body in bodies(person, "lighthouse", only_forum=True)} == {
            name for name in expected if name.startswith("topic")
        }


@pytest.mark.parametrize("most_bounded", [40, 0], ids=["asked alone", "looked at after"])
def test_what_came_before_after_or_between_is_not_found(
    cast: Cast, chat: Conversation, monkeypatch: Any, most_bounded: int
) -> None:
    """Whoever came later, left, or wasn't to read some of it; and the next page says nothing of it."""
    monkeypatch.setattr(scope, "MOST_BOUNDED", most_bounded)
    said = [say(chat, f"Rain {each}", cast.member).body for each in range(60)]
    actions.end_participation(chat, cast.groupmate, by=SYSTEM)
    said += [say(chat, f"Rain {each}", cast.member).body for each in range(60, 120)]
    late = actions.add_participant(chat, cast.third, by=SYSTEM)
    late.gaps = [[1, 100], [105, 106]]
    late.save()
    said += [say(chat, "Rain 120", cast.member).body]
    assert bodies(cast.groupmate, "rain") == said[40:60][::-1]
    assert bodies(cast.groupmate, '"rain 60"') == bodies(cast.groupmate, '"rain 119"') == []
    found = find(cast.third, Question("rain"))
    assert [hit.message.body for hit in found.hits] == [*said[106:][::-1], *said[100:104][::-1]][:PAGE]
    assert found.next == ""  # nineteen are theirs; that a hundred more match is nobody's business
    newest = Message.objects.get(conversation=chat, seq=121)
    # a place to begin that they may not read is no place at all
    assert bodies(cast.groupmate, "rain", before=newest.public_id) == said[40:60][::-1]


def test_leaving_and_time_do_not_tell_how_much_was_said_since(cast: Cast, chat: Conversation) -> None:
    """The same number of questions to the database, whether nothing or much was said after one has left."""
    say(chat, "Rain at first", cast.member)
    actions.end_participation(chat, cast.groupmate, by=SYSTEM)
    say(chat, "Something", cast.member)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queried:
            assert bodies(cast.groupmate, "rain") == ["Rain at first"]
        return len(queried)

    before = cost()
    for each in range(150):
        say(chat, f"Rain {each}", cast.member)
    assert cost() == before


def test_what_somebody_mutes_asked_or_declined_is_not_found(cast: Cast, chat: Conversation) -> None:
    say(chat, "Rain from Sam", cast.groupmate)
    say(chat, "Rain from Dana", cast.counselor)
    Cut.objects.create(
        program=cast.program, person=cast.member, other=cast.groupmate, wish=Wish.MUTE, since=clock.now()
    )
    assert bodies(cast.member, "rain") == ["Rain from Dana"]
    assert len(bodies(cast.groupmate, "rain")) == 2  # and it shows to nobody else
    asked = actions.request_pair(cast.fourth, "Rain between us", by=cast.third, key="request-key-1")
    assert bodies(cast.third, "rain") == ["Rain between us"] and bodies(cast.fourth, "rain") == []
    part = Participant.objects.get(conversation=asked, person=cast.fourth)
    actions.decline(part, by=cast.fourth)
    assert bodies(cast.third, "rain") == ["Rain between us"] and bodies(cast.fourth, "rain") == []
    actions.accept(part, by=cast.fourth)
    assert bodies(cast.fourth, "rain") == ["Rain between us"]


def test_edits_and_removals_are_followed_and_copies_are_found_once(cast: Cast, chat: Conversation) -> None:
    changed, taken, removed = (say(chat, f"Rain {each}", cast.member) for each in "abc")
    actions.edit_message(changed, "Sunshine", by=cast.member)
    actions.take_back(taken, by=cast.member)
    actions.remove_message(removed, by=cast.counselor)
    assert bodies(cast.member, "rain") == [] and bodies(cast.member, "sunshine") == ["Sunshine"]
    copy = actions.open_conversation(cast.program, Kind.GROUP, [cast.member], by=SYSTEM)
    part = Participant.objects.get(conversation=chat, person=cast.member)
    copy_messages(chat, copy, part)
    part.moved_to = copy
    part.save()
    found = find(cast.member, Question("sunshine")).hits
    assert [hit.message.conversation_id for hit in found] == [copy.pk]
    assert bodies(cast.groupmate, "sunshine") == ["Sunshine"]


def test_a_topic_is_found_by_its_title(cast: Cast) -> None:
    chat = actions.open_topic(cast.program, "Nightmares", "They come at four", by=cast.member, key="topic-key-1")
    say(chat, "Here too", cast.groupmate)
    assert bodies(cast.third, "nightmare") == ["They come at four"]
    assert bodies(cast.third, "nightmare four") == ["They come at four"]


HOSTILE = [
    "",
    " ",
    "?!…",
    '"',
    '""""',
    "“",
    "' OR 1=1 --",
    "rain NEAR rain",
    "rain OR",
    "NOT rain",
    "words:rain",
    "rain*",
    "^rain",
    "(rain",
    "rain)",
    "rain & !rain | :*",
    "rain <-> rain",
    "%",
    "%s %(x)s",
    "_",
    "\\",
    "rain\\",
    "\u202egnp\u202c rain",
    "rain\u0000",
    "\ud800",
    "x" * 10_000,
    "rain " * 2_000,
    " ".join(str(each) for each in range(3_000)),
    "<script>alert(1)</script>",
    "c1 a1 f1",
    "😀",
    "İ ß ŉ",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_questions_are_words_or_nothing(cast: Cast, chat: Conversation, client_of: Any, text: str) -> None:
    """No operator means anything, nothing breaks, and what can't be a word finds nothing."""
    say(chat, "Rain, or near: not words", cast.member)
    found = find(cast.member, Question(text))
    assert isinstance(found, Found) and len(found.words) <= finding.MOST_WORDS
    assert [hit.message.body for hit in found.hits] in ([], ["Rain, or near: not words"])
    sent = {name: text.replace("\ud800", "") for name in ("q", "who", "place", "from", "to", "before")}
    for fields in ({"q": sent["q"]}, sent):
        answer = client_of(cast.member).post("/talk/search/", fields)
        assert answer.status_code in {200, 400}
        assert b"<script>alert" not in answer.content


def test_the_page(cast: Cast, chat: Conversation, client_of: Any) -> None:
    client = client_of(cast.member)
    for each in range(PAGE + 1):
        say(chat, f"Rain & <b>wind</b> {each}", cast.groupmate)
    empty = client.get("/talk/search/?q=rain&who=sam")
    assert b"<mark>" not in empty.content and b'value="sam"' in empty.content  # words in an address are nobody's
    page = client.post("/talk/search/", {"q": "rain wind"}).content.decode()
    newest = Message.objects.get(conversation=chat, seq=PAGE + 1)
    assert f'href="/conversations/{chat.public_id}/?around={newest.seq}#m{newest.seq}"' in page
    assert "<mark>Rain</mark> &amp; &lt;b&gt;<mark>wind</mark>&lt;/b&gt;" in page
    oldest_shown = Message.objects.get(conversation=chat, seq=2)
    assert f'name="before" value="{oldest_shown.public_id}"' in page
    older = client.post("/talk/search/", {"q": "rain wind", "before": oldest_shown.public_id})
    assert older.content.decode().count("<mark>Rain</mark>") == 1
    for fields, words in (
        ({"q": "snow"}, "Nothing was found"),
        ({"q": "…"}, "There is no word in that"),
        ({}, "find again"),
    ):
        assert words in client.post("/talk/search/", fields).content.decode()
    beside = actions.post_message(chat, "Hail", by=cast.member, key="beside-key-1", thread=newest)
    answer = client.post("/talk/search/", {"q": "hail"}).content.decode()
    assert f'href="/conversations/{chat.public_id}/messages/{beside.public_id}/"' in answer


def test_a_page_costs_a_fixed_number_of_queries(cast: Cast, chat: Conversation, client_of: Any) -> None:
    client = client_of(cast.member)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queried:
            assert client.post("/talk/search/", {"q": "rain"}).status_code == 200
        return len(queried)

    say(chat, "Rain", cast.groupmate)
    cost()
    first = cost()
    for each in range(PAGE - 2):
        more = actions.open_conversation(cast.program, Kind.GROUP, [cast.member], by=SYSTEM)
        say(more, f"Rain {each}", cast.member)
    assert cost() <= first + 2


def test_the_index_holds_no_words_and_follows_the_key(cast: Cast, chat: Conversation, settings: Any) -> None:
    """Neither words nor their plain hashes; after a new key old messages are found, also once all are indexed anew."""
    settings.SEALING_KEYS = ["the-old-key"]
    message = say(chat, "Lighthouse keeper", cast.member)
    tokens = search.tokens_of(message, chat, message.body)
    assert not any(word in token for token in tokens for word in ("light", "keep"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM conversations_words")
        stored = repr(cursor.fetchall())
    assert "ighthouse" not in stored and tokens[-1] in stored
    settings.SEALING_KEYS = ["the-new-key", "the-old-key"]
    assert set(fingerprints.tokens_for("lighthouse")).isdisjoint(tokens)
    assert bodies(cast.member, "lighthouse") == ["Lighthouse keeper"]
    taken = say(chat, "Gone", cast.member)
    Message.objects.filter(pk=taken.pk).update(gone="author")
    assert rebuilding.rebuild() == 2
    assert {*search.tokens_of(message, chat, message.body)} - {*tokens}
    settings.SEALING_KEYS = ["the-new-key", "the-old-key"]
    assert bodies(cast.member, "lighthouse") == ["Lighthouse keeper"] and bodies(cast.member, "gone") == []
    assert django_settings.SEALING_KEYS


def test_what_has_no_message_any_more_is_forgotten(cast: Cast, chat: Conversation) -> None:
    kept, lost = (say(chat, f"Rain {each}", cast.member) for each in range(2))
    Message.objects.filter(pk=lost.pk).delete()
    assert bodies(cast.member, "rain") == [kept.body]
    assert (rebuilding.sweep(), rebuilding.sweep()) == (1, 0)


def test_both_ways_of_asking_agree_with_looking_at_every_message(cast: Cast, monkeypatch: Any) -> None:
    """A model: random words, places, parts that end and begin; the index says what a look at each row says."""
    dice = random.Random(4)
    monkeypatch.setattr(engines, "BUCKET", 8)
    words = ["rain", "wind", "snow", "hail", "fog"]
    people = [cast.member, cast.groupmate, cast.third]
    chats = [actions.open_conversation(cast.program, Kind.GROUP, people, by=SYSTEM) for _ in range(4)]
    topic = actions.open_topic(cast.program, "Weather", "rain wind", by=cast.member, key="topic-key-1")
    for _ in range(160):
        say(dice.choice([*chats, topic]), " ".join(dice.sample(words, dice.randint(1, 4))), dice.choice(people))
    for chat_, person, gaps, last in (
        (chats[0], cast.groupmate, [[1, 9]], None),
        (chats[1], cast.groupmate, [], 12),
        (chats[2], cast.third, [[1, 5], [8, 11]], 20),
    ):
        Participant.objects.filter(conversation=chat_, person=person).update(gaps=gaps, last_seq=last)
    for person in people:
        parts = {part.conversation_id: part for part in Participant.objects.filter(person=person)}

        def readable(message: Message, parts: dict[int, Participant] = parts) -> bool:
            part = parts.get(message.conversation_id)
            if part is None:
                return message.conversation_id == topic.pk
            ended = part.last_seq is not None and message.seq > part.last_seq
            return not ended and not any(low <= message.seq <= high for low, high in part.gaps)

        for wanted in (["rain"], ["rain", "fog"], ["snow", "hail", "wind"]):
            expected = [
                message.pk
                for message in Message.objects.order_by("-pk")
                if readable(message) and set(wanted) <= set(message.body.split())
            ]
            for share in (50, 10**9):
                monkeypatch.setattr(type(engines.engine()), "share", share)
                found: list[int] = []
                page = find(person, Question(" ".join(wanted)))
                found += [hit.message.pk for hit in page.hits]
                while page.next:
                    page = find(person, Question(" ".join(wanted), before=page.next))
                    found += [hit.message.pk for hit in page.hits]
                assert found == expected


def test_an_excerpt_shows_the_words_around() -> None:
    text = "a " * 200 + "the lighthouse\nkeeper " + "b " * 400
    shown = excerpt(text, ["lighthouse"])
    assert [piece.text for piece in shown if piece.found] == ["lighthouse"]
    whole = "".join(piece.text for piece in shown)
    assert whole.startswith("… ") and whole.endswith(" …") and "the lighthouse keeper" in whole and len(whole) < 500
    assert excerpt("lighthouse" * 400, ["nothing"])


def test_indexing_is_cheap(cast: Cast, chat: Conversation) -> None:
    """One statement more for a message, one for its removal."""
    message = say(chat, "Hello", cast.member)
    with CaptureQueriesContext(connection) as queried:
        search.index(message, "a longer message, " * 200)
        search.drop(message)
    assert len(queried) == 2
    with clock.reading(clock.now() + timedelta(days=1)):
        search.index(message, "Hello")
