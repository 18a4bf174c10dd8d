"""Random public ids: what the outside sees instead of row numbers."""

import secrets
from typing import Any

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no look-alikes, safe to read out on the phone
LENGTH = 16  # 31^16, about 79 bits


def new_id() -> str:
    """A fresh random id of 16 characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class PublicIdField(models.CharField[str, str]):
    """A unique random id, made when the row is."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LENGTH)
        kwargs.setdefault("default", new_id)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        super().__init__(**kwargs)
