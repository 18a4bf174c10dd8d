"""Sealing: authenticated encryption of what only a few people may read.

AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D). The label (app.model.field) is authenticated too, so that a
sealed value copied into another column does not open. Keys come from settings.SEALING_KEYS, newest first: the first
seals, all open, so keys rotate. Sealed fields are never searched.
"""

import base64
import hashlib
import json
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_NONCE = 12
_KEY_ID = 4


class CannotUnseal(ValueError):
    """No key of this installation opens the value, or it was tampered with."""


@lru_cache(maxsize=8)
def _ciphers(keys: tuple[str, ...]) -> tuple[tuple[bytes, AESGCM], ...]:
    pairs = []
    for key in keys:
        material = hashlib.sha256(b"alongside-sealing:" + key.encode()).digest()
        pairs.append((hashlib.sha256(material).digest()[:_KEY_ID], AESGCM(material)))
    return tuple(pairs)


def _current() -> tuple[tuple[bytes, AESGCM], ...]:
    return _ciphers(tuple(settings.SEALING_KEYS) or (settings.SECRET_KEY,))


def seal(plain: bytes, label: str) -> bytes:
    """Encrypt `plain`, bound to `label`. Returns key id, nonce and ciphertext."""
    key_id, cipher = _current()[0]
    nonce = os.urandom(_NONCE)
    return key_id + nonce + cipher.encrypt(nonce, plain, label.encode())


def unseal(sealed: bytes, label: str) -> bytes:
    """What `seal` was given. Raises CannotUnseal."""
    key_id, nonce, body = sealed[:_KEY_ID], sealed[_KEY_ID : _KEY_ID + _NONCE], sealed[_KEY_ID + _NONCE :]
    for known, cipher in _current():
        if known == key_id:
            try:
                return cipher.decrypt(nonce, body, label.encode())
            except InvalidTag as error:
                raise CannotUnseal(label) from error
    raise CannotUnseal(label)


class SealedTextField(models.TextField[str, str]):
    """Text that is stored sealed. Empty text is stored empty."""

    def _label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.attname}"

    def get_prep_value(self, value: Any) -> Any:
        if value in (None, ""):
            return value
        return base64.b64encode(seal(str(value).encode(), self._label())).decode()

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if value in (None, ""):
            return value
        assert value is not None
        return unseal(base64.b64decode(value), self._label()).decode()


class SealedJSONField(SealedTextField):
    """JSON-able data that is stored sealed."""

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else super().get_prep_value(json.dumps(value, separators=(",", ":")))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        text = super().from_db_value(value, expression, connection)
        return None if text in (None, "") else json.loads(str(text))

    def to_python(self, value: Any) -> Any:
        return value
