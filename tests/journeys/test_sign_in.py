"""Coming in with a real browser: invitation, agreements, password, second step, passkey; every page for everyone."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from alongside.boundaries.actions import keep_apart
from alongside.core import clock
from alongside.people import actions, actions_arriving, actions_pictures
from alongside.people.adapters import MFAAdapter
from alongside.people.models import Person, Stage
from tests.browser import DESK, PHONE, expect_no_axe_problems, expect_no_sideways_scroll
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.journey
PASSWORD = "three quiet herons"


@pytest.fixture
def house(transactional_db: None, live_server: Any, settings: Any, tmp_path: Any) -> str:
    """Where the pages are served; `localhost`, since passkeys don't work on a bare address."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    settings.MEDIA_ROOT = tmp_path
    settings.BASE_URL = live_server.url
    cache.clear()
    assert live_server.url.startswith("http://localhost:")
    return str(live_server.url)


@pytest.fixture
def people(house: str) -> Cast:
    cast = make_cast()
    for person in (cast.member, cast.counselor):
        assert person.account is not None
        person.account.set_password(PASSWORD)
        person.account.save()
    return cast


def enter(context: BrowserContext, house: str, client_of: Callable[[Person | None], Client], person: Person) -> None:
    """Give the browser a session of `person`, without the pages of signing in."""
    cookie = client_of(person).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": house}])


