"""An action has an actor, a transaction, an audit row, and happens once per key."""

import pytest

from alongside.core.actions import SYSTEM, System, action, current
from alongside.core.models import AuditEntry, DoneOnce, DutyRun

pytestmark = pytest.mark.django_db


@action("core.begin_duty")
def begin_duty(name, *, by, key=None, fail=False):
    from alongside.core import clock

    row = DutyRun.objects.create(name=name, began_at=clock.now())
    current().record(row, size=3)
    if fail:
        raise RuntimeError("half-way")
    return row


def test_no_actor_no_action():
    """Without `by` nothing happens, loudly."""
    with pytest.raises(TypeError):
        begin_duty("a", by=None)
    assert not DutyRun.objects.exists()


def test_an_action_leaves_one_audit_row():
    """Who, what and on which row stands in the audit trail."""
    begin_duty("a", by=System("tests"))
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.verb, entry.facts) == ("system:tests", "core.begin_duty", {"size": 3})
    assert entry.target.startswith("core.dutyrun:")


def test_the_same_key_twice_is_one_act():
    """A repeated post returns the first row, and neither row nor audit is written again."""
    first = begin_duty("a", by=SYSTEM, key="k1")
    again = begin_duty("another name", by=SYSTEM, key="k1")
    assert again == first
    assert DutyRun.objects.count() == AuditEntry.objects.count() == 1


def test_a_failed_act_leaves_nothing_and_its_key_free():
    """An exception rolls back row, audit and key, so that trying again works."""
    with pytest.raises(RuntimeError):
        begin_duty("a", by=SYSTEM, key="k1", fail=True)
    assert not DutyRun.objects.exists() and not AuditEntry.objects.exists() and not DoneOnce.objects.exists()
    assert begin_duty("a", by=SYSTEM, key="k1").name == "a"


def test_finishers_run_once_at_the_end_of_the_outermost_action_in_name_order():
    """An inner action joins the outer one: its finishers wait for the outer end."""
    seen = []

    @action("core.inner")
    def inner(*, by):
        current().before_commit("b", lambda: seen.append("b"))
        current().before_commit("a", lambda: seen.append("a"))

    @action("core.outer")
    def outer(*, by):
        inner(by=by)
        current().before_commit("b", lambda: seen.append("b again"))
        assert seen == []

    outer(by=SYSTEM)
    assert seen == ["a", "b"]


def test_outside_of_an_action_there_is_none():
    """Publishing outside an action is a programming error."""
    with pytest.raises(RuntimeError):
        current()
