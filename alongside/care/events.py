"""What the care desk says live, on people's own topics: ids only.

care.changed {card}   to whoever's card it is, was, or may become: ask for it again
care.call {card}      to whoever is told of a call for help
care.answered {}      to a person who called for help: something about their call has changed
"""

from collections.abc import Iterable

from alongside.care.access import others_of
from alongside.care.models import Kind, Lane, ReachOut
from alongside.care.owners import directors
from alongside.live import outbox
from alongside.people.models import Person


def own_topic(person: Person) -> str:
    return f"person:{person.public_id}"


def changed(card: ReachOut, *others: Person | None) -> None:
    """Tell whose it is (the directors where nobody's), and `others`."""
    people: list[Person | None] = [*others, card.owner]
    if card.owner is None and (card.lane != Lane.PRIVATE or card.level > 0):
        told_of = others_of(card)
        people += [each for each in directors(card.program_id) if each.pk not in told_of]
    for person in dict.fromkeys(each for each in people if each is not None):
        if person.pk != card.about_id:
            outbox.publish(own_topic(person), "care.changed", {"card": card.public_id})
    # Whoever didn’t call themselves doesn’t learn that someone is worried about them.
    if card.lane == Lane.HELP and card.reasons.filter(kind=Kind.HELP).exists():
        outbox.publish(own_topic(card.about), "care.answered", {})


def called(card: ReachOut, people: Iterable[Person]) -> None:
    for person in people:
        outbox.publish(own_topic(person), "care.call", {"card": card.public_id})
