"""The cast is what it says."""

from tests.cast import Cast


def test_the_group_has_its_roster_and_its_counselor(cast: Cast) -> None:
    assert cast.group.facilitators.get().person == cast.counselor
    assert [entry.person for entry in cast.group.roster.order_by("id")] == cast.roster
