"""Who may be on which topic: each domain answers for its own kinds.

    @grants("conversation")
    def on_conversation(person: Person, topic: str) -> Grant | None: ...

The kind of a topic is what stands before its first colon: `conversation:8f…`, `media:2k…`, `person:7a…`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from alongside.live import outbox


@dataclass(frozen=True, slots=True)
class Grant:
    """The right to be on one topic.

    `present`: others on the topic see who is there, and it is reported to the presence sink. `single`: a
    second connection of the same person takes over. `signals`: kinds of signal the holder may send. `seq`:
    the topic's newest number when the right was looked up; losing the right in a later event beats the grant.
    `since`: events up to that number aren't the holder's to read; whoever asks for them fetches the state anew.
    """

    present: bool = False
    single: bool = False
    signals: frozenset[str] = frozenset()
    seq: int = 0
    since: int = 0


Granter = Callable[[Any, str], Grant | None]
ManyGranter = Callable[[Any, Sequence[str]], Mapping[str, Grant]]
F = TypeVar("F", bound=Callable[..., Any])
_granters: dict[str, Granter | ManyGranter] = {}
_many: set[str] = set()


def grants(kind: str, *, many: bool = False) -> Callable[[F], F]:
    """Register who decides about topics of `kind`: one at a time, or with `many` about all of a ticket at once.

    Raises ValueError where somebody already does.
    """

    def register(fn: F) -> F:
        if _granters.setdefault(kind, fn) is not fn:
            raise ValueError(f"Two places decide who may be on {kind} topics.")
        if many:
            _many.add(kind)
        return fn

    return register


def authorise(person: Any, topics: Iterable[str]) -> dict[str, Grant]:
    """The topics among `topics` that `person` may be on, each with its grant; the others are left out.

    The numbers are read before the rights, so that a right lost in between still beats the grant. Costs one
    query, and what the granters cost.
    """
    names = list(dict.fromkeys(topics))
    heads = outbox.heads(names)
    of_kind: dict[str, list[str]] = {}
    for name in names:
        of_kind.setdefault(name.partition(":")[0], []).append(name)
    granted: dict[str, Grant | None] = {}
    for kind, of_it in of_kind.items():
        granter = _granters.get(kind)
        if granter is None:
            continue
        if kind in _many:
            granted.update(cast("ManyGranter", granter)(person, of_it))
        else:
            granted.update({name: cast("Granter", granter)(person, name) for name in of_it})
    found = {name: granted.get(name) for name in names}
    return {name: replace(grant, seq=heads[name]) for name, grant in found.items() if grant is not None}
