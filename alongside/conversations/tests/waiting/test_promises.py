"""What those who are asked say to it, by when they answer, and what the author reads."""

from datetime import UTC, datetime

import pytest

from alongside.care.models import Kind as Card
from alongside.care.models import ReachOut
from alongside.conversations.actions import waiting as acts
from alongside.conversations.models import Conversation, Kind, Offer, Participant, Rung
from alongside.conversations.tests.waiting.scene import EVENING, HOUR, NOON, Talk
from alongside.conversations.waiting import queries
from alongside.conversations.waiting.shape import waiting_of
from alongside.core.errors import Refused
from alongside.live import outbox
from alongside.people.models import Arrival
from tests.cast import Cast


@pytest.mark.django_db
def test_a_promise_is_seen_kept_or_honestly_withdrawn(talk: Talk, cast: Cast) -> None:
    talk.around(cast.groupmate, cast.third)
    question = talk.say(cast.member, "Is anyone there?", wants_company=True)
    talk.pass_time(2)
    topic = f"conversation:{talk.chat.public_id}"
    before = outbox.heads([topic])[topic]
    with talk.at():
        acts.take_on(question, "hour", by=cast.groupmate)
        events = [each for each in outbox.since(topic, before).events if each.kind == "conversations.waiting"]
        shape = events[-1].data["waiting"]
        assert shape["by"] == {"id": cast.groupmate.public_id, "name": "Sam"}
        assert shape["until"] == (talk.now + HOUR).isoformat()
        with pytest.raises(Refused, match="Sam has said"):
            acts.take_on(question, "hour", by=cast.third)
        with pytest.raises(Refused):
            acts.take_on(question, "hour", by=cast.member)
        assert queries.asked_of(cast.third, talk.now) == [], "taken on: nobody else is asked"
        assert queries.asked_of(cast.groupmate, talk.now)[0].promised == talk.now + HOUR
    talk.pass_time(1.5)
    post = talk.post(question)
    assert post.taken_by is None and post.promised_at is None and post.rung == Rung.MENTOR
    assert "Rosa Delgado" in talk.asked(question), "the next ones are asked at once"
    with talk.at():
        acts.take_on(question, "tomorrow", by=cast.third)
    talk.say(cast.third, "Here I am.")
    assert talk.post(question).answered_by == cast.third
    with talk.at(), pytest.raises(Refused, match="Someone has answered"):
        acts.take_on(question, "hour", by=cast.groupmate)


@pytest.mark.django_db
def test_not_now_is_private_and_asks_the_next_at_once(talk: Talk, cast: Cast) -> None:
    talk.around(cast.groupmate)
    Arrival.objects.create(person=cast.member, welcomer=cast.mentor, started_at=NOON)
    question = talk.say(cast.member, "Is anyone there?")
    talk.pass_time(2)
    offer = Offer.objects.get(person=cast.groupmate)
    topic = f"conversation:{talk.chat.public_id}"
    before = outbox.heads([topic])[topic]
    with talk.at():
        acts.pass_on(offer, by=cast.groupmate)
        acts.pass_on(offer, by=cast.groupmate)
        assert not outbox.since(topic, before).events
        assert queries.asked_of(cast.groupmate, talk.now) == []
    talk.pass_time(0.5)
    assert talk.asked(question) == {"Sam", "Rosa Delgado"}


@pytest.mark.django_db
def test_a_promise_of_a_peer_does_not_hold_up_the_care_team(talk: Talk, cast: Cast) -> None:
    question = talk.say(cast.member, "Is anyone there?")
    talk.pass_time(1)
    with talk.at():
        acts.hand_over(question, by=cast.third)
        acts.take_on(question, "hour", by=cast.groupmate)
    talk.pass_time(1.5)
    assert talk.post(question).rung == Rung.COUNSELOR and not Offer.objects.exclude(person=cast.groupmate).exists()


@pytest.mark.django_db
def test_words_to_the_care_team(talk: Talk, cast: Cast) -> None:
    """One clock for all that someone writes, until staff answer; the promise keeps to the hours that people work."""
    line = Conversation.objects.create(program=cast.program, kind=Kind.LINE, about=cast.member, made_at=NOON)
    for person in (cast.member, cast.counselor, cast.director):
        Participant.objects.create(conversation=line, person=person, since=NOON)
    talk.chat, talk.now = line, EVENING
    first = talk.say(cast.member, "I can’t sleep")
    second = talk.say(cast.member, "Are you there?")
    promise = datetime(2026, 11, 26, 15, tzinfo=UTC)  # a day later is eight in the evening: the next morning, at ten
    assert waiting_of(first) == {
        "id": talk.post(first).public_id,
        "why": "line",
        "by": None,
        "until": promise.isoformat(),
    }
    assert waiting_of(second) is None
    talk.pass_time(16)
    assert not ReachOut.objects.exists()
    talk.pass_time(1.5)  # four staffed hours: half past one
    card = ReachOut.objects.get()
    assert card.reasons.get().kind == Card.LINE and card.due_at == promise and card.owner == cast.counselor
    assert talk.post(first).promised_at == promise
    with talk.at():
        acts.take_on(first, "tomorrow", by=cast.counselor)
        assert talk.post(first).promised_at == promise, "nobody promises later than the team did"
    talk.pass_time(24)
    post = talk.post(first)
    assert post.promised_at is None and post.taken_by is None and post.ended_at is None, "no promise that is broken"
    talk.say(cast.director, "Good morning, here I am.")
    card.refresh_from_db()
    assert talk.post(first).answered_by == cast.director and card.closed_at
    assert waiting_of(talk.say(cast.member, "Thank you")), "and from then on it waits again"
