"""Reaching out in a real browser: a call for help with the clock moved, and the desk on a phone and on a desk."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from alongside.care import actions
from alongside.care.duties import keep_clocks
from alongside.care.models import Kind, Lane, Outcome, ReachOut
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.people.models import OnCallShift, Person, Role
from tests.browser import DESK, PHONE, expect_no_axe_problems, expect_no_sideways_scroll, picture
from tests.cast import Cast, enroll
from tests.journeys.house import House, free_port
from tests.journeys.people import arrive

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


class Moved:
    """The clock of the whole process, server threads too: it stands still and is moved by hand."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.at

    def on(self, **time: float) -> None:
        """Later by that much, and the worker does what is due."""
        self.at += timedelta(**time)
        keep_clocks()


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Moved:
    hand = Moved()
    monkeypatch.setattr(clock, "now", hand)
    return hand


def shift(cast: Cast, person: Person) -> None:
    OnCallShift.objects.create(
        program=cast.program,
        person=person,
        starts_at=clock.now() - timedelta(hours=1),
        ends_at=clock.now() + timedelta(hours=8),
    )


def test_a_call_nobody_answers_until_the_third_escalation(
    cast: Cast, moved: Moved, opened: Callable[..., Page]
) -> None:
    """On call, counselors, directors, everyone; each step is said truly to the person who waits; then one answers."""
    assert cast.group
    late = enroll(cast.program, "Lee Park", Role.COUNSELOR)
    shift(cast, cast.other_counselor)
    phone = opened(cast.member, PHONE)
    phone.goto("/help")
    card = phone.locator("#help-call")
    expect(card).to_contain_text("Ken Sato is on call now")
    expect(phone.get_by_role("link", name="Call 988").first).to_be_visible()
    expect_no_axe_problems(phone)
    picture(phone, "help_before")
    phone.get_by_role("button", name="I need someone now").click()
    expect(card).to_contain_text("we told Ken Sato.")
    expect(card).to_contain_text("Nobody has opened it yet.")
    expect_no_axe_problems(phone)
    expect_no_sideways_scroll(phone)
    picture(phone, "help_told")
    for _tap in range(2):  # a page that was open already, tapped again: the same call
        phone.evaluate(
            "(token) => fetch('/care/help-call', {method: 'POST', headers: {'X-CSRFToken': token}})",
            phone.locator("meta[name=csrf]").get_attribute("content"),
        )
    assert ReachOut.objects.get(lane=Lane.HELP).reasons.count() == 1
    for minutes, told in ((5, "we told Dana Ruiz."), (5, "we told Amara Obi."), (5, "we told Lee Park.")):
        moved.on(minutes=minutes)
        phone.reload()
        expect(card).to_contain_text(told)
        expect(phone.get_by_role("link", name="Call 988").first).to_be_visible()
    expect(card).to_contain_text("Everyone on staff has been told. Nobody has answered yet.")
    picture(phone, "help_everyone")

    desk = opened(late, DESK)
    desk.goto("/")
    expect(desk.get_by_role("alert")).to_contain_text("Maya needs someone now.")
    expect_no_axe_problems(desk)
    picture(desk, "today_call")
    desk.get_by_role("link", name="Open Maya").click()
    expect_no_axe_problems(desk)
    picture(desk, "card_help")
    expect(card).to_contain_text("Lee Park opened it.")  # the page in the hand asks by itself
    desk.get_by_role("button", name="I’m on it now").click()
    expect(desk.get_by_text("It is yours. Others see that you are on it.")).to_be_visible()
    expect(card).to_contain_text("Lee Park is on it")
    expect(card).to_contain_text("has seen it at")
    expect_no_axe_problems(phone)
    picture(phone, "help_answered")
    other = opened(cast.counselor, DESK)
    other.goto("/")
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    expect(other.get_by_role("alert")).to_have_count(0)

    phone.get_by_role("button", name="I’m all right now").click()
    expect(phone.get_by_text("Good to hear.")).to_be_visible()
    expect(phone.get_by_role("button", name="I need someone now")).to_be_visible()
    desk.reload()
    expect(desk.get_by_text("No longer so, since")).to_be_visible()
    desk.get_by_label("We talked").check()
    desk.get_by_role("button", name="Keep this").click()
    expect(desk.get_by_text("Closed. Thank you for reaching out.")).to_be_visible()


def test_nobody_on_call_is_said_at_once_and_without_scripts(
    cast: Cast, moved: Moved, opened: Callable[..., Page]
) -> None:
    """The counselors hear it in the same moment, and the lines stand on the same page."""
    assert cast.group
    page = opened(cast.member, PHONE, java_script_enabled=False)
    page.goto("/help")
    expect(page.locator("#help-call")).to_contain_text("Nobody is on call right now.")
    page.get_by_role("button", name="I need someone now").click()
    expect(page.locator("#help-call")).to_contain_text("Nobody was on call when you asked")
    expect(page.locator("#help-call")).to_contain_text("we told Dana Ruiz.")
    expect(page.get_by_role("link", name="Call 988").first).to_be_visible()


