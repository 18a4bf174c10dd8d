"""The gateway over real sockets: entering, order, presence, signals, lost rights, and what it refuses."""

import asyncio
from datetime import timedelta

import pytest

from alongside.core import clock
from alongside.live.gateway import limits
from alongside.live.tests.conftest import until
from alongside.live.tests.world import ORIGIN, ROOM, Page, Raw, end, revoke, say, ticket, world
from alongside.live.topics import Grant

pytestmark = [pytest.mark.usefixtures("shared_database", "own_wake")]
SINGLE = Grant(present=True, single=True, signals=frozenset({"rtc"}))


async def enter(port: int, work, person: str, *topics: str, grant: Grant = ROOM, **seen: int) -> Raw:
    raw = await Raw.connect(port)
    raw.say(t="hello", ticket=await work.run(ticket, person, *topics, grant=grant), seen=seen)
    welcome = await raw.hear()
    assert welcome["t"] == "welcome", welcome
    return raw


def test_who_enters_learns_their_name_the_heads_and_who_is_there() -> None:
    async def run() -> None:
        async with world() as here:
            await here.work.run(say, ("a", 1), ("a", 2))
            ana = await enter(here.port, here.work, "ana", "a")
            assert [p["person"] for p in (await ana.hear_kind("present"))["people"]] == ["ana"]
            ben = await Raw.connect(here.port)
            ben.say(t="hello", ticket=await here.work.run(ticket, "ben", "a"), seen={})
            assert (await ben.hear())["topics"] == {"a": 2}
            assert {p["person"] for p in (await ben.hear())["people"]} == {"ana", "ben"}
            arrived = await ana.hear()
            assert (arrived["t"], arrived["person"]) == ("arrived", "ben")
            ben.drop()
            assert (await ana.hear())["t"] == "departed"
            await until(lambda: here.sink.told[-1] == ("left", "a", "ben") or str(here.sink.told))
        assert here.sink.told == [
            ("entered", "a", "ana"), ("entered", "a", "ben"), ("left", "a", "ben"), ("left", "a", "ana"),
        ]  # fmt: skip

    asyncio.run(run())


def test_tickets_that_come_before_the_last_one_is_taken_wait_their_turn() -> None:
    async def run() -> None:
        async with world() as here:
            ana = await enter(here.port, here.work, "ana", "a")
            topics = [f"t{number}" for number in range(6)]
            for more in [await here.work.run(ticket, "ana", topic) for topic in topics]:
                ana.say(t="join", ticket=more, seen={})
            joined = [list((await ana.hear_kind("joined"))["topics"]) for _ in topics]
            assert joined == [[topic] for topic in topics]
            many = [await here.work.run(ticket, "ana", f"m{n}") for n in range(limits.TICKETS_WAITING + 2)]
            for more in many:
                ana.say(t="join", ticket=more, seen={})
            assert (await ana.hear_kind("error"))["code"] == "too-many-tickets"

    asyncio.run(run())


def test_a_client_resumes_from_what_it_saw_and_is_told_to_refetch_what_is_no_longer_kept() -> None:
    async def run() -> None:
        async with world() as here:
            for number in range(5):
                await here.work.run(say, ("a", number))
            ana = await enter(here.port, here.work, "ana", "a", a=3)
            assert [(await ana.hear_kind("event"))["seq"] for _ in range(2)] == [4, 5]

            def forget() -> None:
                from alongside.live.models import OutboxEvent

                OutboxEvent.objects.filter(seq__lte=2).delete()

            await here.work.run(forget)
            ben = await enter(here.port, here.work, "ben", "a", a=1)
            assert await ben.hear_kind("refetch") == {"t": "refetch", "topic": "a", "seq": 5}
            cleo = await enter(here.port, here.work, "cleo", "a", a=99)
            assert await cleo.hear_kind("refetch") == {"t": "refetch", "topic": "a", "seq": 5}
            await here.work.run(say, ("a", "next"))
            for raw in (ana, ben, cleo):
                assert (await raw.hear_kind("event"))["seq"] == 6

    asyncio.run(run())


