"""Rubbish for every form of Talk, safety, circles and notifications: a sentence or a 404 each time, and nothing lost.

The addresses are those of the permission tables, so a new one is attacked from the day it exists.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import cycle
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from alongside.conversations import actions as talk
from alongside.conversations.models import Message
from alongside.core.actions import SYSTEM
from alongside.moderation import actions as safety
from alongside.moderation.models import Report, Trouble
from tests.cast import Cast
from tests.permissions import (
    Row,
    boundaries,
    circles,
    conversation_files,
    conversations,
    messages,
    moderation,
    notify,
    phrases,
    waiting,
)
from tests.permissions import talk as talk_table

TABLES = (
    boundaries,
    circles,
    conversation_files,
    conversations,
    messages,
    moderation,
    notify,
    phrases,
    talk_table,
    waiting,
)
ODD = (
    "",
    "x" * 100_000,
    "\u200b\u200d\ufeff\u2060",
    "\u202eevil\u202c \u2066open",
    "<script>alert('odd')</script>",
    "a\x00b",
    "0001-01-01",
    "9999-12-31T23:59",
    "-1",
    "9" * 400,
)
WRONG = (None, 7, -1.5, True, [], ["x"], {"x": []}, "x" * 100_000, "\ud800", "a\x00b")
USUAL = ("key", "body", "words", "why", "person", "role", "other", "page", "q", "on", "upto", "code", "tags", "until")
FINE = {200, 202, 302, 400, 401, 403, 404, 405, 409, 413, 422}


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def name_of(table: ModuleType) -> str:
    return table.__name__.rpartition(".")[2]


def best(row: Row) -> str:
    """A role that gets furthest there."""
    return next((role for role, status in row.expected.items() if status in {200, 302} and role != "visitor"), "member")


def posts(table: ModuleType) -> Iterator[Row]:
    """Each address that takes posts, once."""
    yield from {row.name: row for row in table.TABLE if row.method == "POST"}.values()


def tried(client: Client, url: str, data: Any, **more: Any) -> tuple[int, str]:
    """What it answers; what it changed is undone."""
    with transaction.atomic():
        answer = client.post(url, data, **more)
        said = answer.content.decode() if "html" in answer.headers.get("Content-Type", "") else ""
        transaction.set_rollback(True)
    return answer.status_code, said


def bodies(given: dict[str, Any], names: Iterable[str], *, reads_json: bool) -> Iterator[bytes | str]:
    """What a script could send: few where no script is expected."""
    yield from (b"", b"{", b"[" * 20_000, b"\xff\xfe")
    for each in WRONG if reads_json else ():
        yield json.dumps(each)
        yield json.dumps(dict.fromkeys(names, each))


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_every_form_answers_rubbish_with_a_sentence(table: ModuleType, cast: Cast, client_of: Any) -> None:
    cast.scene = table.stage(cast) if hasattr(table, "stage") else None
    clients = {role: client_of(person) for role, person in cast.people.items()}
    for client in clients.values():
        client.raise_request_exception = False
    odd, wrong = cycle(ODD), []
    for row in posts(table):
        url = reverse(row.name, kwargs=dict(row.kwargs(cast)))
        given = dict((row.body or row.data)(cast))
        client = clients[best(row)]
        names = dict.fromkeys([*given, *USUAL])
        forms: list[dict[str, Any]] = [dict.fromkeys(names, each) for each in ODD]
        forms += [given | {name: next(odd)} for name in given] + [dict.fromkeys(given, ("x", "y"))]
        for form in forms:
            status, said = tried(client, url, form)
            if status not in FINE or "<script>alert('odd')" in said:
                wrong.append((row.name, status, {name: str(value)[:30] for name, value in form.items()}))
        for raw in bodies(given, names, reads_json=any(each.body for each in table.TABLE if each.name == row.name)):
            status, said = tried(
                client, url, raw, content_type="application/json", headers={"Accept": "application/json"}
            )
            if status not in FINE:
                wrong.append((row.name, status, raw[:80]))
    assert not wrong, wrong[:20]


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_every_address_knows_no_made_up_id(table: ModuleType, cast: Cast, client_of: Any) -> None:
    cast.scene = table.stage(cast) if hasattr(table, "stage") else None
    ids = ("x", "9" * 300, "a\x00b", "\u202ex", "<b>", "x" * 2000)
    wrong = []
    for row in {row.name: row for row in table.TABLE}.values():
        kwargs, client = dict(row.kwargs(cast)), client_of(cast.people[best(row)])
        client.raise_request_exception = False
        for name in kwargs:
            for made_up in ids:
                try:
                    url = reverse(row.name, kwargs=kwargs | {name: made_up})
                except NoReverseMatch:
                    continue
                with transaction.atomic():
                    status = client.generic(row.method, url).status_code
                    transaction.set_rollback(True)
                if status not in FINE - {200, 202}:
                    wrong.append((row.method, row.name, made_up[:20], status))
    assert not wrong, wrong[:20]


def test_a_post_that_comes_again_is_one_act(cast: Cast, client_of: Any) -> None:
    assert cast.group
    client, chat = client_of(cast.member), talk.open_pair(cast.member, cast.counselor, by=SYSTEM)
    said = talk.post_message(chat, "Something bad", by=cast.counselor, key="something-bad")
    for _each in range(3):
        client.post(f"/talk/to/{cast.third.public_id}/", {"body": "Hello", "key": "a-first-hello"})
        client.post(f"/safety/report/message/{said.public_id}/", {"trouble": "hurtful", "key": "a-report"})
        client.post("/talk/forum/new/", {"title": "Rain", "body": "Does it help?", "key": "a-new-topic"})
    assert Message.objects.filter(author=cast.member).count() == 2
    assert Report.objects.count() == 1
    assert safety.report(said, Trouble.HURTFUL, by=cast.member).pk == Report.objects.get().pk
