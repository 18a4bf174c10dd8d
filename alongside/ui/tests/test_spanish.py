"""The Spanish catalogue is whole, and pages are really in Spanish.

The catalogues are compiled here into a folder of their own, as `make setup` compiles them in place: nothing of this
depends on a setup that ran before.
"""

import ast
import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from django.utils.translation.template import templatize

from alongside.care.actions import call_for_help, take
from alongside.care.tests.scene import NIGHT, on_call
from alongside.core import clock

ROOT = Path(__file__).resolve().parents[3]
OURS = ROOT / "alongside" / "ui" / "locale"
DOMAINS = ("django", "djangojs")
HOLE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+>|`[^`]*`")
SPANISH = {"HTTP_ACCEPT_LANGUAGE": "es-MX,es;q=0.9,en;q=0.5"}


def catalogue(domain: str) -> Catalog:
    with (OURS / "es" / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, locale="es", domain=domain, abort_invalid=True)


def messages(domain: str) -> list[Message]:
    return [each for each in catalogue(domain) if each.id]


def forms(words: Any) -> tuple[str, ...]:
    return words if isinstance(words, tuple) else (words,)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    (folder / "es" / "LC_MESSAGES").mkdir(parents=True)
    for domain in DOMAINS:
        with (folder / "es" / "LC_MESSAGES" / f"{domain}.mo").open("wb") as file:
            write_mo(file, catalogue(domain))
    return folder


@pytest.fixture
def spanish(compiled: Path, settings: Any) -> Iterator[None]:
    """Pages find the catalogues that were just compiled, and no test after this one does."""
    language = translation.get_language()
    settings.LOCALE_PATHS = [compiled]
    yield
    translation.activate(language or django_settings.LANGUAGE_CODE)


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_catalogue_is_whole(domain: str) -> None:
    every = messages(domain)
    assert len(every) > 300
    assert [each.id for each in every if each.fuzzy] == []
    missing = [each.id for each in every if not all(forms(each.string))]
    assert len(missing) <= len(every) // 100, missing
    assert not catalogue(domain).fuzzy and catalogue(domain).num_plurals == 3
    assert {len(each.string) for each in every if each.pluralizable} == {3}


@pytest.mark.parametrize("domain", DOMAINS)
def test_what_the_compiler_checks_is_right(domain: str) -> None:
    assert [(each.id, errors) for each, errors in catalogue(domain).check()] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_hole_is_filled_in_spanish_too(domain: str) -> None:
    for each in messages(domain):
        english = forms(each.id)
        for place, words in enumerate(forms(each.string)):
            wanted = english[min(place, len(english) - 1)]
            assert not words or set(HOLE.findall(words)) == set(HOLE.findall(wanted)), (wanted, words)


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_words_are_ours(domain: str) -> None:
    """No shouting, nobody called usted or vosotros, no endings made of signs; a question opens as it closes."""
    for each in messages(domain):
        for words in forms(each.string):
            assert not re.search(r"[!¡@]|\b(usted|vosotr[oa]s|Tod[oa]s [lk]@s|todxs)\b", words), words
            assert words.count("?") == words.count("¿"), words
            is_sentence = forms(each.id)[0].endswith((".", "?"))
            assert words.endswith((".", "?")) == is_sentence, words


def _said_by_scripts() -> Iterator[str]:
    call = re.compile(r"(?<![\w.])tn?\(\s*(\"(?:\\.|[^\"\\])*\")")
    for folder in ("alongside", "islands"):
        for path in (ROOT / folder).rglob("*.ts"):
            if "node_modules" not in path.parts and not path.name.endswith(".test.ts"):
                yield from (ast.literal_eval(found) for found in call.findall(path.read_text()))


MARKED = re.compile(r"(?:\b_|gettext)\(\s*(u?'(?:\\.|[^'\\])+'|u?\"(?:\\.|[^\"\\])+\")")
KEYWORDS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}


def _said_by_the_server() -> Iterator[str]:
    for path in (ROOT / "alongside").rglob("*"):
        parts = set(path.parts)
        if "tests" in parts or "migrations" in parts or path.suffix not in {".py", ".html", ".txt"}:
            continue
        if path.suffix != ".py" and "templates" not in parts:
            continue
        text = path.read_text()
        if path.suffix != ".py":
            yield from (ast.literal_eval(found) for found in MARKED.findall(templatize(text, origin=str(path))))
            continue
        for _line, _name, words, _comments in extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {}):
            yield from forms(words)[:1]


@pytest.mark.parametrize(("domain", "said"), [("django", _said_by_the_server), ("djangojs", _said_by_scripts)])
def test_what_the_source_says_is_in_the_catalogue(domain: str, said: Any) -> None:
    known = {forms(each.id)[0] for each in messages(domain) if all(forms(each.string))}
    wanted = set(said())
    assert len(wanted) > 300
    unknown = sorted(wanted - known)
    assert len(unknown) <= len(wanted) // 100, unknown


def english_left(page: str) -> list[str]:
    """English sentences of our catalogue that stand on the page. Short words are left out: they mean things in both."""
    text = re.sub(r"\s+", " ", re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", page, flags=re.S))
    text = text.replace("&#x27;", "'").replace("&quot;", '"')
    every = (words for each in messages("django") for words in forms(each.id))
    return [words for words in every if words.count(" ") >= 2 and not HOLE.search(words) and words in text]


def assert_spanish(page: str, *words: str) -> None:
    assert '<html lang="es"' in page
    for each in words:
        assert each in page
    assert english_left(page) == []


def test_the_check_for_english_finds_english(client: Client) -> None:
    assert english_left(client.get("/help").text)


@pytest.mark.django_db
def test_sign_in_speaks_the_browsers_language(spanish: None, client: Client) -> None:
    page = client.get("/account/login/", **SPANISH).text
    assert_spanish(page, "Entrar", "Contraseña", "Olvidé mi contraseña", "Pide ayuda ahora")
    assert '<html lang="en"' in client.get("/account/login/").text


def test_help_speaks_the_browsers_language(spanish: None, client: Client) -> None:
    page = client.get("/help", **SPANISH).text
    assert_spanish(page, "Tú importas", "Llamar al 988", "Emergencia: 911", "Estados Unidos", "De día y de noche")
    assert "Day and night" not in page and "Day and night" in client.get("/help").text


def test_today_speaks_the_persons_language(spanish: None, cast: Any, client_of: Any) -> None:
    cast.member.language = "es"
    cast.member.save(update_fields=["language"])
    assert cast.group
    page = client_of(cast.member).get("/", follow=True).text
    assert_spanish(page, "Hoy", "Todavía no hay una sesión planeada para ti", "Salida rápida")
    assert re.search(r"(lunes|martes|miércoles|jueves|viernes|sábado|domingo), \d+ de [a-z]+<", page)


def _text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page))


def test_a_call_for_help_is_told_in_whole_sentences(spanish: None, cast: Any, client_of: Any) -> None:
    """As the caller reads it on /help while it stands, and on Today, theirs and that of whoever is told."""
    for person in (cast.member, cast.other_counselor):
        person.language = "es"
        person.save(update_fields=["language"])
    assert cast.group
    with clock.reading(NIGHT):
        on_call(cast.other_counselor, NIGHT)
        card = call_for_help(cast.member, by=cast.member)
        page = client_of(cast.member).get("/help").text
        assert_spanish(page)
        assert "02:00: avisamos a Ken Sato." in _text(page)
        assert "Si nadie responde antes de las 02:05, avisamos a más personas." in _text(page)
        theirs = client_of(cast.other_counselor).get("/").text
        assert_spanish(theirs)
        assert "Maya necesita a alguien ahora. Nadie se ocupa todavía. Lo pidió a las 02:00" in _text(theirs)
        take(card, by=cast.other_counselor)
        page = client_of(cast.member).get("/help").text
        assert "Ken Sato lo vio a las 02:00 y se comunicará contigo a más tardar a las 02:" in _text(page)
        today = client_of(cast.member).get("/").text
        assert_spanish(page)
        assert_spanish(today, "Para una noche difícil")
        assert "Ken Sato se comunicará contigo a más tardar a las 02:" in _text(today)


@pytest.mark.parametrize("path", ["ui/data/help_lines.toml", "care/data/loss_plan.toml"])
def test_what_data_files_say_is_said_in_spanish(path: str) -> None:
    """Every sentence of the crisis lines, those for young people too, and of the plan after a loss."""
    data = tomllib.loads((ROOT / "alongside" / path).read_text())
    tables = [*data.get("step", ()), *(row for each in data.get("region", ()) for row in each["lines"])]
    tables += [row for each in data.get("region", ()) for row in each.get("young", ())]
    said = [(row, key) for row in tables for key in ("title", "words", "about") if row.get(key)]
    assert len(said) >= 10
    assert [row[key] for row, key in said if row.get(f"{key}_es", row[key]) == row[key]] == []


def test_letters_speak_the_readers_language(spanish: None) -> None:
    with translation.override("es"):
        letter = render_to_string("people/mail/invitation.txt", {"url": "https://example.org/x"})
    assert letter.strip().startswith("Tu enlace") and "Funciona una vez" in letter
    assert english_left(letter) == []


def test_scripts_get_spanish_words(spanish: None, client: Client) -> None:
    answer = client.get("/i18n.json?for=es", **SPANISH).json()
    assert answer["catalog"]["Small rooms"] == "Salas pequeñas"
    assert answer["catalog"]["{count} person"][0] == "{count} persona"
    assert set(answer["catalog"]["{count} person"][1:]) == {"{count} personas"}
    assert "Small rooms" not in client.get("/i18n.json").json()["catalog"]


def test_many_are_many(spanish: None) -> None:
    with translation.override("es"):
        said = [translation.ngettext("%(count)s person", "%(count)s people", n) % {"count": n} for n in (0, 1, 2)]
    assert said == ["0 personas", "1 persona", "2 personas"]