def test_a_lost_right_ends_the_subscription_in_order_and_others_see_an_empty_number() -> None:
    async def run() -> None:
        async with world() as here:
            ana, ben = Page("ana", ("a",)), Page("ben", ("a",))
            for page in (ana, ben):
                await page.connect(here.port, here.work)

            def all_of_it() -> None:
                say(("a", "before"))
                revoke("a", "ben")
                say(("a", "after"))

            await here.work.run(all_of_it)
            await until(lambda: ana.seen["a"] == 3 or str(ana.seen))
            assert (ana.words["a"], ben.words["a"]) == (["before", "after"], ["before"])
            assert ben.gone == {"a": "revoked"}
            assert ("left", "a", "ben") in here.sink.told

    asyncio.run(run())


def test_a_lost_right_beats_a_ticket_made_before_and_not_one_made_after() -> None:
    async def run() -> None:
        async with world() as here:
            early = await here.work.run(ticket, "ben", "a", "b")
            await here.work.run(revoke, "a", "ben")
            ben = await Raw.connect(here.port)
            ben.say(t="hello", ticket=early, seen={})
            assert list((await ben.hear())["topics"]) == ["b"]
            assert await ben.hear() == {"t": "gone", "topic": "a", "reason": "revoked"}
            again = await enter(here.port, here.work, "ben", "a", a=0)
            assert (await again.hear_kind("event"))["kind"] == "live.skip"
            again.say(t="ping")
            assert await again.hear_kind("pong")

    asyncio.run(run())


def test_who_loses_their_own_topic_is_sent_for_a_new_ticket_and_others_stay() -> None:
    """Signed out, or with other rights than before: the whole connection ends, not one topic of it."""

    async def run() -> None:
        async with world() as here:
            ben = await enter(here.port, here.work, "ben", "a", "person:ben")
            ana = await enter(here.port, here.work, "ana", "a", "person:ana")
            await here.work.run(revoke, "person:ben", "ben")
            assert (await ben.hear_kind("gone"))["topic"] == "person:ben"
            with pytest.raises(ConnectionError, match="1008"):
                await ben.hear()
            await ana.hear_kind("departed")
            ana.say(t="ping")
            assert await ana.hear_kind("pong")
            again = await enter(here.port, here.work, "ben", "a", "person:ben")
            again.say(t="ping")
            assert await again.hear_kind("pong")

    asyncio.run(run())


def test_an_end_takes_everyone_off() -> None:
    async def run() -> None:
        async with world() as here:
            pages = [Page(name, ("a",)) for name in ("ana", "ben")]
            for page in pages:
                await page.connect(here.port, here.work)
            await here.work.run(end, "a")
            await until(lambda: all(page.gone == {"a": "ended"} for page in pages))
            assert "a" not in here.gateway.hub.channels

    asyncio.run(run())


def test_a_second_connection_takes_over_a_single_topic() -> None:
    async def run() -> None:
        async with world() as here:
            first = await enter(here.port, here.work, "ana", "media:a", grant=SINGLE)
            second = await enter(here.port, here.work, "ana", "media:a", grant=SINGLE)
            assert (await first.hear_kind("gone"))["reason"] == "elsewhere"
            assert len((await second.hear_kind("present"))["people"]) == 1
            first.say(t="signal", topic="media:a", kind="rtc", data=1)
            assert (await first.hear())["code"] == "not-on-topic"
        assert [told[0] for told in here.sink.told] == ["entered", "left", "entered", "left"]

    asyncio.run(run())


