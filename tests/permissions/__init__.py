"""Who may open what: one table for each domain, and a test that no address is missing from them.

Add a file `tests/permissions/<domain>.py` with a `TABLE`, one row for each address and method:

    from tests.permissions import Row, statuses

    def stage(cast):                       # optional: what the rows need besides people; becomes `cast.scene`
        return actions.create_thing(cast.program, by=cast.director)

    TABLE = [
        Row("groups:group", statuses(200, other_counselor=404), kwargs=lambda cast: {"id": cast.group.public_id}),
        Row("groups:leave", statuses(302, mentor=404), method="POST", kwargs=…, data=lambda cast: {"key": "1"}),
        Row("things:all", statuses(200, outsider=200)),          # a page about oneself: also for the outsider
    ]

`statuses(200)` means: 200 for everyone of the program, a visitor is led to sign in (302), and the outsider, who is the
director of another program, gets 404. Name what differs. Every row is asked by every role in a transaction that is
rolled back, so rows don't disturb each other. Rows of scripts' addresses say `visitor=401` and `body={…}` (JSON).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.cast import Cast

VISITOR = "visitor"
ROLES = (
    VISITOR,
    "outsider",
    "member",
    "groupmate",
    "mentor",
    "counselor",
    "other_counselor",
    "director",
)
"""`counselor` leads the group of `member` and `groupmate`; `other_counselor` doesn't; `outsider` directs elsewhere."""

Expected = Mapping[str, int]


def statuses(everyone: int, *, visitor: int = 302, outsider: int = 404, **roles: int) -> Expected:
    """The status for each role: `everyone` unless named otherwise. Raises ValueError for an unknown role."""
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"No such role: {sorted(unknown)}")
    return dict.fromkeys(ROLES, everyone) | {VISITOR: visitor, "outsider": outsider} | roles


def staff_only(status: int = 200, **roles: int) -> Expected:
    """For counselors and directors of the program; 404 for its members."""
    return statuses(404, **({"counselor": status, "other_counselor": status, "director": status} | roles))


def director_only(status: int = 200, **roles: int) -> Expected:
    """For the director of the program alone."""
    return statuses(404, **({"director": status} | roles))


def open_to_all(status: int = 200, **roles: int) -> Expected:
    """For everyone, also signed out."""
    return statuses(status, **({"visitor": status, "outsider": status} | roles))


@dataclass(frozen=True)
class Row:
    """One address and method, and what each role gets."""

    name: str
    expected: Expected
    method: str = "GET"
    kwargs: Callable[[Cast], Mapping[str, Any]] = lambda cast: {}
    data: Callable[[Cast], Mapping[str, Any]] = lambda cast: {}
    body: Callable[[Cast], Any] | None = None
    query: str = ""
