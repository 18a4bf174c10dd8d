"""Actions: the only place where domain rows are written.

An action is one verb with a named actor, in one transaction; in that transaction it writes its audit row, and whatever
was collected with `before_commit` (the outbox rows). Actions called within an action join its transaction.
"""

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from alongside.core import clock, rows
from alongside.core.errors import Refused
from alongside.core.models import AuditEntry, DoneOnce

P = ParamSpec("P")
T = TypeVar("T")
LONGEST_KEY = 80
_RESULT = "UPDATE core_doneonce SET result_model = %s, result_id = %s WHERE id = %s"


class Actor(Protocol):
    """Whoever acts. `actor_id` names them in the audit trail, e.g. `person:abc…` or `system:breakouts clock`."""

    @property
    def actor_id(self) -> str: ...


@dataclass(frozen=True)
class System:
    """A part of the program that acts on its own, by name."""

    name: str

    @property
    def actor_id(self) -> str:
        return f"system:{self.name}"


SYSTEM = System("alongside")


@dataclass
class Act:
    """The running action, from its outermost call to its commit."""

    by: Actor
    verb: str
    at: Any
    target: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    recorded: bool = False
    _before: dict[str, Callable[[], None]] = field(default_factory=dict)

    def record(self, target: models.Model | None = None, **facts: Any) -> None:
        """Say what was acted on, and facts worth keeping. Ids, numbers and codes only."""
        if target is not None:
            self.target = name_of(target)
        self.facts.update(facts)

    def before_commit(self, name: str, fn: Callable[[], None]) -> None:
        """Run `fn` once per `name` at the end of the outermost action, inside its transaction, in name order."""
        _root().setdefault(name, fn)

    def after_commit(self, fn: Callable[[], None]) -> None:
        """Run `fn` after the transaction has committed; never if it is rolled back."""
        transaction.on_commit(fn)


_stack: ContextVar[tuple[Act, ...]] = ContextVar("acts", default=())


def _root() -> dict[str, Callable[[], None]]:
    return _stack.get()[0]._before


def current() -> Act:
    """The innermost running action. Raises RuntimeError outside of one."""
    stack = _stack.get()
    if not stack:
        raise RuntimeError("This may only happen inside an action.")
    return stack[-1]


def name_of(row: models.Model) -> str:
    """`app.model:public id` (or row number where there is none): how rows are named in audit rows and logs."""
    return f"{row._meta.label_lower}:{getattr(row, 'public_id', row.pk)}"


def action(verb: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a function the action `verb` (`domain.verb_object`).

    The function takes `by` (an Actor, required) and may be called with `key` (an idempotency key, up to 80 characters):
    a second call by the same actor with the same verb and key changes nothing and returns the first call's row, or None
    where the first returned no row or it is gone. Raises TypeError without `by`, Refused for a key that can't be one.
    """

    def decorate(fn: Callable[P, T]) -> Callable[P, T]:
        wants_key = "key" in inspect.signature(fn).parameters

        @functools.wraps(fn)
        def run(*args: P.args, **kwargs: P.kwargs) -> T:
            by = cast("Actor | None", kwargs.get("by"))
            if by is None or not getattr(by, "actor_id", ""):
                raise TypeError(f"{verb}: an action needs `by`.")
            key = kwargs.get("key") if wants_key else kwargs.pop("key", None)
            with transaction.atomic():
                claim = _claim(by.actor_id, verb, str(key)) if key else None
                if claim is not None and claim.earlier:
                    return cast("T", _first_result(claim.row))
                act = Act(by=by, verb=verb, at=clock.now())
                token = _stack.set((*_stack.get(), act))
                try:
                    result = fn(*args, **kwargs)
                    if not act.target and isinstance(result, models.Model):
                        act.target = name_of(result)
                    rows.insert(
                        [
                            AuditEntry(
                                at=act.at, actor=by.actor_id[:80], verb=verb, target=act.target[:80], facts=act.facts
                            )
                        ]
                    )
                    if claim is not None and isinstance(result, models.Model):
                        with connection.cursor() as cursor:
                            cursor.execute(_RESULT, [result._meta.label_lower, result.pk, claim.row.pk])
                    # Last, because what runs here locks the topics' counters until the commit.
                    if len(_stack.get()) == 1:
                        for _name, finish in sorted(act._before.items()):
                            finish()
                finally:
                    _stack.reset(token)
                return result

        run.__dict__["action_verb"] = verb
        return run

    return decorate


@dataclass(frozen=True)
class _Claim:
    """A key that is taken: by this call, or by an earlier one."""

    row: DoneOnce
    earlier: bool


def _claim(actor_id: str, verb: str, key: str) -> _Claim:
    """Take the key, unless it is taken. Raises Refused for what can't be one."""
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Refused(_("Please load the page again and try once more."))
    row = DoneOnce(actor=actor_id[:80], verb=verb, key=key, at=clock.now())
    if rows.insert([row], once=True):
        return _Claim(row, earlier=False)
    return _Claim(DoneOnce.objects.get(actor=row.actor, verb=verb, key=key), earlier=True)


def _first_result(done: DoneOnce) -> models.Model | None:
    if not done.result_model or done.result_id is None:
        return None
    found: models.Model | None = apps.get_model(done.result_model)._default_manager.filter(pk=done.result_id).first()
    return found
