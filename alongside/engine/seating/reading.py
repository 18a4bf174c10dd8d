"""The reader that turns JSON of the contract `breakouts-instance/1` into an `Instance`.

Sentences raised here are English: they are for whoever runs the command line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

from alongside.engine.seating.model import Cap, Guide, Instance, Member, NoLone, Pair, Rounds, Share, Together

MAX_MEMBERS: Final = 5000
MAX_ROUNDS: Final = 400
MAX_SEATS: Final = 200_000
MAX_SIZE: Final = 10**6
MAX_WEIGHT: Final = 1000.0


class Unreadable(ValueError):
    """The instance does not follow the contract; the message is one sentence that says where."""


def _fail(where: str, wish: str) -> Unreadable:
    return Unreadable(f"{where} must be {wish}.")


def _short(value: Any) -> str:
    text = repr(value) if isinstance(value, str | int | float | bool | None) else type(value).__name__
    return text if len(text) <= 40 else text[:37] + "…"


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _fail(where, f"an object, not {_short(value)}")
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise _fail(where, f"a list, not {_short(value)}")
    return value


def _whole(value: Any, where: str, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _fail(where, f"a whole number, not {_short(value)}")
    if isinstance(value, float) and (not math.isfinite(value) or value != int(value)):
        raise _fail(where, f"a whole number, not {_short(value)}")
    whole = int(value)
    if not low <= whole <= high:
        raise _fail(where, f"between {low} and {high}")
    return whole


def _number(value: Any, where: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _fail(where, f"a number, not {_short(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number) or not low <= number <= high:
        raise _fail(where, f"a number between {low:g} and {high:g}")
    return number


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise _fail(where, f"true or false, not {_short(value)}")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise _fail(where, f"a text that isn't empty, not {_short(value)}")
    return value


def _value(value: Any, where: str) -> Any:
    if isinstance(value, bool | str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise _fail(where, f"a text or a number, not {_short(value)}")


class _Reader:
    """Reads one instance; holds what later parts refer back to."""

    def __init__(self, source: dict[str, Any]) -> None:
        self.source = source
        self.numbers: dict[str, int] = {}
        self.members: tuple[Member, ...] = ()
        self.rounds = 0

    def member(self, value: Any, where: str) -> int:
        if not isinstance(value, str) or value not in self.numbers:
            raise Unreadable(f"{where} names {_short(value)}, who is not among the members.")
        return self.numbers[value]

    def pair(self, value: Any, where: str) -> Pair:
        two = _list(value, where)
        if len(two) != 2:
            raise _fail(where, "a pair of two members")
        a, b = self.member(two[0], where), self.member(two[1], where)
        if a == b:
            raise _fail(where, "a pair of two different members")
        return (a, b) if a < b else (b, a)

    def size(self, value: Any, where: str) -> tuple[int, int]:
        two = _list(value, where)
        if len(two) != 2:
            raise _fail(where, "a pair [lo, hi] of room sizes")
        lo = _whole(two[0], f"{where}[0]", 1, MAX_SIZE)
        hi = _whole(two[1], f"{where}[1]", 1, MAX_SIZE)
        if lo > hi:
            raise _fail(where, f"a pair [lo, hi] with lo no larger than hi, not [{lo}, {hi}]")
        return lo, hi

    def read_members(self) -> None:
        listed = _list(self.source.get("members"), "members")
        if not listed:
            raise Unreadable("members is empty: there is nobody to seat.")
        if len(listed) > MAX_MEMBERS:
            raise Unreadable(f"members lists {len(listed)} people; more than {MAX_MEMBERS} cannot be planned.")
        found = []
        for place, entry in enumerate(listed):
            where = f"members[{place}]"
            entry = _object(entry, where)
            name = _text(entry.get("id"), f"{where}.id")
            if name in self.numbers:
                raise Unreadable(f"{where}.id {_short(name)} is there twice.")
            self.numbers[name] = place
            role = entry.get("role")
            anxious = entry.get("anxious")
            attrs = entry.get("attrs")
            found.append(
                Member(
                    id=name,
                    role="member" if role is None else _text(role, f"{where}.role"),
                    anxious=anxious is not None and _flag(anxious, f"{where}.anxious"),
                    attrs=self.read_attrs({} if attrs is None else attrs, f"{where}.attrs"),
                )
            )
        self.members = tuple(found)

    def read_attrs(self, value: Any, where: str) -> dict[str, frozenset[Any]]:
        out = {}
        for name, given in _object(value, where).items():
            spot = f"{where}[{_short(name)}]"
            if given is None:
                out[name] = frozenset[Any]()
            elif isinstance(given, list):
                out[name] = frozenset(_value(v, spot) for v in given)
            else:
                out[name] = frozenset([_value(given, spot)])
        return out

    def read_absent(self) -> tuple[frozenset[int], ...]:
        gone: list[set[int]] = [set() for _ in range(self.rounds)]
        given = self.source.get("absent")
        for key, who in _object({} if given is None else given, "absent").items():
            # the referee looks rounds up by str(round), so other spellings and later rounds mean nothing
            where = f"absent[{_short(key)}]"
            if not (key.isascii() and key.isdigit() and len(key) < 10):
                raise _fail(f"the key {_short(key)} of absent", "a round number")
            numbers = [self.member(x, where) for x in _list(who, where)]
            if int(key) < self.rounds and str(int(key)) == key:
                gone[int(key)].update(numbers)
        return tuple(frozenset(g) for g in gone)

    def read_held(self) -> Rounds:
        given = self.source.get("held")
        out = []
        for r, rooms in enumerate(_list([] if given is None else given, "held")):
            where = f"held[{r}]"
            out.append(tuple(tuple(self.member(x, where) for x in _list(room, where)) for room in _list(rooms, where)))
        return tuple(out[: self.rounds])

    def read_history(self) -> dict[Pair, float]:
        given = self.source.get("half_life_days")
        half_life = 30.0 if given is None else _number(given, "half_life_days", 1e-6, 1e6)
        past = self.source.get("history")
        found: dict[Pair, float] = {}
        for place, entry in enumerate(_list([] if past is None else past, "history")):
            where = f"history[{place}]"
            entry = _object(entry, where)
            pair = self.pair(entry.get("pair"), f"{where}.pair")
            meetings = _number(entry.get("meetings", 1), f"{where}.meetings", 0, 1e6)
            age = _number(entry.get("age_days", 0), f"{where}.age_days", -1000.0 * half_life, 1e9)
            if age < 0:
                # a meeting to come cannot make a pair more familiar than one today
                raise _fail(f"{where}.age_days", "a number of days that isn't negative")
            found[pair] = found.get(pair, 0.0) + meetings * 0.5 ** (age / half_life)
        return found


def read_instance(source: Any) -> Instance:
    """Read an instance from parsed JSON.

    Raises `Unreadable` with one sentence on anything that does not follow `breakouts-instance/1`.
    """
    source = _object(source, "the instance")
    if source.get("format") != "breakouts-instance/1":
        raise _fail("format", f'"breakouts-instance/1", not {_short(source.get("format"))}')
    reader = _Reader(source)
    name = _text(source.get("id"), "id")
    reader.read_members()
    reader.rounds = _whole(source.get("rounds"), "rounds", 1, MAX_ROUNDS)
    if reader.rounds * len(reader.members) > MAX_SEATS:
        raise Unreadable(f"rounds times members is more than {MAX_SEATS}: too much to plan at once.")
    room_size = reader.size(source.get("room_size"), "room_size")
    fallback = source.get("size_fallback")
    given = source.get("constraints")
    rules = _object({} if given is None else given, "constraints")
    return Instance(
        id=name,
        members=reader.members,
        rounds=reader.rounds,
        room_size=room_size,
        size_fallback=None if fallback is None else reader.size(fallback, "size_fallback"),
        absent=reader.read_absent(),
        held=reader.read_held(),
        familiarity=reader.read_history(),
        **_read_rules(reader, rules),
    )


def _entries(rules: dict[str, Any], name: str) -> Iterable[tuple[str, dict[str, Any]]]:
    given = rules.get(name)
    for place, entry in enumerate(_list([] if given is None else given, f"constraints.{name}")):
        where = f"constraints.{name}[{place}]"
        yield where, _object(entry, where)


def _read_rules(reader: _Reader, rules: dict[str, Any]) -> dict[str, Any]:
    """The constraints, as keyword arguments of `Instance`."""

    def hard(entry: dict[str, Any], where: str, default: bool) -> bool:
        return _flag(entry.get("hard", default), f"{where}.hard")

    apart = rules.get("apart")
    pairs = enumerate(_list([] if apart is None else apart, "constraints.apart"))
    out: dict[str, Any] = {
        "apart": frozenset(reader.pair(p, f"constraints.apart[{place}]") for place, p in pairs),
        "together": tuple(
            Together(
                reader.pair(entry.get("pair"), f"{where}.pair"),
                hard(entry, where, True),
                _number(entry.get("weight", 1), f"{where}.weight", 0, MAX_WEIGHT),
            )
            for where, entry in _entries(rules, "together")
        ),
        "share": tuple(
            Share(_text(entry.get("attr"), f"{where}.attr"), hard(entry, where, True))
            for where, entry in _entries(rules, "share")
        ),
        "cap": tuple(
            Cap(
                _text(entry.get("attr"), f"{where}.attr"),
                _value(entry.get("value"), f"{where}.value"),
                _whole(entry.get("max"), f"{where}.max", 0, MAX_SIZE),
                hard(entry, where, True),
            )
            for where, entry in _entries(rules, "cap")
        ),
        "no_lone": tuple(
            NoLone(
                _text(entry.get("attr"), f"{where}.attr"),
                _value(entry.get("value"), f"{where}.value"),
                hard(entry, where, True),
            )
            for where, entry in _entries(rules, "no_lone")
        ),
    }
    guide = rules.get("guide")
    if guide is not None:
        guide = _object(guide, "constraints.guide")
        roles = _list(guide.get("roles"), "constraints.guide.roles")
        names = frozenset(_text(x, "constraints.guide.roles") for x in roles)
        # no roles named: the referee applies no rule
        out["guide"] = Guide(names, hard(guide, "constraints.guide", False)) if names else None
    warm = rules.get("warm_tie")
    if warm is not None:
        out["warm_tie"] = hard(_object(warm, "constraints.warm_tie"), "constraints.warm_tie", False)
    return out
