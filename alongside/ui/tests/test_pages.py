"""Help, the quick exit's pages, failures and places, as the server sends them."""

import tomllib

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils import translation

from alongside.core.errors import Refused
from alongside.site import urls as site_urls
from alongside.ui import help_lines, places, views


def refuse(request: HttpRequest) -> HttpResponse:
    raise Refused("The room is full. Your place on the list is kept.")


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


urlpatterns = [
    *site_urls.urlpatterns,
    path("", refuse, name="front"),
    path("refuse", refuse, name="refuse"),
    path("broken", break_down, name="broken"),
]
handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
HTML = {"accept": "text/html"}
JSON = {"accept": "application/json"}


def test_help_needs_no_sign_in_no_database_and_begins_with_ones_own_region(client: Client) -> None:
    page = client.get("/help").content.decode()
    assert page.index("United States") < page.index("United Kingdom")
    assert 'href="tel:988"' in page and 'href="sms:988"' in page
    page = client.get("/help", {"region": "GB"}).content.decode()
    assert page.index("United Kingdom") < page.index("United States")
    assert 'href="sms:85258?&amp;body=SHOUT"' in page


def test_every_help_line_says_how_it_is_reached() -> None:
    for region in help_lines.regions():
        assert region.emergency and region.lines
        for line in region.lines:
            assert line.call or line.text_to or line.chat, line.name
            assert line.about.endswith("."), line.name


def test_an_installation_can_bring_its_own_lines(client: Client, tmp_path) -> None:
    own = tmp_path / "lines.toml"
    own.write_text(
        '[[region]]\ncode="XX"\nname="Here"\nemergency="1"\n[[region.lines]]\nname="Ours"\nabout="Day."\ncall="2"\n'
    )
    assert tomllib.loads(own.read_text())
    with override_settings(HELP_LINES_FILE=str(own)):
        page = client.get("/help").content.decode()
    assert "Ours" in page and "988" not in page


def test_help_lines_are_in_the_readers_language_and_in_english_where_they_have_no_other(
    client: Client, tmp_path
) -> None:
    own = tmp_path / "lines.toml"
    own.write_text(
        '[[region]]\ncode="XX"\nname="Here"\nname_es="Aquí"\nemergency="1"\n'
        '[[region.lines]]\nname="Ours"\nabout="Day."\nabout_es="De día."\ncall="2"\ntext_to="3"\ntext_to_es="4"\n'
        'text_word_es="AYUDA"\nchat="https://a.example/"\nchat_es=""\n'
    )
    with override_settings(HELP_LINES_FILE=str(own)), translation.override("en"):
        english, spanish = (client.get("/help", headers={"accept-language": each}).text for each in ("en", "es-MX,es"))
    for words, other in [
        (">Here<", ">Aquí<"),
        ("<p>Day.</p>", "<p>De día.</p>"),
        ('href="sms:3"', 'href="sms:4?&amp;body=AYUDA"'),
    ]:
        assert words in english and words not in spanish
        assert other in spanish and other not in english
    for words in (">Ours<", 'href="tel:2"', 'href="https://a.example/"'):
        assert words in english and words in spanish


def test_every_help_line_of_ours_is_in_spanish_too() -> None:
    with translation.override("es"):
        spanish = {region.code: region for region in help_lines.regions()}
    with translation.override("en"):
        english = help_lines.regions()
    for region in english:
        other = spanish[region.code]
        assert other.emergency == region.emergency
        for line, said in zip(region.lines, other.lines, strict=True):
            assert said.about != line.about and said.about.endswith("."), line.name
            assert (said.call, said.text_to, said.chat) == (line.call, line.text_to, line.chat)


def test_leaving_marks_the_browser_and_goes_to_a_page_without_the_program(client: Client) -> None:
    answer = client.get("/exit")
    assert (answer.status_code, answer["Location"]) == (302, "/calendar")
    assert client.cookies["away"].value == "1"
    assert "alongside" not in client.get("/calendar").content.decode().lower()


