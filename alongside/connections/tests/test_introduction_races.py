"""Two at once, each with a connection of their own: one conversation, or nothing at all."""

from datetime import timedelta

import pytest
from django.db import connection

from alongside.boundaries.actions_cuts import cut
from alongside.boundaries.models import Wish
from alongside.care.tests.test_races import NIGHT, at_once, refused
from alongside.connections.introductions import actions
from alongside.connections.introductions.actions.offers import Answer
from alongside.connections.introductions.duties import BY
from alongside.connections.models import Again, Introduction, Side, Source
from alongside.conversations.models import Conversation, Kind
from alongside.notify.models import Notice
from tests.cast import Cast, make_cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="tests on SQLite share one database in memory"),
]


@pytest.fixture
def many(transactional_db: None) -> Cast:
    return make_cast()


def offer(cast: Cast, *, expires_in: timedelta = timedelta(days=2)) -> Introduction:
    made = Introduction.objects.create(
        program=cast.program, source=Source.WEEKLY, made_at=NIGHT, expires_at=NIGHT + expires_in
    )
    for person in (cast.member, cast.groupmate):
        Side.objects.create(introduction=made, person=person)
    return made


def questions(cast: Cast) -> list[Again]:
    both = ((cast.member, cast.groupmate), (cast.groupmate, cast.member))
    times = {"met_at": NIGHT, "expires_at": NIGHT + timedelta(days=1)}
    return [Again.objects.create(person=a, other=b, place="meeting:1", **times) for a, b in both]


def test_both_say_yes_at_once_and_one_conversation_opens(many: Cast) -> None:
    made, (mine, theirs) = offer(many), questions(many)
    me, peer = many.member, many.groupmate
    at_once(
        lambda: actions.answer(made, Answer.YES, by=me),
        lambda: actions.answer(made, Answer.YES, by=peer),
        lambda: actions.answer_again(mine, True, by=me),
        lambda: actions.answer_again(theirs, True, by=peer),
        lambda: actions.answer_again(theirs, True, by=peer),
    )
    chat = Conversation.objects.get(kind=Kind.PAIR)
    assert set(Introduction.objects.values_list("conversation", flat=True)) == {chat.pk}
    assert Introduction.objects.count() == 2 and Notice.objects.count() == 4, "one from each way, told once to each"


def test_a_yes_as_the_week_ends_is_a_yes_or_a_refusal(many: Cast) -> None:
    made = offer(many, expires_in=timedelta(0))
    answers = at_once(
        *(lambda who=who: actions.answer(made, Answer.YES, by=who) for who in (many.member, many.groupmate))
    )
    assert refused(answers) == 2 and not Conversation.objects.filter(kind=Kind.PAIR).exists()
    assert not Side.objects.exclude(yes=None).exists()


@pytest.mark.parametrize("by_member", [True, False])
def test_a_boundary_made_as_the_second_says_yes(many: Cast, by_member: bool) -> None:
    """Either it opened before the boundary, or not at all; and what is open between them is what a boundary leaves."""
    me, peer = (many.member, many.groupmate) if by_member else (many.groupmate, many.member)
    made = offer(many)
    at_once(lambda: actions.answer(made, Answer.YES, by=me))
    at_once(lambda: actions.answer(made, Answer.YES, by=peer), lambda: cut(peer, Wish.BLOCK, by=me))
    made.refresh_from_db()
    opened = made.conversation is not None
    assert Notice.objects.count() == (2 if opened else 0)
    both = Conversation.objects.filter(kind=Kind.PAIR, pair__endswith=f":{max(me.pk, peer.pk)}").first()
    if not opened:
        assert both is None
    else:
        assert both is not None
        assert not all(part.until is None for part in both.participants.all()), "a block shuts what was open"


def test_the_week_is_proposed_once(many: Cast) -> None:
    counts = at_once(*(lambda: actions.propose_week(many.program, by=BY) for _each in range(3)))
    assert sorted(counts)[:2] == [0, 0] and max(counts) >= 1
    assert Side.objects.count() == len(set(Side.objects.values_list("person", flat=True)))
