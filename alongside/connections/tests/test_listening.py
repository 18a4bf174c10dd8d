"""From what happens in the house to the record: a moment later, or looked up where it was missed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alongside.boundaries.actions import keep_apart
from alongside.connections import listening
from alongside.connections.models import Interaction, Kind, Tie
from alongside.connections.rebuilding import differences
from alongside.conversations import actions as talks
from alongside.conversations.actions.two_people import open_pair, request_pair
from alongside.conversations.models import Conversation
from alongside.conversations.models import Kind as Place
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.live import happenings
from alongside.live.models import Cursor, OutboxEvent
from alongside.rooms.actions import hosting, ways
from alongside.rooms.actions.entering import Entry
from alongside.rooms.models import Overheard, Reaction, Seat, Way
from alongside.rooms.tests.scene import scene  # noqa: F401 - a fixture

Told = set[tuple[str, str, str | None, bool]]


def told(cast: Any) -> Told:
    """The record, by names of the cast."""
    names = {person.pk: name for name, person in cast.people.items()}
    rows = Interaction.objects.values_list("kind", "actor", "target", "private")
    return {(kind, names[actor], names.get(target), private) for kind, actor, target, private in rows}


def rows_of_the_record() -> list[Any]:
    return list(Interaction.objects.order_by("key").values_list("key", "kind", "actor", "target", "place", "private"))


class Talk:
    """Says things, a minute apart."""

    def __init__(self, chat: Conversation) -> None:
        self.chat, self.at, self.n = chat, timezone.now() - timedelta(hours=12), 0

    def say(self, by: Any, minutes: float = 1, **how: Any) -> Any:
        self.at += timedelta(minutes=minutes)
        self.n += 1
        with clock.reading(self.at):
            return talks.post_message(self.chat, "Words", by=by, key=f"{self.chat.pk}-{self.n}", **how)


def test_whom_words_reach(cast: Any) -> None:
    member, groupmate, third, fourth = cast.roster[1:]
    counselor = cast.counselor
    group = Talk(Conversation.objects.get(group=cast.group))
    first = group.say(member)  # to nobody in particular
    group.say(groupmate, reply_to=first)
    group.say(third, mentions=[fourth, third])
    group.say(member)  # comes back after two others spoke: to both
    group.say(fourth, minutes=60 * 7)  # has not been there before
    group.say(member)  # the last turn was hours ago: to nobody
    talks.react(first, "warm", True, by=counselor)
    talks.react(first, "warm", False, by=counselor)
    pair = Talk(open_pair(groupmate, third, by=SYSTEM))
    pair.say(groupmate)
    line = Talk(talks.open_line(member, by=SYSTEM))
    line.say(member)
    talks.add_participant(line.chat, counselor, by=SYSTEM)
    line.say(counselor)
    assert happenings.catch_up() == 10
    assert told(cast) == {
        (Kind.POSTED, "member", None, False),
        (Kind.REPLIED, "groupmate", "member", False),
        (Kind.WROTE, "third", "fourth", False),
        (Kind.WROTE, "member", "groupmate", False),
        (Kind.WROTE, "member", "third", False),
        (Kind.POSTED, "fourth", None, False),
        (Kind.REACTED, "counselor", "member", False),
        (Kind.WROTE, "groupmate", "third", True),
        (Kind.POSTED, "member", None, True),
        (Kind.REPLIED, "counselor", "member", True),
    }
    assert happenings.catch_up() == 0
    assert differences(cast.program.pk) == []
    listening.reconcile(cast.program.pk, None)
    before = rows_of_the_record()

    # A house that wasn't listened to, and one that is looked up from its beginning, have the same record.
    Interaction.objects.all().delete()
    Tie.objects.all().delete()
    OutboxEvent.objects.all().delete()
    Cursor.objects.all().delete()
    assert happenings.catch_up() == 0  # its events are gone: looked up where they stand
    assert rows_of_the_record() == [row for row in before if row[1] != Kind.REACTED]  # it was taken back
    assert listening.begin() == 0
    assert listening.begin() == 0


@pytest.mark.parametrize("apart", [False, True])
def test_what_something_cuts_reaches_nobody(cast: Any, apart: bool) -> None:
    if apart:
        keep_apart(cast.member, cast.groupmate, by=cast.counselor)
    request_pair(cast.groupmate, "Hello", by=cast.member, key="asks")
    happenings.catch_up()
    wrote = (Kind.POSTED, "member", None, True) if apart else (Kind.WROTE, "member", "groupmate", True)
    assert told(cast) == {wrote}
    assert Tie.objects.count() == (0 if apart else 1)


@pytest.mark.parametrize("how", ["reacts", "silent", "listens"])
def test_a_small_room_counts_where_both_took_part(scene: Any, how: str) -> None:  # noqa: F811
    cast = scene.cast
    me, other = cast.member, cast.groupmate
    scene.join(cast.counselor)
    scene.enter(me, entry=Entry(Way.LISTENING, Overheard.NO, "12 Elm Street", "555 0100", confirmed=True, step=""))
    scene.arrive(me)
    way = Way.LISTENING if how == "listens" else Way.VOICE
    scene.enter(other, entry=Entry(way, Overheard.NO, "12 Elm Street", "555 0100", confirmed=True, step=""))
    scene.arrive(other)
    scene.pass_time(200)
    scene.open([me, other], minutes=5)
    scene.pass_time(60)
    if how == "reacts":
        ways.react(scene.me(other), Reaction.HEART, by=other)
    scene.pass_time(300)
    took = set(Seat.objects.filter(took_part=True).values_list("person", flat=True))
    assert took == ({me.pk} if how == "silent" else {me.pk, other.pk})
    hosting.end(scene.room, by=cast.counselor)
    happenings.catch_up()
    found = told(cast)
    lower, upper = sorted(("member", "groupmate"), key=lambda name: cast.people[name].pk)
    assert ((Kind.SMALL_ROOM, lower, upper, False) in found) == (how != "silent")
    assert {(Kind.CAME, name, None, False) for name in ("member", "groupmate", "counselor")} <= found
    assert (Kind.SESSION, lower, upper, False) in found
    small = Interaction.objects.filter(kind=Kind.SMALL_ROOM).first()
    assert small is None or 4 < small.amount < 6
    if how == "silent":  # told late: what they said at the very end of the round
        before = Interaction.objects.count()
        key = Seat.objects.get(person=other).small_room.public_id
        scene.sink.spoke(f"media:{key}", other.public_id, 4000)
        scene.sink.renewed([], scene.now)
        happenings.catch_up()
        assert Interaction.objects.count() == before + 1
        assert Interaction.objects.filter(kind=Kind.SMALL_ROOM).count() == 1
    keys = rows_of_the_record()
    Interaction.objects.all().delete()
    Tie.objects.all().delete()
    listening.reconcile(cast.program.pk, None)
    assert rows_of_the_record() == keys


def test_places_are_named_as_the_record_names_them() -> None:
    assert all(len(f"{kind}:{2**31}") <= 32 for kind in Place.values)