@override_settings(QUICK_EXIT_URL="https://weather.example/")
def test_an_installation_can_choose_where_the_quick_exit_leads(client: Client) -> None:
    assert client.get("/exit")["Location"] == "https://weather.example/"


def test_while_away_every_page_is_a_gate_that_names_nothing(client: Client) -> None:
    client.get("/exit")
    for url in ("/help", "/account/login/", "/nothing"):
        answer = client.get(url, headers=HTML)
        assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
        assert "alongside" not in answer.content.decode().lower()


def test_the_gate_opens_on_purpose_and_only_onto_this_site(client: Client) -> None:
    client.get("/exit")
    answer = client.get("/help?region=GB&back=1", headers=HTML)
    assert (answer.status_code, answer["Location"]) == (302, "/help?region=GB")
    assert client.get("/help", headers=HTML).status_code == 200
    client.get("/exit")
    assert client.get("/x?back=1", headers=HTML, PATH_INFO="//evil.example/x")["Location"] == "/"


@pytest.mark.urls(__name__)
def test_a_refusal_nobody_caught_is_one_sentence(client: Client) -> None:
    page = client.get("/refuse", headers=HTML)
    assert page.status_code == 409 and "Your place on the list is kept." in page.content.decode()
    data = client.get("/refuse", headers=JSON)
    assert data.json() == {"error": 409, "sentence": "The room is full. Your place on the list is kept."}


@pytest.mark.urls(__name__)
def test_failures_are_kind_and_have_help_on_them(client: Client) -> None:
    client.raise_request_exception = False
    for url, status in (("/nothing", 404), ("/broken", 500)):
        answer = client.get(url, headers=HTML)
        page = answer.content.decode()
        assert answer.status_code == status
        assert 'href="/help"' in page and 'href="/exit"' in page, url
    assert client.get("/nothing", headers=JSON).json()["error"] == 404


@pytest.mark.urls(__name__)
def test_a_stale_form_says_that_nothing_was_lost() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/refuse", headers=HTML)
    assert answer.status_code == 403 and "what you typed is kept" in answer.content.decode()


def test_the_failure_page_does_not_fail_when_the_style_sheet_is_gone(monkeypatch) -> None:
    def gone(*args: object, **kwargs: object) -> str:
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(views, "render_to_string", gone)
    answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500 and b"Something broke on our side" in answer.content


@pytest.fixture
def some_places(monkeypatch) -> None:
    monkeypatch.setattr(places, "_places", {})
    places.register(places.Place("calendar", "Calendar", "calendar", "ui:calendar", 20))
    places.register(places.Place("help", "Help", "life-buoy", "ui:help", 10))
    places.register(places.Place("desk", "Desk", "inbox", "ui:exit", 15, frozenset({"counselor"})))
    places.register(places.Place("later", "Later", "inbox", "not:there", 1))


@pytest.mark.usefixtures("some_places")
def test_places_are_in_order_for_ones_role_and_only_where_there_is_a_page() -> None:
    assert [link.key for link in places.links("member", "/")] == ["help", "calendar"]
    assert [link.key for link in places.links("counselor", "/")] == ["help", "desk", "calendar"]


@pytest.mark.usefixtures("some_places")
def test_the_current_place_is_the_longest_matching_path_or_what_the_view_says() -> None:
    assert [link.here for link in places.links("member", "/help/more")] == [True, False]
    assert [link.here for link in places.links("member", "/helpless")] == [False, False]
    assert [link.here for link in places.links("member", "/help", here="calendar")] == [False, True]


@pytest.mark.urls(__name__)
@pytest.mark.usefixtures("some_places")
def test_the_front_page_is_current_only_on_itself() -> None:
    places.register(places.Place("today", "Today", "sunrise", "front", 1))
    assert [link.key for link in places.links("member", "/") if link.here] == ["today"]
    assert [link.key for link in places.links("member", "/me/") if link.here] == []
