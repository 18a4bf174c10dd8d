"""The record as someone says it is. It holds for judging them and nobody else: the others' record stays as it was.

Whoever corrected something is judged in a record of their own, in which everyone they had contact with stands under a
number that is only theirs. The forecast learns from the program's record alone.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np

from alongside.connections.models import Correction
from alongside.engine.isolation import KINDS, Record
from alongside.engine.isolation.forecast import Forecaster
from alongside.engine.isolation.regression import Weights

_SAID_EVERY = timedelta(days=4)
"""How often someone is taken to be in touch who says that they are: less than a gap that could be longer than usual."""
_MET, _MESSAGE = KINDS.index("met"), KINDS.index("message")


class TaughtBy(Forecaster):
    """Forecasts over one record with what another has learnt."""

    def __init__(self, record: Record, teacher: Forecaster) -> None:
        super().__init__(record)
        self._teacher = teacher

    def weights(self, at: float) -> tuple[Weights, Weights]:
        return self._teacher.weights(at)


def own_record(record: Record, said: Iterable[Correction], at: datetime, span: timedelta) -> Record:
    """A record of the people who said that something is otherwise, with what they said. Empty where nobody did."""
    by_person: dict[int, list[Correction]] = {}
    for each in said:
        if each.other_id is not None:
            by_person.setdefault(each.person_id, []).append(each)
    moments: list[float] = []
    actors: list[int] = []
    targets: list[int] = []
    kinds: list[int] = []
    number = max([int(record.people[-1]) if record.size else 0, *by_person]) + 1
    for person, theirs in by_person.items():
        names: dict[int, int] = {}
        dropped = {each.other_id for each in theirs if each.code == Correction.Code.NOT_CLOSE}
        place = record.place[person]
        for row in np.flatnonzero((record.actor == place) | (record.target == place)):
            who, whom = (_id(record, column[row]) for column in (record.actor, record.target))
            other = whom if who == person else who
            kind = int(record.kind[row])
            if other in dropped:
                if who != person and kind != _MET:
                    continue
                who, whom, other = person, -1, -1  # what they did stays theirs; it reaches nobody
            if other >= 0 and other not in names:
                names[other], number = number, number + 1
            moments.append(float(record.at[row]))
            actors.append(person if who == person else names[other])
            targets.append(person if whom == person else names.get(other, -1))
            kinds.append(kind)
        for each in theirs:
            if each.code != Correction.Code.IN_TOUCH or each.other_id is None:
                continue
            if each.other_id not in names:
                names[each.other_id], number = number, number + 1
            moment = max(each.at, at - span)
            while moment <= at:
                moments += [moment.timestamp()] * 2
                actors += [person, names[each.other_id]]
                targets += [names[each.other_id], person]
                kinds += [_MESSAGE] * 2
                moment += _SAID_EVERY
    return Record.of_columns(moments, actors, targets, kinds, also=list(by_person))


def _id(record: Record, place: int) -> int:
    return int(record.people[place]) if place >= 0 else -1
