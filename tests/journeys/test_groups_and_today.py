"""Today, groups and a conversation's page in a real browser: for everyone, on a phone and on a desk."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from alongside.conversations import actions as conversation_actions
from alongside.conversations.models import Kind
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.groups import actions
from alongside.groups.models import Group, Meeting
from alongside.groups.tests.scene import ZONE, give_schedule, make_group
from tests.browser import DESK, expect_no_axe_problems, expect_no_sideways_scroll
from tests.cast import Cast
from tests.journeys.people import signed_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def scene(cast: Cast) -> Group:
    """A group in its third week, with a session about to begin, one cancelled and one moved."""
    with clock.reading(clock.now() - timedelta(weeks=3)):
        later = (clock.now().astimezone(ZoneInfo(ZONE)).hour + 6) % 24  # never while this runs
        group = give_schedule(make_group(cast, stand_in=True), cast, "FREQ=DAILY", hour=later)
        for person in cast.roster:
            actions.add_to_roster(group, person, by=cast.counselor)
        evening = give_schedule(make_group(cast, "Evening group", cap=2), cast, "FREQ=WEEKLY;BYDAY=MO,TH", hour=18)
        for person in cast.roster[:3]:
            actions.add_to_roster(evening, person, by=cast.counselor)
    now = clock.now()
    coming = list(Meeting.objects.filter(group=group, starts_at__gt=now).order_by("starts_at")[:3])
    actions.move_meeting(coming[0], now + timedelta(minutes=6), by=cast.counselor)
    actions.cancel_meeting(coming[1], "Dana is away that day.", by=cast.counselor)
    actions.move_meeting(coming[2], coming[2].starts_at + timedelta(hours=2), by=cast.counselor)
    return group


@pytest.mark.parametrize("size", [DESK, {"width": 320, "height": 700}], ids=["desk", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_for_everyone(
    cast: Cast, browser: Browser, live_server: Any, size: dict[str, int], scheme: Any
) -> None:
    """axe finds nothing serious, and nothing is wider than the screen."""
    group = scene(cast)
    chat = conversation_actions.open_conversation(cast.program, Kind.SESSION, cast.roster, by=SYSTEM)
    for number, words in enumerate(("Good morning", "The kettle is on. " * 12, "x" * 300)):
        conversation_actions.post_message(chat, words, by=cast.roster[number], key=f"words-{number}")
    meeting = Meeting.objects.filter(group=group, moved=True).latest("starts_at")
    one = f"/groups/{group.public_id}"
    pages = {
        cast.member: ["/", "/groups/", f"{one}/", f"/conversations/{chat.public_id}/"],
        cast.counselor: [
            "/", f"{one}/", f"{one}/roster", f"{one}/schedule", f"{one}/edit", "/groups/new",
            f"/groups/meetings/{meeting.public_id}/move", f"/groups/meetings/{meeting.public_id}/cancel",
        ],
        cast.newcomer: ["/", "/groups/"],
    }  # fmt: skip
    for person, paths in pages.items():
        context = signed_in(browser, live_server.url, person, size, color_scheme=scheme)
        page = context.new_page()
        for path in paths:
            page.goto(path)
            expect_no_sideways_scroll(page)
            expect_no_axe_problems(page)
        context.close()


def test_a_group_is_run_without_scripts(cast: Cast, browser: Browser, live_server: Any) -> None:
    """Everything that staff do works on a plain page."""
    context = signed_in(browser, live_server.url, cast.counselor, DESK, java_script_enabled=False)
    page = context.new_page()
    page.goto("/groups/new")
    page.get_by_label("Name", exact=True).fill("Morning group")
    page.get_by_role("button", name="Begin the group").click()
    page.get_by_label("Tuesday", exact=True).check()
    page.get_by_label("Time", exact=True).fill("10:00")
    page.get_by_role("button", name="Show me the next five").click()
    assert page.get_by_text("The next sessions would be").is_visible()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Who is in it").click()
    page.get_by_role("button", name="Add Maya").click()
    assert page.get_by_text("Maya is in the group now.").is_visible()
    page.get_by_role("button", name="Take out Maya").click()
    page.get_by_role("button", name="Put back Maya").click()
    assert Group.objects.get(name="Morning group").roster.get().state == "on"
    context.close()
