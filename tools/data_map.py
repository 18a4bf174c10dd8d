"""Writes docs/data-map.md: what is held of people, from the declarations in every retention.py.

python tools/data_map.py            writes it
python tools/data_map.py --check    exits 1 if the file doesn't say what the declarations say
"""

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAP = ROOT / "docs" / "data-map.md"
HEAD = """\
# The data map

What this software holds, whose it is, and what becomes of it. Made by `tools/data_map.py` from the declarations in each
domain's `retention.py`; a test holds the two together, and fails for a table that isn't declared. *Sealed* columns are
encrypted with keys that are not in the database (AES-256-GCM), and are never searched.

| table | what it holds | whose | exported | when someone is erased | how long it stays | sealed |
|---|---|---|---|---|---|---|
"""


def declared() -> None:
    """Import every domain's declarations."""
    for folder in sorted((ROOT / "alongside").iterdir()):
        if folder.is_dir() and find_spec(f"alongside.{folder.name}.retention"):
            import_module(f"alongside.{folder.name}.retention")


def rendered() -> str:
    """The page as it should be. Needs Django set up."""
    from django.apps import apps

    from alongside.core.retention import holdings

    declared()
    lines = []
    for each in holdings():
        cells = (
            f"`{apps.get_model(each.model)._meta.label}`",
            each.about,
            f"`{each.person_path}`" if each.person_path else "—",
            "yes" if each.exported else "no",
            each.erased,
            each.expires,
            ", ".join(f"`{name}`" for name in each.sealed) or "—",
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("ALONGSIDE_TESTING", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.site.settings")
    import django

    django.setup()
    page = rendered()
    if "--check" in sys.argv[1:]:
        if not MAP.exists() or MAP.read_text(encoding="utf-8") != page:
            print("docs/data-map.md is not what the declarations say: run python tools/data_map.py")
            return 1
        return 0
    MAP.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
