"""What import-linter can't see: foreign keys, reverse accessors and writes keep to the house's plan, too."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

from alongside.core.retention import holdings
from tools import data_map

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "alongside"

NOT_OURS = {"auth.Permission", "auth.Group", "contenttypes.ContentType"}
"""Tables of Django that nothing here uses and nothing is stored in."""

WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
WRITERS: dict[str, str] = {
    "core/": "the audit trail, idempotency keys and the mail queue are what actions stand on",
    "live/": "the outbox writes events and counters at the end of an action, and forgets them after a day",
    "site/demo/": "the simulated program: accounts and history of invented people",
    "people/pictures.py": "saves an image into memory, not a row",
    "conversations/files_checking.py": "saves images into memory, not rows",
    "rooms/planning.py": "reasons of seats, written within the actions that seat",
}
"""Who besides actions may call something that looks like a write, and why."""


def layers() -> dict[str, int]:
    """Each domain's height, from the import contract: a greater number stands further right."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    return {
        name.strip().strip("()").removeprefix("alongside."): height
        for height, line in enumerate(contract["layers"])
        for name in line.split("|")
    }


LAYERS = layers()


def may_know(domain: str, other: str) -> bool:
    """Whether the import contract lets `domain` import `other`."""
    return domain == other or LAYERS[domain] < LAYERS[other]


def sources(*, tests: bool = False) -> Iterator[tuple[str, str, ast.Module]]:
    """Every module of ours: its domain, its path under alongside/, its tree."""
    for path in sorted(HOUSE.rglob("*.py")):
        inside = path.relative_to(HOUSE)
        domain = inside.parts[0]
        if domain not in LAYERS or "migrations" in inside.parts or ("tests" in inside.parts and not tests):
            continue
        yield domain, inside.as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def our_models() -> Iterator[type[models.Model]]:
    """The models of the house's own domains."""
    for model in apps.get_models():
        if model.__module__.startswith("alongside."):
            yield model


def domain_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def test_foreign_keys_point_where_imports_may() -> None:
    """A row may only know of rows in domains that its own may import."""
    wrong = []
    for model in our_models():
        for field in model._meta.get_fields():
            other = field.related_model
            if field.auto_created or not isinstance(other, type) or not other.__module__.startswith("alongside."):
                continue
            if not may_know(domain_of(model), domain_of(other)):
                wrong.append(f"{model._meta.label}.{field.name} → {other._meta.label}")
    assert not wrong, "\n".join(wrong)


def accessors() -> dict[str, set[str]]:
    """Names through which a row reaches rows of another domain backwards, with the domains that add them."""
    found: dict[str, set[str]] = {}
    for model in our_models():
        for relation in model._meta.related_objects:
            name = relation.get_accessor_name()
            owner = domain_of(relation.related_model)
            if name and owner != domain_of(model):
                found.setdefault(name, set()).add(owner)
    own = {
        relation.get_accessor_name()
        for model in our_models()
        for relation in model._meta.related_objects
        if domain_of(relation.related_model) == domain_of(model)
    }
    return {name: owners for name, owners in found.items() if name not in own}


def test_reverse_accessors_keep_to_the_arrows() -> None:
    """`person.roster_entries` in people would be people knowing of groups. Also as the beginning of a lookup."""
    wrong = []
    names = accessors()
    for domain, path, tree in sources():
        if domain == "engine":  # knows no rows at all: the import contract keeps Django out
            continue
        for node in ast.walk(tree):
            used = ""
            if isinstance(node, ast.Attribute):
                used = node.attr
            elif isinstance(node, ast.keyword) and node.arg:
                used = node.arg.partition("__")[0] if "__" in node.arg else ""
            if used in names and not any(may_know(domain, owner) for owner in names[used]):
                line = getattr(node, "lineno", 0)
                wrong.append(f"alongside/{path}:{line}: .{used} belongs to {sorted(names[used])}")
    assert not wrong, "\n".join(wrong)


