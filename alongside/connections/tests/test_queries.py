"""What others are told of ties: by whom it may be seen, whom it counts, and in which words."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from alongside.connections import queries
from alongside.connections.actions import record
from alongside.connections.models import Kind
from alongside.connections.reading import sentence, sentence_of_two
from alongside.connections.tests.test_recording import START, fact
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.engine.isolation import KINDS


def test_a_pair_is_seen_from_both_sides_and_staff_see_no_private_contact(
    cast: Any, django_assert_num_queries: Any
) -> None:
    me, peer, third, staff = cast.member, cast.groupmate, cast.third, cast.counselor
    rows = [fact(Kind.SMALL_ROOM, me, peer, day, f"room:{day}", amount=9.0) for day in (0, 7, 14)]
    rows += [fact(Kind.WROTE, me, third, day, f"wrote:{day}", private=True) for day in (1, 13)]
    rows += [fact(Kind.WROTE, third, me, 12, "back", private=True)]
    rows += [fact(Kind.REPLIED, staff, me, 13, "staff"), fact(Kind.REPLIED, me, staff, 14, "to staff")]
    rows += [fact(Kind.SESSION, me, cast.fourth, 14, "session", amount=50.0)]
    record(cast.program.pk, rows, by=SYSTEM)
    at = START + timedelta(days=16)
    with django_assert_num_queries(2):
        mine = {tie.other: tie for tie in queries.ties_of(me.pk, at)}
    assert set(mine) == {peer.pk, third.pk, staff.pk, cast.fourth.pk}
    assert [mine[one.pk].two_way for one in (peer, third, staff, cast.fourth)] == [True, True, True, False]
    assert mine[staff.pk].with_staff
    assert not mine[peer.pk].with_staff
    theirs = queries.ties_of(third.pk, at)[0]
    assert (theirs.strength_out, theirs.strength_in) == (mine[third.pk].strength_in, mine[third.pk].strength_out)
    assert theirs.strength_in == pytest.approx(2 ** (-15 / 14) + 2 ** (-3 / 14), abs=1e-9)
    assert theirs.last_two_way == START + timedelta(days=13)
    shown = queries.ties_between([each.pk for each in cast.roster], at, private=False)
    assert {(tie.lower, tie.upper) for tie in shown} == {
        tuple(sorted((me.pk, peer.pk))),
        tuple(sorted((me.pk, cast.fourth.pk))),
    }
    assert len(queries.ties_between([each.pk for each in cast.roster], at, private=True)) == 3
    with django_assert_num_queries(1):
        assert queries.two_way_count([me.pk, peer.pk, cast.fourth.pk], at) == {me.pk: 2, peer.pk: 1, cast.fourth.pk: 0}
    assert queries.two_way_count([me.pk], at, staff=True) == {me.pk: 1}
    assert queries.two_way_count([me.pk], START + timedelta(days=60)) == {me.pk: 0}
    assert queries.last_in_small_room([me.pk, third.pk]) == {me.pk: START + timedelta(days=14)}

    with clock.reading(at), translation.override("en"):
        assert sentence(mine[peer.pk].knows, me) == "You were in a small room together 3 times, last on Monday."
        assert sentence(mine[third.pk].knows, me) == "You have been in touch in writing, last on Saturday."
        by_pair = {tie.upper if tie.lower == me.pk else tie.lower: tie for tie in shown}
        said = sentence_of_two(by_pair[peer.pk].knows, staff)
        assert said == "They were in a small room together 3 times, last on Monday."
    told = queries.contacts(cast.program.pk, START, at, also=[cast.newcomer.pk])
    columns = zip(told.kind, told.actor, told.target, strict=True)
    names = [(KINDS[kind], int(told.people[who]), int(whom)) for kind, who, whom in columns]
    assert [name for name, _who, whom in names if whom >= 0] == ["met", "message", "met", "message", "message", "met"]
    assert ("post", me.pk, -1) in names  # to staff: an act of theirs that reaches no peer
    assert staff.pk not in told.people.tolist()
    assert cast.newcomer.pk in told.people.tolist()


def test_what_was_only_sent_is_told_to_neither(cast: Any) -> None:
    record(cast.program.pk, [fact(Kind.WROTE, cast.member, cast.third, 0, "one", private=True)], by=SYSTEM)
    mine = queries.ties_of(cast.member.pk, START)[0]
    assert sentence(mine.knows, cast.member) == ""
