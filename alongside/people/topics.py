"""Who may be on a person's own topic: that person."""

from alongside.live.topics import Grant, grants
from alongside.people.models import Person


@grants("person")
def on_person(person: Person, topic: str) -> Grant | None:
    """What concerns this person alone: being moved, being paged, being asked."""
    return Grant() if topic == f"person:{person.public_id}" else None
