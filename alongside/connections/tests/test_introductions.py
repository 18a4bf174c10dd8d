"""Introductions: proposed for what two share, answered in private, opened by two yeses alone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from alongside.boundaries.actions import keep_apart
from alongside.boundaries.actions_cuts import cut, uncut
from alongside.boundaries.models import Wish
from alongside.connections.actions import record
from alongside.connections.introductions import actions, proposing
from alongside.connections.introductions.actions.offers import Answer
from alongside.connections.introductions.duties import offer_introductions
from alongside.connections.models import Correction, Introduction, Kind, Side, Source, Wishes
from alongside.connections.recording import Fact
from alongside.connections.tests.introduction_scene import MONDAY, about, crowd, offered, rest
from alongside.conversations.actions.two_people import request_pair
from alongside.conversations.models import Conversation, Participant
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.core.models import AuditEntry
from alongside.notify.models import Notice
from alongside.people.models import Person, Stage
from tests.cast import Cast

ClientOf = Callable[[Person | None], Client]
DAY = timedelta(days=1)


@pytest.fixture
def two(cast: Cast) -> Introduction:
    """An open offer to `member` and `groupmate`, made on Monday."""
    rest(cast.third, cast.fourth, cast.mentor, cast.newcomer)
    for person in (cast.member, cast.groupmate):
        about(person, interests="Walking; old films", good_times="evening,weekend")
    crowd_ = crowd(cast, 3, interests="walking", good_times="evening")
    Wishes.objects.bulk_create(Wishes(person=each, may_be_suggested=False) for each in crowd_)
    with clock.reading(MONDAY):
        assert offer_introductions() == 1
    return Introduction.objects.get()


def test_the_week_proposes_what_two_share_to_those_who_need_it_first(cast: Cast) -> None:
    me, peer, third, fourth, mentor = cast.member, cast.groupmate, cast.third, cast.fourth, cast.mentor
    met = [Fact(Kind.SMALL_ROOM, a.pk, b.pk, MONDAY - DAY, f"{a.pk}:{b.pk}") for a, b in ((mentor, third),)]
    record(cast.program.pk, met, by=SYSTEM)
    rest(cast.newcomer)
    with clock.reading(MONDAY - timedelta(hours=3)):
        assert offer_introductions() == 0, "not before Monday at ten"
    about(me, interests="chess")
    about(third, interests="Chess")
    about(peer, interests="baking", speaks="Español")
    about(fourth, interests="baking", speaks="Spanish")
    with clock.reading(MONDAY):
        assert offer_introductions() == 2
        assert offer_introductions() == 0, "once a week"
    pairs = [offered(each) for each in Introduction.objects.order_by("pk")]
    assert {me.pk, third.pk} in pairs and {peer.pk, fourth.pk} in pairs
    assert mentor.pk not in set.union(*pairs), "of five people one is left: one who has someone"
    assert all(row.expires_at == MONDAY - timedelta(hours=1) + 7 * DAY for row in Introduction.objects.all())
    assert all(row.reasons == [] for row in Introduction.objects.all()), "what would give someone away isn't shown"
    with clock.reading(MONDAY + 7 * DAY):
        offer_introductions()
        again = [offered(each) for each in Introduction.objects.order_by("pk")[2:]]
    assert again and not [each for each in again if each in pairs], "not the same two within ninety days"


def test_who_is_never_proposed_to_whom(cast: Cast) -> None:
    me, peer = cast.member, cast.groupmate
    rest(cast.third, cast.fourth, cast.mentor, cast.newcomer)

    def proposed() -> bool:
        with clock.reading(MONDAY):
            return bool(proposing.week(cast.program, MONDAY).proposals)

    assert proposed()
    block = cut(peer, Wish.MUTE, by=me)
    assert not proposed()
    uncut(peer, by=me)
    assert proposed() and block
    for wish in ("may_be_suggested", "gets_suggestions"):
        Wishes.objects.create(person=peer, **{wish: False})
        assert not proposed()
        Wishes.objects.all().delete()
    for row in (
        Correction(person=me, code="enough", at=MONDAY, until=MONDAY + DAY),
        Correction(person=peer, other=me, code="in_touch", at=MONDAY, until=MONDAY + DAY),
    ):
        row.save()
        assert not proposed()
        row.delete()
    for change, back in (
        ({"stage": Stage.PAUSED}, {"stage": Stage.ACTIVE}),
        ({"stage": Stage.LEFT}, {"stage": Stage.ACTIVE}),
        ({"role": "counselor"}, {"role": "member"}),
        ({"suspended_until": MONDAY + DAY}, {"suspended_until": None}),
        ({"language": "es"}, {"language": "en"}),
    ):
        about(peer, **change)  # type: ignore[arg-type]
        assert not proposed(), change
        about(peer, **back)  # type: ignore[arg-type]
    assert proposed()
    keep_apart(me, peer, by=cast.counselor)
    assert not proposed()


def test_reasons_give_nobody_away_and_name_nobody(two: Introduction, cast: Cast, client_of: ClientOf) -> None:
    assert [each["code"] for each in two.reasons] == ["interest", "times"], "not the films, which only these two like"
    with clock.reading(MONDAY + DAY):
        for me, other in ((cast.member, cast.groupmate), (cast.groupmate, cast.member)):
            page = client_of(me).get("/people/introductions/").content.decode()
            assert "Also likes: walking" in page and "Has time in your evenings, as you do" in page
            assert other.public_id not in page and other.display_name not in page and "film" not in page


def test_only_two_yeses_open_a_conversation_and_both_hear_of_it(
    two: Introduction, cast: Cast, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    me, peer = cast.member, cast.groupmate
    post = f"/people/introductions/{two.public_id}/answer"
    with clock.reading(MONDAY + DAY):
        mine, theirs = client_of(me), client_of(peer)
        assert "someone you might like to meet" in mine.get("/").content.decode()
        assert mine.get(f"/people/introductions/{two.public_id}/hello/").status_code == 404
        assert mine.post(post, {"said": "yes"}).headers["Location"] == "/people/introductions/"
        assert not Conversation.objects.filter(kind="pair").exists() and not Notice.objects.exists()
        assert "someone you might like to meet" not in mine.get("/").content.decode()
        assert theirs.post(post, {"said": "maybe"}).status_code == 404
        theirs.post(post, {"said": "not_now"})
        assert Side.objects.get(person=peer).yes is False, "and it may be changed while the offer is open"
        hello = theirs.post(post, {"said": "yes"}).headers["Location"]
        assert hello == f"/people/introductions/{two.public_id}/hello/"
        page = theirs.get(hello).content.decode()
        assert "Maya" in page and "Hello Maya, nice to meet you" in page and "Only you and Maya can read this" in page
        chat = Conversation.objects.get(kind="pair")
        assert (
            chat.accepted_at and Participant.objects.filter(conversation=chat, until=None, asked_at=None).count() == 2
        )
        notices = {each.person_id: each for each in Notice.objects.all()}
        assert set(notices) == {me.pk, peer.pk} and notices[me.pk].link == hello
        assert theirs.post(hello, {"body": " ", "key": "introduced-1"}).status_code == 422
        sent = theirs.post(hello, {"body": "Hello Maya", "key": "introduced-2"})
        assert sent.headers["Location"].endswith(f"{chat.public_id}/")
        assert mine.get(hello).headers["Location"].endswith(f"{chat.public_id}/")
        assert mine.post(post, {"said": "never"}).headers["Location"] == hello, "too late to say no"
        assert "Nothing to answer now" in mine.get("/people/introductions/").content.decode()
    with clock.reading(MONDAY + 120 * DAY):
        actions.forget_old(by=SYSTEM)
        assert not Introduction.objects.exists() and Conversation.objects.filter(pk=chat.pk).exists()


def test_a_no_for_good_holds_for_good_and_a_late_yes_is_no_yes(two: Introduction, cast: Cast) -> None:
    with clock.reading(MONDAY + DAY):
        actions.answer(two, Answer.NEVER, by=cast.groupmate)
        actions.answer(two, Answer.YES, by=cast.member)
    with clock.reading(MONDAY + 200 * DAY):
        actions.forget_old(by=SYSTEM)
        assert Introduction.objects.count() == 1
        assert not proposing.week(cast.program, clock.now()).proposals
        with pytest.raises(Refused, match="over"):
            actions.answer(two, Answer.YES, by=cast.groupmate)
    assert not Conversation.objects.filter(kind="pair").exists()


def seen_by(person: Person, client_of: ClientOf) -> str:
    """All that `person` is shown of it, but for what differs with every request."""
    client = client_of(person)
    pages = [client.get(path).content.decode() for path in ("/people/introductions/", "/", "/talk/")]
    return re.sub(r'nonce="[^"]*"|(value|content)="[^"]{20,}"', "", "\n".join(pages))


@pytest.mark.parametrize("mine", [None, Answer.YES, Answer.NOT_NOW])
def test_a_boundary_a_no_and_silence_look_the_same(
    two: Introduction, cast: Cast, client_of: ClientOf, mine: Answer | None
) -> None:
    """An adversary who may look at every page, before and after the week, learns nothing about the other."""
    me, peer = cast.member, cast.groupmate

    def silence() -> None:
        pass

    def says_no() -> None:
        actions.answer(two, Answer.NOT_NOW, by=peer)

    def never() -> None:
        actions.answer(two, Answer.NEVER, by=peer)

    def blocks() -> None:
        cut(me, Wish.BLOCK, by=peer)

    def blocks_and_says_yes() -> None:
        actions.answer(two, Answer.YES, by=peer) if mine != Answer.YES else None
        cut(me, Wish.BLOCK, by=peer)
        actions.answer(two, Answer.YES, by=peer)

    def kept_apart_and_says_yes() -> None:
        keep_apart(me, peer, by=cast.counselor)
        actions.answer(two, Answer.YES, by=peer)

    def leaves() -> None:
        about(peer, stage=Stage.PAUSED)
        actions.answer(two, Answer.YES, by=peer)

    saw = {}
    for what in (silence, says_no, never, blocks, blocks_and_says_yes, kept_apart_and_says_yes, leaves):
        with transaction.atomic():
            with clock.reading(MONDAY + DAY):
                what()
                if mine:
                    location = (
                        client_of(me)
                        .post(f"/people/introductions/{two.public_id}/answer", {"said": mine})
                        .headers["Location"]
                    )
                    assert location == "/people/introductions/", what
                saw[what.__name__] = [seen_by(me, client_of)]
            with clock.reading(MONDAY + 8 * DAY):
                saw[what.__name__].append(seen_by(me, client_of))
                hello = client_of(me).get(f"/people/introductions/{two.public_id}/hello/")
                assert hello.status_code == 404, what
            assert not Notice.objects.exists() and not Conversation.objects.filter(kind="pair").exists(), what
            transaction.set_rollback(True)
    for name, pages in saw.items():
        assert [
            (a, b)
            for before, after in zip(saw["silence"], pages, strict=True)
            for a, b in zip(before.splitlines(), after.splitlines(), strict=True)
            if a != b
        ] == [], name


def test_what_a_counselor_proposes_is_asked_of_both_and_nothing_comes_back(cast: Cast, client_of: ClientOf) -> None:
    me, peer, third = cast.member, cast.groupmate, cast.third
    request_pair(cast.fourth, "Hello", by=third, key="pair-request-1")
    cut(me, Wish.BLOCK, by=third)
    staff = client_of(cast.counselor)
    answers = []
    with clock.reading(MONDAY):
        for a, b in ((me, peer), (me, third), (third, cast.fourth), (me, peer)):
            told = staff.post(f"/people/{a.public_id}/introduce/", {"other": b.public_id}, follow=True)
            answers.append(re.findall(r"If nothing stands against it[^<]*", told.content.decode()))
        assert staff.post(f"/people/{me.public_id}/introduce/", {"other": me.public_id}).status_code == 422
        assert staff.post(f"/people/{me.public_id}/introduce/", {"other": cast.outsider.public_id}).status_code == 422
        page = client_of(me).get("/people/introductions/").content.decode()
    assert answers[0] and all(each == answers[0] for each in answers), "whatever stood against it"
    row = Introduction.objects.get()
    assert row.source == Source.STAFF and offered(row) == {me.pk, peer.pk}
    assert "Someone on your care team thought of this" in page and "Sam" not in page
    audited = AuditEntry.objects.filter(verb="connections.propose")
    assert audited.count() == 4 and all(each.facts == {} for each in audited)


def test_sixty_people_are_proposed_to_in_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    people = crowd(cast, 55, interests="walking, music", good_times="morning")
    with clock.reading(MONDAY), django_assert_max_num_queries(16):
        found = proposing.week(cast.program, MONDAY)
    assert found.proven and len(found.proposals) == (len(people) + 6) // 2
    assert {reason["code"] for each in found.proposals for reason in each.reasons} == {"interest"}