def test_signals_stay_within_a_topic_within_its_kinds_and_reach_one_or_all() -> None:
    async def run() -> None:
        async with world() as here:
            ana = await enter(here.port, here.work, "ana", "a")
            ben = await enter(here.port, here.work, "ben", "a")
            other = await enter(here.port, here.work, "cleo", "b")
            ana.say(t="signal", topic="a", kind="typing", data={"x": "\ud800"})
            ana.say(t="signal", topic="a", kind="rtc", to="ben", data=2)
            ana.say(t="signal", topic="a", kind="rtc", to="cleo", data=3)
            first, second = await ben.hear_kind("signal"), await ben.hear_kind("signal")
            assert (first["data"], first["from"], second["data"]) == ({"x": "\ud800"}, "ana", 2)
            other.say(t="signal", topic="a", kind="rtc", to="ana", data=4)
            assert (await other.hear_kind("error"))["code"] == "not-on-topic"
            ana.say(t="signal", topic="a", kind="shout", data=5)
            assert (await ana.hear_kind("error"))["code"] == "signal-refused"
            ana.say(t="leave", topic="a")
            assert (await ben.hear_kind("departed"))["person"] == "ana"
            ana.say(t="signal", topic="a", kind="typing", data=6)
            assert (await ana.hear_kind("error"))["code"] == "not-on-topic"

    asyncio.run(run())


def test_speech_is_measured_between_signals_and_ends_with_the_connection() -> None:
    async def run() -> None:
        async with world() as here:
            now = 100.0
            here.gateway.now = lambda: now
            ana = await enter(here.port, here.work, "ana", "a")
            for moment, on in ((101.0, True), (103.5, False), (110.0, True)):
                now = moment
                ana.say(t="signal", topic="a", kind="speaking", data={"on": on})
                ana.say(t="ping")
                await ana.hear_kind("pong")
            now = 111.0
            ana.drop()
            await until(lambda: ("left", "a", "ana") in here.sink.told)
        assert [told for told in here.sink.told if told[0] == "spoke"] == [
            ("spoke", "a", "ana", 2500), ("spoke", "a", "ana", 1000),
        ]  # fmt: skip

    asyncio.run(run())


def test_a_ticket_is_good_for_thirty_seconds_once_and_for_its_own_person() -> None:
    async def run() -> None:
        async with world() as here:
            old = await here.work.run(ticket, "ana", "a", now=clock.now() - timedelta(seconds=31))
            good = await here.work.run(ticket, "ana", "a")
            for text, code in ((old, "expired-ticket"), (good + "x", "bad-ticket"), ("", "bad-frame")):
                raw = await Raw.connect(here.port)
                raw.say(t="hello", ticket=text, seen={})
                assert (await raw.hear())["code"] == code
            ana = await Raw.connect(here.port)
            ana.say(t="hello", ticket=good, seen={})
            assert (await ana.hear())["t"] == "welcome"
            thief = await Raw.connect(here.port)
            thief.say(t="hello", ticket=good, seen={})
            assert (await thief.hear())["code"] == "used-ticket"
            with pytest.raises(ConnectionError, match="1008"):
                await thief.hear()
            ana.say(t="join", ticket=await here.work.run(ticket, "ben", "b"), seen={})
            assert (await ana.hear_kind("error"))["code"] == "bad-ticket"
            ana.say(t="join", ticket=await here.work.run(ticket, "ana", "b"), seen={})
            assert (await ana.hear_kind("joined"))["topics"] == {"b": 0}

    asyncio.run(run())


@pytest.mark.parametrize("origin", [None, "http://elsewhere.example", "null", ORIGIN + ".example"])
def test_another_sites_page_may_not_open_a_socket(origin: str | None) -> None:
    async def run() -> None:
        async with world() as here:
            with pytest.raises(ConnectionRefusedError, match="403"):
                await Raw.connect(here.port, origin=origin)

    asyncio.run(run())


def test_health_answers_in_plain_http_and_other_paths_do_not() -> None:
    async def get(port: int, path: str) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return await reader.read()

    async def run() -> None:
        async with world() as here:
            assert b'"ok":true' in await get(here.port, "/health")
            assert b" 404 " in await get(here.port, "/secrets")

    asyncio.run(run())


