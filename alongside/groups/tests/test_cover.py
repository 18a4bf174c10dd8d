"""While a leader is away: who stands in may enter and lead, members read who it is, and it all goes back."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from alongside.core import clock
from alongside.groups import queries
from alongside.groups.models import Meeting, Place, PlaceKind
from alongside.groups.tests.scene import MONDAY, full_group
from alongside.people import actions_leave
from alongside.people.models import Duty, Person
from tests.cast import Cast

ClientOf = Callable[[Person | None], Client]


def test_who_stands_in_has_a_place_of_staff_in_the_sessions_of_the_leave_alone(cast: Cast, client_of: ClientOf) -> None:
    with clock.reading(MONDAY):
        group = full_group(cast)
        meetings = list(Meeting.objects.filter(group=group, ends_at__gt=MONDAY).order_by("starts_at"))
        ken = cast.other_counselor
        assert client_of(ken).get(f"/groups/{group.public_id}/").status_code == 404
        leave = actions_leave.take_leave(
            cast.counselor,
            starts_at=meetings[0].starts_at - timedelta(hours=1),
            ends_at=meetings[1].ends_at,
            covers=dict.fromkeys(Duty, ken),
            by=cast.counselor,
        )
        theirs = Place.objects.filter(person=ken, kind=PlaceKind.STAFF)
        assert set(theirs.values_list("meeting_id", flat=True)) == {meetings[0].pk, meetings[1].pk}
    with clock.reading(meetings[0].starts_at - timedelta(minutes=5)):
        assert queries.leaders_of([group])[group.pk] == ken
        page = client_of(cast.member).get(f"/groups/{group.public_id}/").text
        assert "is away until" in page and "leads meanwhile" in page and "Ken" in page
        assert "leads meanwhile" in client_of(cast.member).get("/").text
        assert client_of(ken).get(f"/groups/{group.public_id}/").status_code == 200
        assert client_of(ken).get(f"/groups/{group.public_id}/roster").status_code == 200
    with clock.reading(MONDAY):
        actions_leave.cancel_leave(leave, by=cast.counselor)
        assert not theirs.exists()
        assert client_of(ken).get(f"/groups/{group.public_id}/").status_code == 404
        assert "leads meanwhile" not in client_of(cast.member).get(f"/groups/{group.public_id}/").text
