"""The outbox: gapless numbers in commit order, nothing of what was rolled back, sealed, erasable."""

from datetime import UTC, datetime, timedelta

import pytest

from alongside.core import clock
from alongside.core.actions import System, action
from alongside.live import outbox
from alongside.live.models import OutboxEvent, Topic

BY = System("outbox test")
pytestmark = pytest.mark.django_db


@action("live.test_say")
def say(*events: tuple[str, str], by: System, fail: bool = False) -> None:
    for topic, word in events:
        outbox.publish(topic, "said", {"word": word})
    if fail:
        raise LookupError


@action("live.test_swallow")
def say_and_swallow(*, by: System) -> None:
    outbox.publish("a", "said", {"word": "before"})
    with pytest.raises(LookupError):
        say(("a", "lost"), ("b", "lost"), by=by, fail=True)
    say(("a", "nested"), by=by)
    outbox.publish("a", "said", {"word": "after"})


@action("live.test_take_away")
def take_away(topic: str, person: str, *, by: System) -> None:
    outbox.publish(topic, "said", {"word": "last"})
    outbox.revoke(topic, person)


def words(topic: str) -> list[str]:
    return [event.data.get("word", event.kind) for event in outbox.since(topic, 0).events]


def test_events_of_one_topic_are_numbered_in_call_order() -> None:
    say(("b", "1"), ("a", "2"), ("b", "3"), by=BY)
    say(("b", "4"), by=BY)
    assert [(event.seq, event.data["word"]) for event in outbox.since("b", 0).events] == [
        (1, "1"),
        (2, "3"),
        (3, "4"),
    ]
    assert outbox.heads(["a", "b", "c"]) == {"a": 1, "b": 3, "c": 0}


def test_a_rolled_back_action_publishes_nothing_and_leaves_no_gap() -> None:
    say(("a", "1"), by=BY)
    with pytest.raises(LookupError):
        say(("a", "lost"), by=BY, fail=True)
    say(("a", "2"), by=BY)
    assert words("a") == ["1", "2"]
    assert outbox.since("a", 0).complete


def test_a_nested_action_whose_failure_was_caught_publishes_nothing() -> None:
    say_and_swallow(by=BY)
    assert words("a") == ["before", "nested", "after"]
    assert not Topic.objects.filter(name="b").exists()


def test_publishing_outside_an_action_is_refused() -> None:
    with pytest.raises(RuntimeError):
        outbox.publish("a", "said", {})


@pytest.mark.parametrize(
    ("topic", "kind", "data"),
    [("", "said", {}), ("a" * 161, "said", {}), ("a\n", "said", {}), ("a", "", {}), ("a", "live.revoke", {}),
     ("a", "said", {"x": float("nan")}), ("a", "said", {"x": "y" * 300_000})],
)  # fmt: skip
def test_what_cannot_be_carried_is_refused_when_published(topic: str, kind: str, data: dict[str, object]) -> None:
    @action("live.test_odd")
    def odd(*, by: System) -> None:
        outbox.publish(topic, kind, data)

    with pytest.raises(ValueError):
        odd(by=BY)
    assert not OutboxEvent.objects.exists()


def test_payloads_are_sealed_in_the_table() -> None:
    say(("a", "a secret word"), by=BY)
    assert b"secret" not in bytes(OutboxEvent.objects.get().payload)


def test_a_revoke_is_found_after_the_number_it_beats_and_only_for_its_person() -> None:
    take_away("a", "ana", by=BY)
    assert outbox.revoked_since("a", 1, "ana")
    assert not outbox.revoked_since("a", 2, "ana")
    assert not outbox.revoked_since("a", 0, "ben")


def test_events_expire_after_a_day_and_the_reader_is_told_that_its_tail_is_incomplete() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    with clock.reading(start):
        say(("a", "old"), by=BY)
    with clock.reading(start + timedelta(hours=20)):
        say(("a", "new"), by=BY)
    with clock.reading(start + timedelta(hours=25)):
        assert outbox.expire() == 1
        assert not outbox.since("a", 0).complete
        assert outbox.since("a", 1).complete
    with clock.reading(start + timedelta(days=3)):
        assert outbox.expire() == 1
        assert not outbox.since("a", 1).complete
        assert outbox.since("a", 2) == outbox.Tail((), 2, complete=True)
        say(("a", "newest"), by=BY)
    assert outbox.heads(["a"]) == {"a": 3}


def test_erasure_empties_what_names_a_person_and_keeps_the_numbers() -> None:
    say(("room", "ben says hello"), ("room", "from ana4xk"), ("person:ana4xk", "yours"), by=BY)

    @action("live.test_erase")
    def erase(*, by: System) -> int:
        return outbox.erase_person("ana4xk")

    assert erase(by=BY) == 2
    assert [event.kind for event in outbox.since("room", 0).events] == ["said", outbox.SKIP]
    assert outbox.since("person:ana4xk", 0).complete
