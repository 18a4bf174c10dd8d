"""Every address × every role, from the tables in tests/permissions (see there how to add rows)."""

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from alongside.people.models import Person
from tests import permissions
from tests.cast import Cast
from tests.permissions import ROLES, VISITOR, Row

TABLES: list[ModuleType] = [
    importlib.import_module(f"tests.permissions.{module.name}") for module in pkgutil.iter_modules(permissions.__path__)
]
ClientOf = Callable[[Person | None], Client]


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """What the rows upload lands nowhere that lasts."""
    settings.MEDIA_ROOT = tmp_path


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """The full names of every address under `resolver`. An address without a name is told by its pattern."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace) if part)
            yield from addresses(pattern, inner)
        elif isinstance(pattern, URLPattern):
            name = pattern.name or f"(no name) {pattern.pattern}"
            yield f"{namespace}:{name}" if namespace else name


def ask(client: Client, row: Row, cast: Cast) -> HttpResponse:
    """The row's request. What it changes is rolled back."""
    url = reverse(row.name, kwargs=dict(row.kwargs(cast))) + row.query
    with transaction.atomic():
        if row.body is not None:
            answer = client.generic(row.method, url, json.dumps(row.body(cast)), content_type="application/json")
        elif row.method == "POST":
            answer = client.post(url, dict(row.data(cast)))
        else:
            answer = client.generic(row.method, url)
        if answer.streaming:
            b"".join(answer)  # reading to the end closes it as the test client wants it: with the database kept open
        transaction.set_rollback(True)
    return answer


def test_no_address_is_missing() -> None:
    """An address that stands in no table fails, with its name; so does a row without an address."""
    listed = {row.name for table in TABLES for row in table.TABLE}
    real = set(addresses(get_resolver()))
    assert not real - listed, f"In no table of tests/permissions: {sorted(real - listed)}"
    assert not listed - real, f"Rows for addresses that don't exist: {sorted(listed - real)}"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__.rpartition(".")[2])
def test_every_role_gets_what_the_table_says(table: ModuleType, cast: Cast, client_of: ClientOf) -> None:
    """One row after the other, asked by every role; all that differs is told at once."""
    cast.scene = table.stage(cast) if hasattr(table, "stage") else None
    clients = {role: client_of(None if role == VISITOR else cast.people[role]) for role in ROLES}
    wrong = []
    for row in table.TABLE:
        for role, client in clients.items():
            client.raise_request_exception = False
            status = ask(client, row, cast).status_code
            if status != row.expected[role]:
                wrong.append(f"{row.method} {row.name}{row.query} as {role}: {status}, not {row.expected[role]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__.rpartition(".")[2])
def test_what_the_outsider_may_not_see_they_may_not_change(table: ModuleType, cast: Cast, client_of: ClientOf) -> None:
    """Where the table says 404 to the outsider, every other method is no better than 405."""
    cast.scene = table.stage(cast) if hasattr(table, "stage") else None
    client = client_of(cast.outsider)
    client.raise_request_exception = False
    wrong = []
    for row in table.TABLE:
        if row.expected["outsider"] != 404:
            continue
        for method in ("GET", "POST", "PUT", "DELETE"):
            status = ask(client, Row(row.name, row.expected, method, row.kwargs), cast).status_code
            if status not in {404, 405}:
                wrong.append(f"{method} {row.name} as outsider: {status}")
    assert not wrong, "\n".join(wrong)
