"""Two at once want the last place of a circle, on a database that really runs them at once."""

import threading
from typing import Any

import pytest
from django.db import connection, connections

from alongside.core.errors import Refused
from alongside.groups.circles import actions, queries
from alongside.groups.tests.circle_scene import circle
from alongside.people.models import Person
from tests.cast import Cast, enroll

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one writer after the other"),
]


def test_the_last_places_go_to_as_many_as_there_are(cast: Cast) -> None:
    made = circle(cast, cap=5)  # Rosa has one of them
    people = [enroll(cast.program, f"Person {number}", "member") for number in range(10)]
    start, said = threading.Barrier(len(people)), []

    def want(person: Person) -> None:
        try:
            start.wait(20)
            actions.join(made, person, accepts=True, by=person)
            said.append("in")
        except Refused:
            said.append("full")
        finally:
            connections.close_all()

    threads: list[Any] = [threading.Thread(target=want, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == ["full"] * 6 + ["in"] * 4
    assert queries.count_in(made) == 5
