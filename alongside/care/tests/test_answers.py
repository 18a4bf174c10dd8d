"""How long people wait, and the list that should be empty: true figures, no words, nobody singled out."""

from collections.abc import Callable
from datetime import timedelta
from statistics import median_low
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from alongside.care import answers
from alongside.care.answers import Wait, median
from alongside.care.tests.scene import HOUR, MINUTE, NOON
from alongside.conversations import actions
from alongside.conversations.models import Conversation, Kind, Participant, WaitingPost
from alongside.core import clock
from alongside.people.models import Person
from tests.cast import Cast

MINUTES = st.lists(st.integers(0, 5000).map(lambda number: timedelta(minutes=number)), min_size=1, max_size=30)


@given(times=MINUTES)
def test_where_everyone_was_answered_it_is_the_plain_median(times: list[timedelta]) -> None:
    assert median(Wait(each, True) for each in times) == median_low(times)


@given(times=MINUTES, more=MINUTES)
def test_who_still_waits_never_makes_it_better(times: list[timedelta], more: list[timedelta]) -> None:
    answered = [Wait(each, True) for each in times]
    with_waiting = median([*answered, *(Wait(each, False) for each in more)])
    plain = median(answered)
    assert with_waiting is None or plain is None or with_waiting >= plain


def test_more_than_half_still_wait() -> None:
    assert median([Wait(HOUR, True), *[Wait(2 * HOUR, False)] * 3]) is None
    assert median([]) is None


@pytest.mark.django_db
def test_the_page_of_a_director(cast: Cast, client_of: Callable[[Person | None], Client]) -> None:
    """Medians where there are five; who waits for more than a day, where, and who looks after them; never a word."""
    chat, _made = Conversation.objects.get_or_create(
        group=cast.group, defaults={"program": cast.program, "kind": Kind.GROUP, "made_at": NOON}
    )
    for person in (*cast.roster, cast.counselor):
        Participant.objects.get_or_create(conversation=chat, person=person, defaults={"since": NOON})
    page = client_of(cast.director)

    def shown(at: Any) -> str:
        with clock.reading(at):
            return page.get("/care/answers/").content.decode()

    assert "Everyone who wrote more than a day ago has had an answer" in shown(NOON)
    assert "too few to say anything" in shown(NOON)
    with clock.reading(NOON - HOUR):
        for each in (cast.groupmate, cast.member):
            actions.post_message(chat, "Hello.", by=each, key="hello-all")
    WaitingPost.objects.all().delete()
    for number in range(6):
        with clock.reading(NOON + number * HOUR):
            actions.post_message(chat, "Is that so?", by=cast.member, key=f"question-{number}")
        with clock.reading(NOON + number * HOUR + (number + 1) * MINUTE):
            if number < 5:
                actions.post_message(chat, "It is.", by=cast.groupmate, key=f"answer-{number}")
    at = NOON + 30 * HOUR
    assert not answers.figures(cast.program, at)[0].enough, "six posts of one person tell of that person"
    posts, others = (
        WaitingPost.objects.order_by("since"),
        [each for each in cast.people.values() if each != cast.member],
    )
    for post, author in zip(posts[:5], others, strict=False):
        WaitingPost.objects.filter(pk=post.pk).update(author=author)
    everywhere, *kinds = answers.figures(cast.program, at)
    assert (everywhere.count, everywhere.by_clock) == (6, 3 * MINUTE)
    assert [each.kind for each in kinds] == ["group"]
    text = shown(at)
    assert "Maya" in text and "Dana Ruiz" in text and "3 minutes" in text
    assert "Is that so" not in text and "Tuesday evenings" not in text, "neither words nor a place that isn’t theirs"
    WaitingPost.objects.update(ended_at=at)  # what was taken back counts for nothing
    assert answers.figures(cast.program, at)[0].count == 5
