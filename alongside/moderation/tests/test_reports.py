"""Reporting: two taps, one card, true times; and who may see what was reported, and who never learns of it."""

from datetime import timedelta

import pytest

from alongside.care.models import Kind as CardKind
from alongside.care.models import Lane, ReachOut
from alongside.conversations import actions as talk
from alongside.conversations.actions.changing import edit_message
from alongside.conversations.actions.following import follow_group
from alongside.conversations.models import Conversation, Kind, Message
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.groups.models import Meeting
from alongside.moderation import access, actions, queries
from alongside.moderation.actions import reporting
from alongside.moderation.duties import tell_of_late_reports
from alongside.moderation.models import ContextView, Report, Step, Trouble
from alongside.notify.models import Notice
from alongside.people.models import Role
from tests.cast import Cast, enroll


@pytest.fixture
def chat(cast: Cast) -> Conversation:
    return follow_group(cast.group, by=SYSTEM)


def said(chat: Conversation, cast: Cast, words: str = "You are all useless.") -> Message:
    return talk.post_message(chat, words, by=cast.groupmate, key=f"k{Message.objects.count()}")


def test_the_same_thing_is_reported_once_and_its_words_stay(cast: Cast, chat: Conversation) -> None:
    message = said(chat, cast)
    first = actions.report(message, Trouble.HURTFUL, by=cast.member)
    edit_message(message, "Sorry.", by=cast.groupmate)
    message.refresh_from_db()
    assert actions.report(message, Trouble.SELLING, by=cast.member) == first
    second = actions.report(message, Trouble.OTHER, by=cast.third)
    first.refresh_from_db()
    assert (first.kept_words, first.trouble, second.kept_words) == ("You are all useless.", "hurtful", "Sorry.")
    (card,) = queries.open_cards(cast.counselor, clock.now())
    assert card.reports == (first, second) and not card.unsafe
    actions.add_words(first, "  It went on for days. ", by=cast.member)
    with pytest.raises(Refused):
        actions.add_words(first, "Me too", by=cast.third)
    with pytest.raises(Refused, match="your own"):
        actions.report(message, Trouble.OTHER, by=cast.groupmate)


def test_who_sees_a_report(cast: Cast, chat: Conversation) -> None:
    """Leaders and directors what is said in groups; all counselors what isn't; directors alone what is about staff."""
    second_director = enroll(cast.program, "Second", Role.DIRECTOR)
    staff = [cast.counselor, cast.other_counselor, cast.director, second_director]

    def readers(report: Report) -> set[str]:
        return {each.display_name for each in [*staff, cast.member, cast.outsider] if access.may_see(each, report)}

    dana, ken, amara, other = (each.display_name for each in staff)
    in_group = actions.report(said(chat, cast), Trouble.HURTFUL, by=cast.member)
    assert readers(in_group) == {dana, amara, other}
    urgent = actions.report(said(chat, cast), Trouble.UNSAFE, by=cast.member)
    assert readers(urgent) == {dana, ken, amara, other}
    assert readers(actions.report(cast.mentor, Trouble.UNWANTED, by=cast.member)) == {dana, ken, amara, other}
    assert readers(actions.report(cast.counselor, Trouble.UNWANTED, by=cast.member)) == {amara, other}
    assert readers(actions.report(cast.counselor, Trouble.UNSAFE, by=cast.third)) == {amara, other}
    by_counselor = talk.post_message(chat, "Well.", by=cast.counselor, key="c1")
    assert readers(actions.report(by_counselor, Trouble.HURTFUL, by=cast.member)) == {amara, other}
    assert readers(actions.report(cast.director, Trouble.HURTFUL, by=cast.member)) == {other}
    second_director.role = Role.COUNSELOR
    second_director.save()
    alone = actions.report(cast.director, Trouble.OTHER, by=cast.third)
    assert readers(alone) == {dana, ken, other}
    meeting = Meeting.objects.filter(group=cast.group).first() or Meeting.objects.create(
        program=cast.program, group=cast.group, starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=1)
    )
    assert readers(actions.report(meeting, Trouble.OTHER, by=cast.member)) == {amara}


def test_words_around_a_message_are_five_lines_and_each_look_is_kept(cast: Cast, chat: Conversation, client_of) -> None:
    messages = [said(chat, cast, f"line {number}") for number in range(15)]
    beside = talk.post_message(chat, "beside", by=cast.third, key="b", thread=messages[7])
    report = actions.report(messages[7], Trouble.HURTFUL, by=cast.member)
    lines = queries.around(messages[7])
    assert [line.message.body for line in lines] == [f"line {number}" for number in range(2, 13)]
    assert [line.asked for line in lines].index(True) == 5
    assert [line.message for line in queries.around(beside)] == [beside]
    page = client_of(cast.counselor).get(f"/safety/context/{messages[7].public_id}/").content
    assert b"line 12" in page and b"line 13" not in page and b"line 1<" not in page
    assert ContextView.objects.get().by == cast.counselor
    for message in (messages[8], beside):  # nothing was reported there
        assert client_of(cast.counselor).get(f"/safety/context/{message.public_id}/").status_code == 404
    assert client_of(cast.other_counselor).get(f"/safety/context/{messages[7].public_id}/").status_code == 404
    assert access.may_see(cast.counselor, report) and ContextView.objects.count() == 1


