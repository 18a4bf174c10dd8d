"""Finds words that a person would read and that no translation can reach. Part of `make check`.

    python tools/check_translations.py [FOLDER …]        (alongside and islands when none is named)

- HTML and text templates: visible text, and human attributes (alt, title, placeholder, aria-label …), outside
  {% translate %} and {% blocktranslate %}; sentences given to tags and filters without _("…").
- TypeScript: the same inside html`…` and svg`…`; sentences given to toast(…) or set as text without t("…").
- Python: sentences in Refused, ValidationError, messages, labels, help texts and choices without gettext.

Reads text only (no Django, no Node): the whole tree in about a second. Prints `file:line: what`, exit 1 if any.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = {"node_modules", "build", "migrations", "tests", "__pycache__"}
HUMAN = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "label"}
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"^[A-Z][^\W\d_]*[a-z’]|[a-z] .*[.?…]$")
HOLE = "\x00"


@dataclass(frozen=True, order=True)
class Finding:
    """Words at a line of a file."""

    path: Path
    line: int
    words: str

    def __str__(self) -> str:
        shown = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{shown}:{self.line}: not marked for translation: {self.words!r}"


class _Visible(HTMLParser):
    """Collects text and human attributes of HTML whose template tags are gone and whose values are HOLEs."""

    def __init__(self, first_line: int = 1) -> None:
        super().__init__(convert_charrefs=True)
        self.first_line = first_line
        self.found: list[tuple[int, str]] = []
        self.silent: list[str] = []

    def _note(self, text: str, line_offset: int = 0) -> None:
        for number, line in enumerate(text.split("\n")):
            if WORD.search(line.replace(HOLE, " ")):
                at = self.getpos()[0] + self.first_line - 1 + number + line_offset
                self.found.append((at, line.replace(HOLE, "…").strip()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self.silent.append(tag)
        values = dict(attrs)
        for name, value in attrs:
            is_button = name == "value" and tag == "input" and values.get("type") in {"submit", "button", "reset"}
            if value and (name in HUMAN or is_button):
                self._note(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._note(data)


def _blank(match: re.Match[str]) -> str:
    """As many lines as what it replaces, so that line numbers stay true."""
    return " " + "\n" * match[0].count("\n")


def _visible(html: str, first_line: int = 1) -> list[tuple[int, str]]:
    parser = _Visible(first_line)
    parser.feed(html)
    parser.close()
    return parser.found


TRANSLATED = re.compile(
    r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|\{#.*?#\}"
    r"|\{%\s*(blocktranslate|blocktrans)\b.*?%\}.*?\{%\s*end\1\s*%\}"
    r"|\{%\s*block\s+\w*class\b.*?%\}.*?\{%\s*endblock\b.*?%\}",
    re.S,
)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
LITERAL = re.compile(r"(_\(\s*)?(?:\"([^\"]*)\"|'([^']*)')")
NOT_WORDS = re.compile(r"\{%\s*(?:translate|trans|url|static|icon|extends|load|get_\w+|now)\b")
DATE_FORMAT = re.compile(r"\|\s*(?:date|time)\s*:\s*(?:\"[^\"]*\"|'[^']*')")


def in_template(text: str, is_html: bool = True) -> list[tuple[int, str]]:
    """Findings in a Django template: (line, words)."""
    text = TRANSLATED.sub(_blank, text)
    found = []
    for tag in TAG.finditer(text):
        if NOT_WORDS.match(tag[0]):
            continue
        for marked, double, single in LITERAL.findall(DATE_FORMAT.sub("", tag[0])):
            words = double or single
            if not marked and SENTENCE.search(words):
                found.append((text.count("\n", 0, tag.start()) + 1, words))
    bare = TAG.sub(_blank, text)
    if is_html:
        return found + _visible(bare)
    lines = enumerate(bare.split("\n"), 1)
    return found + [(number, line.replace(HOLE, "…").strip()) for number, line in lines if WORD.search(line)]


SINK = re.compile(
    r"(?:\btoast\(\s*|\.(?:textContent|innerText|title|alt|placeholder|ariaLabel)\s*=\s*)([\"'`])((?:(?!\1).)*)\1"
)
LEAF = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
    r"""|(?<=[(,=:\[!&|?{};\n])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*""",
    re.S,
)


def _templates(code: str, at: int = 0, inside: bool = False) -> tuple[list[tuple[int, str]], int]:
    """The html`…` and svg`…` literals of `code` from `at` on, with holes for values; each with its place, and the end.

    `inside` a ${…} it stops after the closing brace.
    """
    found: list[tuple[int, str]] = []
    depth = 0
    while at < len(code):
        leaf = LEAF.match(code, at)
        if leaf:
            at = leaf.end()
        elif code[at] == "`":
            is_markup = re.search(r"\b(html|svg)$", code[max(0, at - 5) : at]) is not None
            start, parts, at = at + 1, [], at + 1
            while at < len(code) and code[at] != "`":
                if code.startswith("${", at):
                    inner, end = _templates(code, at + 2, inside=True)
                    found += inner
                    parts.append(HOLE + "\n" * code.count("\n", at, end))
                    at = end
                else:
                    step = 2 if code[at] == "\\" else 1
                    parts.append(code[at : at + step])
                    at += step
            at += 1
            if is_markup:
                found.append((start, "".join(parts)))
        elif inside and code[at] == "}" and depth == 0:
            return found, at + 1
        else:
            depth += {"{": 1, "}": -1}.get(code[at], 0)
            at += 1
    return found, at


def in_typescript(code: str) -> list[tuple[int, str]]:
    """Findings in a TypeScript module: (line, words)."""
    found = []
    for start, markup in _templates(code)[0]:
        found += _visible(markup, code.count("\n", 0, start) + 1)
    for sink in SINK.finditer(code):
        if WORD.search(re.sub(r"\$\{.*?\}", "", sink[2])):
            found.append((code.count("\n", 0, sink.start()) + 1, sink[2]))
    return found


SPEAKS = {"Refused", "ValidationError"}
MESSAGES = {"debug", "info", "success", "warning", "error"}
KEYWORDS = {"label", "help_text", "verbose_name", "empty_label"}


def _bare(node: ast.expr | None) -> str:
    """The words of a string that goes through no call; empty when it does or has none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if WORD.search(node.value) else ""
    if isinstance(node, ast.JoinedStr):
        words = "".join(
            part.value for part in node.values if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )
        return words if WORD.search(words) else ""
    return ""


def in_python(code: str) -> list[tuple[int, str]]:
    """Findings in a Python module: (line, words)."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            owner = getattr(node.func.value, "id", "") if isinstance(node.func, ast.Attribute) else ""
            spoken = (
                node.args[:1] if name in SPEAKS else node.args[1:2] if owner == "messages" and name in MESSAGES else []
            )
            given = [each.value for each in node.keywords if each.arg in KEYWORDS and "." not in name]
            in_form = name[:1].isupper() or owner in {"forms", "models"}
            for each in [*spoken, *(given if in_form and not name.endswith("Config") else [])]:
                if words := _bare(each):
                    found.append((each.lineno, words))
        elif isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Choices") for base in node.bases):
            for line in node.body:
                is_choice = isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple)
                if is_choice and (words := _bare(line.value.elts[-1])):
                    found.append((line.lineno, words))
    return sorted(found)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name not in SKIPPED and not path.name.startswith("."):
                yield from _files(path)
        else:
            yield path


def check(path: Path) -> list[Finding]:
    """Findings in one file, by its kind; none for kinds that people don't read."""
    if path.suffix == ".html":
        found = in_template(path.read_text())
    elif path.suffix == ".txt" and "templates" in path.parts:
        found = in_template(path.read_text(), is_html=False)
    elif path.suffix == ".ts" and not path.name.endswith((".test.ts", ".d.ts")):
        found = in_typescript(path.read_text())
    elif path.suffix == ".py":
        found = in_python(path.read_text())
    else:
        return []
    return [Finding(path, line, words) for line, words in found]


def main(folders: list[str]) -> int:
    """Exit code 0 when every word can be translated."""
    where = [Path(each).resolve() for each in folders] or [ROOT / "alongside", ROOT / "islands"]
    found = sorted({finding for folder in where for path in _files(folder) for finding in check(path)})
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
