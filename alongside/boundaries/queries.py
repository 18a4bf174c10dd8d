"""One question: may these two? Answers are for planners and staff screens; members never see them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from alongside.boundaries.models import Cut, KeepApart, PostingPause, Wish
from alongside.people.models import Person

_BATCH = 400  # SQLite binds at most 999 values in older builds, and each batch is bound twice


def kept_apart_pairs(person_ids: Iterable[int]) -> set[frozenset[int]]:
    """The pairs among these people (row ids) that counselors keep apart now. One query for each 400 people."""
    ids = set(person_ids)
    ordered = sorted(ids)
    pairs: set[frozenset[int]] = set()
    for start in range(0, len(ordered), _BATCH):
        rows = KeepApart.objects.filter(first_id__in=ordered[start : start + _BATCH], lifted_at=None)
        pairs.update(
            frozenset((first, second)) for first, second in rows.values_list("first_id", "second_id") if second in ids
        )
    return pairs


def cut_pairs(person_ids: Iterable[int]) -> set[frozenset[int]]:
    """The pairs among these people that anything keeps from contact now: a counselor, a block or a mute, either's wish.

    Which of them it is can't be told from the answer. Two queries for each 400 people.
    """
    ids = set(person_ids)
    ordered = sorted(ids)
    pairs = kept_apart_pairs(ids)
    for start in range(0, len(ordered), _BATCH):
        rows = Cut.objects.filter(person_id__in=ordered[start : start + _BATCH], lifted_at=None)
        pairs.update(
            frozenset((person, other)) for person, other in rows.values_list("person_id", "other_id") if other in ids
        )
    return pairs


def is_cut(a: Person | int, b: Person | int) -> bool:
    """Whether anything keeps these two from contact now, whosever wish it is. One or two queries."""
    first, second = _pk(a), _pk(b)
    cuts = Cut.objects.filter(Q(person=first, other=second) | Q(person=second, other=first), lifted_at=None)
    return not _may_meet(first, second) or cuts.exists()


def may_be_seated_together(a: Person, b: Person) -> bool:
    """Whether no counselor keeps these two apart now. One query. For counselors' screens: blocks don't show in it."""
    return _may_meet(a.pk, b.pk)


def muted_by(person: Person) -> set[int]:
    """Whose words (row ids) `person` would rather not see where both take part: whom they mute or block. One query."""
    return set(Cut.objects.filter(person=person, lifted_at=None).values_list("other_id", flat=True))


def blocked_by(person: Person) -> set[int]:
    """Whose private words never reach `person`: whom they block. One query."""
    rows = Cut.objects.filter(person=person, wish=Wish.BLOCK, lifted_at=None)
    return set(rows.values_list("other_id", flat=True))


def cut_of(person: Person, other: Person) -> Cut | None:
    """What `person` themselves chose about `other`, or None. One query. For `person`'s eyes alone."""
    return Cut.objects.filter(person=person, other=other, lifted_at=None).first()


def cuts_of(person: Person) -> list[Cut]:
    """Whom `person` mutes or blocks now, newest first, with the other loaded. One query. For `person`'s eyes alone."""
    return list(Cut.objects.filter(person=person, lifted_at=None).select_related("other").order_by("-since", "-id"))


def posting_pause(person: Person, at: datetime) -> PostingPause | None:
    """The pause that keeps `person` from writing at `at`; of several the one that lasts longest. One query."""
    rows = PostingPause.objects.filter(person=person, lifted_at=None, since__lte=at, until__gt=at)
    return rows.order_by("-until", "-id").first()


def current_keep_aparts(program_id: int) -> list[KeepApart]:
    """What holds in a program now, newest first, with both people. For counselors' eyes."""
    return list(
        KeepApart.objects.filter(program_id=program_id, lifted_at=None)
        .select_related("first", "second", "by")
        .order_by("-since", "-id")
    )


def _may_meet(a: int, b: int) -> bool:
    low, high = sorted((a, b))
    return not KeepApart.objects.filter(first_id=low, second_id=high, lifted_at=None).exists()


def _pk(person: Person | int) -> int:
    return person if isinstance(person, int) else person.pk
