"""Nobody goes unanswered: what waits, what answers, who is asked when, and what they promise."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.boundaries.models import Cut, PostingPause
from alongside.care.models import Kind as Card
from alongside.care.models import Lane, ReachOut, Reason
from alongside.conversations import actions
from alongside.conversations.actions import waiting as acts
from alongside.conversations.duties import keep_waiting_clocks
from alongside.conversations.models import Conversation, Kind, Message, Offer, Participant, Rung, WaitingPost, Why
from alongside.conversations.waiting import queries, rules, times
from alongside.conversations.waiting.shape import waiting_of
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.live import outbox
from alongside.notify.models import Notice
from alongside.people import actions_around
from alongside.people.models import Around, Arrival, OnCallShift, Person, Program, Stage
from tests.cast import Cast, enroll

HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
"""A Tuesday, noon in New York: staffed, and awake."""
EVENING = datetime(2026, 11, 25, 1, tzinfo=UTC)
"""Eight in the evening there."""


@dataclass
class Talk:
    """The conversation of the cast's group, with the clock moved by hand."""

    cast: Cast
    now: datetime = NOON
    keys: Iterator[int] = field(default_factory=itertools.count)
    chat: Any = None

    def begin(self, kind: Kind = Kind.GROUP) -> Conversation:
        people = [*self.cast.roster, self.cast.counselor]
        found = Conversation.objects.filter(group=self.cast.group).first()
        self.chat = found or Conversation.objects.create(
            program=self.cast.program, kind=kind, group=self.cast.group, made_at=NOON
        )
        for person in people:
            Participant.objects.get_or_create(conversation=self.chat, person=person, defaults={"since": NOON - HOUR})
        return self.chat

    @contextmanager
    def at(self, moment: datetime | None = None) -> Iterator[None]:
        self.now = moment or self.now
        with clock.reading(self.now):
            yield

    def say(self, by: Person, body: str = "Good morning", **more: Any) -> Message:
        with self.at():
            return actions.post_message(self.chat, body, by=by, key=f"words-{next(self.keys)}", **more)

    def pass_time(self, hours: float) -> None:
        """The worker looks every half hour."""
        end = self.now + timedelta(hours=hours)
        while self.now < end:
            self.now = min(self.now + timedelta(minutes=30), end)
            with clock.reading(self.now):
                keep_waiting_clocks()

    def around(self, *people: Person) -> None:
        """They agreed to be asked, and are here at every hour of the test."""
        for person in people:
            Person.objects.filter(pk=person.pk).update(may_be_asked=True)
            Around.objects.update_or_create(person=person, defaults={"at": self.now + timedelta(days=3)})

    def post(self, message: Message) -> WaitingPost:
        return WaitingPost.objects.get(message=message)

    def asked(self, message: Message) -> set[str]:
        rows = Offer.objects.filter(waiting__message=message).exclude(answer=Offer.Answer.TOOK)
        return {row.person.display_name for row in rows.select_related("person")}


@pytest.fixture
def talk(cast: Cast) -> Talk:
    talk = Talk(cast)
    talk.begin()
    for number, person in enumerate([*cast.roster, cast.counselor]):  # nobody's post is their first any more
        with clock.reading(NOON - HOUR):
            actions.post_message(talk.chat, "Hello", by=person, key=f"before-{number}")
    WaitingPost.objects.all().delete()
    return talk


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


def _person(zone: str) -> Person:
    return Person(time_zone=zone, program=Program(time_zone="America/New_York"), role="member")


ZONES = st.sampled_from(
    ["America/New_York", "Europe/Madrid", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"]
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))


@given(zone=ZONES, at=MOMENTS, choice=st.sampled_from(list(times.Promise)))
def test_promises_lie_ahead_and_at_a_decent_hour(zone: str, at: datetime, choice: times.Promise) -> None:
    from zoneinfo import ZoneInfo

    until = times.promised(choice, _person(zone), at)
    local = until.astimezone(ZoneInfo(zone))
    assert at < until <= at + timedelta(hours=37)
    if choice != times.Promise.HOUR:
        assert (local.hour, local.minute) in {(21, 0), (12, 0)}


@given(zone=ZONES, at=MOMENTS)
def test_nobody_is_asked_at_night(zone: str, at: datetime) -> None:
    from zoneinfo import ZoneInfo

    first = times.may_be_asked_from(_person(zone), at)
    local = first.astimezone(ZoneInfo(zone))
    assert at <= first <= at + timedelta(hours=11) and 8 <= local.hour < 22
    assert first == at or (local.hour, local.minute) == (8, 0)


@given(at=MOMENTS, zone=ZONES)
def test_no_clock_promises_an_hour_that_nobody_works(at: datetime, zone: str) -> None:
    from datetime import time

    from alongside.people.cover import is_staffed, staffed_between

    program = Program(time_zone=zone, staffed_days="12345", staffed_from=time(9), staffed_until=time(17))
    promise = times.line_promise(program, at)
    assert is_staffed(program, promise) and timedelta(hours=24) <= promise - at
    card = times.line_card(program, at, promise)
    assert at <= card <= promise - times.LINE_SOON or card == at
    assert staffed_between(program, at, card) <= times.LINE_SOON
    assert Why.LINE == "line"


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


def test_who_has_left_is_asked_nothing_of_that_place_any_more(talk: Talk, cast: Cast) -> None:
    talk.around(cast.groupmate, cast.third)
    message = talk.say(cast.member, "Is anyone there?")
    talk.pass_time(3)
    with talk.at():
        assert talk.asked(message) == {"Sam", "Walt"} and len(queries.asked_of(cast.groupmate, talk.now)) == 1
        actions.end_participation(talk.chat, cast.groupmate, by=SYSTEM)
        assert queries.asked_of(cast.groupmate, talk.now) == [] and len(queries.asked_of(cast.third, talk.now)) == 1