def busy(cast: Cast) -> ReachOut:
    """A desk as on a Tuesday: an absence, words for the morning, something overdue, something closed."""
    assert cast.group
    at = clock.now()
    one = actions.open_reach_out(
        cast.member, Kind.ABSENCE, key="absence:1", due_at=at + timedelta(hours=20), facts={}, by=SYSTEM
    )
    actions.open_reach_out(
        cast.member,
        Kind.MORNING,
        key="morning:1",
        due_at=at + timedelta(hours=9),
        words="I couldn’t sleep and kept thinking about Tuesday. Can we talk before the group?",
        by=cast.member,
    )
    actions.open_reach_out(cast.third, Kind.CALL, key="call:1", due_at=at - timedelta(minutes=30), by=SYSTEM)
    done = actions.open_reach_out(cast.fourth, Kind.ABSENCE, key="absence:2", due_at=at, by=SYSTEM)
    actions.close(done, Outcome.WROTE, words="She answered.", by=cast.counselor)
    return one


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_is_for_everyone(cast: Cast, opened: Callable[..., Page], size: dict[str, int], scheme: str) -> None:
    """axe finds nothing serious on any of its pages, and nothing is wider than the screen."""
    card = busy(cast)
    owed = {"key": "step:1", "due_at": clock.now(), "lane": Lane.WELCOME, "owner": cast.mentor, "by": SYSTEM}
    actions.open_reach_out(cast.newcomer, Kind.STEP, facts={"step": "note_first"}, **owed)
    pages = {
        cast.counselor: ["/", "/care/", "/care/?of=all&kind=call", "/care/?of=closed", f"/care/{card.public_id}/"],
        cast.other_counselor: ["/care/"],
        cast.director: ["/", "/care/"],
        cast.mentor: ["/", "/care/owed/"],
    }
    for person, paths in pages.items():
        page = opened(person, size, color_scheme=scheme)
        for path in paths:
            page.goto(path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            expect_no_sideways_scroll(page)
            expect_no_axe_problems(page)
            slug = path.strip("/").replace("/", "_").replace("?", "_") or "today"
            picture(page, f"{person.role}_{slug[:18]}_{size['width']}_{scheme}")


def test_a_card_is_worked_on_without_scripts(cast: Cast, opened: Callable[..., Page]) -> None:
    """Take, note, hand on and close work on a plain page."""
    card = busy(cast)
    page = opened(cast.counselor, DESK, java_script_enabled=False)
    page.goto(f"/care/{card.public_id}/")
    page.get_by_role("button", name="I take this on").click()
    page.get_by_label("Note", exact=True).fill("Called, she was on the bus.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_text("Called, she was on the bus.")).to_be_visible()
    page.get_by_label("To whom").select_option(label="Ken Sato")
    page.get_by_role("button", name="Hand on").click()
    expect(page.get_by_text("It is with Ken Sato now.")).to_be_visible()
    page = opened(cast.other_counselor, DESK, java_script_enabled=False)
    page.goto("/care/")
    page.get_by_role("link", name="Maya").click()
    page.get_by_label("We talked").check()
    page.get_by_role("button", name="Keep this").click()
    card.refresh_from_db()
    assert card.outcome == Outcome.TALKED and card.closed_at is not None


def test_a_call_reaches_a_page_that_is_open(browser: Browser, tmp_path: Path) -> None:
    """In a real house: the counselor looks at Today when it happens, and the person sees at once who is on it."""
    house = House(tmp_path, free_port(), free_port())
    try:
        house.start()
        people = house.ask("make_group")["people"]
        dana = arrive(browser, house, people["counselor"]).page
        dana.wait_for_function("() => document.documentElement.dataset.ready !== undefined")
        maya = arrive(browser, house, people["member"], viewport=PHONE).page
        maya.get_by_role("link", name="Get help now").first.click()
        maya.get_by_role("button", name="I need someone now").click()
        expect(dana.get_by_role("alert")).to_contain_text("Maya needs someone now.")
        dana.get_by_role("link", name="Open Maya").click()
        dana.get_by_role("button", name="I’m on it now").click()
        expect(maya.locator("#help-call")).to_contain_text("Dana Ruiz is on it", timeout=5_000)
        dana.get_by_role("button", name="Write to them here").click()
        expect(dana).to_have_url(re.compile(r"/conversations/"))
    finally:
        house.stop()