def sign_in(page: Page, house: str, person: Person) -> None:
    page.goto(f"{house}/account/login/?next=/me/")
    assert person.account is not None
    page.get_by_label("Email").fill(person.account.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def virtual_authenticator(page: Page) -> Callable[[bool], None]:
    """A device that answers for passkeys. Returns a switch: whether its person lets it."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    made = tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

    def let(verified: bool) -> None:
        known = {"authenticatorId": made["authenticatorId"]}
        tools.send("WebAuthn.setUserVerified", known | {"isUserVerified": verified})

    return let


def test_a_passkey_is_added_and_then_opens_the_door_alone(page: Page, house: str, people: Cast) -> None:
    """And when its person doesn't confirm, the page says that nothing was changed."""
    let = virtual_authenticator(page)
    sign_in(page, house, people.member)
    expect(page.get_by_role("heading", name="Me", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("Second step and passkeys")).click()
    expect_no_axe_problems(page)
    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    expect_no_axe_problems(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Add a passkey")).to_be_visible()
    expect_no_axe_problems(page)
    page.get_by_label("A name for this passkey").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    expect_no_axe_problems(page)
    page.goto(f"{house}/account/2fa/webauthn/")
    expect(page.get_by_role("link", name="Rename My phone")).to_be_visible()
    expect_no_axe_problems(page)
    key = Authenticator.objects.get(user=people.member.account, type="webauthn")
    assert key.wrap().is_passwordless

    page.goto(f"{house}/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{house}/account/login/?next=/me/")
    let(False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing was changed")
    expect_no_axe_problems(page)
    let(True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto(f"{house}/me/")
    expect(page.get_by_role("heading", name="Me", exact=True)).to_be_visible()


def test_staff_come_in_by_password_and_code(page: Page, house: str, people: Cast) -> None:
    """By keyboard alone."""
    page.goto(f"{house}/account/login/?next=/me/")
    page.get_by_label("Email").focus()
    assert people.counselor.account is not None
    page.keyboard.type(people.counselor.account.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    expect_no_axe_problems(page)
    stored = Authenticator.objects.get(user=people.counselor.account, type="totp").data["secret"]
    code = format_hotp_value(hotp_value(MFAAdapter().decrypt(stored), list(yield_hotp_counters_from_time())[1]))
    page.get_by_label("Code").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Me", exact=True)).to_be_visible()


def test_an_invited_person_comes_all_the_way_in(page: Page, house: str, people: Cast) -> None:
    """From the link to the last agreement; the time zone is this browser's."""
    made = actions_arriving.invite_person(
        people.program, email="lou@example.org", display_name="Louise B.", by=people.director
    )
    page.goto(made.link)
    expect_no_axe_problems(page)
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    if zone in page.get_by_label("Time zone").inner_html():
        expect(page.get_by_label("Time zone")).to_have_value(zone)
    page.get_by_label("The year you were born").fill("1984")
    page.get_by_label("Name to show").fill("\u202eLou")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("invisible characters")).to_be_visible()
    expect_no_axe_problems(page)
    page.get_by_label("Name to show").fill("Lou")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="What we agree on")).to_be_visible()
    expect_no_axe_problems(page)
    page.get_by_role("button", name=re.compile("^I agree")).first.click()
    expect(page.get_by_text("You agreed on")).to_have_count(1)
    page.get_by_role("button", name=re.compile("^I agree")).click()
    page.wait_for_url(lambda url: "/agreements/" not in url)
    person = Person.objects.get(display_name="Lou")
    assert person.stage == Stage.ARRIVING and person.acceptances.count() == 2


def furnish(cast: Cast) -> dict[str, str]:
    """Something on every page. Returns ids for addresses."""
    from datetime import timedelta

    out = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, "JPEG")
    actions_pictures.set_picture(cast.member, SimpleUploadedFile("x", out.getvalue()), by=cast.member)
    now = clock.now()
    actions.add_shift(cast.counselor, starts_at=now, ends_at=now + timedelta(hours=30), by=cast.director)
    keep_apart(cast.member, cast.groupmate, why="They ask for it.", by=cast.counselor)
    body = "## A new heading\nWe are kind to each other, and keep what is said.\n\n- one\n- two"
    agreement = actions.publish_agreement(cast.program, kind="group", title="Kinder", body=body, by=cast.director)
    long = "Maximiliane-Katharina Wolkenstein-Trost"
    made = actions_arriving.invite_person(cast.program, email="a@example.org", display_name=long, by=cast.director)
    actions_arriving.invite_again(made, by=cast.director)
    return {"member": cast.member.public_id, "agreement": agreement.public_id}


PAGES = {
    "visitor": [
        "/account/login/",
        "/account/signup/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/password/reset/key/1-x/",
        "/account/inactive/",
        "/account/confirm-email/x/",
        "/invitation/wrong/",
    ],
    "member": [
        "/me/",
        "/me/second-step/",
        "/agreements/",
        "/account/email/",
        "/account/logout/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/2fa/totp/activate/",
    ],
    "counselor": ["/program/keep-apart/", "/program/on-call/", "/account/2fa/totp/deactivate/"],
    "director": [
        "/program/people/",
        "/program/people/?q=nobody",
        "/program/people/{member}/",
        "/program/invite/",
        "/program/invitations/",
        "/program/agreements/",
        "/program/agreements/{agreement}/",
        "/program/agreements/new/consent/",
        "/program/on-call/",
        "/program/settings/",
    ],
}


@pytest.mark.parametrize("who", PAGES)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_for_everyone(
    who: str,
    size: dict[str, int],
    new_context: Callable[..., BrowserContext],
    house: str,
    people: Cast,
    client_of: Callable[[Person | None], Client],
    shots: Callable[[Page, str], None],
) -> None:
    """axe finds nothing serious, and nothing is wider than the window."""
    ids = furnish(people)
    context = new_context(viewport=size)
    if who != "visitor":
        enter(context, house, client_of, people.people[who])
    page = context.new_page()
    trouble = []
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    for path in PAGES[who]:
        response = page.goto(house + path.format(**ids))
        assert response is not None and response.status < 500, path
        expect_no_axe_problems(page)
        expect_no_sideways_scroll(page)
        shots(page, f"{who}-{path}-{size['width']}")
    assert not [text for text in trouble if "404" not in text and "410" not in text], trouble


def test_the_personas_of_the_demo(page: Page, house: str, people: Cast, settings: Any) -> None:
    """One click, and one is that person."""
    settings.DEMO = True
    page.goto(f"{house}/account/login/?next=/me/")
    expect_no_axe_problems(page)
    page.get_by_role("button", name=re.compile("Rosa Delgado")).click()
    expect(page.get_by_label("Name to show")).to_have_value("Rosa Delgado")


@pytest.fixture
def shots(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Pictures of pages, where ALONGSIDE_SHOTS names a folder."""
    import os
    from pathlib import Path

    folder = os.environ.get("ALONGSIDE_SHOTS")

    def shoot(page: Page, name: str) -> None:
        if folder:
            plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
            page.screenshot(path=Path(folder) / f"{plain}.png", full_page=True)

    return shoot
