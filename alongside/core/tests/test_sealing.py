"""Sealed is unreadable without the key, bound to its place, and opens after a key rotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.core.sealing import CannotUnseal, seal, unseal


@given(st.binary(max_size=2000))
def test_what_was_sealed_opens_again(plain):
    assert unseal(seal(plain, "a.b.c"), "a.b.c") == plain


def test_another_place_does_not_open_it():
    with pytest.raises(CannotUnseal):
        unseal(seal(b"home", "rooms.attendee.place"), "rooms.attendee.phone")


@given(st.integers(min_value=0, max_value=30))
def test_a_changed_byte_is_noticed(at):
    sealed = bytearray(seal(b"words", "x"))
    sealed[at % len(sealed)] ^= 1
    with pytest.raises(CannotUnseal):
        unseal(bytes(sealed), "x")


def test_old_keys_open_new_keys_seal(settings):
    settings.SEALING_KEYS = ["old"]
    before = seal(b"words", "x")
    settings.SEALING_KEYS = ["new", "old"]
    assert unseal(before, "x") == b"words"
    after = seal(b"words", "x")
    settings.SEALING_KEYS = ["old"]
    with pytest.raises(CannotUnseal):
        unseal(after, "x")
