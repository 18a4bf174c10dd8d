"""Inserting the rows that nearly every action writes.

The ORM composes the text of an INSERT anew each time, which costs several times what the database needs to run it.
Here the text is made once for a model. Values go through their fields as they do in `save()`; no signals are sent.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

_BATCH = 500
"""Rows in one statement: few enough for SQLite's limit of variables."""


def insert(rows: Sequence[models.Model], *, once: bool = False) -> bool:
    """Insert new rows of one model, without a row number of their own, and give each its number.

    `once` is for a single row: False where a row with the same unique values was there already, and nothing changes;
    on PostgreSQL this waits for whoever is just inserting that row. Raises IntegrityError without `once`.
    """
    if once and len(rows) != 1:
        raise ValueError("Only one row at a time can be inserted once.")
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        table, marks, fields = _shape(type(batch[0]))
        values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in batch for field in fields]
        unless = " ON CONFLICT DO NOTHING" if once else ""
        with connection.cursor() as cursor:
            cursor.execute(f"{table} VALUES {', '.join([marks] * len(batch))}{unless} RETURNING id", values)
            numbers = cursor.fetchall()
        if not numbers:
            return False
        for row, (number,) in zip(batch, numbers, strict=True):
            row.pk = number
            row._state.adding, row._state.db = False, connection.alias
    return True


@lru_cache(maxsize=64)
def _shape(model: type[models.Model]) -> tuple[str, str, tuple["models.Field[Any, Any]", ...]]:
    """How the INSERT begins, the marks of one row's values, and whose values they are."""
    quote = connection.ops.quote_name
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns})",
        f"({', '.join(['%s'] * len(fields))})",
        fields,
    )
