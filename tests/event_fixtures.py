"""State + events = the state fetched again: cases written here, replayed by the TypeScript reducers.

    def test_fixtures(cast, monkeypatch):
        steady(cast, monkeypatch)                      # ids that don't change from run to run
        writer = Writer("conversations", lambda: queries.state(chat, cast.member), [topic(chat)])
        with writer.case("someone says hello"):
            actions.post_message(…)
        writer.keep()

`keep` compares with tests/fixtures/events/<name>.json and fails when they differ; `WRITE_FIXTURES=1 pytest -k fixtures`
writes the file. Set the clock with `core.clock.reading`, so that moments are the same each time.
"""

import json
import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from alongside.core import ids
from alongside.live import outbox
from alongside.people.models import Person
from tests.cast import Cast

FOLDER = Path(__file__).parent / "fixtures" / "events"


def steady(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the people of the cast ids made of their names, and all rows made from now on ids in a fixed order."""
    for name, person in cast.people.items():
        person.public_id = name.replace("_", "")[: ids.LENGTH].ljust(ids.LENGTH, "2")
        Person.objects.filter(pk=person.pk).update(public_id=person.public_id)
    monkeypatch.setattr(ids, "secrets", random.Random(7))


class Writer:
    """Collects the cases of one reducer. `state` fetches the state as its viewer sees it."""

    def __init__(self, name: str, state: Callable[[], Mapping[str, Any]], topics: Sequence[str]) -> None:
        self.path = FOLDER / f"{name}.json"
        self.state = state
        self.topics = topics
        self.cases: list[dict[str, Any]] = []

    @contextmanager
    def case(self, name: str) -> Iterator[None]:
        """What happens in the block is one case: the state before, the events of the topics, the state after."""
        before, heads = _plain(self.state()), outbox.heads(self.topics)
        yield
        events = [_as_seen(topic, event) for topic in self.topics for event in outbox.since(topic, heads[topic]).events]
        assert events, f"{name}: nothing was published on {self.topics}"
        self.cases.append({"name": name, "before": before, "events": events, "after": _plain(self.state())})

    def keep(self) -> None:
        """Compare with the committed file, or write it when asked to."""
        text = json.dumps(self.cases, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        if os.environ.get("WRITE_FIXTURES"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(text)
        assert self.path.exists(), f"{self.path.name} isn't there: run WRITE_FIXTURES=1 pytest -k fixtures"
        assert self.path.read_text() == text, f"{self.path.name} is old: run WRITE_FIXTURES=1 pytest -k fixtures"


def _as_seen(topic: str, event: outbox.Event) -> dict[str, Any]:
    """The event as someone sees it who stays: another person's loss is an empty number."""
    seen = {"topic": topic, "seq": event.seq, "kind": event.kind, "at": event.at.isoformat(), "data": event.data}
    return seen | {"kind": outbox.SKIP, "data": {}} if event.kind == outbox.REVOKE else seen


def _plain(state: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(state))
