"""Nobody goes unanswered: what waits, and what answers it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from alongside.conversations import actions
from alongside.conversations.actions import waiting as acts
from alongside.conversations.duties import keep_waiting_clocks
from alongside.conversations.models import Conversation, Kind, Participant, WaitingPost
from alongside.conversations.tests.waiting.scene import HOUR, NOON, Talk
from alongside.conversations.waiting import rules
from alongside.conversations.waiting.shape import waiting_of
from alongside.core import clock
from alongside.core.actions import SYSTEM
from tests.cast import Cast, enroll


@pytest.mark.parametrize(
    ("body", "asks"),
    [
        ("Does anyone know when we meet?", True),
        ("Why? I don’t know.", True),
        ("“Are you well?”", True),
        ("¿Cómo estáis", True),
        ("明日は会いますか？", True),
        ("Really?!", True),
        ("هل أنتم بخير؟", True),
        ("See https://example.org/?page=1 and /?x", False),
        ("I wonder whether anyone is there.", False),
        ("", False),
    ],
)
def test_what_asks(body: str, asks: bool) -> None:
    assert rules.is_question(body) is asks


@pytest.mark.django_db
def test_what_waits_and_what_answers(talk: Talk, cast: Cast) -> None:
    """First posts, questions, and a wish for company, of members and mentors; each until another person answers it."""
    said = talk.say(cast.member)
    assert waiting_of(said) is None, "an ordinary word"
    newcomer = enroll(cast.program, "Nel", "member")
    Participant.objects.create(conversation=talk.chat, person=newcomer, since=NOON)
    first = talk.say(newcomer, "I am new here.")
    assert waiting_of(talk.say(newcomer, "Me again.")) is None
    question = talk.say(cast.member, "Who will be there tonight?")
    company = talk.say(cast.third, "A hard day.", wants_company=True)
    assert [waiting_of(each)["why"] for each in (first, question, company)] == ["first", "question", "company"]
    assert waiting_of(talk.say(cast.counselor, "Shall we begin?")) is None, "staff don’t wait"

    def open_() -> set[str]:
        return set(WaitingPost.objects.filter(ended_at=None).values_list("author__display_name", flat=True))

    # The counselor asked "Shall we begin?", without starting to wait: it answered the post that stood nearest.
    assert open_() == {"Nel", "Maya"}
    long = talk.say(cast.fourth, "How long does it last?")
    assert open_() == {"Nel", "Maya", "Inés"}, "someone’s own question is no answer"
    talk.say(newcomer, "About an hour.", reply_to=long)
    assert open_() == {"Nel", "Maya"}
    talk.say(cast.groupmate, "Welcome!", mentions=[newcomer])
    assert open_() == {"Maya"}
    beside = talk.say(cast.groupmate, "I will.", thread=question)
    assert open_() == set() and waiting_of(beside) is None, "beside a post is an answer to it"
    answered = talk.post(question)
    assert answered.answered_by == cast.groupmate and answered.answered_at == NOON
    again = talk.say(cast.member, "And tomorrow?", thread=question)
    assert waiting_of(again), "a question waits beside a message, too"
    talk.say(cast.third, "Something else entirely.")
    assert talk.post(again).ended_at is None, "what is said in the main flow doesn’t answer it"
    talk.say(cast.third, "Yes.", thread=question)
    assert talk.post(again).ended_at
    late = enroll(cast.program, "Lea", "member")
    Participant.objects.create(conversation=talk.chat, person=late, since=NOON)
    promised = talk.say(cast.member, "Will it be long?")
    with talk.at():
        acts.take_on(promised, "hour", by=late)
    assert waiting_of(talk.say(late, "Not long, I think.")), "first words wait themselves"
    assert talk.post(promised).answered_by == late, "whoever said that they answer does so with what they say next"
    talk.say(cast.third, "Welcome.", mentions=[late])
    mine = talk.say(cast.member, "Is it only me?")
    talk.say(cast.member, "I think it is.")
    assert talk.post(mine).ended_at is None, "nobody answers themselves"
    with talk.at():
        actions.take_back(mine, by=cast.member)
    assert talk.post(mine).ended_at and talk.post(mine).answered_at is None


@pytest.mark.django_db
def test_who_comes_to_answer_someone_answers_and_waits_for_nobody(talk: Talk, cast: Cast) -> None:
    """A first post in a place, by someone who has spoken elsewhere, is an answer like any other."""
    came, new = enroll(cast.program, "Lea", "member"), enroll(cast.program, "Kim", "member")
    elsewhere = actions.open_conversation(cast.program, Kind.SESSION, [came], by=SYSTEM)
    actions.post_message(elsewhere, "Good evening", by=came, key="spoke-elsewhere")
    for person in (came, new):
        Participant.objects.create(conversation=talk.chat, person=person, since=NOON)
    asked = talk.say(cast.member, "Is anyone else up?")
    talk.say(came, "I am.")
    assert talk.post(asked).answered_by == came
    again = talk.say(cast.member, "Who else?")
    talk.say(new, "I’m new here.")
    assert talk.post(again).ended_at is None, "the first thing that someone ever says answers nobody"
    assert {post.author for post in WaitingPost.objects.filter(ended_at=None)} == {cast.member, new}


@pytest.mark.django_db
def test_one_query_where_nothing_waits(talk: Talk, cast: Cast, django_assert_num_queries: Callable[..., Any]) -> None:
    from alongside.conversations import waiting

    said = talk.say(cast.member)
    said.author = cast.member
    with talk.at(), django_assert_num_queries(1):
        waiting.said(talk.chat, said, ())
    Conversation.objects.filter(pk=talk.chat.pk).update(kind=Kind.SMALL_ROOM, group=None)
    talk.chat.refresh_from_db()
    with talk.at(), django_assert_num_queries(0):
        waiting.said(talk.chat, said, ())


@pytest.mark.django_db
def test_who_leaves_is_not_waited_for(talk: Talk, cast: Cast) -> None:
    question = talk.say(cast.member, "Is anyone there?")
    other = talk.say(cast.third, "Hello?")
    with talk.at():
        actions.end_participation(talk.chat, cast.member, by=SYSTEM)
        keep_waiting_clocks()
    assert talk.post(question).ended_at and not talk.post(other).ended_at
    with talk.at():
        actions.close_conversation(talk.chat, by=SYSTEM)
        keep_waiting_clocks()
    assert talk.post(other).ended_at
    with talk.at(NOON + timedelta(days=366)):
        assert acts.forget_waiting(by=SYSTEM) == 2
    assert not WaitingPost.objects.exists()


@pytest.mark.django_db
def test_fixtures_of_posts_that_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """What browsers know after the events is what they would fetch."""
    from alongside.conversations.queries import state
    from tests.event_fixtures import Writer, steady

    steady(cast, monkeypatch)
    talk = Talk(cast)
    chat = talk.begin()
    writer = Writer("conversations_waiting", lambda: state(chat, cast.member), [f"conversation:{chat.public_id}"])
    with clock.reading(NOON):
        with writer.case("a question waits"):
            question = actions.post_message(chat, "Is anyone there?", by=cast.member, key="fixture-01")
        with writer.case("someone says that they answer, and by when"):
            acts.take_on(question, "tonight", by=cast.groupmate)
    with clock.reading(NOON + 9 * HOUR), writer.case("they didn't: nobody has answered yet"):
        keep_waiting_clocks()
    with clock.reading(NOON + 10 * HOUR):
        with writer.case("someone else answers, in one's own time"):
            acts.take_on(question, "hour", by=cast.counselor)
            actions.post_message(chat, "I am.", by=cast.counselor, key="fixture-02")
        with writer.case("a wish for company is taken back"):
            company = actions.post_message(chat, "Hm", by=cast.third, key="fixture-03", wants_company=True)
            actions.take_back(company, by=cast.third)
        with writer.case("the place is closed: nobody needs to answer"):
            actions.post_message(chat, "Hello?", by=cast.fourth, key="fixture-04")
            actions.close_conversation(chat, by=SYSTEM)
            keep_waiting_clocks()
    writer.keep()
