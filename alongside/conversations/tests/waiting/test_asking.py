"""Who is asked to answer what waits: when, in which order, and who never."""

from datetime import UTC, datetime, timedelta

import pytest

from alongside.boundaries.models import Cut, PostingPause
from alongside.care.models import Kind as Card
from alongside.care.models import Lane, ReachOut, Reason
from alongside.conversations import actions
from alongside.conversations.actions import waiting as acts
from alongside.conversations.models import Offer, Participant, Rung
from alongside.conversations.tests.waiting.scene import EVENING, HOUR, NOON, Talk
from alongside.conversations.waiting import queries, times
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.live import outbox
from alongside.notify.models import Notice
from alongside.people import actions_around
from alongside.people.models import Arrival, OnCallShift, Person, Stage
from tests.cast import Cast, enroll


@pytest.mark.django_db
def test_the_ladder(talk: Talk, cast: Cast) -> None:
    """Two or three peers after two hours, the mentor after eight, a counselor after twenty-four: none asked in vain."""
    talk.around(cast.groupmate, cast.third)
    Arrival.objects.create(person=cast.member, welcomer=cast.mentor, started_at=NOON)
    question = talk.say(cast.member, "Is anyone there?")
    talk.pass_time(1.5)
    assert not talk.asked(question)
    talk.pass_time(1)
    assert talk.asked(question) == {"Sam", "Walt"}
    assert Notice.objects.filter(person=cast.groupmate, occasion="asked").count() == 1
    talk.pass_time(6)
    assert talk.asked(question) == {"Sam", "Walt", "Rosa Delgado"} and talk.post(question).rung == Rung.MENTOR
    assert not ReachOut.objects.exists()
    talk.pass_time(16)
    card = ReachOut.objects.get()
    assert (card.about, card.owner, card.reasons.get().kind) == (cast.member, cast.counselor, Card.WAITING)
    assert card.due_at == NOON + timedelta(hours=24 + 4)
    talk.pass_time(48)
    assert Reason.objects.count() == 1 and Offer.objects.count() == 3, "once is enough"
    talk.say(cast.groupmate, "I am.")
    card.refresh_from_db()
    assert card.closed_at and talk.post(question).answered_by == cast.groupmate
    assert not Notice.objects.filter(occasion="asked", seen_at=None).exists()


@pytest.mark.django_db
def test_whom_nobody_asks(talk: Talk, cast: Cast) -> None:
    """Who didn't agree, isn't around, has a stage without suggestions, may not write, or whom anything keeps apart."""
    talk.around(*cast.roster)
    mutes, pauses, away, unwilling, suspended, staged, fine, far = (
        enroll(cast.program, f"P{n}", "member") for n in range(8)
    )
    talk.around(mutes, pauses, suspended, staged, fine, far)
    for person in (mutes, pauses, away, unwilling, suspended, staged, fine):
        Participant.objects.create(conversation=talk.chat, person=person, since=NOON)
    Person.objects.filter(pk=away.pk).update(may_be_asked=True)
    Cut.objects.create(program=cast.program, person=mutes, other=cast.member, wish="mute", since=NOON)
    PostingPause.objects.create(program=cast.program, person=pauses, since=NOON - HOUR, until=NOON + 90 * HOUR)
    Person.objects.filter(pk=suspended.pk).update(suspended_until=NOON + 90 * HOUR)
    Person.objects.filter(pk=staged.pk).update(stage=Stage.PAUSED)
    Person.objects.filter(pk__in=[each.pk for each in cast.roster]).update(may_be_asked=False)
    question = talk.say(cast.member, "Is anyone there?")
    talk.pass_time(2.5)
    assert talk.asked(question) == {"P6"}


@pytest.mark.django_db
def test_nobody_is_asked_more_than_twice_a_day_and_the_least_asked_come_first(talk: Talk, cast: Cast) -> None:
    peers = [enroll(cast.program, f"Peer {number}", "member") for number in range(6)]
    for person in peers:
        Participant.objects.create(conversation=talk.chat, person=person, since=NOON)
    talk.around(*peers)
    posts = [talk.say(who, f"Number {n}?") for n, who in enumerate([cast.member, cast.third, cast.fourth] * 2)]
    talk.pass_time(2.5)
    counts = {person: Offer.objects.filter(person=person, rung=Rung.PEERS).count() for person in peers}
    assert set(counts.values()) == {2}, "each as often as the others"
    for late in posts[4:]:
        assert talk.post(late).rung >= Rung.MENTOR, "nobody is left: the next rung at once"


