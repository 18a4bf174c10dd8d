"""A member and a mentor find each other, stay as long as both like, and nobody learns more than they need to."""

import html
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from alongside.boundaries.actions import keep_apart
from alongside.boundaries.actions_cuts import cut
from alongside.boundaries.models import Wish
from alongside.connections.actions import Fact, record
from alongside.connections.mentors import actions, load, offering, queries, words
from alongside.connections.mentors.duties import offer_mentors as offer_duty
from alongside.connections.models import Interaction, Kind, Thanks
from alongside.connections.tests.mentor_scene import NOON, more_mentors, ready
from alongside.conversations.actions import open_topic
from alongside.conversations.models import Rung, WaitingPost
from alongside.conversations.waiting import who
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.groups.mentoring import actions as mentoring
from alongside.groups.mentoring import queries as pairs
from alongside.groups.mentoring.terms import languages_of, shared_times
from alongside.groups.models import MentorOffer, Mentorship, MentorWish
from alongside.notify.models import Notice
from alongside.people import actions as people
from alongside.people.actions_around import name_supervisor
from alongside.people.models import Person, Role, Stage
from tests.cast import Cast, enroll

ClientOf = Callable[[Person | None], Client]
Wanted = mentoring.Wanted


def choices(member: Person) -> list[str]:
    return [each.offer.mentor.display_name for each in queries.mine(member, clock.now()).choices]


def text(answer: Any) -> str:
    """What stands on the page, as one line."""
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return html.unescape(" ".join(re.sub("<[^>]*>", " ", main).split())).replace(" .", ".").replace(" ,", ",")


def initials(person: Person) -> str:
    return "".join(word[0] for word in person.display_name.split())


def offer_of(member: Person, mentor: Person) -> MentorOffer:
    return MentorOffer.objects.get(wish__member=member, wish__closed_at=None, mentor=mentor)


def pair(cast: Cast, mentor: Person, member: Person) -> Mentorship:
    return mentoring.begin(mentor, member, by=cast.director)


def test_from_a_wish_to_a_conversation_of_the_two(cast: Cast, client_of: ClientOf) -> None:
    """A member wishes, sees reasons, chooses; the mentor alone hears of it, says yes, and the two can write."""
    with clock.reading(NOON):
        ready(cast, cast.mentor, topics=["sleep", "work"], about="I walk early.")
        (other,) = more_mentors(cast, "Grace")
        Person.objects.filter(pk__in=[cast.mentor.pk, cast.member.pk]).update(speaks="Español, English")
        me = client_of(cast.member)
        page = me.post(
            reverse("connections:mentor_wish"), {"topics": ["sleep"], "language": "es", "times": []}, follow=True
        )
        said = text(page)
        assert said.index("Rosa") < said.index("Grace"), "who fits best comes first"
        for words_of in (
            "I walk early.",
            f"Speaks {dict(settings.LANGUAGES)['es']}",
            "Knows something about: Sleep and long nights",
        ):
            assert words_of in said
        mentor = client_of(cast.mentor)
        nothing = text(mentor.get(reverse("connections:mentoring")))
        assert "Maya" not in nothing
        me.post(reverse("connections:mentor_choose", args=[offer_of(cast.member, cast.mentor).public_id]))
        assert "Maya" not in text(client_of(other).get(reverse("connections:mentoring")))
        asked = text(mentor.get(reverse("connections:mentoring")))
        assert "would like you as a mentor" in asked and "Sleep and long nights" in asked
        where = reverse("connections:mentoring_answer", args=[offer_of(cast.member, cast.mentor).public_id])
        mentor.post(where, {"answer": "yes"})
        mentor.post(where, {"answer": "yes"})
        assert pairs.mentor_of(cast.member) == cast.mentor and pairs.people_of(cast.mentor) == [cast.member]
        assert Mentorship.objects.count() == 1
        shown = me.get(reverse("connections:mentor")).content.decode()
        talk = queries.talk_of(cast.member, cast.mentor)
        assert talk is not None and talk.accepted_at and talk.public_id in shown
        assert not MentorWish.objects.filter(closed_at=None).exists()


