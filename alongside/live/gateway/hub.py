"""The hub: who is on which topic, and what is written to whom. Synchronous, no clock, no database, no await.

A client is *live* on a topic when it has everything the topic has delivered: then a new page is the same
bytes for everyone, written in one plain loop. Whoever resumes, or cannot keep up, is *behind*: it holds a
number instead of a backlog, gets what it misses as fast as its own socket drains, and becomes live when the
numbers meet.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from alongside.live.gateway import frames
from alongside.live.gateway.feed import Ask, Page, Standing
from alongside.live.topics import Grant

RING_EVENTS = 256  # of each topic, kept in memory for those just behind
RING_BYTES = 256 * 1024
MAX_REPLAY = 5000  # events; who missed more fetches the state again
_CHUNK = 64 * 1024


class Client(Protocol):
    """One connection, as the hub sees it."""

    person: str
    name: str
    paused: bool
    topics: "dict[str, Subscription]"
    write: Callable[[bytes], object]  # whole frames, straight to the socket: events, which `paused` holds back

    def push(self, frame: bytes) -> None:
        """Send what can't wait (signals, presence). Cuts off a client that leaves too much unread."""


class Watcher(Protocol):
    """What the hub reports: who came and went on presence topics, and what it needs to read."""

    def entered(self, topic: str, client: Client) -> None: ...

    def left(self, topic: str, client: Client) -> None: ...

    def wanted(self, client: Client, ask: Ask) -> None:
        """`client` needs a page for itself; hand it to `Hub.caught`."""

    def grown(self, topic: str) -> None:
        """`topic` has, or may have, events that the hub has not seen."""

    def dismissed(self, client: Client) -> None:
        """`client` lost the topic that is named after its own person: it may be nobody's any more, so close it soon.
        Whoever still has a right to be here comes back with a new ticket."""


@dataclass(slots=True)
class Subscription:
    """One client on one topic. `seq` is the last number it has, while it is behind."""

    grant: Grant
    seq: int
    reading: bool = False


@dataclass(slots=True)
class Channel:
    """One topic that somebody is on. `seq` is the last number that was delivered to the live."""

    name: str
    row: int | None
    seq: int
    live: dict[Client, Callable[[bytes], object]] = field(default_factory=dict)
    behind: set[Client] = field(default_factory=set)
    people: dict[str, list[Client]] = field(default_factory=dict)
    ring: deque[bytes] = field(default_factory=deque)
    ring_bytes: int = 0
    presence: bool = False

    def remember(self, page: Page) -> None:
        """Keep the newest frames for those just behind. Numbers that end subscriptions empty the ring: who is
        behind such a number meets it in the outbox."""
        if page.controls:
            self.forget()
            return
        for frame in page.frames:
            self.ring.append(frame)
            self.ring_bytes += len(frame)
        while len(self.ring) > RING_EVENTS or self.ring_bytes > RING_BYTES:
            self.ring_bytes -= len(self.ring.popleft())

    def forget(self) -> None:
        """Empty the ring: what comes later is read from the outbox."""
        self.ring.clear()
        self.ring_bytes = 0


def _from(grant: Grant, seen: int | None, head: int) -> int:
    """The number after which events are sent: never one from before the holder's time."""
    return head if seen is None else min(max(seen, grant.since), head)


