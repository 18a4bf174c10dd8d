"""Words are found in all their forms, and nothing that is typed is anything but words."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.conversations.models import Conversation
from alongside.conversations.search import finding, fingerprints
from alongside.conversations.search.excerpts import excerpt, letters_of, matches
from alongside.conversations.search.finding import Found, Question, find
from alongside.conversations.tests.search.asking import bodies, say
from tests.cast import Cast

pytestmark = pytest.mark.django_db


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


def test_an_excerpt_shows_the_words_around() -> None:
    text = "a " * 200 + "the lighthouse\nkeeper " + "b " * 400
    shown = excerpt(text, ["lighthouse"])
    assert [piece.text for piece in shown if piece.found] == ["lighthouse"]
    whole = "".join(piece.text for piece in shown)
    assert whole.startswith("… ") and whole.endswith(" …") and "the lighthouse keeper" in whole and len(whole) < 500
    assert excerpt("lighthouse" * 400, ["nothing"])


# What hides, what becomes several letters, what combines, what has no spaces.
ODD = "-_'\u2019\u02bc\u00ad\u200b\u0301\u0323\u0345\ufb01\u00bd\u2103\u3250\u0130\u00df\u0149\u1e9b今雨Ω"


@given(st.text(alphabet="ab1 " + ODD, max_size=24))
def test_words_side_by_side_have_their_letters_side_by_side(text: str) -> None:
    """What is told apart by letters alone never hides what a look at each word would find."""
    there = [word for word, _from, _to in fingerprints.words_in(text)]
    for phrase in pairwise(there):
        assert "".join(phrase) in letters_of(text)
        assert matches(text, phrase, [phrase])