def test_nobody_is_given_to_a_mentor_who_isnt_ready_and_the_page_says_what_is_missing(
    cast: Cast, client_of: ClientOf
) -> None:
    """Without profile, agreement, supervisor or on a break a mentor is offered to nobody."""
    with clock.reading(NOON):
        mentor, url = client_of(cast.mentor), reverse("connections:mentoring")
        actions.ask(cast.member, Wanted(), by=cast.member)
        assert "You don’t have a supervisor yet" in text(mentor.get(url))
        ready(cast, cast.mentor)
        actions.offer_mentors(cast.program, by=SYSTEM)
        assert choices(cast.member) == ["Rosa Delgado"]
        assert "Before someone new comes to you" not in text(mentor.get(url))
        mentoring.pause(cast.mentor, (NOON + timedelta(days=9)).date(), by=cast.mentor)
        actions.offer_mentors(cast.program, by=SYSTEM)
        assert choices(cast.member) == []
        with pytest.raises(Refused):
            mentoring.pause(cast.mentor, NOON.date(), by=cast.mentor)
    with clock.reading(NOON + timedelta(days=10)):
        Notice.objects.all().delete()
        offer_duty()
        assert choices(cast.member) == ["Rosa Delgado"]
        told = Notice.objects.get()
        assert (told.person, told.link) == (cast.member, reverse("connections:mentor"))
        people.change_role(cast.counselor, Role.MEMBER, by=cast.director)
        actions.offer_mentors(cast.program, by=SYSTEM)
        assert choices(cast.member) == [], "their supervisor isn't on staff any more"


def test_the_last_place_and_a_not_now(cast: Cast, client_of: ClientOf) -> None:
    """A chosen place is kept; who comes second gets a kind sentence and others; “not now” reads like no place."""
    with clock.reading(NOON):
        ready(cast, cast.mentor, capacity=1)
        for member in (cast.member, cast.groupmate):
            actions.ask(member, Wanted(), by=member)
        late = offer_of(cast.groupmate, cast.mentor)
        actions.choose(offer_of(cast.member, cast.mentor), by=cast.member)
        (other,) = more_mentors(cast, "Grace")
        answer = client_of(cast.groupmate).post(reverse("connections:mentor_choose", args=[late.public_id]))
        assert answer.status_code == 409
        said = text(answer)
        assert "a moment quicker" in said and "Choose Grace" in said and "Choose Rosa" not in said
        with pytest.raises(Refused, match="already"):
            actions.offer_mentors(cast.program, by=SYSTEM)
            MentorOffer.objects.create(
                wish=pairs.wish_of(cast.member), mentor=other, rank=1, made_at=NOON, expires_at=NOON + timedelta(1)
            )
            actions.choose(offer_of(cast.member, other), by=cast.member)
        actions.answer(offer_of(cast.member, cast.mentor), False, by=cast.mentor)
        said = text(client_of(cast.member).get(reverse("connections:mentor")))
        assert "has no place just now" in said and "Choose Grace" in said and "Choose Rosa" not in said
        assert pairs.free_places([cast.mentor], NOON) == {cast.mentor.pk: 1}
        # Fewer places than the choice that waits: a yes can't go beyond them.
        actions.choose(MentorOffer.objects.get(wish__member=cast.groupmate, mentor=other), by=cast.groupmate)
        pair(cast, other, cast.third)
        mentoring.save_profile(other, about="", topics=[], capacity=1, hours_a_week=1, by=other)
        with pytest.raises(Refused, match="more than you said"):
            actions.answer(offer_of(cast.groupmate, other), True, by=other)
        assert pairs.people_of(other) == [cast.third]


