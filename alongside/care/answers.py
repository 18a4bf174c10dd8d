"""How long people wait for a first human reply, and the list that should be empty. No words of anyone.

The median takes posts that still wait as they are: for so long at least (Kaplan & Meier 1958). Leaving them out would
make the figure better the more people go unanswered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alongside.care import owners
from alongside.care.insight.estimates import time_until
from alongside.conversations.models import Kind, WaitingPost
from alongside.conversations.waiting import queries
from alongside.conversations.waiting.who import readers
from alongside.people.cover import staffed_between
from alongside.people.models import Person, Program

LATELY = timedelta(days=30)
TOO_LONG = timedelta(hours=24)
LEAST = 5
"""Where fewer people waited no figure is shown: it would tell of people, not of the program."""
MOST_POSTS, MOST_SHOWN = 20_000, 50
PLACES = (Kind.GROUP, Kind.CIRCLE, Kind.TOPIC, Kind.LINE)


@dataclass(frozen=True)
class Wait:
    """One post: for how long, and whether that was until an answer."""

    time: timedelta
    answered: bool


@dataclass(frozen=True)
class Post:
    """What counts of one post: where, whose (a row number, to count people), since when, and until when it waited."""

    kind: str
    author: int
    since: datetime
    answered: datetime | None


@dataclass(frozen=True)
class Figure:
    """Posts of one kind of place, or of all (`kind` empty). None: too few people, or more than half still wait."""

    kind: str
    label: str
    count: int
    enough: bool
    by_clock: timedelta | None
    by_staffed_hours: timedelta | None


@dataclass(frozen=True)
class Late:
    """A post that has waited too long. `may_read`: the viewer takes part there; else `owner` looks after its author."""

    post: WaitingPost
    place: str
    may_read: bool
    owner: Person | None


def median(waits: Iterable[Wait]) -> timedelta | None:
    """The time by which half were answered, after Kaplan and Meier; None while more than half wait."""
    return time_until((each.time, each.answered) for each in waits)[0]


def figures(program: Program, at: datetime) -> list[Figure]:
    """Of the last thirty days: everywhere, then the kinds of place where enough people waited. One query.

    What was taken back isn't counted.
    """
    rows = WaitingPost.objects.filter(program=program, since__gt=at - LATELY)
    rows = rows.exclude(ended_at__isnull=False, answered_at=None).order_by("-since")
    found = rows.values_list("conversation__kind", "author", "since", "answered_at")[:MOST_POSTS]
    posts = [Post(str(kind), author, since, answered) for kind, author, since, answered in found]
    whole = _figure(program, at, "", "", posts)
    kinds = [
        _figure(program, at, kind, str(kind.label), [each for each in posts if each.kind == kind]) for kind in PLACES
    ]
    return [whole, *(each for each in kinds if each.enough)]


def late(viewer: Person, at: datetime) -> list[Late]:
    """Posts that have waited for more than a day, the longest first; at most MOST_SHOWN. A few queries for each."""
    rows = WaitingPost.objects.filter(program=viewer.program_id, ended_at=None, since__lte=at - TOO_LONG)
    rows = rows.select_related(
        "author", "taken_by", "message", "conversation__group", "conversation__circle", "conversation__topic"
    )
    return [_late(row, viewer, at) for row in rows.order_by("since", "pk")[:MOST_SHOWN]]


def _late(post: WaitingPost, viewer: Person, at: datetime) -> Late:
    may_read = readers(post.conversation).filter(pk=viewer.pk).exists()
    place = queries.place_name(post.conversation) if may_read else str(post.conversation.get_kind_display())
    return Late(post, place, may_read, None if may_read else owners.responsible_for(post.author, at))


def _figure(program: Program, at: datetime, kind: str, label: str, posts: Sequence[Post]) -> Figure:
    enough = len({each.author for each in posts}) >= LEAST
    ends = [(each.since, each.answered or at, each.answered is not None) for each in posts] if enough else []
    return Figure(
        kind=kind,
        label=label,
        count=len(posts),
        enough=enough,
        by_clock=median(Wait(end - since, answered) for since, end, answered in ends),
        by_staffed_hours=median(Wait(staffed_between(program, since, end), answered) for since, end, answered in ends),
    )
