"""Web push against a real server on this machine, which decrypts what it gets as a browser would."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import override_settings
from django_tasks_db.models import DBTaskResult
from py_vapid import Vapid02

from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.notify import duties, push, pushing
from alongside.notify.actions import devices, seen, tell
from alongside.notify.duties import keep_promises
from alongside.notify.models import Notice, Occasion, PushDevice
from alongside.notify.tests.choosing import LATER, MIDDAY, ClientOf, choose
from alongside.people import actions
from alongside.people.models import Person, Stage
from tests.cast import Cast

SECRET = "Maya cut Harbor"
"""Words that must reach nobody's lock screen."""


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class PushService:
    """One browser and its push service."""

    url: str = ""
    status: int = 201
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = b"sixteen bytes..!"

    def keys(self, path: str = "/send/1") -> push.Keys:
        public = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return push.Keys(self.url + path, text_of(public), text_of(self.auth))

    def read(self) -> list[dict[str, str]]:
        return [
            json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))
            for _headers, body in self.got
        ]


@pytest.fixture
def service(settings: Any, tmp_path: Path) -> Iterator[PushService]:
    settings.PUSH_ANYWHERE = True
    settings.VAPID_KEY_FILE = tmp_path / "vapid.key"
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.got.append((dict(self.headers), body))
            self.send_response(service.status)
            self.send_header("Location", service.url + "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield service
    server.shutdown()
    server.server_close()


def deliver() -> None:
    """What the worker's queue would do now. What is to be tried again waits."""
    queued = DBTaskResult.objects.filter(task_path="alongside.notify.pushing.deliver", run_after__isnull=True)
    for task in list(queued) + list(DBTaskResult.objects.filter(task_path="alongside.notify.pushing.deliver")):
        if DBTaskResult.objects.filter(pk=task.pk).exists():
            args = task.args_kwargs["args"]
            task.delete()
            if args[2] == 1:
                pushing.deliver.func(*args)


def test_a_push_says_nothing_unless_its_reader_chose_so(cast: Cast, service: PushService) -> None:
    maya = cast.member
    with clock.reading(MIDDAY):
        devices.add_device(maya, service.keys(), "Firefox on Android", by=maya)
        for number in range(3):
            tell(maya, Occasion.TALK, key=f"talk:x:{number}", link="/x/", words=SECRET, by=SYSTEM)
        duties.push_now()
    assert not service.got  # within a minute they may see it on the page
    with clock.reading(LATER):
        assert duties.push_now() == 1
        assert SECRET not in str([task.args_kwargs for task in DBTaskResult.objects.all()])
        deliver()
        duties.push_now()
        deliver()
    ((headers, _body),) = service.got
    (said,) = service.read()
    assert said == {"title": "Something is waiting for you", "body": "Whenever you have a moment."}
    assert (headers["Topic"], headers["Content-Encoding"], headers["Urgency"]) == ("news", "aes128gcm", "normal")
    assert int(headers["TTL"]) > 0
    claims = dict(part.strip().split("=", 1) for part in headers["Authorization"].removeprefix("vapid ").split(","))
    assert claims["k"] == push.public_key()
    signed, signature = claims["t"].rsplit(".", 1)
    sender = Vapid02.from_raw_public(claims["k"].encode())
    assert sender.verify_token(signed.encode(), signature)
    assert json.loads(base64.urlsafe_b64decode(signed.split(".")[1] + "=="))["aud"] == service.url
    device = PushDevice.objects.get()
    assert device.worked_at is not None and device.failures == 0
    choose(maya, shows_words=True)
    with clock.reading(MIDDAY):
        tell(maya, Occasion.PRIVATE, key="talk:y:1", link="/y/", words="Sam,\nin Tuesday evenings", by=SYSTEM)
    with clock.reading(LATER):
        duties.push_now()
        deliver()
    assert service.read()[-1]["body"] == "Sam, in Tuesday evenings"


@pytest.mark.parametrize("why", ["seen", "off", "push off", "quiet", "paused", "suspended"])
def test_and_reaches_nobody_who_would_rather_not(cast: Cast, service: PushService, why: str) -> None:

    maya = cast.member
    with clock.reading(MIDDAY):
        devices.add_device(maya, service.keys(), "", by=maya)
        if why == "off":
            choose(maya, hears=[])
        if why == "push off":
            choose(maya, push=False)
        if why == "quiet":
            choose(maya, quiet_from="11:00", quiet_until="13:00")
        noted = tell(maya, Occasion.TALK, key="talk:x:1", link="/", by=SYSTEM)
        assert (noted is None) == (why == "off")
        if why == "seen":
            assert seen(maya, "talk:x", by=maya) == 1
        if why == "suspended":
            Person.objects.filter(pk=maya.pk).update(suspended_until=LATER + timedelta(days=1))
        if why == "paused":
            actions.change_stage(maya, Stage.PAUSED, by=cast.counselor)
    with clock.reading(LATER):
        duties.push_now()
        deliver()
    assert not service.got
    if why == "quiet":
        assert Notice.objects.get().due_at.hour == 18  # one in the afternoon in New York
        with clock.reading(Notice.objects.get().due_at):
            duties.push_now()
            deliver()
        assert len(service.got) == 1


@pytest.mark.parametrize(("status", "left", "again"), [(410, 0, 0), (404, 0, 0), (500, 1, 1), (302, 1, 0), (429, 1, 1)])
def test_what_the_push_service_answers(cast: Cast, service: PushService, status: int, left: int, again: int) -> None:
    """Gone is gone; what fails is tried again and counted; a redirect is followed nowhere."""
    service.status = status
    with clock.reading(MIDDAY):
        devices.add_device(cast.member, service.keys(), "", by=cast.member)
        tell(cast.member, Occasion.TALK, key="talk:x:1", link="/", by=SYSTEM)
    with clock.reading(LATER):
        duties.push_now()
        deliver()
    assert len(service.got) == 1
    assert PushDevice.objects.count() == left
    assert not left or PushDevice.objects.get().failures == 1
    assert DBTaskResult.objects.filter(task_path="alongside.notify.pushing.deliver").count() == again


def test_devices_are_ones_own_few_and_gone_when_one_signs_out(
    cast: Cast, service: PushService, client_of: ClientOf
) -> None:
    maya, sam = cast.member, cast.groupmate
    for number in range(devices.MOST_DEVICES + 2):
        devices.add_device(maya, service.keys(f"/send/{number}"), "x", by=maya)
    assert PushDevice.objects.filter(person=maya).count() == devices.MOST_DEVICES
    client = client_of(sam)
    keys = service.keys("/send/5")
    body = {"endpoint": keys.endpoint, "p256dh": keys.p256dh, "auth": keys.auth, "label": "Ours\n" * 40}
    answer = client.post("/me/notifications/devices", body)
    assert answer.status_code == 200 and len(answer.json()["label"]) <= 60
    assert PushDevice.objects.filter(person=maya).count() == devices.MOST_DEVICES - 1  # the browser is Sam's now
    assert answer.json()["label"] in client.get("/me/notifications/").text
    client.post("/account/logout/")
    assert not PushDevice.objects.filter(person=sam).exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://10.1.2.3/x",
        "https://169.254.169.254/latest/meta-data",
        "https://192.168.1.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "http://93.184.216.34/x",
        "https://93.184.216.34:8443/x",
        "https://user:word@93.184.216.34/x",
        "https://[64:ff9b::a00:1]/x",
        "https://[2002:a00:1::]/x",
        "https://[::10.0.0.1]/x",
        "https://[fec0::1]/x",
        "https://100.64.0.1/x",
        "https://0x7f.1/x",
        "https://2130706433/x",
        "https://no-such-host.invalid/x",
        "ftp://93.184.216.34/x",
        "https:///x",
        "https://93.184.216.34/" + "x" * 1200,
        "https://93.184.216.34/a b",
        "https://exa\u202emple.org/x",
        "https://[bad/x",
        "",
    ],
)
def test_nothing_on_this_machine_or_its_network_is_asked(cast: Cast, service: PushService, endpoint: str) -> None:
    keys = push.Keys(endpoint, service.keys().p256dh, service.keys().auth)

    with override_settings(PUSH_ANYWHERE=False):
        with pytest.raises(push.CannotPush):
            push.send(keys, {"title": "x"})
        with pytest.raises(Refused):
            devices.add_device(cast.member, keys, "", by=cast.member)
    assert not service.got


