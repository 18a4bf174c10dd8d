"""What others need to hear of groups.

Listeners are bound once, in the composition root, and are called in the transaction of the action, so that a right and
what hangs on it go together. On a person's own topic: groups.meeting_changed {meeting}, groups.place_given {group},
groups.place_taken {group, person} (to those who lead it), groups.place_excused {meeting, person, excused} (to staff of
the session).
"""

from collections.abc import Callable, Iterable

from alongside.groups.models import Circle, Group, Meeting, Place
from alongside.live import outbox
from alongside.people.models import Person

PlaceLost = Callable[[int, int], object]
MeetingChanged = Callable[[int], object]
CircleChanged = Callable[[Circle], object]

_place_lost: list[PlaceLost] = []
_place_changed: list[PlaceLost] = []
_meeting_changed: list[MeetingChanged] = []
_circle_changed: list[CircleChanged] = []
_people_changed: list[Callable[[Group], object]] = []


def on_place_lost(listener: PlaceLost) -> None:
    """Call `listener(meeting row, person row)` for whoever loses the right to enter a session. Idempotent."""
    if listener not in _place_lost:
        _place_lost.append(listener)


def on_meeting_changed(listener: MeetingChanged) -> None:
    """Call `listener(meeting row)` when a session is cancelled, restored or moved. Idempotent."""
    if listener not in _meeting_changed:
        _meeting_changed.append(listener)


def on_people_changed(listener: Callable[[Group], object]) -> None:
    """Call `listener(group)` when who is in a group or leads it may be others, and when it closes. Idempotent."""
    if listener not in _people_changed:
        _people_changed.append(listener)


def people_changed(group: Group) -> None:
    for listener in _people_changed:
        listener(group)


def on_circle_changed(listener: CircleChanged) -> None:
    """Call `listener(circle)` when a circle begins or closes, or who is in it or hosts it changes. Idempotent."""
    if listener not in _circle_changed:
        _circle_changed.append(listener)


def circle_changed(circle: Circle) -> None:
    for listener in _circle_changed:
        listener(circle)


def on_place_changed(listener: PlaceLost) -> None:
    """Call `listener(meeting row, person row)` when a place is of another kind from now on. Idempotent."""
    if listener not in _place_changed:
        _place_changed.append(listener)


def place_changed(meeting_id: int, person_id: int) -> None:
    for listener in _place_changed:
        listener(meeting_id, person_id)


def place_lost(meeting_id: int, person_id: int) -> None:
    for listener in _place_lost:
        listener(meeting_id, person_id)


def meeting_changed(meeting: Meeting, people: Iterable[Person]) -> None:
    """Tell the listeners, and everyone who has a place."""
    for listener in _meeting_changed:
        listener(meeting.pk)
    for person in people:
        outbox.publish(_own(person), "groups.meeting_changed", {"meeting": meeting.public_id})


def place_given(group: Group, person: Person, leaders: Iterable[Person]) -> None:
    """Someone came off the waiting list: they hear it, and so do those who lead the group."""
    outbox.publish(_own(person), "groups.place_given", {"group": group.public_id})
    for leader in leaders:
        outbox.publish(_own(leader), "groups.place_taken", {"group": group.public_id, "person": person.public_id})


def place_excused(place: Place, staff: Iterable[Person]) -> None:
    """Someone can't come, or can after all. Needs the place's meeting and person loaded."""
    data = {
        "meeting": place.meeting.public_id,
        "person": place.person.public_id,
        "excused": place.excused_at is not None,
    }
    for person in staff:
        outbox.publish(_own(person), "groups.place_excused", data)


def _own(person: Person) -> str:
    return f"person:{person.public_id}"
