"""Who may know of a card, and what strangers may send."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404

from alongside.care import access, actions, queries
from alongside.care.models import Deed, Kind, Lane, ReachOut
from alongside.care.tests.scene import HOUR, NOON, deeds, missed, of
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.groups import actions as groups
from alongside.people.models import EmergencyContact, Person, Role
from tests.cast import Cast, enroll

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.reading(NOON):
        yield


def who_sees(cast: Cast, card: ReachOut) -> set[str]:
    return {name for name, person in cast.people.items() if access.may_see(person, card)}


def private(cast: Cast, to: Person) -> ReachOut:
    return actions.open_reach_out(
        cast.member,
        Kind.BETWEEN,
        key="b:1",
        due_at=NOON,
        lane=Lane.PRIVATE,
        owner=to,
        other=cast.groupmate,
        words="It hurts when he laughs.",
        by=cast.member,
    )


def test_a_card_is_seen_by_those_who_look_after_the_person(cast: Cast) -> None:
    of(cast)
    card = missed(cast.member)
    assert who_sees(cast, card) == {"counselor", "director"}
    actions.hand_on(card, cast.other_counselor, by=cast.counselor)
    assert who_sees(cast, card) == {"counselor", "other_counselor", "director"}
    actions.hand_on(card, cast.counselor, by=cast.other_counselor)
    assert who_sees(cast, card) == {"counselor", "director"}


def test_leaving_the_group_ends_what_its_leader_sees(cast: Cast) -> None:
    of(cast)
    card = missed(cast.member, owner=cast.director)
    assert access.may_see(cast.counselor, card)
    groups.remove_from_roster(cast.group, cast.member, by=cast.director)
    assert not access.may_see(cast.counselor, card)


def test_a_private_card_is_the_chosen_counselors_alone(cast: Cast) -> None:
    """Not the leader of the group, not the director; the director once it was passed up. Never the two themselves."""
    of(cast)
    card = private(cast, cast.other_counselor)
    assert who_sees(cast, card) == {"other_counselor"}
    with clock.reading(NOON + timedelta(days=9)):
        actions.escalate(card, by=SYSTEM)
    assert who_sees(cast, card) == {"other_counselor", "director"}


def test_nobody_sees_a_card_about_themselves(cast: Cast) -> None:
    """Also not the director, and not by having been told of it or owning it."""
    of(cast)
    card = missed(cast.director)
    ReachOut.objects.filter(pk=card.pk).update(owner=cast.director)
    assert "director" not in who_sees(cast, card)


def test_being_told_of_a_call_opens_that_card_alone(cast: Cast) -> None:
    of(cast)
    lee = enroll(cast.program, "Lee", Role.COUNSELOR)
    card, other = actions.call_for_help(cast.member, by=cast.member), missed(cast.member)
    assert not access.may_see(lee, card)
    for minutes in (5, 10):
        with clock.reading(NOON + timedelta(minutes=minutes)):
            actions.escalate(card, by=SYSTEM)
    assert access.may_see(lee, card) and not access.may_see(lee, other)


def test_a_mentor_sees_what_they_owe_and_where_it_stands_ends_with_it(cast: Cast) -> None:
    of(cast)
    step = {"due_at": NOON + HOUR, "lane": Lane.WELCOME, "owner": cast.mentor, "by": SYSTEM}
    card = actions.open_reach_out(cast.newcomer, Kind.STEP, key="step:1", **step)
    assert access.get_owed(cast.mentor, card.public_id) == card
    assert not access.may_see(cast.mentor, missed(cast.member, owner=cast.mentor))
    actions.hand_on(card, cast.counselor, by=cast.mentor)
    with pytest.raises(Http404):
        access.get_owed(cast.mentor, card.public_id)


@pytest.mark.parametrize("act", ["take", "note", "close", "hand_on", "tried"])
def test_actions_ask_again_who_may(cast: Cast, act: str) -> None:
    """Whoever got hold of the row changes nothing."""
    of(cast)
    card = missed(cast.member)
    arguments = {"note": ("words",), "close": ("talked",), "hand_on": (cast.director,)}.get(act, ())
    for person in (cast.member, cast.groupmate, cast.mentor, cast.other_counselor, cast.outsider):
        with pytest.raises(Refused):
            getattr(actions, act)(card, *arguments, by=person)
    assert deeds(card) == [Deed.OPENED]


def test_another_program_is_another_world(cast: Cast) -> None:
    of(cast)
    card = missed(cast.member)
    assert queries.card_for(cast.outsider, card.public_id) is None
    assert list(queries.everyones(cast.outsider)) == []


def test_what_is_private_shows_in_no_list_and_no_count_of_others(cast: Cast, client_of: Any) -> None:
    """Every page of the other one, and of the director, is the same before and after."""
    of(cast)
    pages = ("/", "/care/?of=all", "/care/?of=mine", "/care/?of=closed", f"/groups/{cast.group.public_id}/")

    def seen() -> list[str]:
        found = []
        for person in (cast.groupmate, cast.director, cast.counselor, cast.mentor):
            for page in pages:
                text = client_of(person).get(page).content.decode()
                found.append(
                    "\n".join(line for line in text.splitlines() if "csrf" not in line and "nonce" not in line)
                )
        return found

    before = seen()
    private(cast, cast.other_counselor)
    assert seen() == before
    assert "It hurts" not in "".join(before)


def test_numbers_to_call_show_only_where_someone_has_to_call(cast: Cast, client_of: Any) -> None:
    of(cast)
    EmergencyContact.objects.create(person=cast.member, name="Jo", phone="555 0123", changed_at=NOON)
    card = missed(cast.member)
    page = f"/care/{card.public_id}/"
    assert "555 0123" in client_of(cast.counselor).get(page).content.decode()  # the owner
    assert "555 0123" not in client_of(cast.director).get(page).content.decode()
    kept = private(cast, cast.other_counselor)
    assert "555 0123" not in client_of(cast.other_counselor).get(f"/care/{kept.public_id}/").content.decode()
    actions.close(card, "talked", by=cast.counselor)
    assert "555 0123" not in client_of(cast.counselor).get(page).content.decode()


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("close", {}),
        ("close", {"outcome": "\x00"}),
        ("close", {"outcome": "talked", "words": "x" * 2001}),
        ("close", {"outcome": "talked", "words": "x" * 100_000}),
        ("close", {"outcome": "no_answer", "key": "k" * 81}),
        ("close", {"outcome": "talked", "key": "a\u200bb"}),
        ("note", {}),
        ("note", {"words": " \n\t "}),
        ("note", {"words": "\x00"}),
        ("note", {"words": "x" * 4001}),
        ("hand_on", {}),
        ("hand_on", {"to": "nobody"}),
        ("hand_on", {"to": "' OR 1=1 --"}),
        ("hand_on", {"to": ["a", "b"]}),
    ],
)
def test_what_makes_no_sense_is_a_sentence_and_changes_nothing(
    cast: Cast, client_of: Any, verb: str, data: dict[str, Any]
) -> None:
    of(cast)
    card = missed(cast.member)
    path = f"/care/{card.public_id}/{verb.replace('_', '-')}"
    answer = client_of(cast.counselor).post(path, data)
    assert answer.status_code in {400, 422, 302}
    card.refresh_from_db()
    assert card.closed_at is None and card.owner == cast.counselor
    assert set(deeds(card)) <= {Deed.OPENED, Deed.READ}


@pytest.mark.parametrize(
    "query",
    [
        "of=%00",
        "of=all&kind=%27",
        "kind=nonsense",
        "page=-1",
        "page=99999999999999999999",
        "of=mine&of=all&kind=help&kind=x",
    ],
)
def test_a_desk_asked_for_nonsense_shows_something(cast: Cast, client_of: Any, query: str) -> None:
    assert client_of(cast.counselor).get(f"/care/?{query}").status_code == (400 if "%00" in query else 200)


@pytest.mark.parametrize("facts", [{}, {"meeting": 7, "group": None, "step": ["x"]}, {"wish": "<b>"}, {"on_call": {}}])
@pytest.mark.parametrize("kind", list(Kind))
def test_facts_that_are_not_what_they_were_still_read_as_words(
    cast: Cast, client_of: Any, kind: Kind, facts: dict[str, Any]
) -> None:
    """What a reason came from may be gone: the card shows all the same, and nothing of it is markup."""
    of(cast)
    cast.member.display_name = "<i>Maya</i>"
    cast.member.save()
    card = actions.open_reach_out(
        cast.member, kind, key="k", due_at=NOON, facts=dict(facts), words="<script>", by=SYSTEM
    )
    page = client_of(cast.counselor).get(f"/care/{card.public_id}/")
    assert page.status_code == 200
    assert "<i>Maya" not in page.text and "<script>" not in page.text.replace("<script type", "")
    assert client_of(cast.counselor).get("/care/").status_code == 200


def test_a_long_desk_comes_in_pages(cast: Cast, client_of: Any, django_assert_max_num_queries: Any) -> None:
    """Fifty cards cost no more queries than one."""
    of(cast)
    for number in range(45):
        person = enroll(cast.program, f"Member {number}", Role.MEMBER)
        missed(person, f"absence:m{number}", owner=cast.counselor, due_at=NOON + number * HOUR)
    client = client_of(cast.counselor)
    with django_assert_max_num_queries(16):
        page = client.get("/care/").content.decode()
    assert page.count('class="due"') == 20 and "Page 1 of 3" in page
    assert "Member 0<" in page and "Member 20<" not in page
