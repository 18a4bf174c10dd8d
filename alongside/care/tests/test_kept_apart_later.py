"""Two who wrote to each other are kept apart, or one blocks the other: the house goes on, and nothing tells of it."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from alongside.boundaries.actions import keep_apart, lift_keep_apart
from alongside.boundaries.actions_cuts import cut
from alongside.boundaries.models import Wish
from alongside.care.listed import on_list
from alongside.connections import facts
from alongside.connections.actions import Fact, record
from alongside.connections.around.actions import correct
from alongside.connections.introductions import proposing
from alongside.connections.introductions.actions.again import _in_touch
from alongside.connections.mentors import actions as mentors
from alongside.connections.mentors import queries
from alongside.connections.models import Correction, Listed, Standing, State
from alongside.connections.models import Kind as Kinds
from alongside.connections.suggesting.choosing import Reading
from alongside.connections.tests.mentor_scene import ready
from alongside.connections.wishes import may_be_suggested
from alongside.conversations.actions.two_people import write_note
from alongside.conversations.models import Conversation, Kind, Message
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.groups.mentoring.actions import Wanted
from alongside.groups.models import MentorOffer
from alongside.people import actions as people
from alongside.people.models import Person, Stage
from tests.cast import Cast

ClientOf = Callable[[Person | None], Client]


def test_the_old_names_of_conversations_stop_nothing(cast: Cast) -> None:
    one, other = cast.member, cast.groupmate
    write_note(other, "Hello", by=one, key="a-1")
    write_note(one, "Hello you", by=other, key="a-2")
    kept = keep_apart(one, other, by=cast.counselor)
    write_note(other, "Are you there?", by=one, key="a-3")
    lift_keep_apart(kept, by=cast.counselor)
    keep_apart(one, other, by=cast.counselor)
    names = set(Conversation.objects.filter(kind=Kind.PAIR).values_list("pair", flat=True))
    assert any("." in name for name in names), "what this test is about"
    both, at = frozenset((one.pk, other.pk)), clock.now()
    assert both in Reading(cast.program, at).barred
    assert both in proposing._barred(cast.program.pk, list(both), at)
    assert both in _in_touch(cast.program.pk, at)
    found = facts.of_messages(cast.program.pk, list(Message.objects.values_list("pk", flat=True)))
    assert {(each.actor, each.target) for each in found} == {(one.pk, other.pk), (other.pk, one.pk)}


def test_what_is_worked_out_tells_of_no_cut_and_shows_nobody_whom_the_reader_blocks(
    cast: Cast, client_of: ClientOf
) -> None:
    one, other, at = cast.member, cast.groupmate, clock.now()
    rows = [Fact(Kinds.WROTE, other.pk, one.pk, at - timedelta(days=1), "said:1", "pair:1", private=True)]
    record(cast.program.pk, rows, by=SYSTEM)
    reasons = [{"code": "not_answered", "facts": {"people": 1, "days": 14}}]
    how = {"state": State.LITTLE, "since": at, "score": 0.1, "judged_at": at, "listed": Listed.FADING}
    Standing.objects.create(person=one, reasons=reasons, **how)
    client = client_of(one)
    page, export = client.get("/people/derived/"), client.get("/people/derived/export.json")
    assert "turned to you" not in page.content.decode(), "they may have answered, and it reached nobody"
    assert "Wrote to you once" in page.content.decode() and other.display_name in export.content.decode()
    assert "not_answered" not in export.content.decode() and "turned to you" not in export.content.decode()
    cut(other, Wish.BLOCK, by=one)
    page, export = client.get("/people/derived/"), client.get("/people/derived/export.json")
    assert "Wrote to you once" not in page.content.decode() and other.display_name not in export.content.decode()
    assert on_list(cast.director, Listed.FADING).count() == 1
    Person.objects.filter(pk=one.pk).update(stage=Stage.DIED)
    assert on_list(cast.director, Listed.FADING).count() == 0, "before the hour is over, too"


def test_nobody_waits_for_a_mentor_who_is_gone_nor_is_brought_to_who_has_enough(cast: Cast) -> None:
    member, mentor, at = cast.member, ready(cast, cast.mentor), clock.now()
    wish = mentors.ask(member, Wanted(), by=member)
    mentors.choose(MentorOffer.objects.get(wish=wish, mentor=mentor), by=member)
    assert queries.mine(member, at).chosen is not None
    people.change_stage(mentor, Stage.LEFT, by=cast.director)
    mine = queries.mine(member, clock.now())
    assert mine.chosen is None and mine.past is None and not mine.choices
    both = [cast.groupmate.pk, cast.third.pk]
    assert proposing.wants_to_be_asked(both, at) == set(both) == may_be_suggested(both)
    correct(cast.third, None, Correction.Code.ENOUGH, by=cast.third)
    Person.objects.filter(pk=cast.groupmate.pk).update(suspended_until=at + timedelta(days=1))
    assert proposing.wants_to_be_asked(both, clock.now()) == set()
    assert may_be_suggested(both) == {cast.third.pk}
