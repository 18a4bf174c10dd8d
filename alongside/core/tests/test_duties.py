"""What the core tidies up by itself."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connections

from alongside.core import duties

pytestmark = pytest.mark.django_db


def test_the_log_is_carried_over_while_others_read_and_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a file of its own: the database of the tests is in memory and has no log."""
    place = tmp_path / "house.sqlite3"
    writer = sqlite3.connect(place, isolation_level=None)
    writer.executescript("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE said (words TEXT);")
    writer.executemany("INSERT INTO said VALUES (?)", [("x" * 3000,)] * 20)
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(place)}
    house = connections["default"].__class__
    if house.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its own log")
    connection = house({**connections["default"].settings_dict, **settings, "OPTIONS": {}}, "house")
    monkeypatch.setattr(duties, "connection", connection)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO said VALUES ('not yet')")
    try:
        assert duties.empty_log() >= 20
    finally:
        writer.execute("ROLLBACK")
        connection.close()
    writer.close()


def test_within_a_transaction_the_log_is_left_alone() -> None:
    assert duties.empty_log() == 0
