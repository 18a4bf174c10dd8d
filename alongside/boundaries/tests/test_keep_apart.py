"""Keep-aparts: entered by counselors of the program, always ordered, never twice."""

import pytest

from alongside.boundaries.actions import forget_lifted, keep_apart, lift_keep_apart
from alongside.boundaries.models import KeepApart
from alongside.boundaries.queries import kept_apart_pairs, may_be_seated_together
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from tests.cast import Cast


def test_the_order_of_the_two_does_not_matter(cast: Cast) -> None:
    """Entered either way round, it is the same pair, and a second entry is refused."""
    keep_apart(cast.groupmate, cast.member, why="They ask for it.", by=cast.counselor)
    assert not may_be_seated_together(cast.member, cast.groupmate)
    assert not may_be_seated_together(cast.groupmate, cast.member)
    assert may_be_seated_together(cast.member, cast.third)
    with pytest.raises(Refused):
        keep_apart(cast.member, cast.groupmate, by=cast.counselor)
    assert KeepApart.objects.count() == 1


def test_pairs_are_found_among_those_asked_for(cast: Cast) -> None:
    """A pair with someone who isn't asked for isn't told."""
    keep_apart(cast.member, cast.groupmate, by=cast.counselor)
    keep_apart(cast.member, cast.third, by=cast.counselor)
    assert kept_apart_pairs([cast.member.pk, cast.groupmate.pk]) == {frozenset((cast.member.pk, cast.groupmate.pk))}
    assert kept_apart_pairs([]) == set()
    assert len(kept_apart_pairs(range(5000))) == 2


def test_lifting_lets_them_meet_and_be_kept_apart_again(cast: Cast) -> None:
    """The old entry stays for a year; lifting twice is once."""
    pair = keep_apart(cast.member, cast.groupmate, by=cast.counselor)
    lift_keep_apart(pair, by=cast.other_counselor)
    first_lift = pair.lifted_at
    lift_keep_apart(pair, by=cast.counselor)
    assert pair.lifted_at == first_lift
    assert may_be_seated_together(cast.member, cast.groupmate)
    keep_apart(cast.member, cast.groupmate, by=cast.counselor)
    with clock.reading(clock.now().replace(year=clock.now().year + 2)):
        assert forget_lifted(by=SYSTEM) == 1
    assert KeepApart.objects.count() == 1


@pytest.mark.parametrize("who", ["member", "mentor", "director", "outsider"])
def test_only_counselors_of_the_program_may(cast: Cast, who: str) -> None:
    """Neither members nor directors, nor anyone of another program."""
    with pytest.raises(Refused):
        keep_apart(cast.member, cast.groupmate, by=getattr(cast, who))
    assert not KeepApart.objects.exists()


def test_impossible_pairs_are_refused(cast: Cast) -> None:
    """One person twice, and people of two programs."""
    for other in (cast.member, cast.outsider):
        with pytest.raises(Refused):
            keep_apart(cast.member, other, by=cast.counselor)


def test_the_reason_is_sealed(cast: Cast) -> None:
    """The words are not in the table."""
    from django.db import connection

    keep_apart(cast.member, cast.groupmate, why="a very private reason", by=cast.counselor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT why FROM boundaries_keepapart")
        assert "private" not in str(cursor.fetchall())
