"""What staff decide: carried out, read by whom it is about, looked at again once by someone else, and undone."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from alongside.boundaries.queries import posting_pause
from alongside.conversations import actions as talk
from alongside.conversations.actions.following import follow_group
from alongside.conversations.models import Conversation, Gone, Message
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.core.models import AuditEntry
from alongside.live.models import OutboxEvent
from alongside.moderation import access, actions, queries
from alongside.moderation.actions import looking
from alongside.moderation.actions.deciding import what_fits
from alongside.moderation.duties import keep_promises
from alongside.moderation.models import ContextView, Decision, Report, Step, Trouble
from alongside.notify.models import Notice
from alongside.people.models import Role
from tests.cast import Cast, enroll, make_cast


@pytest.fixture
def chat(cast: Cast) -> Conversation:
    return follow_group(cast.group, by=SYSTEM)


@pytest.fixture
def message(cast: Cast, chat: Conversation) -> Message:
    return talk.post_message(chat, "You are all useless.", by=cast.groupmate, key="k")


def test_a_removal_and_a_warning_are_one_decision_on_all_reports(cast: Cast, message: Message, client_of) -> None:
    first = actions.report(message, Trouble.HURTFUL, by=cast.member)
    second = actions.report(message, Trouble.OTHER, by=cast.third)
    made = actions.decide(second, Step.WARN, remove=True, words="Please be kind.", by=cast.counselor)
    message.refresh_from_db()
    assert (message.gone, message.body) == (Gone.STAFF, "")
    warning, removal = queries.made_with(made)
    assert (warning.step, warning.words, removal.step, removal.removed_words) == (
        "warn",
        "Please be kind.",
        "remove",
        "You are all useless.",
    )
    assert set(Report.objects.values_list("decided_by", flat=True)) == {cast.counselor.pk}
    assert queries.open_cards(cast.counselor, clock.now()) == []
    assert AuditEntry.objects.get(verb="moderation.decide").facts["report"] == first.public_id
    keys = set(Notice.objects.filter(key__startswith="reported:").values_list("person__display_name", flat=True))
    assert keys == {"Maya", "Walt"}
    assert b"concerns you" in client_of(cast.groupmate).get("/").content
    page = client_of(cast.groupmate).get(f"/safety/decisions/{made.public_id}/").content.decode()
    assert "Please be kind." in page and "You are all useless." in page and "Dana Ruiz" in page
    assert all(each.seen_at for each in queries.made_with(made))
    assert b"concerns you" not in client_of(cast.groupmate).get("/").content
    for other in (cast.member, cast.counselor, cast.outsider):
        assert client_of(other).get(f"/safety/decisions/{made.public_id}/").status_code == 404
    reporter = client_of(cast.member).get("/safety/mine/").content.decode()
    assert "Done" in reporter and "kind" not in reporter


def test_nothing_is_told_where_nothing_is_done(cast: Cast, message: Message) -> None:
    events = OutboxEvent.objects.count()
    made = actions.decide(
        actions.report(message, Trouble.OTHER, by=cast.member), Step.DISMISS, words="x", remove=True, by=cast.counselor
    )
    message.refresh_from_db()
    assert made.person is None and made.words == "" and not message.gone
    assert not Notice.objects.filter(person=cast.groupmate).exists() and queries.decisions_about(cast.groupmate) == []
    assert OutboxEvent.objects.count() == events
    with pytest.raises(Refused, match="nothing to undo"):
        actions.undo(made, by=cast.director)


def test_pauses_and_closed_doors_end_and_can_be_undone(cast: Cast, message: Message) -> None:
    at = clock.now()
    report = actions.report(message, Trouble.HURTFUL, by=cast.member)
    for until in (None, at - timedelta(days=1), at + timedelta(days=40)):
        with pytest.raises(Refused, match="how long"):
            actions.decide(report, Step.PAUSE, words="Please rest.", until=until, by=cast.counselor)
    with pytest.raises(Refused, match="a few words"):
        actions.decide(report, Step.PAUSE, until=at + timedelta(days=1), by=cast.counselor)
    pause = actions.decide(report, Step.PAUSE, words="Rest.", until=at + timedelta(days=3), by=cast.counselor)
    assert posting_pause(cast.groupmate, clock.now()) is not None
    other = actions.report(cast.groupmate, Trouble.UNWANTED, by=cast.third)
    shut = actions.decide(other, Step.SUSPEND, words="Not so.", until=at + timedelta(days=7), by=cast.counselor)
    cast.groupmate.refresh_from_db()
    assert cast.groupmate.suspended_until == at + timedelta(days=7)
    again = actions.report(cast.groupmate, Trouble.UNWANTED, by=cast.fourth)
    actions.decide(again, Step.SUSPEND, words="Not so.", until=at + timedelta(days=1), by=cast.counselor)
    cast.groupmate.refresh_from_db()
    assert cast.groupmate.suspended_until == at + timedelta(days=7)  # the longer one stands
    actions.undo(shut, by=cast.director)
    cast.groupmate.refresh_from_db()
    assert cast.groupmate.suspended_until == at + timedelta(days=1)
    actions.undo(pause, by=cast.director)
    actions.undo(pause, by=cast.director)
    assert posting_pause(cast.groupmate, clock.now()) is None


def test_staff_are_neither_paused_nor_shut_out_and_sessions_have_no_one(cast: Cast) -> None:
    report = actions.report(cast.counselor, Trouble.UNWANTED, by=cast.member)
    assert what_fits(report) == [Step.DISMISS, Step.WARN]
    with pytest.raises(Refused, match="role"):
        actions.decide(report, Step.SUSPEND, words="No.", until=clock.now() + timedelta(days=1), by=cast.director)
    with pytest.raises(Refused):  # what one may not see, one may not decide
        actions.decide(report, Step.DISMISS, by=cast.counselor)
    actions.decide(report, Step.WARN, words="Please keep a distance.", by=cast.director)
    assert queries.decisions_about(cast.counselor)[0].words == "Please keep a distance."


def test_another_look_is_once_and_by_someone_else(cast: Cast, message: Message, client_of) -> None:
    report = actions.report(message, Trouble.HURTFUL, by=cast.member)
    made = actions.decide(
        report, Step.PAUSE, words="Rest.", until=clock.now() + timedelta(days=3), remove=True, by=cast.counselor
    )
    with pytest.raises(Refused):
        actions.appeal(made, "Not mine", by=cast.member)
    asked = actions.appeal(made, "It was a joke among us.", by=cast.groupmate)
    with pytest.raises(Refused, match="already"):
        actions.appeal(queries.made_with(made)[1], "And again", by=cast.groupmate)
    assert list(access.appeals_for(cast.counselor)) == [] == list(access.appeals_for(cast.other_counselor))
    assert list(access.appeals_for(cast.director)) == [asked]
    assert client_of(cast.counselor).get(f"/safety/appeals/{asked.public_id}/").status_code == 404
    with pytest.raises(Refused, match="didn’t decide"):
        actions.answer_appeal(asked, True, "No.", by=cast.counselor)
    director = client_of(cast.director)
    assert director.post(f"/safety/appeals/{asked.public_id}/", {"upheld": "no", "words": ""}).status_code == 422
    director.post(f"/safety/appeals/{asked.public_id}/", {"upheld": "no", "words": "You are right."})
    assert posting_pause(cast.groupmate, clock.now()) is None
    assert all(each.undone_at for each in queries.made_with(made))
    with pytest.raises(Refused, match="meanwhile"):
        actions.answer_appeal(asked, True, "Late.", by=cast.director)
    page = client_of(cast.groupmate).get(f"/safety/decisions/{made.public_id}/").content.decode()
    assert "You are right." in page and "It is undone." in page and "Amara Obi" in page


def test_the_queue_holds_hostile_words_and_many_cards(cast: Cast, chat: Conversation, client_of) -> None:
    for number in range(45):
        words = f"<img src=x onerror=alert({number})>\u2066 \u202e"
        row = talk.post_message(chat, words, by=cast.groupmate, key=f"h{number}")
        Report.objects.create(
            program=cast.program, by=cast.member, what="message", trouble="other", message=row, person=cast.groupmate,
            kept_words=row.body, words="<b>", at=clock.now(),
        )  # fmt: skip
    client = client_of(cast.counselor)
    with CaptureQueriesContext(connection) as first:
        assert client.get("/safety/?page=2").status_code == 200
    report = Report.objects.earliest("pk")
    page = client.get(f"/safety/reports/{report.public_id}/").content
    assert b"<img src=x" not in page and b"&lt;img" in page
    assert len(first) <= 25, [each["sql"][:200] for each in first]
    answer = client.post(f"/safety/reports/{report.public_id}/decide", {"step": "banish", "words": "x" * 9_000})
    assert answer.status_code == 422 and not Decision.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time by itself")
def test_two_who_decide_at_once_are_one_decision() -> None:
    cast = make_cast()
    other = enroll(cast.program, "Second", Role.DIRECTOR)
    report = actions.report(cast.third, Trouble.OTHER, by=cast.member)
    start, answers = threading.Barrier(2), []

    def decide(by) -> None:
        start.wait(10)
        try:
            actions.decide(report, Step.WARN, words="Please.", by=by)
            answers.append("decided")
        except Refused:
            answers.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=(by,)) for by in (cast.director, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["decided", "refused"] and Decision.objects.count() == 1


def test_what_is_two_years_old_goes_and_what_waits_stays(cast: Cast, message: Message) -> None:
    at = clock.now()
    decided = actions.report(message, Trouble.HURTFUL, by=cast.member)
    actions.decide(decided, Step.WARN, words="Please be kind.", by=cast.counselor)
    waits = actions.report(cast.groupmate, Trouble.OTHER, by=cast.third)
    looking.look_around(message, by=cast.counselor)
    for days, left in ((729, (2, 1, 1)), (731, (1, 0, 0))):
        with clock.reading(at + timedelta(days=days)):
            keep_promises()
        assert tuple(each.objects.count() for each in (Report, Decision, ContextView)) == left
    assert Report.objects.get() == waits
