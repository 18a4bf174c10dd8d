"""Who may be on which topic: each domain answers for its own kinds.

    @grants("conversation")
    def on_conversation(person: Person, topic: str) -> Grant | None: ...

The kind of a topic is what stands before its first colon: `conversation:8f…`, `media:2k…`, `person:7a…`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from alongside.live import outbox


@dataclass(frozen=True, slots=True)
class Grant:
    """The right to be on one topic.

    `present`: others on the topic see who is there, and it is reported to the presence sink. `single`: a
    second connection of the same person takes over. `signals`: kinds of signal the holder may send. `seq`:
    the topic's newest number when the right was looked up; losing the right in a later event beats the grant.
    """

    present: bool = False
    single: bool = False
    signals: frozenset[str] = frozenset()
    seq: int = 0


Granter = Callable[[Any, str], Grant | None]
_granters: dict[str, Granter] = {}


def grants(kind: str) -> Callable[[Granter], Granter]:
    """Register who decides about topics of `kind`. Raises ValueError where somebody already does."""

    def register(fn: Granter) -> Granter:
        if _granters.setdefault(kind, fn) is not fn:
            raise ValueError(f"Two places decide who may be on {kind} topics.")
        return fn

    return register


def authorise(person: Any, topics: Iterable[str]) -> dict[str, Grant]:
    """The topics among `topics` that `person` may be on, each with its grant; the others are left out.

    The numbers are read before the rights, so that a right lost in between still beats the grant. Costs one
    query, and what the granters cost.
    """
    names = list(dict.fromkeys(topics))
    heads = outbox.heads(names)
    found = {}
    for name in names:
        granter = _granters.get(name.partition(":")[0])
        grant = granter(person, name) if granter else None
        if grant is not None:
            found[name] = replace(grant, seq=heads[name])
    return found