@pytest.mark.django_db
def test_at_night_peers_sleep(talk: Talk, cast: Cast) -> None:
    """What is asked in the evening is offered in the morning; staff are promised only in hours that someone works."""
    talk.around(cast.groupmate)
    talk.now = EVENING
    question = talk.say(cast.member, "Is anyone awake?")
    talk.pass_time(11)  # until seven in the morning
    assert not talk.asked(question) and not ReachOut.objects.exists()
    talk.pass_time(1.5)
    assert talk.asked(question) == {"Sam"}
    there = times.staff_are_there(cast.program, EVENING)
    assert there == datetime(2026, 11, 25, 14, tzinfo=UTC), "nine in the morning"


@pytest.mark.django_db
def test_a_mentor_steps_back_and_their_supervisor_is_asked(talk: Talk, cast: Cast) -> None:
    Arrival.objects.create(person=cast.member, welcomer=cast.mentor, started_at=NOON)
    with talk.at():
        actions_around.name_supervisor(cast.mentor, cast.counselor, by=cast.director)
    first = talk.say(cast.member, "Is anyone there?")
    talk.pass_time(2.5)
    assert talk.asked(first) == {"Rosa Delgado"}, "no peer agreed to be asked: the mentor at once"
    with talk.at():
        back = actions_around.step_back(cast.mentor, by=cast.mentor)
        assert back.until == datetime(2026, 11, 25, 13, tzinfo=UTC), "until tomorrow at eight"
    assert queries.asked_of(cast.mentor, talk.now) == []
    assert [each.post.message for each in queries.asked_of(cast.counselor, talk.now)] == [first]
    second = talk.say(cast.third, "And me?")
    Arrival.objects.create(person=cast.third, welcomer=cast.mentor, started_at=NOON)
    talk.pass_time(2)
    assert talk.asked(second) == {"Dana Ruiz"}
    with talk.at():
        actions_around.step_forward(cast.mentor, by=cast.mentor)
        with pytest.raises(Refused):
            actions_around.step_back(cast.member, by=cast.member)
        with pytest.raises(Refused):
            actions_around.name_supervisor(cast.mentor, cast.member, by=cast.director)


@pytest.mark.django_db
def test_what_is_handed_on_is_never_offered_to_peers(talk: Talk, cast: Cast) -> None:
    """Whoever is on call is told, once; the author learns nothing; whoever handed it on sees what became of it."""
    from alongside.care import actions as care
    from alongside.care.waiting import handed_by, may_read_context

    OnCallShift.objects.create(
        program=cast.program, person=cast.other_counselor, starts_at=NOON - HOUR, ends_at=NOON + 80 * HOUR
    )
    talk.around(cast.groupmate, cast.third, cast.mentor)
    question = talk.say(cast.member, "What is the point of anything?")
    heads = outbox.heads([f"person:{cast.member.public_id}", f"conversation:{talk.chat.public_id}"])
    with talk.at():
        assert handed_by(question, cast.groupmate) is None
        acts.hand_over(question, by=cast.groupmate)
        acts.hand_over(question, by=cast.groupmate)
        acts.hand_over(question, by=cast.third)
        with pytest.raises(Refused):
            acts.hand_over(question, by=cast.member)
    for topic, head in heads.items():
        assert not outbox.since(topic, head).events, "nothing shows"
    card = ReachOut.objects.get()
    assert (card.about, card.lane, card.owner, card.reasons.count()) == (
        cast.member,
        Lane.HELP,
        cast.other_counselor,
        1,
    )
    assert may_read_context(cast.other_counselor, question)
    assert not any(may_read_context(each, question) for each in (cast.member, cast.groupmate, cast.outsider))
    for person in (cast.groupmate, cast.third):
        seen = handed_by(question, person)
        assert seen and seen.told == (cast.other_counselor,) and seen.on_it is None and not seen.done
    assert handed_by(question, cast.fourth) is None
    with talk.at():
        care.take(card, by=cast.other_counselor)
        assert handed_by(question, cast.groupmate).on_it == cast.other_counselor
    assert not outbox.since(f"person:{cast.member.public_id}", heads[f"person:{cast.member.public_id}"]).events
    talk.pass_time(23)
    assert not Offer.objects.exists()
    talk.pass_time(1.5)
    assert Reason.objects.filter(kind=Card.WAITING).count() == 1, "a counselor is asked all the same"


def test_who_has_left_is_asked_nothing_of_that_place_any_more(talk: Talk, cast: Cast) -> None:
    talk.around(cast.groupmate, cast.third)
    message = talk.say(cast.member, "Is anyone there?")
    talk.pass_time(3)
    with talk.at():
        assert talk.asked(message) == {"Sam", "Walt"} and len(queries.asked_of(cast.groupmate, talk.now)) == 1
        actions.end_participation(talk.chat, cast.groupmate, by=SYSTEM)
        assert queries.asked_of(cast.groupmate, talk.now) == [] and len(queries.asked_of(cast.third, talk.now)) == 1
