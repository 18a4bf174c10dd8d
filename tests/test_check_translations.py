"""The check for missing translation marks finds what a person would read, and nothing else."""

import pytest

from tools.check_translations import in_python, in_template, in_typescript, main

CLEAN_TEMPLATES = [
    '<h1>{% translate "Good morning" %}</h1>',
    "{% blocktranslate with name=person.name %}Hello, {{ name }}{% endblocktranslate %}",
    '<p class="lead soft" data-kind="Not words">{{ person }} · {{ count }}</p>',
    "{% block body_class %}arriving{% endblock %}{% comment %}For the next reader{% endcomment %}{# Here too #}",
    '<td{% if here %} aria-current="date"{% endif %}></td>{{ today|date:"l, F j" }}',
    '{% field form.words who_reads=_("You and Dana read this.") %}{% icon "hand" %}',
    '<img alt="{% translate "A room" %}" src="{% url "people:picture" %}"><script>const word = "Hello there";</script>',
]


@pytest.mark.parametrize("source", CLEAN_TEMPLATES)
def test_a_marked_template_is_clean(source: str) -> None:
    assert in_template(source) == []


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("<h1>\n  Good morning\n</h1>", 2, "Good morning"),
        ("{% block title %}Today{% endblock %}", 1, "Today"),
        ('<p>{% comment %}\n\n{% endcomment %}</p><input placeholder="One word">', 3, "One word"),
        ('<button aria-label="Move {{ name }}">{% icon "hand" %}</button>', 1, "Move"),
        ('<input type="submit" value="Save">', 1, "Save"),
        ('{% field form.words who_reads="You read this." %}', 1, "You read this."),
        ('{{ name|default:"Someone" }}', 1, "Someone"),
        ('{% include "a.html" with label="Leave the room" %}', 1, "Leave the room"),
    ],
)
def test_bare_words_in_a_template_are_found_where_they_stand(source: str, line: int, words: str) -> None:
    assert in_template(source) == [(line, words)]


def test_letters_are_read_as_text() -> None:
    assert in_template('{% translate "Hello" %}\nCome <soon>.\n', is_html=False) == [(2, "Come <soon>.")]


@pytest.mark.parametrize(
    "source",
    [
        "html`<p class=\"soft\" @click=${() => this.go('Not words')}>${t('Hello')}</p>`",
        "const pattern = /[\"'`]/; // it's a comment with `ticks`\nhtml`<b>${name}</b>`",
        "throw new Error(`No element ${tag}`); const css = `color: red`;",
        "html`<button aria-label=${t('Leave')} class=${on}>${icon('log-out')}</button>`",
        'toast(t("Saved."));',
    ],
)
def test_marked_typescript_is_clean(source: str) -> None:
    assert in_typescript(source) == []


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("html`<p>\nHello</p>`", 2, "Hello"),
        ("html`<ul>${rows.map(\n(row) => html`<li>${row} left</li>`)}</ul>`", 2, "… left"),
        ('html`<button aria-label="Leave">${icon("x")}</button>`', 1, "Leave"),
        ('toast("Saved.");', 1, "Saved."),
        ("button.textContent = 'Go in';", 1, "Go in"),
    ],
)
def test_bare_words_in_typescript_are_found_where_they_stand(source: str, line: int, words: str) -> None:
    assert in_typescript(source) == [(line, words)]


def test_python_sentences_go_through_gettext() -> None:
    code = """
raise Refused(_("The room is full."))
raise Refused("Too late.")
messages.success(request, f"Saved {name}")
logger.info("Saved")
name = forms.CharField(label="Name", help_text=_("Shown to others"))
class Way(models.TextChoices):
    CHAT = "chat", "Chat"
    HAND = "hand", _("Hand")
"""
    assert in_python(code) == [(3, "Too late."), (4, "Saved "), (6, "Name"), (8, "Chat")]


def test_it_fails_on_a_folder_with_bare_words_and_names_the_place(tmp_path, capsys) -> None:
    (tmp_path / "page.html").write_text("<p>Hello there</p>")
    assert main([str(tmp_path)]) == 1
    assert "page.html:1: not marked for translation: 'Hello there'" in capsys.readouterr().out
    (tmp_path / "page.html").write_text('<p>{% translate "Hello there" %}</p>')
    assert main([str(tmp_path)]) == 0
