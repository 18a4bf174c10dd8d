"""The mesh in a real browser: who is in a room sees and hears everyone in it, and nobody else."""

from collections.abc import Callable

import pytest

from tests.media.conftest import Person, until
from tests.media.relay import Relay

pytestmark = pytest.mark.journey

FULL = (320, 180, 15)
SMALL = (160, 90, 5)
Arrive = Callable[..., Person]


def standing(person: Person, others: list[Person]) -> str:
    """Why this person isn't linked to exactly these others, or nothing."""
    links = person.links()
    missing = {one.name for one in others} ^ {name for name, link in links.items() if link["path"] == "connected"}
    return f"{person.name} lacks or has too many links: {sorted(missing)} of {links}" if missing else ""


def all_linked(people: list[Person]) -> str:
    return next(filter(None, (standing(one, [o for o in people if o is not one]) for one in people)), "")


def flows(receiver: Person, sender: Person, *counters: str) -> None:
    """What `receiver` gets from `sender` keeps growing."""
    before = receiver.links().get(sender.name, {})

    def why_not() -> str:
        now = receiver.links().get(sender.name, {})
        stuck = [name for name in counters if now.get(name, 0) <= before.get(name, 0)]
        return f"{receiver.name} from {sender.name}: {stuck} don't grow: {before} {now}" if stuck else ""

    until(why_not)


def everything_flows(people: list[Person], *counters: str) -> None:
    for receiver in people:
        for sender in people:
            if sender is not receiver:
                flows(receiver, sender, *counters)


def test_four_people_see_and_hear_each_other_and_one_who_only_listens_does_too(arrive: Arrive, relay: Relay) -> None:
    talkers = [arrive(name, camera=FULL, microphone=True) for name in ("ada", "ben", "cy")]
    listener = arrive("dee")  # never asks for a microphone: her candidates are .local names
    for person in [*talkers, listener]:
        person.enter()
    until(lambda: all_linked([*talkers, listener]))
    everything_flows(talkers, "framesDecoded", "received")
    for talker in talkers:
        flows(listener, talker, "framesDecoded", "received")
