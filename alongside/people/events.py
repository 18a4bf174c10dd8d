"""What happens to people that rooms further up must act on, in the same transaction.

    events.on_rights_changed(fn)    bound once, in site/wiring.py
    events.on_card_changed(fn)

`fn(person)` runs inside the action that changed the person's role or stage, or signed them out: whoever gave the person
rights (a roster, a place, a topic) takes back what no longer holds, and ends its live subscriptions with
`live.outbox.revoke(topic, person.public_id)`. What the person may still have is asked of `person.role`, `person.stage`.
A changed card (name, pronouns, picture, role) reaches whoever sees the person right now.
"""

from collections.abc import Callable

from alongside.people.models import Person

Listener = Callable[[Person], None]
_listeners: list[Listener] = []
_card_listeners: list[Listener] = []


def on_rights_changed(listener: Listener) -> None:
    """Call `listener` with each person whose rights may have shrunk. Adding it twice is the same as once."""
    if listener not in _listeners:
        _listeners.append(listener)


def rights_changed(person: Person) -> None:
    """Tell everyone who listens. Call it inside an action."""
    for listener in _listeners:
        listener(person)


def on_card_changed(listener: Listener) -> None:
    """Call `listener` with each person who is shown otherwise from now on. Idempotent."""
    if listener not in _card_listeners:
        _card_listeners.append(listener)


def card_changed(person: Person) -> None:
    """Tell everyone who shows people. Call it inside an action."""
    for listener in _card_listeners:
        listener(person)
