"""The helpers behind the ticket's address, the registry of rights, and the wake's address."""

import json
import socket
from pathlib import Path

import pytest
from django.test import RequestFactory

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.live import http, tickets, topics, wake
from alongside.live.topics import Grant, authorise, grants

TOO_MANY = json.dumps({"topics": ["a"] * 65}).encode()


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"topics":"a"}', b'{"topics":{}}', b"[" * 5000, TOO_MANY])
def test_a_body_that_names_no_topics_is_refused_with_a_sentence(rf: RequestFactory, body: bytes) -> None:
    with pytest.raises(Refused):
        http.requested_topics(rf.post("/live/ticket", body, content_type="application/json"))


def test_topics_that_could_not_exist_are_left_out(rf: RequestFactory) -> None:
    body = json.dumps({"topics": ["a:1", 5, None, "", "x" * 161]})
    assert http.requested_topics(rf.post("/live/ticket", body, content_type="application/json")) == ["a:1"]


@pytest.mark.parametrize(
    ("host", "url"),
    [("localhost:8000", "ws://localhost:8001/live"), ("[::1]:8000", "ws://[::1]:8001/live"), ("localhost", "ws://localhost:8001/live")],
)  # fmt: skip
def test_the_gateway_is_found_on_the_pages_own_host(rf: RequestFactory, settings: object, host: str, url: str) -> None:
    settings.GATEWAY_URL, settings.GATEWAY_PORT = "", 8001  # type: ignore[attr-defined]
    assert http.socket_url(rf.get("/", headers={"host": host})) == url
    settings.GATEWAY_URL = "wss://alongside.example/live"  # type: ignore[attr-defined]
    assert http.socket_url(rf.get("/")) == "wss://alongside.example/live"


@pytest.mark.django_db
def test_only_what_a_domain_grants_is_on_the_ticket(monkeypatch: pytest.MonkeyPatch, rf: RequestFactory) -> None:
    monkeypatch.setattr(topics, "_granters", {})

    @grants("room")
    def on_room(person: object, topic: str) -> Grant | None:
        return Grant(present=True, single=True, signals=frozenset({"rtc"})) if topic == "room:1" else None

    with pytest.raises(ValueError, match="Two places"):
        grants("room")(lambda person, topic: None)
    held = authorise(object(), ["room:1", "room:2", "else:1", "room:1"])
    assert list(held) == ["room:1"]
    answer = json.loads(http.ticket_response(rf.get("/"), "ana", held, now=clock.now()).content)
    assert answer["granted"] == ["room:1"]
    assert tickets.check(answer["ticket"], now=clock.now()).grants == held


def test_a_wake_reaches_a_socket_whose_path_is_too_long_for_the_kernel(tmp_path: Path, settings: object) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    settings.VALKEY_URL, settings.GATEWAY_WAKE_SOCKET = "", str(folder / "wake.sock")  # type: ignore[attr-defined]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as ear:
        with wake.reachable(settings.GATEWAY_WAKE_SOCKET) as address:  # type: ignore[attr-defined]
            ear.bind(address)
        wake.wake(["a", "b"])
        assert wake.decode(ear.recv(wake.MAX_BYTES)) == {"a", "b"}
        wake.wake(["x" * 100] * 1000)
        assert wake.decode(ear.recv(wake.MAX_BYTES)) == set()
    wake.wake(["nobody listens"])
