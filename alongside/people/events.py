"""What happens to people that rooms further up must act on, in the same transaction.

    events.on_rights_changed(fn)    bound once, in site/wiring.py
    events.on_card_changed(fn)
    events.on_leave_changed(fn)     fn(person): they are away at other times, or someone else stands in
    events.on_died(fn)              fn(person): their stage says so; their rights are taken back right after
    events.on_stepped_back(fn)      fn(person): a mentor isn't asked for the rest of the day
    events.on_came_back(fn)         fn(person): a stage that had ended everything was a mistake, and is undone

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


_leave_listeners: list[Listener] = []
_died_listeners: list[Listener] = []
_back_listeners: list[Listener] = []


def on_leave_changed(listener: Listener) -> None:
    """Call `listener` with each person whose leave, or whose cover, is another from now on. Idempotent."""
    if listener not in _leave_listeners:
        _leave_listeners.append(listener)


def leave_changed(person: Person) -> None:
    """Tell everyone who gives places or duties to those at work. Call it inside an action."""
    for listener in _leave_listeners:
        listener(person)


def on_died(listener: Listener) -> None:
    """Call `listener` with each person who has died: stop what waits for them, and look after their groups."""
    if listener not in _died_listeners:
        _died_listeners.append(listener)


def died(person: Person) -> None:
    """Tell everyone who holds something open for them. Call it inside an action."""
    for listener in _died_listeners:
        listener(person)


def on_came_back(listener: Listener) -> None:
    """Call `listener` with each person whose end was a mistake: put back what `on_rights_changed` took. Idempotent."""
    if listener not in _back_listeners:
        _back_listeners.append(listener)


def came_back(person: Person) -> None:
    """Tell everyone who took something back. Call it inside an action."""
    for listener in _back_listeners:
        listener(person)


_step_listeners: list[Listener] = []


def on_stepped_back(listener: Listener) -> None:
    """Call `listener` with each mentor who steps back for the day: what they were asked goes to others. Idempotent."""
    if listener not in _step_listeners:
        _step_listeners.append(listener)


def stepped_back(person: Person) -> None:
    """Tell everyone who asks mentors for something. Call it inside an action."""
    for listener in _step_listeners:
        listener(person)
