"""The pages under /program/, as tabs. Domains add theirs in `AppConfig.ready`; each shows to the roles it is for."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alongside.people.models import Role


@dataclass(frozen=True)
class ProgramPage:
    """One tab. `order` decides its position."""

    label: str | Promise
    url_name: str
    order: int
    roles: frozenset[str] = frozenset({Role.DIRECTOR})


@dataclass(frozen=True)
class Tab:
    label: str | Promise
    url: str
    here: bool


_pages: dict[str, ProgramPage] = {}


def register(page: ProgramPage) -> None:
    """Add a page, or replace the one of the same address."""
    _pages[page.url_name] = page


def tabs(role: str, path: str) -> list[Tab]:
    """The tabs for `role`, in order; the one that `path` lies under most closely is marked."""
    shown = sorted((page for page in _pages.values() if role in page.roles), key=lambda page: page.order)
    urls = [(page, reverse(page.url_name)) for page in shown]
    here = max((url for _page, url in urls if path.startswith(url)), key=len, default="")
    return [Tab(page.label, url, url == here) for page, url in urls]


STAFF = frozenset({Role.COUNSELOR, Role.DIRECTOR})
for _page in (
    ProgramPage(_("People"), "people:program_people", 10),
    ProgramPage(_("Invitations"), "people:invitations", 20),
    ProgramPage(_("Newcomers"), "people:newcomers", 25, STAFF),
    ProgramPage(_("On call"), "people:on_call", 30, STAFF),
    ProgramPage(_("Away"), "people:leave", 35, STAFF),
    ProgramPage(_("Agreements"), "people:program_agreements", 50),
    ProgramPage(_("Settings"), "people:program_settings", 60),
):
    register(_page)
