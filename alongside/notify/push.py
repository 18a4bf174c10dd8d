"""Web push: to browsers, through the push services of those who make them (RFC 8030, 8291, 8292).

A push service learns that someone has news, and when; it can't read what is in it. Where a browser may be reached was
told by the browser, so it is an address that anybody could have made up: it is only asked over https, on the usual
port, at an address of the public internet, looked up once and then used as it was found. Nothing it answers is read.
"""

import base64
import ipaddress
import json
import os
import socket
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from py_vapid import Vapid02, VapidException  # type: ignore[import-untyped]
from pywebpush import WebPusher  # type: ignore[import-untyped]
from requests.adapters import HTTPAdapter

TIMEOUT = (3.05, 5.0)
"""Seconds to connect, and to be answered."""
TTL_SECONDS = 4 * 3600
LONGEST_ENDPOINT = 1000
LONGEST_KEY = 200
_POINT, _SECRET = 65, 16
"""Bytes of a browser's public point, not compressed, and of what it shares with us (RFC 8291)."""
_SIGNED_FOR = 12 * 3600
GONE = frozenset({404, 410})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NEVER = ipaddress.IPv6Network("::/96")
"""Addresses in which an IPv4 address is written: it is that one that would be asked."""


class CannotPush(ValueError):
    """This address may not be asked, or these keys are none."""


@dataclass(frozen=True)
class Keys:
    """What a browser says of itself."""

    endpoint: str
    p256dh: str
    auth: str


def check(keys: Keys) -> None:
    """Raises CannotPush for an address that we don't ask, and for keys with which nothing can be encrypted."""
    if max(len(keys.p256dh), len(keys.auth)) > LONGEST_KEY:
        raise CannotPush("these are no keys of a browser")
    _address(keys.endpoint)
    _encrypt(keys, b"x")


def send(keys: Keys, payload: dict[str, str]) -> int:
    """Hand one message over. Returns the push service's status, 0 where it could not be reached at all.

    Raises CannotPush as `check` does.
    """
    host, address = _address(keys.endpoint)
    body = _encrypt(keys, json.dumps(payload, ensure_ascii=False).encode())
    parts = urlsplit(keys.endpoint)
    headers = {
        **_signed(f"{parts.scheme}://{parts.netloc}"),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(TTL_SECONDS),
        "Urgency": "normal",
        "Topic": "news",  # what waits at the push service already is replaced, not added to
        "Host": parts.netloc,
    }
    with requests.Session() as session:
        session.trust_env = False
        session.mount(f"{parts.scheme}://", _Pinned(parts.scheme, host, address))
        try:
            answer = session.post(
                keys.endpoint, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
            )
        except (requests.RequestException, OSError):
            return 0
        answer.close()
        return int(answer.status_code)


def public_key() -> str:
    """What browsers are told, so that their push service takes messages from us alone."""
    return _vapid()[1]


def _encrypt(keys: Keys, data: bytes) -> bytes:
    try:
        point, secret = (base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) for text in (keys.p256dh, keys.auth))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise CannotPush("these are no keys of a browser") from error
    if len(point) != _POINT or len(secret) != _SECRET:
        raise CannotPush("these are no keys of a browser")
    info = {"endpoint": keys.endpoint, "keys": {"p256dh": keys.p256dh, "auth": keys.auth}}
    return bytes(WebPusher(info).encode(data)["body"])


def _signed(audience: str) -> dict[str, str]:
    ours = urlsplit(settings.BASE_URL)
    contact = f"https://{ours.hostname}" if ours.scheme == "https" else "mailto:hello@localhost"
    claims: dict[str, str | int] = {"sub": contact, "aud": audience, "exp": int(time.time()) + _SIGNED_FOR}
    try:
        return {"Authorization": str(_vapid()[0].sign(claims)["Authorization"])}
    except VapidException as error:  # a host that it can't sign for, such as a bare IPv6 address
        raise CannotPush("not an address") from error


def _address(endpoint: str) -> tuple[str, str]:
    """The host and the address it has now. Raises CannotPush."""
    anywhere = bool(settings.PUSH_ANYWHERE)
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError as error:
        raise CannotPush("not an address") from error
    host = parts.hostname or ""
    if len(endpoint) > LONGEST_ENDPOINT or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
        raise CannotPush("not an address")
    if not host or parts.username is not None or parts.password is not None:
        raise CannotPush("not an address")
    if not anywhere and (parts.scheme != "https" or port not in {None, 443}):
        raise CannotPush("only https, on its usual port")
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CannotPush("no such host") from error
    addresses = [str(each[4][0]) for each in found]
    if not addresses or not (anywhere or all(_is_public(each) for each in addresses)):
        raise CannotPush("not an address of the public internet")
    return host, addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.is_site_local or ip in _NEVER:
            return False
        ip = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else ip)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


class _Pinned(HTTPAdapter):
    """Connects to the address that was looked at, whatever the name says by then; the certificate is the name's."""

    def __init__(self, scheme: str, host: str, address: str) -> None:
        self._host, self._at, self._over_tls = host, address, scheme == "https"
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        if self._over_tls:
            self.poolmanager.connection_pool_kw.update(server_hostname=self._host, assert_hostname=self._host)

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        parts = urlsplit(str(request.url))
        at = f"[{self._at}]" if ":" in self._at else self._at
        netloc = f"{at}:{parts.port}" if parts.port else at
        pinned = request.copy()
        pinned.url = urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))
        return super().get_connection_with_tls_context(pinned, verify, proxies, cert)


@lru_cache(maxsize=4)
def _read(text: str) -> tuple[Vapid02, str]:
    vapid = Vapid02.from_pem(text.encode()) if "-----BEGIN" in text else Vapid02.from_string(text)
    raw = vapid.public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return vapid, base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _vapid() -> tuple[Vapid02, str]:
    return _read(settings.VAPID_PRIVATE_KEY or _own_key(Path(settings.VAPID_KEY_FILE)))


def _own_key(path: Path) -> str:
    """The key in the installation's folder, made when it is first asked for. Of two at once, one wins."""
    if not path.exists():
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        text = base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
        whole = path.with_name(f"{path.name}.{os.getpid()}")
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        try:
            os.link(whole, path)
        except FileExistsError:
            pass
        finally:
            whole.unlink()
    return path.read_text().strip()
