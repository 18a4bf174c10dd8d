"""Phrases that bring help: what is found, who is told, what the author sees, and what is kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from alongside.care.actions import close, take
from alongside.care.duties import keep_clocks
from alongside.care.models import Kind as CardKind
from alongside.care.models import Lane, Outcome, ReachOut
from alongside.conversations import actions as talk
from alongside.conversations.actions.holding import hold
from alongside.conversations.models import Conversation, Kind, Message
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.live import outbox
from alongside.moderation.duties import keep_promises
from alongside.moderation.models import Hit, Phrase
from alongside.moderation.phrases import actions, hearing, queries
from alongside.moderation.phrases.hearing import hear_new_messages
from alongside.moderation.phrases.matching import Matcher, words_of
from alongside.people.models import OnCallShift, Person
from tests.cast import Cast

HEAVY = "I just can’t go on. I want to DIE"


def chat_of(cast: Cast, kind: Kind = Kind.SESSION) -> Conversation:
    return talk.open_conversation(cast.program, kind, [cast.member, cast.groupmate, cast.counselor], by=SYSTEM)


def say(chat: Conversation, words: str, by: Person) -> Message:
    return talk.post_message(chat, words, by=by, key=f"key-{Message.objects.count():08}")


def on_call(cast: Cast) -> None:
    at = clock.now()
    OnCallShift.objects.create(
        program=cast.program, person=cast.counselor, starts_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=1)
    )


@pytest.mark.parametrize(
    "text",
    [
        "i want to die",
        "I WANT TO DIE.",
        "…want\nto   die, really",
        "I w\u200bant to d\u00ade",
        "wánt tö díe",
        "I don't want to be here anymore",
        "I don’t want to be here anymore",
        "dont want to be here anymore",
        "Quiero morir",
        "ojala estuviera muerta",
    ],
)
def test_a_phrase_is_found_as_whole_words_whatever_their_look(text: str) -> None:
    every = [phrase for phrases in queries.beginnings().values() for phrase in phrases]
    assert Matcher(every).finds(text.replace("d\u00ade", "die"))


@pytest.mark.parametrize(
    "text", ["", "I want to diet", "to die for", "want to. be, die", "deadline, overdose? no", "死"]
)
def test_parts_of_words_and_other_orders_are_not_found(text: str) -> None:
    assert not Matcher(["want to die", "kill myself"]).finds(text)


@given(st.text(max_size=60), st.text(max_size=20))
def test_a_phrase_is_found_wherever_it_stands(around: str, phrase: str) -> None:
    if words_of(phrase):
        assert Matcher([phrase]).finds(f"{around} {phrase} {around}")


@pytest.mark.django_db
def test_a_hit_tells_who_is_on_call_and_offers_the_author_help_and_blocks_nothing(cast: Cast) -> None:
    on_call(cast)
    chat = chat_of(cast)
    message = say(chat, HEAVY, cast.member)
    say(chat, "Good morning", cast.groupmate)
    own = f"person:{cast.member.public_id}"
    before = outbox.heads([own])[own]
    assert hear_new_messages() == 2
    hit = Hit.objects.get()
    assert (hit.message, hit.author, hit.shown_at) == (message, cast.member, None)
    message.refresh_from_db()
    assert (message.body, message.gone) == (HEAVY, "")
    assert "moderation.help" in [event.kind for event in outbox.since(own, before).events]
    card = ReachOut.objects.get()
    assert (card.about, card.lane, card.owner) == (cast.member, Lane.HELP, cast.counselor)
    reason = card.reasons.get()
    assert reason.kind == CardKind.PHRASE
    assert HEAVY not in str(reason.facts) + reason.words, "words never cross to the desk"
    assert hear_new_messages() == 0
    assert Hit.objects.count() == 1


@pytest.mark.django_db
def test_the_author_reads_what_it_is_about_and_who_is_on_it(cast: Cast, client_of: Callable[[Person], Client]) -> None:
    on_call(cast)
    say(chat_of(cast), HEAVY, cast.member)
    hear_new_messages()
    member = client_of(cast.member)
    assert b"Nobody has said yet" in member.get("/safety/help-offer/").content
    take(ReachOut.objects.get(), by=cast.counselor)
    assert cast.counselor.display_name in member.get("/safety/help-offer/").content.decode()


@pytest.mark.django_db
def test_what_waits_for_staff_because_of_a_link_is_heard_at_once(
    cast: Cast, client_of: Callable[[Person], Client]
) -> None:
    on_call(cast)
    chat = chat_of(cast, Kind.TOPIC)
    hold(chat, f"{HEAVY} https://example.org", by=cast.member, key="held-for-staff")
    hit = Hit.objects.get()
    assert (hit.author, hit.message) == (cast.member, None)
    card = ReachOut.objects.get()
    assert b"It waits for staff" in client_of(cast.counselor).get(f"/care/{card.public_id}/").content
    assert b"still waits for staff" in client_of(cast.member).get("/safety/help-offer/").content
    hold(chat, "A fine day https://example.org", by=cast.member, key="held-for-staff-2")
    assert Hit.objects.count() == 1


@pytest.mark.django_db
def test_nobody_answering_goes_up_as_a_call_for_help_does(cast: Cast) -> None:
    on_call(cast)
    say(chat_of(cast), HEAVY, cast.member)
    hear_new_messages()
    with clock.reading(clock.now() + timedelta(minutes=6)):
        keep_clocks()
    assert ReachOut.objects.get().level > 0


@pytest.mark.django_db
def test_an_edit_is_looked_at_again_and_makes_at_most_one_hit(cast: Cast) -> None:
    message = say(chat_of(cast), "Hello", cast.member)
    hear_new_messages()
    assert not Hit.objects.exists()
    for words in (HEAVY, HEAVY + ", truly"):
        talk.edit_message(message, words, by=cast.member)
        assert hear_new_messages() == 1
    assert Hit.objects.count() == 1


@pytest.mark.django_db
def test_staff_are_not_listened_to_and_two_people_only_by_a_directors_written_choice(cast: Cast) -> None:
    say(chat_of(cast), HEAVY, cast.counselor)
    pair = talk.open_pair(cast.member, cast.groupmate, by=SYSTEM)
    say(pair, HEAVY, cast.member)
    hear_new_messages()
    assert not Hit.objects.exists()
    assert not queries.alerts_staff(pair)
    for who, why in ((cast.counselor, "a reason that is long enough to be one"), (cast.director, "because")):
        with pytest.raises(Refused):
            actions.choose_private(cast.program, True, why, by=who)
    actions.choose_private(cast.program, True, "After what happened in May, we look here, too.", by=cast.director)
    assert queries.alerts_staff(pair)
    assert not Hit.objects.exists(), "what was written before the choice stays unread"
    say(pair, HEAVY, cast.member)
    hear_new_messages()
    assert Hit.objects.get().message.conversation == pair  # type: ignore[union-attr]


@pytest.mark.django_db
def test_a_hit_goes_after_ninety_days(cast: Cast) -> None:
    at = clock.now()
    say(chat_of(cast), HEAVY, cast.member)
    hear_new_messages()
    for days, left in ((89, 1), (91, 0)):
        with clock.reading(at + timedelta(days=days)):
            keep_promises()
        assert Hit.objects.count() == left


@pytest.mark.django_db
def test_a_message_that_cannot_be_heard_holds_up_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where a whole batch of them comes first; and in one turn it is tried once."""
    chat = chat_of(cast)
    broken = [say(chat, "Hello", cast.groupmate).pk for _ in range(2)]
    heard = say(chat, HEAVY, cast.member)
    hear, tried = actions.hear, []

    def failing(messages, found, *, by):
        tried.append([each.pk for each in messages])
        if any(each.pk in broken for each in messages):
            raise RuntimeError
        return hear(messages, found, by=by)

    monkeypatch.setattr(actions, "hear", failing)
    monkeypatch.setattr(hearing, "BATCH", 2)
    hear_new_messages()
    assert Hit.objects.get().message == heard
    assert tried == [broken, *([pk] for pk in broken), [heard.pk]]


