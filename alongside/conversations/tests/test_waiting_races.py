"""Two at once on a post that waits, each with a connection of their own: one promise, one answer, one call."""

from datetime import timedelta

import pytest
from django.db import connection

from alongside.care.models import Kind as Card
from alongside.care.models import Reason
from alongside.care.tests.test_races import NIGHT, at_once, refused
from alongside.conversations import actions
from alongside.conversations.actions import waiting as acts
from alongside.conversations.models import Conversation, Kind, Message, Offer, Participant, Rung, WaitingPost
from alongside.conversations.waiting.actions import WAITING
from alongside.core import clock
from tests.cast import Cast, make_cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="tests on SQLite share one database in memory"),
]


@pytest.fixture
def asked(transactional_db: None) -> tuple[Cast, Message]:
    """A question of the member in their group, asked half a day ago."""
    cast = make_cast()
    with clock.reading(NIGHT - timedelta(hours=12)):
        chat, _made = Conversation.objects.get_or_create(
            group=cast.group, defaults={"program": cast.program, "kind": Kind.GROUP, "made_at": NIGHT}
        )
        for person in (*cast.roster, cast.counselor):
            Participant.objects.get_or_create(conversation=chat, person=person, defaults={"since": NIGHT})
        return cast, actions.post_message(chat, "Is anyone there?", by=cast.member, key="question-1")


def test_two_promise_at_once(asked: tuple[Cast, Message]) -> None:
    cast, question = asked
    people = (cast.groupmate, cast.third, cast.mentor)
    answers = at_once(*(lambda who=who: acts.take_on(question, "hour", by=who) for who in people))
    assert refused(answers) == 2 and WaitingPost.objects.get().taken_by in people
    assert Offer.objects.filter(answer=Offer.Answer.TOOK).count() == 1


def test_an_answer_beats_a_promise_and_the_clock(asked: tuple[Cast, Message]) -> None:
    cast, question = asked
    post = WaitingPost.objects.get()
    at_once(
        lambda: actions.post_message(question.conversation, "I am.", by=cast.third, key="answer-1", reply_to=question),
        lambda: acts.take_on(question, "hour", by=cast.groupmate),
        lambda: acts.ask_next(post, by=WAITING),
        lambda: acts.ask_next(post, by=WAITING),
    )
    post.refresh_from_db()
    assert post.ended_at and post.answered_by == cast.third and post.next_at is None
    assert Reason.objects.filter(settled_at=None).count() == 0, "no card stands for what was answered"


def test_the_clock_asks_once(asked: tuple[Cast, Message]) -> None:
    post = WaitingPost.objects.get()
    WaitingPost.objects.update(since=NIGHT - timedelta(days=2))
    at_once(*(lambda: acts.ask_next(post, by=WAITING) for _each in range(3)))
    post.refresh_from_db()
    assert post.rung == Rung.COUNSELOR and Reason.objects.filter(kind=Card.WAITING).count() == 1


def test_several_hand_it_on_at_once(asked: tuple[Cast, Message]) -> None:
    cast, question = asked
    people = (cast.groupmate, cast.third, cast.mentor)
    at_once(*(lambda who=who: acts.hand_over(question, by=who) for who in people))
    reason = Reason.objects.get(kind=Card.HANDED)
    assert set(reason.facts["by"]) == {each.public_id for each in people}
