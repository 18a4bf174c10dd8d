"""The audiences of a room, and who may be on them. The server's desired state decides, nothing else.

room:<meeting>        everyone who is in
room-staff:<meeting>  whoever leads this session: its staff, or hosts of its circle
small:<small room>    those in that small room, a visiting staff member too
media:<key>           whoever should be in that media room: presence, one connection each, and signalling
"""

from alongside.groups.models import Meeting
from alongside.live.topics import Grant, grants
from alongside.people.models import Person
from alongside.rooms.access import find_standing
from alongside.rooms.models import Attendee, AttendeeState

SIGNALS = frozenset({"rtc", "speaking", "want"})


def room_topic(meeting: Meeting) -> str:
    return f"room:{meeting.public_id}"


def staff_topic(meeting: Meeting) -> str:
    return f"room-staff:{meeting.public_id}"


def small_topic(small_id: str) -> str:
    return f"small:{small_id}"


def media_topic(key: str) -> str:
    return f"media:{key}"


def person_topic(person: Person) -> str:
    return f"person:{person.public_id}"


def _present(person: Person, **where: object) -> bool:
    return Attendee.objects.filter(person=person, state=AttendeeState.IN, room__ended_at=None, **where).exists()


@grants("room")
def on_room(person: Person, topic: str) -> Grant | None:
    meeting = topic.partition(":")[2]
    return Grant() if _present(person, room__meeting__public_id=meeting) else None


@grants("room-staff")
def on_room_staff(person: Person, topic: str) -> Grant | None:
    found = find_standing(person, topic.partition(":")[2])
    if found is None or not found.leads or found.room is None or found.room.ended_at:
        return None  # nothing is said before somebody has come; who subscribed days ahead would outlast their place
    return Grant()


@grants("small")
def on_small(person: Person, topic: str) -> Grant | None:
    key = topic.partition(":")[2]
    return Grant() if key and _present(person, media_key=key) else None


@grants("media")
def on_media(person: Person, topic: str) -> Grant | None:
    key = topic.partition(":")[2]
    if not key or not _present(person, media_key=key):
        return None
    return Grant(present=True, single=True, signals=SIGNALS)
