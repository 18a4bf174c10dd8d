"""A conversation of fifty thousand messages against one of fifty, in one run, on SQLite and on PostgreSQL.

    bench_talk.py             both engines, each in a process of its own
    bench_talk.py here        on the engine of DATABASE_URL

Timed is what the pages do between the request and the answer: the place is found, a page of fifty is read with what
hangs on it, unsealed and written as JSON. Both conversations have the same mix: every tenth message stands beside
another, every tenth quotes one, every fifth has reactions. Times are medians of alternating tries, in milliseconds.
"""

import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SMALL, LARGE = 53, 50_000
"""Messages; of the small one fifty are in the main flow: a whole page."""
TRIES = 60
SPAN = timedelta(days=360)
BEGAN = datetime(2026, 1, 2, 12, tzinfo=UTC)
WORDS = "The kettle is on, and the birds beat me to it. Anyone else up? I walked the dog in the rain. "


def main() -> int:
    """Returns an exit status: 1 where opening or paging costs more than half as much again."""
    if sys.argv[1:] == ["here"]:
        with tempfile.TemporaryDirectory(prefix="alongside-bench-") as folder:
            return measure(Path(folder))
    me = [sys.executable, str(HERE / "bench_talk.py"), "here"]
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return max(
        subprocess.run(me, env=env, check=False).returncode,
        subprocess.run([sys.executable, str(HERE / "with_postgres.py"), *me], env=env, check=False).returncode,
    )


def measure(folder: Path) -> int:
    os.environ.update(
        ALONGSIDE_VAR=str(folder),
        ALONGSIDE_SECRET_KEY=secrets.token_hex(32),
        ALONGSIDE_TESTING="1",
        ALONGSIDE_LOG_LEVEL="ERROR",
        DJANGO_SETTINGS_MODULE="alongside.site.settings",
    )
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    people = cast()
    with transaction.atomic():
        small, large = fill(people, SMALL), fill(people, LARGE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"\n{connection.vendor}: {LARGE:,} messages against {SMALL}, a page of fifty; medians of {TRIES} in ms")
    print(f"{'':28}{SMALL:>10}{LARGE:>10,}{'ratio':>9}")
    worst = 0.0
    for name, few, many in zip(NAMES, acts(small, people[0]), acts(large, people[0]), strict=True):
        one, other = alternate(few, many)
        worst = max(worst, other / one)
        print(f"{name:28}{one:10.2f}{other:10.2f}{other / one:8.2f}×")
    return 0 if worst <= 1.5 else 1


def cast() -> list[Any]:
    """Eight people of one program."""
    from alongside.core.actions import SYSTEM
    from alongside.people import actions
    from alongside.people.models import Role

    program = actions.create_program("Bench", by=SYSTEM)
    return [
        actions.create_person(program, display_name=f"Person {number}", role=Role.MEMBER, by=SYSTEM)
        for number in range(8)
    ]


def fill(people: list[Any], count: int) -> Any:
    """A group's conversation of so many messages. Written in bulk: this measures reading."""
    from django.db.models import F

    from alongside.conversations import actions
    from alongside.conversations.models import Conversation, Kind, Message, Reaction
    from alongside.core.actions import SYSTEM

    chat = actions.open_conversation(people[0].program, Kind.GROUP, people, by=SYSTEM)
    made = Message.objects.bulk_create(
        [
            Message(
                conversation=chat,
                seq=seq,
                author=people[seq % 8],
                body=WORDS[seq % 40 :] * (1 + seq % 3),
                key=f"bench-{chat.pk}-{seq}",
                at=BEGAN + SPAN * seq / count,
                heard_at=BEGAN,
                told_at=BEGAN,
            )
            for seq in range(1, count + 1)
        ],
        batch_size=500,
    )
    mine = Message.objects.filter(conversation=chat, seq__gt=20).annotate(turn=F("seq") % 10)
    mine.filter(turn=0).update(thread_id=F("id") - 12)  # row numbers follow each other here as the messages do
    mine.filter(turn=5).update(reply_to_id=F("id") - 5)
    Reaction.objects.bulk_create(
        Reaction(message=message, person=person, code="warm", at=BEGAN)
        for message in made[::5]
        for person in people[:3]
    )
    Conversation.objects.filter(pk=chat.pk).update(head=count, last_at=BEGAN + SPAN)
    chat.participants.filter(person=people[0]).update(read_seq=count // 2)
    return chat


NAMES = (
    "opening: the newest",
    "opening: where one left off",
    "opening: a day",
    "the page before",
    "the page after",
    "what stands beside one",
)


def acts(chat: Any, reader: Any) -> Iterator[Callable[[], Any]]:
    """In the order of NAMES. Places are in the middle, so that a whole page lies on either side."""
    from alongside.conversations import queries
    from alongside.conversations.models import Message
    from alongside.conversations.queries import Place

    flow = Message.objects.filter(conversation=chat, thread=None).order_by("seq")
    middle = flow[flow.count() // 2]
    part = queries.participation(chat, reader)
    first = flow.filter(seq__gte=middle.seq).values_list("seq", flat=True)
    root = Message.objects.filter(conversation=chat, thread__isnull=False).order_by("seq")[0].thread

    def page(place: Place, thread: Any = None) -> Any:
        shown = queries.page(chat, place, part=part, reader=reader, thread=thread)
        return {"messages": shown.said(), "mine": shown.mine()}

    yield lambda: queries.state(chat, reader)
    yield lambda: queries.state(chat, reader, Place(around=middle.seq))
    yield lambda: queries.state(chat, reader, Place(day=middle.at.date()))
    yield lambda: page(Place(before=first[25] if chat.head > 100 else chat.head + 1))
    yield lambda: page(Place(after=first[0] if chat.head > 100 else 0))
    yield lambda: page(Place(), root)


def alternate(few: Callable[[], Any], many: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds, the median of each; alternating, so that both meet the same machine."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(TRIES + 10):
        for place, act in enumerate((few, many)):
            began = time.perf_counter()
            json.dumps(act())
            if turn >= 10:
                times[place].append((time.perf_counter() - began) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    sys.exit(main())