def test_models_are_not_fetched_around_the_arrows() -> None:
    """`get_model("groups.Group")` is an import, too."""
    wrong = []
    for domain, path, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr not in {"get_model", "get_registered_model", "get_app_config"} or not node.args:
                continue
            first = node.args[0]
            label = str(first.value).partition(".")[0] if isinstance(first, ast.Constant) else ""
            if label in LAYERS and not may_know(domain, label):
                wrong.append(f"alongside/{path}:{node.lineno}: get_model of {label}")
    assert not wrong, "\n".join(wrong)


def looks_like_a_write(call: ast.Call) -> bool:
    """`….objects.create(…)`, `….filter(…).update(…)`, `row.save(…)`, `row.delete()`; not `dict.update`.

    Nor what a storage keeps: bytes, not a row.
    """
    func = call.func
    if not isinstance(func, ast.Attribute) or func.attr not in WRITES:
        return False
    if func.attr == "save":
        return ast.unparse(func.value) != "storage()"
    if func.attr == "delete" and not call.args:
        return True
    chain = {node.attr for node in ast.walk(func.value) if isinstance(node, ast.Attribute)}
    return bool(chain & {"objects", "filter", "exclude", "all", "_default_manager", "select_for_update"})


def may_write(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.startswith("actions") or "/actions/" in path or any(path.startswith(each) for each in WRITERS)


def test_only_actions_write() -> None:
    """No actor, no action; no action, no write. Exceptions stand in WRITERS with their reason."""
    wrong = []
    for _domain, path, tree in sources():
        if may_write(path):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and looks_like_a_write(node):
                wrong.append(f"alongside/{path}:{node.lineno}: {ast.unparse(node.func)}(…)")
    assert not wrong, "\n".join(wrong)


def test_the_check_for_writes_can_fail() -> None:
    """It sees the ways in which rows are written, and leaves dictionaries and sets alone."""
    for text in (
        "A.objects.create(x=1)",
        "q.filter(a=1).update(b=2)",
        "row.save()",
        "a.picture.save(b, c)",
        "row.delete()",
    ):
        assert looks_like_a_write(ast.parse(text).body[0].value), text
    for text in (
        "found.update(rows)",
        "storage.delete(name)",
        "storage().save(name, data)",
        "hash.update(b'')",
        "create(x)",
    ):
        assert not looks_like_a_write(ast.parse(text).body[0].value), text


def label(name: str) -> str:
    """The label of a model as Django writes it, from one in any case; an unknown one stays as it is."""
    try:
        return str(apps.get_model(name)._meta.label)
    except LookupError:
        return name


def test_every_table_is_declared() -> None:
    """What isn't in a retention.py would be exported to nobody and erased by nobody."""
    data_map.declared()
    known = {label(each.model) for each in holdings()}
    there = {model._meta.label for model in apps.get_models() if not model._meta.proxy} - NOT_OURS
    assert not there - known, f"In no retention.py: {sorted(there - known)}"
    assert not known - there, f"Declared, but there is no such table: {sorted(known - there)}"


def test_what_is_declared_sealed_is_sealed_and_the_other_way_round() -> None:
    """The data map tells the truth about encryption."""
    from alongside.core.sealing import SealedTextField

    data_map.declared()
    wrong = []
    for each in holdings():
        if each.model.partition(".")[0] not in LAYERS:
            continue
        fields = {
            field.name for field in apps.get_model(each.model)._meta.get_fields() if isinstance(field, SealedTextField)
        }
        missing = fields - set(each.sealed)
        if missing:
            wrong.append(f"{each.model}: sealed in the model, not in retention.py: {sorted(missing)}")
    assert not wrong, "\n".join(wrong)


def test_the_data_map_is_what_the_declarations_say() -> None:
    """Run `python tools/data_map.py` after changing a retention.py."""
    assert data_map.MAP.read_text(encoding="utf-8") == data_map.rendered()
