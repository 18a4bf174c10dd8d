"""Block and mute: one's own, undone at any time, felt by planners both ways, and seen by nobody else."""

from datetime import timedelta

import pytest

from alongside.boundaries import actions_cuts, events
from alongside.boundaries.actions import forget_lifted, keep_apart, lift_keep_apart
from alongside.boundaries.models import Cut, Wish
from alongside.boundaries.queries import (
    blocked_by,
    cut_pairs,
    cuts_of,
    is_cut,
    kept_apart_pairs,
    may_be_seated_together,
    muted_by,
    posting_pause,
)
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.core.models import AuditEntry
from alongside.live.models import OutboxEvent
from tests.cast import Cast


def test_a_block_and_a_mute_cut_both_ways_until_undone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[set[int]] = []
    monkeypatch.setattr(events, "_listeners", [lambda a, b: heard.append({a.pk, b.pk})])
    me, other, third = cast.member, cast.groupmate, cast.third
    first = actions_cuts.cut(other, Wish.MUTE, by=me)
    assert actions_cuts.cut(other, Wish.MUTE, by=me) == first
    assert actions_cuts.cut(other, Wish.BLOCK, by=me) != first
    actions_cuts.cut(me, Wish.MUTE, by=third)
    both = frozenset((me.pk, other.pk)), frozenset((me.pk, third.pk))
    assert cut_pairs([me.pk, other.pk, third.pk]) == set(both)
    assert is_cut(me, other) and is_cut(other.pk, me.pk) and not is_cut(other, third)
    assert muted_by(me) == blocked_by(me) == {other.pk} and muted_by(other) == set() == blocked_by(third)
    assert [each.other for each in cuts_of(me)] == [other]
    assert heard == [{me.pk, other.pk}, {me.pk, other.pk}, {me.pk, third.pk}]
    # What counselors and their screens ask knows nothing of it.
    assert kept_apart_pairs([me.pk, other.pk, third.pk]) == set() and may_be_seated_together(me, other)

    actions_cuts.uncut(other, by=me)
    actions_cuts.uncut(other, by=me)
    assert not is_cut(me, other) and len(heard) == 4
    pair = keep_apart(me, other, by=cast.counselor)
    assert is_cut(me, other) and cut_pairs([me.pk, other.pk]) == {both[0]}
    lift_keep_apart(pair, by=cast.counselor)
    assert len(heard) == 6 and not OutboxEvent.objects.filter(kind__startswith="boundaries").exists()


def test_staff_are_never_shut_out_and_shut_nobody_out(cast: Cast) -> None:
    for by, other in ((cast.member, cast.counselor), (cast.counselor, cast.member), (cast.member, cast.member)):
        with pytest.raises(Refused):
            actions_cuts.cut(other, Wish.BLOCK, by=by)
    with pytest.raises(ValueError, match="not of one program"):
        actions_cuts.cut(cast.outsider, Wish.BLOCK, by=cast.member)
    assert not Cut.objects.exists()


def test_the_audit_trail_names_the_row_and_not_the_other(cast: Cast) -> None:
    made = actions_cuts.cut(cast.groupmate, Wish.BLOCK, by=cast.member)
    entry = AuditEntry.objects.get(verb="boundaries.cut")
    assert entry.target == f"boundaries.cut:{made.public_id}"
    assert cast.groupmate.public_id not in str(entry.facts)


def test_a_pause_holds_until_its_end_or_until_it_is_lifted(cast: Cast) -> None:
    at = clock.now()
    pause = actions_cuts.pause_posting(cast.member, at + timedelta(days=1), by=cast.counselor)
    assert posting_pause(cast.member, clock.now()) == pause
    assert posting_pause(cast.member, at + timedelta(days=1)) is None
    longer = actions_cuts.pause_posting(cast.member, at + timedelta(days=3), by=cast.counselor)
    assert posting_pause(cast.member, clock.now()) == longer
    actions_cuts.lift_pause(longer, by=cast.counselor)
    assert posting_pause(cast.member, clock.now()) == pause
    actions_cuts.lift_pause(pause, by=cast.counselor)
    assert posting_pause(cast.member, clock.now()) is None


def test_what_was_lifted_is_forgotten_after_a_year(cast: Cast) -> None:
    actions_cuts.cut(cast.groupmate, Wish.BLOCK, by=cast.member)
    actions_cuts.uncut(cast.groupmate, by=cast.member)
    actions_cuts.cut(cast.third, Wish.BLOCK, by=cast.member)
    Cut.objects.exclude(lifted_at=None).update(lifted_at=clock.now() - timedelta(days=366))
    assert forget_lifted(by=SYSTEM) == 1 and Cut.objects.count() == 1


def test_pages_say_who_and_let_one_undo(cast: Cast, client_of) -> None:
    me, other = client_of(cast.member), cast.groupmate
    page = me.get(f"/me/boundaries/{other.public_id}/")
    assert b"They are not told" in page.content
    me.post(f"/me/boundaries/{other.public_id}/", {"wish": "block", "next": "https://elsewhere.example/"})
    assert b"Blocked" in me.get("/me/boundaries/").content
    # The other one's pages are the same as before.
    theirs = client_of(other)
    assert b"Nobody" in theirs.get("/me/boundaries/").content
    assert b"You block" not in theirs.get(f"/me/boundaries/{cast.member.public_id}/").content
    me.post(f"/me/boundaries/{other.public_id}/undo")
    assert b"Nobody" in me.get("/me/boundaries/").content
    assert b"ask for someone else" in me.get(f"/me/boundaries/{cast.counselor.public_id}/").content.lower()
