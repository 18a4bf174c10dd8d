"""“Would you like to meet again?”: asked of both, answered in private, and no sign of what stood against it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from alongside.boundaries.actions_cuts import cut
from alongside.boundaries.models import Wish
from alongside.connections.introductions import actions, following
from alongside.connections.introductions.duties import BY
from alongside.connections.models import Again, Introduction, Source
from alongside.connections.tests.introduction_scene import a_round, about, another_round, crowd
from alongside.conversations.actions.two_people import open_pair
from alongside.conversations.models import Conversation, Kind
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.live import happenings
from alongside.notify.models import Notice
from alongside.people.models import Person
from alongside.rooms.actions.taking_part import say_ended
from alongside.rooms.models import Attendee, Round
from tests.cast import Cast

ClientOf = Callable[[Person | None], Client]
EVENING = datetime(2026, 11, 24, 1, tzinfo=UTC)


def asked(person: Person) -> set[int]:
    return set(Again.objects.filter(person=person).values_list("other", flat=True))


def test_both_are_asked_after_a_round_at_most_two_each_and_once(cast: Cast) -> None:
    me, peer, third, fourth = cast.member, cast.groupmate, cast.third, cast.fourth
    more = crowd(cast, 3)
    with clock.reading(EVENING):
        round_ = a_round(cast, EVENING, [[me, peer, *more], [third, fourth, cast.counselor]], absent=[fourth])
        assert following._ask(cast.program.pk, [round_.pk]) is None
        assert asked(third) == asked(fourth) == asked(cast.counselor) == set(), "not about those who took no part"
        counts = {person.pk: len(asked(person)) for person in (me, peer, *more)}
        assert set(counts.values()) <= {1, 2} and 2 in counts.values()
        assert all(row.person_id in asked(row.other) for row in Again.objects.select_related("other"))
        before = Again.objects.count()
        actions.ask_again(round_, by=BY)
        again = another_round(cast, round_.room.meeting, EVENING, [[me, peer, *more]])
        actions.ask_again(again, by=BY)
        assert max(len(asked(person)) for person in (me, peer, *more)) == 2, "two in a session, however many rounds"
        assert Again.objects.count() - before in (0, 2, 4)


def test_who_writes_to_each_other_or_wishes_otherwise_is_not_asked(cast: Cast) -> None:
    me, peer, third = cast.member, cast.groupmate, cast.third
    with clock.reading(EVENING):
        chat = open_pair(me, peer, by=BY)
        Conversation.objects.filter(pk=chat.pk).update(last_at=EVENING)
        assert cast.group
        about(third, stage="paused")
        assert actions.ask_again(a_round(cast, EVENING, [[me, peer, third]]), by=BY) == 0
        Conversation.objects.filter(pk=chat.pk).update(last_at=EVENING - timedelta(days=40))
        assert actions.ask_again(a_round(cast, EVENING, [[me, peer, third]]), by=BY) == 1
        mine, theirs = Again.objects.get(person=me), Again.objects.get(person=peer)
        assert actions.answer_again(mine, True, by=me) is None
        opened = actions.answer_again(theirs, True, by=peer)
        assert opened and opened.conversation == chat, "where they have a conversation, that one"
        assert Notice.objects.count() == 2


def test_two_yeses_open_a_conversation_from_the_page_after_the_session(cast: Cast, client_of: ClientOf) -> None:
    me, peer = cast.member, cast.groupmate
    with clock.reading(EVENING):
        round_ = a_round(cast, EVENING, [[me, peer]])
        say(round_)
        for person in (me, peer):
            Attendee.objects.create(room=round_.room, person=person, came_at=EVENING)
        mine, theirs = client_of(me), client_of(peer)
        after = reverse("session_after", args=[round_.room.meeting.public_id])
        page = mine.get(after).content.decode()
        assert "Would you like to meet again?" in page and "Sam" in page
        ours = Again.objects.get(person=me)
        post = reverse("connections:again", args=[ours.public_id])
        assert theirs.post(post, {"said": "yes"}).status_code == 404, "it is hers to answer"
        assert mine.post(post, {"said": "yes", "next": after}).headers["Location"] == after
        assert "You said yes." in mine.get(after).content.decode() and not Notice.objects.exists()
        page = theirs.get("/people/introductions/").content.decode()
        assert "Would you like to meet again?" in page and "said yes" not in page.replace("both say yes", "")
        back = theirs.post(
            reverse("connections:again", args=[Again.objects.get(person=peer).public_id]), {"said": "yes"}
        )
        row = Introduction.objects.get()
        assert row.source == Source.AGAIN and row.conversation is not None
        assert back.headers["Location"] == f"/people/introductions/{row.public_id}/hello/"
        assert "Hello Maya" in theirs.get(back.headers["Location"]).content.decode()
        assert {each.person_id for each in Notice.objects.all()} == {me.pk, peer.pk}
    with clock.reading(EVENING + timedelta(days=8)), pytest.raises(Refused, match="over"):
        actions.answer_again(ours, False, by=me)


def say(round_: Round) -> None:
    """As the room does at its end; whoever follows hears of it."""
    from alongside.core.actions import action

    @action("rooms.end_round_in_a_test")
    def end(*, by: Any) -> None:
        say_ended(round_)

    end(by=BY)
    assert happenings.catch_up()


@pytest.mark.parametrize("mine", [None, "yes", "no"])
def test_a_boundary_a_no_and_silence_look_the_same_after_a_session(
    cast: Cast, client_of: ClientOf, mine: str | None
) -> None:
    me, peer = cast.member, cast.groupmate
    with clock.reading(EVENING):
        actions.ask_again(a_round(cast, EVENING, [[me, peer]]), by=BY)
    ours, theirs = Again.objects.get(person=me), Again.objects.get(person=peer)

    def silence() -> None:
        pass

    def says_no() -> None:
        actions.answer_again(theirs, False, by=peer)

    def mutes_and_says_yes() -> None:
        cut(me, Wish.MUTE, by=peer)
        actions.answer_again(theirs, True, by=peer)

    def blocks() -> None:
        cut(me, Wish.BLOCK, by=peer)

    saw = {}
    for what in (silence, says_no, mutes_and_says_yes, blocks):
        with transaction.atomic():
            with clock.reading(EVENING + timedelta(hours=2)):
                what()
                client = client_of(me)
                if mine:
                    client.post(reverse("connections:again", args=[ours.public_id]), {"said": mine})
                pages = [client.get(path).content.decode() for path in ("/people/introductions/", "/", "/talk/")]
            saw[what.__name__] = re.sub(r'nonce="[^"]*"|(value|content)="[^"]{20,}"', "", "\n".join(pages))
            assert not Introduction.objects.exists() and not Notice.objects.exists()
            assert not Conversation.objects.filter(kind=Kind.PAIR).exists()
            transaction.set_rollback(True)
    for name, seen in saw.items():
        assert seen.splitlines() == saw["silence"].splitlines(), name


def test_nothing_is_asked_about_someone_cut_and_each_hides_whom_they_cut_themselves(
    cast: Cast, client_of: ClientOf
) -> None:
    me, peer, third = cast.member, cast.groupmate, cast.third
    with clock.reading(EVENING):
        actions.ask_again(a_round(cast, EVENING, [[me, third]]), by=BY)
        cut(peer, Wish.BLOCK, by=me)
        actions.ask_again(a_round(cast, EVENING, [[me, peer]]), by=BY)
        assert asked(me) == {third.pk} and asked(peer) == set()
        cut(third, Wish.MUTE, by=me)
        assert "meet again" not in client_of(me).get("/people/introductions/").content.decode()
        assert "meet again" in client_of(third).get("/people/introductions/").content.decode()
