"""One question: may these two? Answers are for planners and staff screens; members never see them."""

from collections.abc import Iterable

from alongside.boundaries.models import KeepApart
from alongside.people.models import Person

_BATCH = 400  # SQLite binds at most 999 values in older builds, and each batch is bound twice


def kept_apart_pairs(person_ids: Iterable[int]) -> set[frozenset[int]]:
    """The pairs among these people (row ids) that are kept apart now. One query for each 400 people."""
    ids = set(person_ids)
    ordered = sorted(ids)
    pairs: set[frozenset[int]] = set()
    for start in range(0, len(ordered), _BATCH):
        rows = KeepApart.objects.filter(first_id__in=ordered[start : start + _BATCH], lifted_at=None)
        pairs.update(
            frozenset((first, second)) for first, second in rows.values_list("first_id", "second_id") if second in ids
        )
    return pairs


def may_be_seated_together(a: Person, b: Person) -> bool:
    """Whether nothing keeps these two apart now. One query."""
    low, high = sorted((a.pk, b.pk))
    return not KeepApart.objects.filter(first_id=low, second_id=high, lifted_at=None).exists()


def current_keep_aparts(program_id: int) -> list[KeepApart]:
    """What holds in a program now, newest first, with both people. For counselors' eyes."""
    return list(
        KeepApart.objects.filter(program_id=program_id, lifted_at=None)
        .select_related("first", "second", "by")
        .order_by("-since", "-id")
    )
