"""The pages of mentors are for everyone: phone and desk, light and dark."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser

from alongside.connections.actions import Fact, record
from alongside.connections.mentors import actions
from alongside.connections.models import Kind
from alongside.connections.tests.mentor_scene import more_mentors, ready
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.groups.mentoring import actions as mentoring
from alongside.groups.models import MentorOffer
from alongside.people.models import Person
from tests.browser import DESK, PHONE, expect_no_axe_problems, expect_no_sideways_scroll
from tests.cast import Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("ALONGSIDE_SHOTS")


def test_axe_finds_nothing_serious_and_nothing_is_too_wide(cast: Cast, browser: Browser, live_server) -> None:
    Person.objects.filter(program=cast.program).update(good_times="evening,weekend")
    at = clock.now()
    ready(cast, cast.mentor, capacity=3, hours=1, topics=["sleep"], about="I walk early, and I have been here a year.")
    more_mentors(cast, "Grace", topics=["work", "family"], about="Two years sober, and a mother of three.")
    more_mentors(cast, "Theo", "Ruth")
    with clock.reading(at - timedelta(days=12)):
        mentoring.begin(cast.mentor, cast.groupmate, by=cast.director)
        mentoring.begin(cast.mentor, cast.fourth, by=cast.director)
    met = Fact(Kind.MENTORED, cast.groupmate.pk, cast.mentor.pk, at - timedelta(days=1), "a", amount=110.0)
    wrote = Fact(Kind.WROTE, cast.fourth.pk, cast.mentor.pk, at - timedelta(days=3), "b", private=True)
    record(cast.program.pk, [met, wrote], by=SYSTEM)
    actions.ask(cast.member, mentoring.Wanted(topics=("sleep", "work")), by=cast.member)
    actions.ask(cast.third, mentoring.Wanted(topics=("sleep",)), by=cast.third)
    actions.choose(MentorOffer.objects.get(wish__member=cast.third, mentor=cast.mentor), by=cast.third)
    actions.thank(cast.mentor, "message:1", named=True, by=cast.groupmate)
    actions.tell_thanks(cast.mentor, by=SYSTEM)
    pages = (
        (cast.member, "/people/mentor/"),
        (cast.member, "/people/mentor/wish"),
        (cast.third, "/people/mentor/"),
        (cast.groupmate, "/people/mentor/"),
        (cast.mentor, "/people/mentoring/"),
        (cast.mentor, "/people/mentoring/about/"),
        (cast.mentor, "/people/mentoring/agreement/"),
        (cast.director, "/care/mentors/"),
    )
    for scheme, viewport in (("light", PHONE), ("dark", DESK), ("light", DESK)):
        for number, (person, path) in enumerate(pages):
            client = Client()
            client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
            context = browser.new_context(color_scheme=scheme, viewport=viewport)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
            page = context.new_page()
            page.goto(live_server.url + path)
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{number}-{viewport['width']}-{scheme}.png", full_page=True)
            expect_no_axe_problems(page)
            expect_no_sideways_scroll(page)
            context.close()