def test_who_says_nothing_is_sent_away_and_who_goes_silent_is_asked_and_then_cut() -> None:
    async def run() -> None:
        async with world() as here:
            now = 1000.0
            here.gateway.now = lambda: now
            mute = await Raw.connect(here.port)
            ana = await enter(here.port, here.work, "ana", "a")
            now += limits.FIRST_FRAME + 0.1
            assert (await mute.hear())["code"] == "no-hello"
            now += limits.PING_AFTER
            while (await ana.frame())[0] != 9:
                pass
            now += limits.SILENT
            with pytest.raises(ConnectionError, match="cut"):
                await ana.hear()

    asyncio.run(run())


def test_a_gateway_that_stood_still_itself_cuts_nobody_for_it() -> None:
    async def run() -> None:
        async with world() as here:
            ana = await enter(here.port, here.work, "ana", "a")
            now = here.gateway.now() + 100
            here.gateway.look(now, away=95.0)
            ana.say(t="leave", topic="a")
            await until(lambda: not here.gateway.hub.channels)
            here.gateway.look(now + 100, away=0.0)
            with pytest.raises(ConnectionError, match="cut"):
                await ana.hear_kind("never")

    asyncio.run(run())


def test_a_stuck_client_falls_behind_alone_and_catches_up_or_is_cut() -> None:
    """One reader stops reading under a flood; the other has everything meanwhile, in order."""

    async def run() -> None:
        async with world() as here:
            well, stuck = Page("well", ("a",)), Page("stuck", ("a",))
            await well.connect(here.port, here.work)
            await stuck.connect(here.port, here.work)
            await until(lambda: len(here.gateway.connections) == 2)
            assert stuck.raw is not None
            stuck.raw.writer.transport.pause_reading()  # type: ignore[attr-defined]
            big = "x" * 60_000
            rounds = 0

            def behind() -> bool:
                return any(connection.paused for connection in here.gateway.connections)

            while not behind():
                assert rounds < 400, "the flood never filled the socket"
                await here.work.run(say, *[("a", f"{rounds}.{n}.{big}") for n in range(4)])
                rounds += 1
                await until(lambda due=rounds * 4: well.seen["a"] == due or str(well.seen))
            await here.work.run(say, ("a", "last"))
            await until(lambda: well.seen["a"] == rounds * 4 + 1 or str(well.seen))
            assert stuck.seen["a"] < well.seen["a"]
            stuck.raw.writer.transport.resume_reading()  # type: ignore[attr-defined]
            await until(lambda: stuck.seen["a"] == well.seen["a"] or str((stuck.seen, stuck.failed())))
            assert stuck.words == well.words

    asyncio.run(run())


def test_a_client_that_never_drains_is_cut() -> None:
    async def run() -> None:
        async with world() as here:
            now = 1000.0
            here.gateway.now = lambda: now
            stuck = await enter(here.port, here.work, "stuck", "a")
            stuck.writer.transport.pause_reading()  # type: ignore[attr-defined]
            big = "x" * 200_000
            while not any(connection.paused for connection in here.gateway.connections):
                await here.work.run(say, ("a", big))
                await asyncio.sleep(0.01)
            now += limits.STUCK + 1
            await until(lambda: not here.gateway.connections)

    asyncio.run(run())


def test_stopping_says_restarting_and_reports_everyone_as_gone() -> None:
    async def run() -> None:
        async with world() as here:
            ana = await enter(here.port, here.work, "ana", "a")
            await ana.hear_kind("present")
            await here.gateway.stop()
            with pytest.raises(ConnectionError, match="1012"):
                await ana.hear()
            assert here.sink.told == [("entered", "a", "ana"), ("left", "a", "ana")]

    asyncio.run(run())