@pytest.mark.django_db
def test_the_list_is_staffs_and_what_was_taken_off_stays_off(cast: Cast) -> None:
    actions.begin_phrases(cast.program, by=SYSTEM)
    phrase = Phrase.objects.get(program=cast.program, language="en", text="want to die")
    actions.drop_phrase(phrase, by=cast.counselor)
    actions.begin_phrases(cast.program, by=SYSTEM)
    say(chat_of(cast), "I want to die of laughter", cast.member)
    hear_new_messages()
    assert not Hit.objects.exists()
    for text in ("", "  ", "die", "x" * 81, "!!!!!", "Kill  MYSELF"):
        with pytest.raises(Refused):
            actions.add_phrase(cast.program, "en", text, by=cast.counselor)
    with pytest.raises(Refused):
        actions.add_phrase(cast.program, "en", "the bridge again", by=cast.member)
    actions.add_phrase(cast.program, "en", "the bridge again", by=cast.counselor)
    say(chat_of(cast), "I was at The Bridge, again.", cast.member)
    hear_new_messages()
    assert Hit.objects.count() == 1


@pytest.mark.django_db
def test_pages(cast: Cast, client_of: Callable[[Person], Client]) -> None:
    """The list for staff; the choice for directors; what is looked at, and one's own offer, for everyone."""
    counselor, director, member = (client_of(each) for each in (cast.counselor, cast.director, cast.member))
    assert b"want to die" in counselor.get("/safety/phrases/").content
    added = counselor.post("/safety/phrases/", {"text": "the bridge again", "language": "en", "key": "add-it-once"})
    assert added.status_code == 302
    assert counselor.post("/safety/phrases/", {"text": "die", "language": "en"}).status_code == 422
    phrase = Phrase.objects.get(text="the bridge again")
    assert b"Put it back" in counselor.post(f"/safety/phrases/{phrase.public_id}/drop").content
    assert counselor.post(f"/safety/phrases/{phrase.public_id}/put-back").status_code == 302
    assert director.post("/safety/phrases/private", {"on": "on", "why": "no"}).status_code == 422
    why = "We were asked to by those who take part."
    assert director.post("/safety/phrases/private", {"on": "on", "why": why}).status_code == 302
    assert why.encode() in member.get("/safety/what-is-looked-at/").content
    assert not member.get("/safety/help-offer/").content.strip()
    say(chat_of(cast), HEAVY, cast.member)
    hear_new_messages()
    assert b"carry this alone" in member.get("/safety/help-offer/").content
    assert not client_of(cast.groupmate).get("/safety/help-offer/").content.strip()
    put = member.post("/safety/help-offer/aside", {"next": "https://elsewhere.example/"})
    assert put["Location"] == "/"
    assert not member.get("/safety/help-offer/").content.strip()


