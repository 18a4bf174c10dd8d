"""Rows inserted without the ORM's composing are the rows that the ORM would have made."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from alongside.core import rows
from alongside.core.models import AuditEntry, DoneOnce

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)


def entry(number: int) -> AuditEntry:
    return AuditEntry(at=NOON, actor="system:test", verb="test.count", facts={"number": number, "word": "día"})


def once() -> DoneOnce:
    return DoneOnce(actor="system:test", verb="test.count", key="k", at=NOON)


def test_every_row_comes_back_as_it_went_in() -> None:
    made = [entry(number) for number in range(3)]
    assert rows.insert(made)
    for number, row in enumerate(made):
        stored = AuditEntry.objects.get(pk=row.pk)
        assert (stored.at, stored.public_id, stored.facts["number"]) == (NOON, row.public_id, number)
        assert stored.facts["word"] == "día"


def test_an_inserted_row_can_be_saved_again() -> None:
    row = entry(1)
    rows.insert([row])
    row.target = "core.test:1"
    row.save()
    assert AuditEntry.objects.get().target == "core.test:1"


def test_once_is_once_and_harms_no_transaction() -> None:
    assert rows.insert([once()], once=True)
    assert not rows.insert([once()], once=True)
    assert DoneOnce.objects.count() == 1


def test_twice_is_an_error_without_once() -> None:
    rows.insert([once()])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([once()])
    with pytest.raises(ValueError):
        rows.insert([once(), once()], once=True)


def test_nothing_is_inserted_of_nothing() -> None:
    assert rows.insert([])