class Hub:
    """All channels of this process."""

    def __init__(self, watcher: Watcher) -> None:
        self.channels: dict[str, Channel] = {}
        self._watcher = watcher

    # — joining and leaving —

    def admit(
        self, client: Client, grants: Mapping[str, Grant], seen: Mapping[str, int], found: Mapping[str, Standing]
    ) -> dict[str, int]:
        """Put `client` on what it was granted and has not lost since. Returns the newest number of each.

        Arrivals are told to those present, but the client gets nothing yet: `settle` sends it what it misses.
        """
        heads = {}
        for topic, grant in grants.items():
            standing, channel = found[topic], self.channels.get(topic)
            if standing.revoked:
                continue
            if topic in client.topics:
                if channel and client in channel.people.get(client.person, ()):
                    client.topics[topic].grant = grant
                    heads[topic] = channel.seq
                    continue
                self.leave(client, topic)
            if grant.single:
                self._take_over(client.person, topic)
            channel = self.channels.get(topic)
            if channel is None:
                channel = self.channels[topic] = Channel(topic, standing.row, standing.head)
            client.topics[topic] = Subscription(grant, _from(grant, seen.get(topic), standing.head))
            channel.behind.add(client)
            channel.people.setdefault(client.person, []).append(client)
            heads[topic] = standing.head
            if grant.present:
                channel.presence = True
                self._tell(channel, frames.moved("arrived", topic, client.person, client.name), but=client)
                self._watcher.entered(topic, client)
        return heads

    def settle(
        self, client: Client, grants: Mapping[str, Grant], seen: Mapping[str, int], heads: Mapping[str, int]
    ) -> None:
        """After the welcome: what was lost meanwhile, who is there, and the events that were missed."""
        for topic in grants:
            subscription = client.topics.get(topic)
            if topic not in heads:
                client.push(frames.gone(topic, "revoked"))
            if topic not in heads or subscription is None:
                continue
            if subscription.grant.present:
                client.push(frames.present(topic, self.present(topic)))
            head = heads[topic]
            missed = head - subscription.seq
            asked = seen.get(topic, head)
            lost = asked > head or asked < subscription.grant.since or missed > MAX_REPLAY
            if client in self.channels[topic].behind and lost:
                subscription.seq = head
                client.push(frames.refetch(topic, head))
            self.advance(client, topic)

    def leave(self, client: Client, topic: str) -> bool:
        """Take `client` off `topic`. Returns whether it was on it."""
        subscription = client.topics.pop(topic, None)
        if subscription is None:
            return False
        channel = self.channels[topic]
        channel.live.pop(client, None)
        channel.behind.discard(client)
        self._silence(channel, client, subscription)
        if not channel.live and not channel.behind:
            del self.channels[topic]
        return True

    def forget(self, client: Client) -> None:
        """Take `client` off everything."""
        for topic in list(client.topics):
            self.leave(client, topic)

    def present(self, topic: str) -> list[tuple[str, str]]:
        """(person, connection) of everyone who is present on `topic`."""
        channel = self.channels.get(topic)
        if channel is None:
            return []
        return [
            (client.person, client.name)
            for clients in channel.people.values()
            for client in clients
            if client.topics[topic].grant.present
        ]

    def everyone_present(self) -> list[tuple[str, str, str]]:
        """(topic, person, connection) of everyone present anywhere."""
        return [
            (name, person, conn)
            for name, channel in self.channels.items()
            if channel.presence
            for person, conn in self.present(name)
        ]

    # — events —

    def deliver(self, page: Page) -> None:
        """Write the next page of a topic to everyone who is live on it, and let those behind advance."""
        channel = self.channels.get(page.topic)
        if channel is None:
            return
        channel.row = page.row if page.row is not None else channel.row
        if not page.complete and page.head > channel.seq:
            self._resynchronise(channel, page.head)
        elif page.frames and page.first == channel.seq + 1:
            done = 0
            for control in page.controls:
                self._write(channel, b"".join(page.frames[done : control.place]))
                done = control.place
                channel.seq = page.first + done - 1
                self._end(channel, control.person, page.first + done)
            self._write(channel, b"".join(page.frames[done:]) if page.controls else page.joined)
            channel.seq = page.last
            channel.remember(page)
        for client in list(channel.behind):
            self.advance(client, page.topic)
        if page.topic in self.channels and page.head > channel.seq:
            self._watcher.grown(page.topic)

    def advance(self, client: Client, topic: str) -> None:
        """Give a client that is behind what it misses, as far as its socket takes it; make it live when it
        has all.
        """
        channel, subscription = self.channels.get(topic), client.topics.get(topic)
        if channel is None or subscription is None or client not in channel.behind:
            return
        oldest = channel.seq - len(channel.ring) + 1
        while not client.paused and oldest - 1 <= subscription.seq < channel.seq:
            piece, size = [], 0
            for place in range(subscription.seq + 1 - oldest, len(channel.ring)):
                piece.append(channel.ring[place])
                size += len(channel.ring[place])
                if size > _CHUNK:
                    break
            subscription.seq += len(piece)
            client.write(b"".join(piece))
        if client.paused:
            return
        if subscription.seq == channel.seq:
            channel.behind.discard(client)
            channel.live[client] = client.write
        elif subscription.seq > channel.seq:
            self._watcher.grown(topic)
        elif not subscription.reading:
            subscription.reading = True
            self._watcher.wanted(client, Ask(topic, channel.row, subscription.seq))

    def caught(self, client: Client, ask: Ask, page: Page | None) -> None:
        """A page that `client` asked for alone has arrived (None: it could not be read; ask again later)."""
        channel, subscription = self.channels.get(ask.topic), client.topics.get(ask.topic)
        if channel is None or subscription is None or not subscription.reading:
            return
        subscription.reading = False
        if page is None or subscription.seq != ask.seq:
            return
        if not page.complete:
            subscription.seq = channel.seq
            client.push(frames.refetch(ask.topic, channel.seq))
        else:
            for control in page.controls:
                if self._ends(control.person, client, subscription.grant, page.first + control.place):
                    client.write(b"".join(page.frames[: control.place]))
                    self._drop(client, ask.topic, "ended" if control.person is None else "revoked")
                    return
            subscription.seq = page.last  # perhaps ahead of the live: then they come to it
            client.write(page.joined)
        self.advance(client, ask.topic)

    def pause(self, client: Client) -> None:
        """`client` does not drain: it falls behind on everything, from where each topic stands. Called
        between deliveries, never from within a write."""
        if not client.paused:
            return
        for topic, subscription in client.topics.items():
            channel = self.channels[topic]
            if channel.live.pop(client, None) is not None:
                subscription.seq = channel.seq
                channel.behind.add(client)

    def nudge(self) -> None:
        """Once a second: let everyone who is behind try again (heals a read that failed), and forget what nobody is
        behind for, so that what is erased from the outbox is soon nowhere."""
        for channel in list(self.channels.values()):
            if not channel.behind:
                channel.forget()
            for client in list(channel.behind):
                self.advance(client, channel.name)

    def resume(self, client: Client) -> None:
        """`client` drains again."""
        for topic in list(client.topics):
            self.advance(client, topic)

    # — signals —

    def relay(self, client: Client, signal: frames.Signal) -> None:
        """Pass a signal to the others on its topic, or to one person there. Raises FrameError where it may
        not go.
        """
        subscription = client.topics.get(signal.topic)
        if subscription is None:
            raise frames.FrameError("not-on-topic", signal.topic)
        if signal.kind not in subscription.grant.signals:
            raise frames.FrameError("signal-refused", signal.kind)
        channel = self.channels[signal.topic]
        if client not in channel.people.get(client.person, ()):
            raise frames.FrameError("not-on-topic", signal.topic)
        frame = frames.signal(signal.topic, signal.kind, client.person, client.name, signal.data)
        if signal.to is None:
            self._tell(channel, frame, but=client)
            return
        for other in channel.people.get(signal.to, ()):
            if other is not client:
                other.push(frame)

    # — inside —

    def _write(self, channel: Channel, blob: bytes) -> None:
        if not blob:
            return
        # The hot loop. A socket that fills up while we write only sets a flag and is moved aside afterwards,
        # so the dictionary doesn't change under the loop.
        for write in channel.live.values():
            write(blob)

    def _end(self, channel: Channel, person: str | None, seq: int) -> None:
        clients: Iterable[Client] = (
            [client for clients in channel.people.values() for client in clients]
            if person is None
            else list(channel.people.get(person, ()))
        )
        for client in clients:
            subscription = client.topics[channel.name]
            if not self._ends(person, client, subscription.grant, seq):
                continue
            if client in channel.live:
                self._drop(client, channel.name, "ended" if person is None else "revoked")
            else:  # it is told when it gets there; until then nobody sees or hears it
                self._silence(channel, client, subscription)

    def _ends(self, person: str | None, client: Client, grant: Grant, seq: int) -> bool:
        return (person is None or person == client.person) and seq > grant.seq

    def _drop(self, client: Client, topic: str, reason: str) -> None:
        if not self.leave(client, topic):
            return
        client.push(frames.gone(topic, reason))
        if reason == "revoked" and topic.partition(":")[2] == client.person:
            self._watcher.dismissed(client)

    def _take_over(self, person: str, topic: str) -> None:
        channel = self.channels.get(topic)
        for client in list(channel.people.get(person, ())) if channel else ():
            self._drop(client, topic, "elsewhere")

    def _silence(self, channel: Channel, client: Client, subscription: Subscription) -> None:
        clients = channel.people.get(client.person, [])
        if client not in clients:
            return
        clients.remove(client)
        if not clients:
            del channel.people[client.person]
        if subscription.grant.present:
            self._tell(channel, frames.moved("departed", channel.name, client.person, client.name))
            self._watcher.left(channel.name, client)

    def _tell(self, channel: Channel, frame: bytes, but: Client | None = None) -> None:
        for clients in list(channel.people.values()):
            for client in clients:
                if client is not but:
                    client.push(frame)

    def _resynchronise(self, channel: Channel, head: int) -> None:
        channel.seq = head
        channel.forget()
        for client in channel.live:
            client.push(frames.refetch(channel.name, head))