@pytest.mark.django_db
def test_a_practice_tells_the_same_people_and_says_that_it_is_one(
    cast: Cast, client_of: Callable[[Person], Client]
) -> None:
    on_call(cast)
    director, counselor = client_of(cast.director), client_of(cast.counselor)
    assert director.post("/care/drill/", {"key": "a-practice-1"}).status_code == 302
    card = ReachOut.objects.get()
    assert (card.about, card.owner, card.lane) == (cast.director, cast.counselor, Lane.HELP)
    assert b"This is a practice" in counselor.get(f"/care/{card.public_id}/").content
    assert not Hit.objects.exists()
    director.post("/care/drill/", {"key": "a-practice-2"})
    assert ReachOut.objects.count() == 1, "one at a time"
    counselor.post(f"/care/{card.public_id}/take", {"key": "taken-on-1"})
    page = director.get("/care/drill/").content
    assert cast.counselor.display_name.encode() in page
    assert b"was on it after" in page
    assert director.post(f"/care/drill/{card.public_id}/end").status_code == 302
    card.refresh_from_db()
    assert card.closed_at is not None
    real = say(chat_of(cast), HEAVY, cast.member)
    hear_new_messages()
    other = ReachOut.objects.get(about=real.author)
    assert director.post(f"/care/drill/{other.public_id}/end").status_code == 404
    close(other, Outcome.TALKED, by=cast.counselor)
