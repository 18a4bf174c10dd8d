"""The tags: what is tied to what, what is isolated, and whose clock a time is on."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError

from alongside.core import clock
from alongside.ui import faces

SAM = SimpleNamespace(display_name="Sam", public_id="p-sam", zone="America/Los_Angeles", picture_url="")


def drawn(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


class Words(forms.Form):
    words = forms.CharField(label="A few words", help_text="One word is fine.", widget=forms.Textarea)
    way = forms.ChoiceField(choices=[("a", "Listening"), ("b", "Chat")], widget=forms.RadioSelect, required=False)


def test_label_hint_reader_and_error_are_tied_to_the_box() -> None:
    html = drawn('{% field form.words who_reads="Dana reads this." %}', form=Words({}))
    box = re.search(r"<textarea[^>]*>", html)
    assert box
    described = re.search(r'aria-describedby="([^"]*)"', box[0])
    assert described
    ids = described[1].split()
    assert [f'id="{each}"' in html for each in ids] == [True] * 3
    assert 'for="id_words"' in html and 'aria-invalid="true"' in box[0]
    assert html.index("This field is required") < html.index("<textarea"), "the error is read before the box"


def test_a_group_of_choices_has_one_legend_and_a_label_each() -> None:
    html = drawn("{% field form.way %}", form=Words())
    assert html.count("<legend") == 1
    assert html.count("<label") == html.count('type="radio"') == 2
    assert "if you like" in html


def test_what_someone_typed_stays_text() -> None:
    html = drawn("{% field form.words %}", form=Words({"words": "</textarea><script>alert(1)</script>"}))
    assert "<script>" not in html


@pytest.mark.parametrize("name", ["Ruth", "\u202egnol \u2067x", "a" * 500, "<b>Sam</b>", "&amp;"])
def test_a_name_is_isolated_and_whole(name: str) -> None:
    """Marks of direction can't leave it, a long one isn't shortened in the page, and markup is text."""
    html = drawn("{% who person %}", person=SimpleNamespace(display_name=name))
    assert html.startswith('<bdi class="who">') and html.endswith("</bdi>")
    inside = html.removeprefix('<bdi class="who">').removesuffix("</bdi>")
    assert "<" not in inside
    assert Template("{{ name }}").render(Context({"name": name})) == inside


def test_faces_are_the_same_as_in_scripts() -> None:
    for each in json.loads((Path(__file__).parent / "faces.json").read_text()):
        got = (faces.hue(each["id"]), faces.shape(each["id"]), faces.initials(each["name"]))
        assert got == (each["hue"], each["shape"], each["initials"]), each["name"]


def test_hues_are_spread_evenly() -> None:
    counts = [0] * faces.HUES
    for number in range(12_000):
        counts[faces.hue(f"person-{number}")] += 1
    assert min(counts) > 850 and max(counts) < 1150


def test_a_face_is_decoration_and_a_picture_needs_no_words() -> None:
    html = drawn('{% face person size="large" here=True %}', person=SAM)
    assert 'aria-hidden="true"' in html and 'class="face large here"' in html and ">S<" in html
    pictured = SimpleNamespace(**{**vars(SAM), "picture_url": '/people/p-sam/picture"><script>'})
    html = drawn("{% face person %}", person=pictured)
    assert 'alt=""' in html and "<script>" not in html


@pytest.mark.parametrize("source", ['{% icon "Hand" %}', '{% icon "a/b" %}', '{% face person size="enormous" %}'])
def test_a_slip_in_a_template_is_told_at_once(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn(source, person=SAM)


def test_a_key_is_new_each_time_a_form_is_drawn() -> None:
    assert drawn("{% key_field %}") != drawn("{% key_field %}")


def test_times_are_on_the_persons_clock_and_name_the_zone_when_it_is_not_the_programs() -> None:
    moment = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    program = SimpleNamespace(time_zone="America/New_York")
    west = SimpleNamespace(**vars(SAM), program=program)
    east = SimpleNamespace(**{**vars(SAM), "zone": "America/New_York"}, program=program)
    assert "7 a.m. PST" in drawn("{% time_for moment person %}", moment=moment, person=west)
    assert ">10 a.m.<" in drawn("{% time_for moment person %}", moment=moment, person=east)
    assert 'datetime="2026-11-24T07:00-08:00"' in drawn("{% time_for moment person %}", moment=moment, person=west)


def test_a_day_names_its_weekday_and_its_year_only_when_it_is_another() -> None:
    moment = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    source = "{% day_and_time_for moment person %}"
    with clock.reading(datetime(2026, 3, 1, tzinfo=UTC)):
        assert ">Tuesday, November 24, 7 a.m.<" in drawn(source, moment=moment, person=SAM)
    with clock.reading(datetime(2027, 3, 1, tzinfo=UTC)):
        assert ">Tuesday, Nov. 24, 2026, 7 a.m.<" in drawn(source, moment=moment, person=SAM)


def test_a_zone_that_no_longer_exists_breaks_nothing() -> None:
    person = SimpleNamespace(zone="Mars/Olympus")
    assert "3 p.m." in drawn(
        "{% time_for moment person %}", moment=datetime(2026, 11, 24, 15, 0, tzinfo=UTC), person=person
    )


def test_the_error_summary_leads_to_each_box() -> None:
    html = drawn("{% error_summary form %}", form=Words({}))
    assert 'href="#id_words"' in html and 'role="alert"' in html
    assert drawn("{% error_summary form %}", form=Words({"words": "x"})).strip() == ""