@pytest.mark.parametrize("how", ["block", "keep-apart"])
def test_what_keeps_two_apart_is_never_offered_and_cant_be_told(cast: Cast, client_of: ClientOf, how: str) -> None:
    """Cut pairs are never offered. One that is cut after the offer looks like a mentor who is silent."""
    with clock.reading(NOON):
        ready(cast, cast.mentor)
        (silent,) = more_mentors(cast, "Grace")
        actions.ask(cast.member, Wanted(), by=cast.member)
        actions.ask(cast.groupmate, Wanted(), by=cast.groupmate)
        if how == "block":
            cut(cast.member, Wish.BLOCK, by=cast.mentor)
        else:
            keep_apart(cast.mentor, cast.member, by=cast.counselor)
        actions.offer_mentors(cast.program, by=SYSTEM)

    def seen(member: Person, mentor: Person) -> list[str]:
        """What a member reads who chooses a mentor, at once, and after nobody answered; without names and ids."""
        pages, me = [], client_of(member)
        offered = offer_of(member, mentor)
        for at, act in ((NOON, True), (NOON + timedelta(days=2), False), (NOON + timedelta(days=4), False)):
            with clock.reading(at):
                if act:
                    me.post(reverse("connections:mentor_choose", args=[offered.public_id]))
                main = text(me.get(reverse("connections:mentor")))
            for name, mark in ((mentor, "MENTOR"), (silent if mentor == cast.mentor else cast.mentor, "OTHER")):
                main = main.replace(name.display_name, mark).replace(f" {initials(name)} ", " ")
            pages.append(main)
        return pages

    apart, kind = seen(cast.member, cast.mentor), seen(cast.groupmate, silent)
    assert "MENTOR is asked" in apart[0] and "MENTOR has no place just now" in apart[2]
    assert apart[:2] == kind[:2]
    assert apart[2].split("Who could be")[0] == kind[2].split("Who could be")[0]
    with clock.reading(NOON + timedelta(hours=1)):
        assert "Maya" not in text(client_of(cast.mentor).get(reverse("connections:mentoring")))
        assert pairs.free_places([cast.mentor], clock.now()) == {cast.mentor.pk: 2}
        assert (
            client_of(cast.mentor)
            .post(
                reverse("connections:mentoring_answer", args=[offer_of(cast.member, cast.mentor).public_id]),
                {"answer": "yes"},
            )
            .status_code
            == 404
        )
        mentoring.close_wish(pairs.wish_of(cast.member), by=cast.member)
        actions.ask(cast.member, Wanted(), by=cast.member)
        assert choices(cast.member) == ["Grace"]
        with pytest.raises(Refused, match="no place"):
            pair(cast, cast.mentor, cast.member)


def test_an_end_says_nothing_of_whose_wish_it_was(cast: Cast, client_of: ClientOf) -> None:
    """Both read the same words whoever ends it; they aren't proposed again unless the member says so."""
    with clock.reading(NOON):
        ready(cast, cast.mentor, capacity=3)
        said = set()
        for member, ends in ((cast.member, "member"), (cast.groupmate, "mentor"), (cast.third, "block")):
            made = pair(cast, cast.mentor, member)
            if ends == "member":
                client_of(member).post(reverse("connections:mentor_end"))
            elif ends == "mentor":
                client_of(cast.mentor).post(reverse("connections:mentoring_end", args=[made.public_id]))
            else:
                cut(member, Wish.BLOCK, by=cast.mentor)
            made.refresh_from_db()
            assert made.until == NOON
            page = text(client_of(member).get(reverse("connections:mentor")))
            said.add((made.ended, page[:300]))
        assert len({ended for ended, _page in said}) == 1 and len(said) == 1
        assert "nobody did anything wrong" in said.pop()[1]
        actions.ask(cast.member, Wanted(), by=cast.member)
        assert choices(cast.member) == []
        actions.ask(cast.member, Wanted(again=True), by=cast.member)
        assert choices(cast.member) == ["Rosa Delgado"]


@pytest.mark.parametrize("change", ["role", "left", "died", "suspended"])
def test_a_mentor_who_is_one_no_longer_leaves_nobody_in_the_dark(cast: Cast, client_of: ClientOf, change: str) -> None:
    """Pairings end with honest neutral words, and the member may ask for another at once."""
    with clock.reading(NOON):
        ready(cast, cast.mentor)
        pair(cast, cast.mentor, cast.member)
        if change == "role":
            people.change_role(cast.mentor, Role.MEMBER, by=cast.director)
        elif change == "suspended":
            from alongside.people.actions_suspending import suspend

            suspend(cast.mentor, NOON + timedelta(days=2), by=cast.director)
        else:
            people.change_stage(cast.mentor, Stage.LEFT if change == "left" else Stage.DIED, by=cast.director)
        assert pairs.mentor_of(cast.member) is None
        page = text(client_of(cast.member).get(reverse("connections:mentor")))
        assert "is not your mentor any more. It has nothing to do with you." in page
        assert "I’d like a mentor" in page


