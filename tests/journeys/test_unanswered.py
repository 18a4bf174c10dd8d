"""Nobody goes unanswered, in a real browser: from a wish for company to an answer; and the pages around it."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from alongside.conversations import actions
from alongside.conversations.actions import waiting as acts
from alongside.conversations.duties import keep_waiting_clocks
from alongside.conversations.membership import follow_group
from alongside.conversations.models import Conversation, Offer
from alongside.core import clock
from alongside.people.models import Around, OnCallShift, Person
from tests.browser import DESK, PHONE, expect_no_axe_problems, expect_no_sideways_scroll, picture
from tests.cast import Cast
from tests.journeys.house import House, running_house
from tests.journeys.people import arrive

pytestmark = [pytest.mark.journey]
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
"""A Tuesday, noon in New York."""
HOUR = timedelta(hours=1)


def looked_at(page: Page, name: str) -> None:
    expect_no_sideways_scroll(page)
    expect_no_axe_problems(page)
    picture(page, name)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with running_house() as house:
        yield house


@pytest.mark.alone
def test_from_a_wish_for_company_to_an_answer(house: House, browser: Browser) -> None:
    """A peer who agreed to be asked finds it on Today and says by when; the author reads so at once."""
    made: dict[str, Any] = house.ask("make_talk")
    who, chat = made["people"], f"{house.url}/conversations/{made['conversation']}/"
    sam = arrive(browser, house, who["groupmate"])
    sam.page.goto(f"{house.url}/me/")
    sam.page.get_by_label("I may be asked whether I’d answer").check()
    sam.page.get_by_role("button", name="Save").click()
    expect(sam.page.get_by_text("Saved.")).to_be_visible()

    maya = arrive(browser, house, who["member"], viewport=PHONE, is_mobile=True, has_touch=True)
    maya.page.goto(chat)
    expect(maya.page.locator(".plain-conversation")).to_have_count(0)  # the page's script has taken over
    maya.page.get_by_role("button", name="Add", exact=True).tap()
    maya.page.get_by_label(re.compile("like company")).check()
    box = maya.page.locator("al-conversation textarea:visible").first
    box.fill("It is a long evening.")
    maya.page.get_by_role("button", name="Send", exact=True).click()
    expect(maya.page.get_by_text("Would like company")).to_be_visible()
    assert house.ask("make_talk", "asked", who["member"]["id"]) == {"asked": [who["groupmate"]["id"]]}

    sam.page.goto(f"{house.url}/")
    expect(sam.page.get_by_text("would like company. Would you answer?")).to_be_visible()
    sam.page.get_by_label("By when").select_option("tonight")
    sam.page.get_by_role("button", name="I’ll answer").click()
    expect(sam.page.get_by_text("Thank you. Everyone here reads that you answer by")).to_be_visible()
    expect(maya.page.get_by_text(re.compile("Sam answers you by"))).to_be_visible()

    box = sam.page.locator("al-conversation textarea:visible").first
    box.fill("I am here. Tell me about it.")
    sam.page.get_by_role("button", name="Send", exact=True).click()
    expect(maya.page.get_by_text("I am here. Tell me about it.", exact=True)).to_be_visible()
    expect(maya.page.get_by_text(re.compile("Sam answers you by"))).to_have_count(0)
    sam.page.goto(f"{house.url}/")
    expect(sam.page.get_by_text("You said that you answer")).to_have_count(0)


@pytest.mark.django_db(transaction=True)
def test_the_pages_around_it(cast: Cast, opened: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked on Today, handing on and what becomes of it, the card, a day off, and the list of a director."""
    now = [NOON]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    follow_group(cast.group)
    chat = Conversation.objects.get(group=cast.group)
    on_call = cast.other_counselor
    OnCallShift.objects.create(
        program=cast.program, person=on_call, starts_at=NOON - HOUR, ends_at=NOON + timedelta(days=5)
    )
    for person in (cast.groupmate, cast.third):
        Person.objects.filter(pk=person.pk).update(may_be_asked=True)
        Around.objects.create(person=person, at=NOON + 2 * HOUR)
    question = actions.post_message(chat, "Does it get easier?", by=cast.member, key="question-1")
    for number in range(5):
        actions.post_message(chat, "How are you all?", by=cast.fourth, key=f"more-{number}")
        now[0] += timedelta(minutes=5)
        actions.post_message(chat, "Well enough.", by=cast.mentor, key=f"answer-{number}")
    now[0] = NOON + 2 * HOUR
    keep_waiting_clocks()
    assert Offer.objects.filter(person=cast.groupmate).exists()

    today = opened(cast.groupmate, PHONE, is_mobile=True, has_touch=True, color_scheme="dark")
    today.goto("/")
    expect(today.get_by_text("nobody has answered yet. Would you?")).to_be_visible()
    looked_at(today, "unanswered-today-phone")
    today.get_by_role("button", name="Not now").click()
    expect(today.get_by_text("Nobody sees that you were asked")).to_be_visible()
    expect(today.get_by_text("nobody has answered yet. Would you?")).to_have_count(0)

    today.goto(f"/conversations/{chat.public_id}/messages/{question.public_id}/hand-over")
    looked_at(today, "unanswered-hand-on-phone")
    today.get_by_role("button", name="Tell whoever is on call").click()
    expect(today.get_by_text("Told: Ken Sato")).to_be_visible()

    desk = opened(on_call, DESK)
    desk.goto("/")
    expect(desk.get_by_text("Someone is worried about Maya.")).to_be_visible()
    desk.get_by_role("link", name="Open").first.click()
    looked_at(desk, "unanswered-card")
    desk.get_by_role("button", name="I’m on it now").click()
    desk.get_by_role("link", name="Read it with what stands around it").click()
    expect(desk.get_by_text("Does it get easier?")).to_be_visible()
    today.reload()
    expect(today.get_by_role("heading", name="Ken Sato is on it")).to_be_visible()
    looked_at(today, "unanswered-handed-phone")

    me = opened(cast.mentor, PHONE, is_mobile=True, has_touch=True)
    me.goto("/me/")
    looked_at(me, "unanswered-me-phone")
    me.get_by_role("button", name="Step back today").click()
    expect(me.get_by_text("You have stepped back until")).to_be_visible()

    now[0] = NOON + 26 * HOUR
    acts.take_on(question, "tomorrow", by=cast.third)
    director = opened(cast.director, DESK)
    director.goto("/care/answers/")
    expect(director.get_by_role("heading", name="This list should be empty")).to_be_visible()
    expect(director.get_by_text("Walt said that they answer")).to_be_visible()
    looked_at(director, "unanswered-answers")
    director.goto(f"/program/people/{cast.mentor.public_id}/")
    director.get_by_label("Who looks after them").select_option(cast.counselor.public_id)
    director.get_by_role("button", name="Save").click()
    expect(director.get_by_text("Saved.")).to_be_visible()
