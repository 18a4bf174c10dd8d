"""The picture that someone shows of themselves."""

from alongside.core.actions import Actor, action, current
from alongside.people import events, pictures
from alongside.people.models import Person


@action("people.set_picture")
def set_picture(person: Person, upload: pictures.Upload, *, by: Actor) -> Person:
    """Show this picture of the person, as a small square without metadata. Raises Refused."""
    square = pictures.squared(upload)
    _drop_file(person)
    person.picture.save(pictures.file_name(), square, save=False)
    person.save(update_fields=["picture"])
    current().record(person)
    events.card_changed(person)
    return person


@action("people.remove_picture")
def remove_picture(person: Person, *, by: Actor) -> Person:
    """Back to the pebble."""
    _drop_file(person)
    person.picture = ""
    person.save(update_fields=["picture"])
    current().record(person)
    events.card_changed(person)
    return person


def _drop_file(person: Person) -> None:
    if person.picture:
        storage, name = person.picture.storage, str(person.picture.name)
        current().after_commit(lambda: storage.delete(name))
