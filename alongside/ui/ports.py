"""What pages of the house ask of rooms further up. Bound once, in site/wiring.py; unbound, the answer is nothing.

The help page shows its lines whatever else is broken, the database too: what fails here is logged, and left out.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class HelpPart:
    """A piece of the help page: a template, which gets `context` as `part`."""

    template: str
    context: dict[str, Any]


log = logging.getLogger(__name__)
_help_part: Callable[[HttpRequest], HelpPart | None] | None = None
_program_at: Callable[[str], object | None] | None = None


def bind(*, help_part: Callable[[HttpRequest], HelpPart | None], program_at: Callable[[str], object | None]) -> None:
    """`help_part(request)`: what stands first for who is signed in. `program_at(host)`: whose line a visitor sees."""
    global _help_part, _program_at
    _help_part, _program_at = help_part, program_at


def help_part(request: HttpRequest) -> HelpPart | None:
    """What stands first on the help page."""
    try:
        return _help_part(request) if _help_part else None
    except Exception:
        log.exception("the help page is shown without what belongs to its reader")
        return None


def program_at(host: str) -> object | None:
    """The program known under the host name."""
    try:
        return _program_at(host) if _program_at else None
    except Exception:
        log.exception("the help page is shown without the program of its host name")
        return None