def test_the_mentors_load_is_soft_and_from_the_record_alone(cast: Cast, client_of: ClientOf) -> None:
    """Minutes together and a little for each message; a kind line when it is more than they said; days, no words."""
    with clock.reading(NOON - timedelta(days=20)):
        ready(cast, cast.mentor, hours=1)
        pair(cast, cast.mentor, cast.member)
        pair(cast, cast.mentor, cast.groupmate)
    me, other = cast.mentor.pk, cast.member.pk
    day = timedelta(days=1)
    facts = [
        Fact(Kind.WROTE, me, other, NOON - 2 * day, "a", private=True),
        Fact(Kind.REPLIED, other, me, NOON - 2 * day + timedelta(hours=1), "b", private=True),
        Fact(Kind.MENTORED, other, me, NOON - day, "c", amount=600.0),
        Fact(Kind.WROTE, me, cast.third.pk, NOON - day, "d", private=True),
        Fact(Kind.WROTE, me, other, NOON - 9 * day, "e", private=True),
        Fact(Kind.REACTED, me, other, NOON - day, "f"),
        Fact(Kind.WROTE, cast.groupmate.pk, me, NOON - 3 * day, "g", private=True),
    ]
    record(cast.program.pk, facts, by=SYSTEM)
    with clock.reading(NOON):
        found = load.load_of(Person.objects.select_related("mentor_profile", "supervisor").get(pk=me), NOON)
        assert found.minutes == 3 + 1 + 120 + 1
        assert found.is_much and words.hours(found.hours) == "about 2 hours"
        first, second = found.contacts
        assert [moment.date() for moment in first.days] == [(NOON - n * day).date() for n in (1, 2, 9)]
        assert first.waits_since is None and second.waits_since == NOON - 3 * day
        assert found.reasons == ("hours",)
        page = text(client_of(cast.mentor).get(reverse("connections:mentoring")))
        assert "You said you’d like to give about 1 hour, and it was more." in page
        assert "Wrote to you on" in page


def test_thanks_reach_a_mentor_together_at_most_once_a_week(cast: Cast, client_of: ClientOf) -> None:
    """With a name only if its owner agrees; never as a number, never from someone who is cut off."""
    with clock.reading(NOON):
        ready(cast, cast.mentor, capacity=3)
        pair(cast, cast.mentor, cast.member)
        client_of(cast.member).post(reverse("connections:mentor_thank"), {"named": "1"})
        client_of(cast.member).post(
            reverse("connections:mentor_thank")
        )  # twice a day is once, and the name is taken back
        assert Thanks.objects.count() == 1 and not Thanks.objects.get().named
        actions.thank(cast.mentor, "message:1", named=True, by=cast.groupmate)
        actions.thank(cast.mentor, "message:2", named=True, by=cast.third)
        cut(cast.mentor, Wish.BLOCK, by=cast.third)
        with pytest.raises(Refused):
            actions.thank(cast.counselor, "message:3", named=True, by=cast.member)
        assert actions.tell_thanks(cast.mentor, by=SYSTEM) == 2
        page = text(client_of(cast.mentor).get(reverse("connections:mentoring")))
        assert "Sam, and someone else, let us know that something of yours helped." in page
        assert "Maya let" not in page and "Walt" not in page
        assert [row.actor for row in Interaction.objects.filter(kind=Kind.THANKED)] == [cast.groupmate]
    with clock.reading(NOON + timedelta(days=6)):
        actions.thank(cast.mentor, "message:4", named=False, by=cast.fourth)
        assert actions.tell_thanks(cast.mentor, by=SYSTEM) == 0
    with clock.reading(NOON + timedelta(days=8)):
        assert actions.tell_thanks(cast.mentor, by=SYSTEM) == 1
        page = text(client_of(cast.mentor).get(reverse("connections:mentoring")))
        assert "Someone you wrote to let us know that it helped." in page


def test_languages_and_times_are_what_two_people_share(cast: Cast) -> None:
    """Languages are known by their names in any of ours; times are compared on the clocks people live by."""
    cast.member.speaks, cast.mentor.speaks = "español; Tagalog", "Spanish, tagalog"
    assert set(languages_of(cast.member)) & set(languages_of(cast.mentor)) == {"en", "es", "tagalog"}
    cast.member.good_times, cast.mentor.good_times = "morning,evening", "evening"
    assert shared_times(cast.member, cast.mentor, NOON) == ("evening",)
    cast.mentor.time_zone = "Asia/Tokyo"  # evenings there are mornings in New York
    cast.member.time_zone = "America/New_York"
    assert shared_times(cast.member, cast.mentor, NOON) == ("morning",)


