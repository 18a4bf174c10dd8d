"""Two at once want a mentor's last place, or the same two are brought together, where things really run at once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from alongside.connections.mentors import actions
from alongside.connections.tests.mentor_scene import ready
from alongside.core.errors import Refused
from alongside.groups.mentoring import actions as mentoring
from alongside.groups.models import MentorOffer, Mentorship
from tests.cast import Cast, enroll

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one writer after the other"),
]


def at_once(*acts: Callable[[], object]) -> list[str]:
    start, said = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(20)
            act()
            said.append("done")
        except Refused:
            said.append("refused")
        finally:
            connections.close_all()

    threads: list[Any] = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(said)


def test_the_last_place_goes_to_one(cast: Cast) -> None:
    ready(cast, cast.mentor, capacity=1)
    members = [enroll(cast.program, f"Person {number}", "member") for number in range(6)]
    for member in members:
        mentoring.open_wish(member, mentoring.Wanted(), by=member)
    actions.offer_mentors(cast.program, by=cast.director)
    offers = list(MentorOffer.objects.filter(mentor=cast.mentor).select_related("wish__member", "mentor"))
    assert len(offers) > 1
    said = at_once(*(lambda each=each: actions.choose(each, by=each.wish.member) for each in offers))
    assert said == ["done"] + ["refused"] * (len(offers) - 1)
    chosen = MentorOffer.objects.get(chosen_at__isnull=False)
    said = at_once(*(lambda: actions.answer(chosen, True, by=cast.mentor) for _ in range(4)))
    assert said == ["done"] * 4 and Mentorship.objects.count() == 1


def test_everyone_who_is_matched_at_once_is_offered_each_mentor_once(cast: Cast) -> None:
    ready(cast, cast.mentor, capacity=3)
    said = at_once(
        *(
            lambda member=member: actions.ask(member, mentoring.Wanted(), by=member)
            for member in (cast.member, cast.groupmate, cast.third)
        ),
        *(lambda: actions.offer_mentors(cast.program, by=cast.director) for _ in range(3)),
    )
    assert said == ["done"] * 6
    assert MentorOffer.objects.count() == 3
