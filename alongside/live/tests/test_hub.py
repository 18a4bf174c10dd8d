"""The hub alone, against a model: in whatever order things come, everyone gets exactly what is theirs."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.live.gateway import frames
from alongside.live.gateway.feed import Ask, Control, Page, Standing
from alongside.live.gateway.hub import RING_EVENTS, Client, Hub, Subscription
from alongside.live.topics import Grant

AT = datetime(2026, 1, 1, tzinfo=UTC)


def messages(blob: bytes) -> list[dict[str, Any]]:
    """The messages of frames written in one piece."""
    found, at = [], 0
    while at < len(blob):
        size, head = blob[at + 1], 2
        if size > 125:
            head = 4 if size == 126 else 10
            size = int.from_bytes(blob[at + 2 : at + head])
        found.append(json.loads(blob[at + head : at + head + size]))
        at += head + size
    return found


@dataclass(eq=False)
class Fake:
    """A client that keeps what it is given, and checks it as it comes."""

    person: str
    name: str
    paused: bool = False
    fills_after: int = 10**9
    topics: dict[str, Subscription] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    signals: list[Any] = field(default_factory=list)
    present: dict[str, set[str]] = field(default_factory=dict)

    def write(self, blob: bytes) -> None:
        for message in messages(blob):
            topic = message.get("topic", "")
            if message["t"] == "event":
                assert topic not in self.gone
                assert message["seq"] == self.last[topic] + 1, f"{self.name}: {message['seq']} after {self.last[topic]}"
                self.last[topic] = message["seq"]
            elif message["t"] == "gone":
                self.gone[topic] = message["reason"]
            elif message["t"] == "signal":
                self.signals.append((topic, message["data"]))
            elif message["t"] == "present":
                self.present[topic] = {each["conn"] for each in message["people"]}
            elif message["t"] == "arrived":
                self.present[topic].add(message["conn"])
            elif message["t"] == "departed":
                self.present[topic].remove(message["conn"])
            assert message["t"] != "refetch"
        self.fills_after -= len(blob)
        if self.fills_after < 0:
            self.paused = True

    push = write


@dataclass
class Scene:
    """A hub, the outbox it reads (as lists), and what it asked for."""

    outbox: dict[str, list[str | None]] = field(default_factory=lambda: {"a": [], "b": []})
    asks: list[tuple[Fake, Ask]] = field(default_factory=list)
    late: list[Page] = field(default_factory=list)
    there: list[tuple[str, str]] = field(default_factory=list)
    clients: list[Fake] = field(default_factory=list)
    joined: int = 0

    def __post_init__(self) -> None:
        self.hub = Hub(self)

    def entered(self, topic: str, client: Any) -> None:
        self.there.append((topic, client.name))

    def left(self, topic: str, client: Any) -> None:
        self.there.remove((topic, client.name))

    def wanted(self, client: Any, ask: Ask) -> None:
        self.asks.append((client, ask))

    def grown(self, topic: str) -> None:
        return None

    def dismissed(self, client: Client) -> None:
        raise AssertionError(f"no topic here is named after {client.person}")

    def page(self, topic: str, seq: int, limit: int) -> Page:
        rows = self.outbox[topic][seq : seq + limit]
        built = [frames.event(topic, seq + n, "live.skip" if who else "said", AT, b"") for n, who in enumerate(rows, 1)]
        ends = [Control(place, who) for place, who in enumerate(rows) if who]
        head = max(seq, len(self.outbox[topic]))
        return Page(topic, 1, seq + 1, built, b"".join(built), ends, head, complete=True)

    def join(self, client: Fake, topics: list[str], lag: int, seen_lag: int) -> None:
        """Enter with a ticket that is `lag` events old, having seen all but `seen_lag` events."""
        grants, seen, found = {}, {}, {}
        for topic in topics:
            head = len(self.outbox[topic])
            at = max(0, head - lag)
            grants[topic] = Grant(present=True, signals=frozenset({"typing"}), seq=at)
            seen[topic] = max(0, head - seen_lag)
            found[topic] = Standing(1, head, client.person in self.outbox[topic][at:])
            client.last.setdefault(topic, seen[topic])
        heads = self.hub.admit(client, grants, seen, found)
        self.hub.settle(client, grants, seen, heads)

    def finish(self) -> None:
        """Everything is read and everyone drains."""
        for client in self.clients:
            client.fills_after = 10**9
            client.paused = False
            self.hub.resume(client)
        for _ in range(10_000):
            asks, self.asks = self.asks, []
            for client, ask in asks:
                self.hub.caught(client, ask, self.page(ask.topic, ask.seq, 7))
            behind = [c for c in self.hub.channels.values() if c.seq < len(self.outbox[c.name]) or c.behind]
            if not asks and not behind:
                return
            for channel in behind:
                self.hub.deliver(self.page(channel.name, channel.seq, 7))
            self.hub.nudge()
        raise AssertionError("the hub never comes to rest")


def _settle_pauses(scene: Scene) -> None:
    """What the event loop does after each piece of work."""
    for client in scene.clients:
        if client.paused:
            scene.hub.pause(client)


OPS: dict[str, Callable[[Scene, random.Random], None]] = {}


def op(fn: Callable[[Scene, random.Random], None]) -> Callable[[Scene, random.Random], None]:
    OPS[fn.__name__] = fn
    return fn


@op
def say(scene: Scene, dice: random.Random) -> None:
    scene.outbox[dice.choice("ab")] += [None] * dice.choice([1, 1, 1, 20, RING_EVENTS + 10])


@op
def revoke(scene: Scene, dice: random.Random) -> None:
    scene.outbox[dice.choice("ab")].append(dice.choice(["ana", "ben"]))


@op
def read(scene: Scene, dice: random.Random) -> None:
    for channel in scene.hub.channels.values():
        scene.late.append(scene.page(channel.name, channel.seq, dice.choice([1, 3, 400])))


@op
def deliver(scene: Scene, dice: random.Random) -> None:
    if scene.late:
        scene.hub.deliver(scene.late.pop(dice.randrange(len(scene.late))))


@op
def answer(scene: Scene, dice: random.Random) -> None:
    if scene.asks:
        client, ask = scene.asks.pop(dice.randrange(len(scene.asks)))
        fails = dice.random() < 0.2
        scene.hub.caught(client, ask, None if fails else scene.page(ask.topic, ask.seq, dice.choice([1, 3, 400])))


@op
def join(scene: Scene, dice: random.Random) -> None:
    client = Fake(dice.choice(["ana", "ben", "cleo"]), f"c{scene.joined}")
    scene.joined += 1
    scene.clients.append(client)
    scene.join(client, dice.sample("ab", dice.choice([1, 2])), dice.choice([0, 0, 3]), dice.choice([0, 1, 9, 300]))


@op
def pause(scene: Scene, dice: random.Random) -> None:
    if scene.clients:
        dice.choice(scene.clients).fills_after = dice.choice([0, 200, 5000])


@op
def resume(scene: Scene, dice: random.Random) -> None:
    for client in scene.clients:
        if client.paused and dice.random() < 0.5:
            client.paused, client.fills_after = False, dice.choice([300, 10**9])
            scene.hub.resume(client)


@op
def leave(scene: Scene, dice: random.Random) -> None:
    if scene.clients and dice.random() < 0.3:
        scene.hub.forget(scene.clients.pop(dice.randrange(len(scene.clients))))


@op
def nudge(scene: Scene, dice: random.Random) -> None:
    scene.hub.nudge()


@given(steps=st.lists(st.sampled_from(sorted(OPS)), min_size=40, max_size=150), seed=st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_everyone_gets_exactly_what_is_theirs_in_any_order_of_things(steps: list[str], seed: int) -> None:
    scene, dice = Scene(), random.Random(seed)
    for step in ["join", "say", *steps]:
        OPS[step](scene, dice)
        _settle_pauses(scene)
    granted = {c.name: {t: s.grant.seq for t, s in c.topics.items()} for c in scene.clients}
    scene.finish()
    for client in scene.clients:
        for topic, at in granted[client.name].items():
            rows = scene.outbox[topic]
            lost = next((seq for seq, who in enumerate(rows, 1) if who == client.person and seq > at), None)
            if lost is None:
                assert client.last[topic] == len(rows)
                assert topic not in client.gone
            else:
                assert client.gone.get(topic) == "revoked"
                assert client.last[topic] == lost - 1
    on = {(topic, c.name) for c in scene.clients for topic in c.topics}
    assert set(scene.there) == on
    assert len(scene.there) == len(on)
    for client in scene.clients:
        for topic in client.topics:
            assert client.present[topic] == {name for where, name in on if where == topic}
    for channel in scene.hub.channels.values():
        assert set(channel.live) == {c for c in scene.clients if channel.name in c.topics}


def test_a_paused_person_who_lost_the_right_is_neither_seen_nor_heard_before_they_are_told() -> None:
    scene = Scene()
    ana, cleo = Fake("ana", "c0"), Fake("cleo", "c1")
    for client in (ana, cleo):
        scene.clients.append(client)
        scene.join(client, ["a"], 0, 0)
    ana.paused = True
    scene.hub.pause(ana)
    scene.outbox["a"] += [None, "ana", None]
    scene.hub.deliver(scene.page("a", 0, 10))
    assert cleo.present["a"] == {"c1"}
    assert scene.there == [("a", "c1")]
    scene.hub.relay(cleo, frames.Signal("a", "typing", None, 1))
    assert ana.signals == []
    with pytest.raises(frames.FrameError):
        scene.hub.relay(ana, frames.Signal("a", "typing", None, 2))
    scene.finish()
    assert (ana.last, ana.gone) == ({"a": 1}, {"a": "revoked"})


def test_nobody_is_sent_what_was_published_before_their_time() -> None:
    scene = Scene()
    scene.outbox["a"] = [None, None, None]
    new, there = Fake("p0", "new"), Fake("p1", "there")
    sent: list[dict[str, Any]] = []
    new.push = lambda blob: sent.extend(messages(blob))  # type: ignore[method-assign]
    new.last, there.last = {"a": 3}, {"a": 0}
    for client, since in ((there, 0), (new, 2)):
        grants = {"a": Grant(since=since, seq=3)}
        heads = scene.hub.admit(client, grants, {"a": 0}, {"a": Standing(1, 3, revoked=False)})
        scene.hub.settle(client, grants, {"a": 0}, heads)
    for client, ask in scene.asks:
        scene.hub.caught(client, ask, scene.page(ask.topic, ask.seq, 10))
    assert there.last == {"a": 3}
    assert [message["t"] for message in sent] == ["refetch"] and new.last == {"a": 3}
