"""Safety in a real browser: a report in two taps on a phone, what staff do, what its author reads, and another look."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from alongside.conversations import actions as talk
from alongside.conversations.actions.following import follow_group
from alongside.core.actions import SYSTEM
from alongside.moderation.models import Report
from tests.browser import DESK, PHONE, expect_no_axe_problems, expect_no_sideways_scroll, picture
from tests.cast import Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def held_to(page: Page, name: str) -> None:
    """What every screen is held to, and its picture in both lights."""
    expect_no_axe_problems(page)
    expect_no_sideways_scroll(page)
    picture(page, name)
    page.emulate_media(color_scheme="dark")
    expect_no_axe_problems(page)
    picture(page, f"{name}_dark")
    page.emulate_media(color_scheme="light")


def test_a_report_a_decision_and_another_look(cast: Cast, opened: Callable[..., Page]) -> None:
    """Two taps and no script; the counselor removes and warns; its author reads it and asks; the director undoes."""
    chat = follow_group(cast.group, by=SYSTEM)
    for number, words in enumerate(("I came late today.", "Nobody missed you anyway.", "That hurts.")):
        author = (cast.member, cast.groupmate, cast.member)[number]
        message = talk.post_message(chat, words, by=author, key=f"k{number}")
        if number == 1:
            said = message

    phone = opened(cast.member, PHONE, java_script_enabled=False)
    phone.goto(f"/conversations/{chat.public_id}/messages/{said.public_id}/")
    phone.get_by_role("link", name="Report").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Report this message")
    phone.get_by_role("button", name="It is hurtful").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    expect(phone.get_by_text("at the latest, someone on staff looks at it.")).to_be_visible()
    phone.get_by_label("Is there more we should know?").fill("It is not the first time.")
    phone.get_by_role("button", name="Add these words").click()
    expect(phone.get_by_text("Your words are with it.")).to_be_visible()
    phone.get_by_role("link", name="Mute or block").click()
    phone.get_by_role("button", name="Mute").click()
    expect(phone.get_by_text("Muted ·")).to_be_visible()

    desk = opened(cast.counselor, DESK)
    desk.goto("/safety/")
    held_to(desk, "safety_queue")
    desk.get_by_role("link", name="A message by Sam").click()
    expect(desk.get_by_text("It is not the first time.")).to_be_visible()
    held_to(desk, "safety_card")
    desk.get_by_role("link", name="Read five lines around it").click()
    expect(desk.get_by_text("That hurts.")).to_be_visible()
    held_to(desk, "safety_context")
    desk.get_by_role("link", name="To the report").click()
    desk.get_by_label("Warn the person").check()
    desk.get_by_label("Remove the message, too").check()
    desk.get_by_label("What the person reads").fill("In this group we don’t put each other down.")
    desk.get_by_role("button", name="Decide this").click()
    expect(desk.get_by_text("Nothing waits")).to_be_visible()

    theirs = opened(cast.groupmate, PHONE)
    theirs.goto("/safety/decisions/")
    held_to(theirs, "safety_decisions")
    theirs.get_by_role("link", name="Staff ask you to do something differently").click()
    expect(theirs.get_by_text("Nobody missed you anyway.")).to_be_visible()
    held_to(theirs, "safety_decision")
    theirs.get_by_label("What should they know?").fill("I meant it as a joke.")
    theirs.get_by_role("button", name="Ask for another look").click()
    expect(theirs.get_by_text("at the latest, someone on staff who didn’t decide it")).to_be_visible()
    expect(theirs.get_by_text("Maya")).to_have_count(0)

    other = opened(cast.director, DESK)
    other.goto("/safety/")
    other.get_by_role("link", name="Sam").click()
    held_to(other, "safety_appeal")
    other.get_by_label("Undo it").check()
    other.get_by_label("Your answer").fill("You two know each other well. Next time, say so.")
    other.get_by_role("button", name="Send the answer").click()
    expect(other.get_by_text("Undone. They can read it.")).to_be_visible()
    theirs.reload()
    expect(theirs.get_by_text("It is undone.")).to_be_visible()
    held_to(theirs, "safety_undone")
    phone.goto("/safety/mine/")
    expect(phone.get_by_text("Done")).to_be_visible()
    assert Report.objects.get().kept_words == "Nobody missed you anyway."