@pytest.mark.parametrize(("p256dh", "auth"), [("", ""), ("x", "y"), ("A" * 5000, "A"), ("é", "é"), ("BAAA", "AAAA")])
def test_keys_that_are_none_are_refused(cast: Cast, service: PushService, p256dh: str, auth: str) -> None:
    with pytest.raises(Refused):
        devices.add_device(cast.member, push.Keys(service.url + "/x", p256dh, auth), "", by=cast.member)


def test_the_installation_makes_one_key_and_keeps_it(settings: Any, tmp_path: Path) -> None:
    settings.VAPID_KEY_FILE = tmp_path / "there" / "vapid.key"
    made = push.public_key()
    assert push.public_key() == made and len(base64.urlsafe_b64decode(made + "=")) == 65
    assert settings.VAPID_KEY_FILE.stat().st_mode & 0o077 == 0
    assert [path.name for path in settings.VAPID_KEY_FILE.parent.iterdir()] == ["vapid.key"]
    settings.VAPID_PRIVATE_KEY = settings.VAPID_KEY_FILE.read_text()
    settings.VAPID_KEY_FILE = tmp_path / "nowhere"
    assert push.public_key() == made


def test_a_name_of_which_one_address_is_private_is_not_asked(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked up again each time: what was public when it was added may be anything by now."""
    found = [(0, 0, 0, "", (each, 443)) for each in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr("alongside.notify.push.socket.getaddrinfo", lambda *args, **kwargs: found)
    keys = push.Keys("https://push.example.org/x", service.keys().p256dh, service.keys().auth)
    with override_settings(PUSH_ANYWHERE=False), pytest.raises(push.CannotPush, match="public internet"):
        push.check(keys)
    found.pop()
    with override_settings(PUSH_ANYWHERE=False):
        push.check(keys)


def test_a_browser_that_was_not_reached_for_ninety_days_goes_and_so_do_those_of_whoever_left(
    cast: Cast, service: PushService
) -> None:
    start = clock.now()
    old, worked, gone = (
        devices.add_device(person, service.keys(f"/send/{number}"), "x", by=person)
        for number, person in enumerate((cast.member, cast.member, cast.groupmate))
    )
    PushDevice.objects.filter(pk=worked.pk).update(worked_at=start + timedelta(days=30))
    for days, left in ((89, {old, worked, gone}), (91, {worked, gone})):
        with clock.reading(start + timedelta(days=days)):
            PushDevice.objects.filter(pk=gone.pk).update(worked_at=clock.now())
            keep_promises()
        assert set(PushDevice.objects.all()) == left
    actions.change_stage(cast.groupmate, "left", by=cast.director)
    with clock.reading(start + timedelta(days=92)):
        keep_promises()
    assert set(PushDevice.objects.all()) == {worked}


def test_a_tap_leads_to_what_waits_for_whoever_is_signed_in_and_to_nothing_else(
    cast: Cast, client_of: ClientOf
) -> None:
    maya, client = cast.member, client_of(cast.member)
    for number, link in enumerate(("/conversations/a/", "/conversations/b/")):
        with clock.reading(MIDDAY + timedelta(seconds=number)):
            tell(maya, Occasion.TALK, key=f"talk:{number}:1", link=link, by=SYSTEM)
    assert client.get("/news/")["Location"] == "/"  # they haven't been told of it
    Notice.objects.update(pushed_at=LATER)
    assert client.get("/news/")["Location"] == "/conversations/b/"
    assert client_of(cast.groupmate).get("/news/")["Location"] == "/"
    seen(maya, "talk:1", by=maya)
    assert client.get("/news/")["Location"] == "/conversations/a/"
    Notice.objects.update(link="//evil.test/")
    assert client.get("/news/")["Location"] == "/"
