"""Circles on the page of groups, for one reader."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.http import urlencode

from alongside.groups.circles import finding, queries
from alongside.groups.circles.forms import FindCircleForm
from alongside.groups.models import Circle, CircleMember
from alongside.people.models import Person

FOUND_A_PAGE = 12


@dataclass(frozen=True)
class Circles:
    """`page` is None where circles are not open to the reader."""

    mine: list[finding.Row]
    invitations: list[CircleMember]
    just_left: list[CircleMember]
    asked_to_leave: list[CircleMember]
    form: FindCircleForm
    asked: bool
    """Whether the reader looks for something."""
    any: bool
    """Whether there is anything to look through."""
    rows: list[finding.Row]
    page: "Page[Circle] | None"
    query: str
    may_start: bool
    waiting: bool
    """Whether anything waits for staff."""


def circles_of(person: Person, sent: QueryDict) -> Circles:
    """All of it. At most eleven queries; staff see every circle instead of those they could join."""
    asked = {name: sent.get(name, "")[:200] for name in FindCircleForm.base_fields}
    form = FindCircleForm(asked)
    wish: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    standing = queries.standing_of(person)
    open_to = person.is_staff or queries.may_join(person)
    found = queries.all_circles(person.program) if person.is_staff else queries.to_join(person, standing.invitations)
    listed = list(found[: queries.MOST_LISTED]) if open_to else []
    page = Paginator(finding.matching(listed, wish, person), FOUND_A_PAGE).get_page(sent.get("circles"))
    mine = [] if person.is_staff else list(queries.my_circles(person)[: queries.MOST_LISTED])
    rows = finding.rows([*mine, *page.object_list], mine={each.pk for each in mine})
    return Circles(
        mine=rows[: len(mine)],
        invitations=standing.invitations,
        just_left=standing.just_left,
        asked_to_leave=standing.asked_to_leave,
        form=form,
        asked=any(asked.values()),
        any=bool(listed),
        rows=rows[len(mine) :],
        page=page if open_to else None,
        query=urlencode({name: value for name, value in asked.items() if value}),
        may_start=person.is_staff or queries.may_host(person),
        waiting=person.is_staff and queries.anything_waits(person.program),
    )
