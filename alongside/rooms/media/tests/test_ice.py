"""Relay credentials as coturn expects them, and honest words where there is no relay."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from alongside.rooms.media.ice import advice, ice_servers, relay_credential

NOW = datetime(2026, 3, 5, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_configured(settings: Settings) -> None:
    settings.STUN_URLS, settings.TURN_URLS, settings.TURN_SECRET = [], [], ""
    settings.TURN_TTL_SECONDS = 3600


def test_the_password_is_what_openssl_computes() -> None:
    """`printf 1433895918:12334 | openssl dgst -sha1 -hmac north -binary | base64`"""
    assert relay_credential("1433895918:12334", "north") == "D2z3GKCuvPnlJaCR4joJ/GuCSzM="


def test_no_server_is_used_that_is_not_configured() -> None:
    config = ice_servers("p1", now=NOW)
    assert config.as_json() == {"kind": "mesh", "servers": [], "relayOnly": False, "expiresAt": None}


def test_stun_alone_leaves_links_direct(settings: Settings) -> None:
    settings.STUN_URLS = ["stun:stun.example.org:3478"]
    config = ice_servers("p1", now=NOW)
    assert config.as_json()["servers"] == [{"urls": ["stun:stun.example.org:3478"]}]
    assert not config.relay_only


def test_with_a_relay_everything_goes_through_it_with_a_password_that_ends(settings: Settings) -> None:
    settings.STUN_URLS = ["stun:stun.example.org:3478"]
    settings.TURN_URLS = ["turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:443?transport=tcp"]
    settings.TURN_SECRET = "north"
    config = ice_servers("p1", now=NOW)
    assert config.relay_only
    assert config.expires_at == int(NOW.timestamp()) + 3600
    (relay,) = config.servers
    assert relay.urls == tuple(settings.TURN_URLS)
    assert relay.username == f"{config.expires_at}:p1"
    assert relay.credential == relay_credential(relay.username, "north")


def test_a_relay_without_its_secret_never_falls_back_to_direct_links(settings: Settings) -> None:
    settings.TURN_URLS = ["turn:turn.example.org"]
    with pytest.raises(ImproperlyConfigured, match="TURN_SECRET"):
        ice_servers("p1", now=NOW)
    assert advice().level == "wrong"


def test_people_are_told_that_addresses_can_be_seen_unless_there_is_a_relay(settings: Settings) -> None:
    assert "network address" in advice().member
    assert "same network" in advice().operator
    settings.STUN_URLS = ["stun:stun.example.org"]
    assert "network address" in advice().member
    assert "same network" not in advice().operator
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:turn.example.org"], "north"
    assert advice().member == ""
    assert advice().level == "good"