def test_supervisors_see_days_and_no_words_and_directors_everyone(cast: Cast, client_of: ClientOf) -> None:
    """A mentor whose load is too high comes first, with a reason; who waits is the directors' to see."""
    with clock.reading(NOON - timedelta(days=20)):
        ready(cast, cast.mentor, hours=1)
        (other,) = more_mentors(cast, "Grace")
        name_supervisor(other, cast.other_counselor, by=cast.director)
        pair(cast, other, cast.third)
        pair(cast, cast.mentor, cast.member)
        mentoring.end(pair(cast, cast.mentor, cast.fourth), by=cast.fourth)
    record(
        cast.program.pk,
        [
            Fact(Kind.MENTORED, cast.member.pk, cast.mentor.pk, NOON - timedelta(days=1), "a", amount=90.0),
            Fact(Kind.WROTE, cast.member.pk, cast.mentor.pk, NOON - timedelta(days=1, hours=1), "b", private=True),
            Fact(Kind.WROTE, cast.third.pk, other.pk, NOON - timedelta(days=4), "c", private=True),
        ],
        by=SYSTEM,
    )
    with clock.reading(NOON):
        mentoring.open_wish(cast.groupmate, Wanted(), by=cast.groupmate)
        url = reverse("care:mentors")
        own, theirs, all_of = (
            text(client_of(each).get(url)) for each in (cast.counselor, cast.other_counselor, cast.director)
        )
        assert "Rosa" in own and "Grace" not in own and "In contact on Nov 23" in own and "too much" in own
        assert "Clearly more hours this week" in own
        assert "Grace" in theirs and "Rosa" not in theirs and "Waits for an answer since" in theirs
        assert all_of.index("Rosa") < all_of.index("Grace"), "whoever carries too much comes first"
        assert "Would like a mentor Would like" not in all_of and "Sam" in all_of and "Sam" not in own


def test_a_members_own_mentor_is_asked_first_when_a_post_waits(cast: Cast) -> None:
    """Also one who shares no group with them."""
    with clock.reading(NOON):
        ready(cast, cast.mentor)
        (other,) = more_mentors(cast, "Grace")
        assert cast.group  # Rosa and Maya share it
        pair(cast, other, cast.member)
        topic = open_topic(cast.program, "Sleep", "Does anyone sleep?", by=cast.member, key="topic-1")
        post = WaitingPost.objects.filter(conversation=topic).get()
        found = who.to_ask(post, Rung.MENTOR, NOON)
        assert [each.display_name for each in found.people] == ["Grace", "Rosa Delgado"]


def test_pages_cost_the_same_however_many_there_are(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    """With sixty people: the round, a member's page, a mentor's page and a supervisor's page."""
    with clock.reading(NOON):
        for mentor in [ready(cast, cast.mentor, capacity=6), *more_mentors(cast, *"ABCDEFG", capacity=6)]:
            for number in range(3):
                pair(cast, mentor, enroll(cast.program, f"{mentor.display_name} {number}", Role.MEMBER))
        for number in range(24):
            member = enroll(cast.program, f"Waiting {number}", Role.MEMBER)
            mentoring.open_wish(member, Wanted(), by=member)
        with django_assert_max_num_queries(16):
            found = offering.look(cast.program, NOON)
        assert len({each.wish for each in found.proposals}) == 24, "everyone has somebody to choose"
        load = Counter(each.mentor for each in found.proposals)
        assert len(load) == 8 and max(load.values()) <= 9, "nobody is offered far more often than the others"
        mentoring.offer(found.proposals, by=SYSTEM)
        for person, name, most in (
            (member, "connections:mentor", 16),
            (cast.mentor, "connections:mentoring", 26),
            (cast.counselor, "care:mentors", 18),
            (cast.director, "care:mentors", 18),
        ):
            client = client_of(person)
            with django_assert_max_num_queries(most):
                assert client.get(reverse(name)).status_code == 200