def test_danger_reaches_who_is_on_call_and_never_whom_it_is_about(cast: Cast, chat: Conversation) -> None:
    message = said(chat, cast)
    report = actions.report(message, Trouble.HURTFUL, by=cast.member)
    assert not ReachOut.objects.exists()
    assert actions.report(message, Trouble.UNSAFE, by=cast.member) == report
    card = ReachOut.objects.get()
    assert (card.about, card.lane) == (cast.groupmate, Lane.HELP)
    assert card.reasons.get().kind == CardKind.REPORT
    actions.report(message, Trouble.UNSAFE, by=cast.member)
    assert card.reasons.count() == 1
    actions.report(cast.counselor, Trouble.UNSAFE, by=cast.third)  # about staff: no card, which staff could read
    assert ReachOut.objects.count() == 1


def test_pages_of_a_card_of_danger_say_what_was_told(cast: Cast, chat: Conversation, client_of) -> None:
    actions.report(said(chat, cast), Trouble.UNSAFE, by=cast.member)
    card = ReachOut.objects.get()
    page = client_of(cast.director).get(f"/care/{card.public_id}/").content.decode()
    assert "May be in danger, someone told us" in page and "Read the report" in page and "Maya" not in page


def test_what_waits_too_long_is_told_to_directors_once(cast: Cast, chat: Conversation) -> None:
    """By an hour that somebody works: a day after, or when the house is staffed next."""
    at = clock.now()
    report = actions.report(said(chat, cast), Trouble.HURTFUL, by=cast.member)
    by_when = queries.due(cast.program, report.at)
    assert by_when >= report.at + timedelta(hours=24)
    for moment, told in ((by_when - timedelta(minutes=1), 0), (by_when, 1), (by_when, 0)):
        with clock.reading(moment):
            assert tell_of_late_reports() == told
    keys = set(Notice.objects.filter(key__startswith="report-late:").values_list("person__display_name", flat=True))
    assert keys == {cast.director.display_name}
    assert reporting.overdue(at) == []


def test_reports_have_a_kind_limit(cast: Cast, settings) -> None:
    settings.REPORTS_AN_HOUR = 2
    actions.report(cast.groupmate, Trouble.OTHER, by=cast.member)
    actions.report(cast.third, Trouble.OTHER, by=cast.member)
    with pytest.raises(Refused, match="call for help"):
        actions.report(cast.fourth, Trouble.OTHER, by=cast.member)
    assert actions.report(cast.third, Trouble.OTHER, by=cast.member)


def test_private_messages_can_be_reported_by_the_two_alone(cast: Cast, client_of) -> None:
    pair = talk.open_pair(cast.member, cast.third, by=SYSTEM)
    message = talk.post_message(pair, "Send me money.", by=cast.third, key="p1")
    address = f"/safety/report/message/{message.public_id}/"
    assert client_of(cast.member).get(address).status_code == 200
    for person in (cast.groupmate, cast.counselor, cast.director, cast.outsider):
        assert client_of(person).get(address).status_code == 404
    assert pair.kind == Kind.PAIR
    answer = client_of(cast.member).post(address, {"trouble": "selling"}, follow=True)
    assert b"Thank you for telling us" in answer.content and Report.objects.count() == 1
    queue = client_of(cast.other_counselor).get("/safety/").content
    assert b"A message by Walt" in queue


def test_nothing_tells_whom_it_is_about_who_reported(cast: Cast, chat: Conversation, client_of) -> None:
    """Every page of theirs that could, before and after a decision."""
    message = said(chat, cast)
    report = actions.report(message, Trouble.HURTFUL, by=cast.member)
    actions.add_words(report, "zebra", by=cast.member)
    actions.decide(report, Step.WARN, words="Please be kind.", by=cast.counselor)
    theirs = client_of(cast.groupmate)
    own = cast.groupmate.decisions.get()
    for address in ("/safety/decisions/", f"/safety/decisions/{own.public_id}/", "/safety/mine/", "/"):
        page = theirs.get(address).content.decode()
        assert "zebra" not in page and report.public_id not in page
        if address.startswith("/safety"):
            assert "Maya" not in page
    assert not Notice.objects.filter(person=cast.groupmate, key__contains=report.public_id).exists()


def test_hostile_words_are_a_sentence_and_nothing_is_lost(cast: Cast, client_of) -> None:
    me = client_of(cast.member)
    answer = me.post(f"/safety/report/person/{cast.third.public_id}/", {"trouble": "other"}, follow=True)
    address = answer.redirect_chain[-1][0]
    for words in ("x" * 100_000, "x" * 2_001, "\u202e\u200b"):
        page = me.post(address, {"words": words})
        assert page.status_code == 422
    me.post(address, {"words": "<script>alert(1)</script> \u202egnorw"})
    report = Report.objects.get()
    assert report.words == "<script>alert(1)</script> gnorw"
    assert b"<script>alert" not in client_of(cast.counselor).get(f"/safety/reports/{report.public_id}/").content
    assert me.post(f"/safety/report/person/{cast.third.public_id}/", {"trouble": "' OR 1=1"}).status_code == 200
    for what in ("message", "session", "circle", "nothing"):
        assert me.get(f"/safety/report/{what}/{'z' * 16}/").status_code == 404
