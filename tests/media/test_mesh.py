"""The mesh in a real browser: who is in a room sees and hears everyone in it, and nobody else."""

import json
from collections.abc import Callable

import pytest

from tests.media.conftest import Person, until
from tests.media.relay import Relay

pytestmark = [pytest.mark.journey, pytest.mark.alone]

FULL = (320, 180, 15)
SMALL = (160, 90, 5)
Arrive = Callable[..., Person]


def standing(person: Person, others: list[Person]) -> str:
    """Why this person isn't linked to exactly these others, or nothing."""
    seen = person.do("harness.seen()")
    linked = {name for name, other in seen.items() if other["link"] == "connected"}
    wrong = linked ^ {one.name for one in others}
    return f"{person.name} lacks or has too many links: {sorted(wrong)} of {seen}" if wrong else ""


def shows(viewer: Person, other: Person, sources: list[str]) -> str:
    """Why the viewer's page doesn't show exactly these of the other, or nothing."""
    shown = viewer.do("harness.seen()").get(other.name)
    return "" if shown and shown["shown"] == sources else f"{viewer.name} sees of {other.name}: {shown}"


def all_linked(people: list[Person]) -> str:
    return "; ".join(filter(None, (standing(one, [o for o in people if o is not one]) for one in people)))


def flows(receiver: Person, senders: list[Person], *counters: str) -> None:
    """What `receiver` gets from each of `senders` keeps growing."""
    before = receiver.links()

    def why_not() -> str:
        now = receiver.links()
        stuck = [
            (sender.name, name)
            for sender in senders
            for name in counters
            if now.get(sender.name, {}).get(name, 0) <= before.get(sender.name, {}).get(name, 0)
        ]
        return f"{receiver.name} gets no more of {stuck}: {now}; {receiver.do('harness.seen()')}" if stuck else ""

    until(why_not)


def everything_flows(people: list[Person], *counters: str) -> None:
    for receiver in people:
        flows(receiver, [sender for sender in people if sender is not receiver], *counters)


def test_four_people_see_and_hear_each_other_and_one_who_only_listens_does_too(arrive: Arrive, relay: Relay) -> None:
    talkers = [arrive(name, camera=FULL, microphone=True) for name in ("ada", "ben", "cy")]
    listener = arrive("dee")  # never asks for a microphone: her candidates are .local names
    for person in [*talkers, listener]:
        person.enter()
    until(lambda: all_linked([*talkers, listener]))
    everything_flows(talkers, "framesDecoded", "received")
    flows(listener, talkers, "framesDecoded", "received")


def test_who_leaves_is_gone_at_once_and_who_returns_is_back(arrive: Arrive, relay: Relay) -> None:
    ada, ben, cy = (arrive(name, camera=FULL, microphone=True) for name in ("ada", "ben", "cy"))
    for person in (ada, ben, cy):
        person.enter()
    until(lambda: all_linked([ada, ben, cy]))
    ben.do("harness.leave()")
    assert ben.not_closed() == 0
    until(lambda: all_linked([ada, cy]))
    assert "ben left" in ada.do("harness.log")
    ben.enter()
    until(lambda: all_linked([ada, ben, cy]))
    everything_flows([ada, ben, cy], "framesDecoded", "received")
    ben.page.reload()  # a reload says goodbye to nobody
    ben.page.wait_for_function("window.harness")
    ben.do("harness.camera(320, 180, 15)")
    ben.enter()
    until(lambda: all_linked([ada, ben, cy]))
    everything_flows([ada, ben], "framesDecoded")
    assert [one.not_closed() for one in (ada, ben, cy)] == [2, 2, 2]


def test_a_link_that_dies_without_a_word_is_rebuilt(arrive: Arrive, relay: Relay) -> None:
    ada, ben, cy = (arrive(name, camera=FULL) for name in ("ada", "ben", "cy"))
    for person in (ada, ben, cy):
        person.enter()
    until(lambda: all_linked([ada, ben, cy]))
    for cutter, other in ((ada, ben), (ben, cy)):  # once by who answered, once by who opened or answered
        cutter.do(f"alongsideMedia.cut({other.name!r})")
        assert cutter.do("made.filter((pc) => pc.connectionState === 'closed').length") > 0
        until(lambda: all_linked([ada, ben, cy]))
    everything_flows([ada, ben, cy], "framesDecoded")
    assert [one.not_closed() for one in (ada, ben, cy)] == [2, 2, 2]


def test_an_opening_that_the_gateway_loses_is_tried_again(arrive: Arrive, relay: Relay) -> None:
    ada, ben = arrive("ada", camera=FULL), arrive("ben", camera=FULL)
    ada.enter()
    relay.deaf = True
    ben.enter()
    until(lambda: "" if any(signal["m"] == "offer" for signal in relay.lost) else "nothing is lost yet")
    relay.deaf = False
    until(lambda: all_linked([ada, ben]))
    everything_flows([ada, ben], "framesDecoded")


def test_links_outlive_the_gateway_and_meet_again_after_it(arrive: Arrive, relay: Relay) -> None:
    people = [arrive(name, camera=FULL) for name in ("ada", "ben", "cy")]
    for person in people:
        person.enter()
    until(lambda: all_linked(people))
    relay.drop()
    until(lambda: "" if len(relay.members) == 3 else f"back: {[one.person for one in relay.members]}")
    everything_flows(people, "framesDecoded")
    assert [len(person.do("made")) for person in people] == [2, 2, 2], "the same links as before"
    relay.drop("ben")  # one person's line to the gateway only
    until(lambda: "" if len(relay.members) == 3 else f"back: {[one.person for one in relay.members]}")
    everything_flows(people, "framesDecoded")
    assert [len(person.do("made")) for person in people] == [2, 2, 2]
    assert not [line for person in people for line in person.do("harness.log") if line.endswith(" left")]


def test_six_who_come_at_the_same_moment_are_all_linked(arrive: Arrive, relay: Relay) -> None:
    people = [
        arrive(name, camera=SMALL, microphone=name == "ada") for name in ("ada", "ben", "cy", "dee", "eli", "fay")
    ]
    for person in people:
        person.begin("harness.enter('hall')")
    until(lambda: all_linked(people), 60)  # on an overloaded machine; about four seconds on an idle one
    everything_flows(people, "framesDecoded")
    for listener in people[1:]:
        flows(listener, people[:1], "received")
    assert [one.not_closed() for one in people] == [5] * 6


def test_both_sides_change_everything_at_once_and_nothing_is_lost(arrive: Arrive, relay: Relay) -> None:
    ada, ben = arrive("ada", camera=FULL), arrive("ben")
    ada.enter()
    ben.enter()
    until(lambda: all_linked([ada, ben]))
    restart = "harness.room().people.values().next().value.peer.link.restart();"
    for _ in range(3):  # new paths from both sides at once, while cameras go on and off
        ada.begin(restart + "harness.off('camera'); harness.screen(); harness.microphone();")
        ben.begin(restart + "harness.camera(320, 180, 15); harness.screen();")
        until(lambda: shows(ben, ada, ["microphone", "screen"]))
        until(lambda: shows(ada, ben, ["camera", "screen"]))
        everything_flows([ada, ben], "framesDecoded", "received")
        ada.begin("harness.off('microphone'); harness.off('screen'); harness.camera(320, 180, 15);" + restart)
        ben.begin("harness.off('camera'); harness.off('screen');" + restart)
        until(lambda: shows(ben, ada, ["camera"]))
        until(lambda: shows(ada, ben, []))
        flows(ben, [ada], "framesDecoded")
    assert len(ada.do("made")) == 1, "no link was rebuilt for it"


def test_a_room_is_left_before_another_is_entered_and_nothing_crosses(arrive: Arrive, relay: Relay) -> None:
    people = [arrive(name, camera=FULL, microphone=name in ("ada", "cy")) for name in ("ada", "ben", "cy", "dee")]
    ada, ben, cy, dee = people
    for person in people:
        person.enter("hall")
    until(lambda: all_linked(people))
    for person, room in ((ada, "oak"), (cy, "elm"), (ben, "oak"), (dee, "elm")):
        person.do("stillOpen.length = 0")
        person.begin(f"harness.enter('{room}')")
    until(lambda: all_linked([ada, ben]) or all_linked([cy, dee]))
    assert [person.do("stillOpen[0]") for person in people] == [0, 0, 0, 0], "old links close before new open"
    everything_flows([ada, ben], "framesDecoded")
    everything_flows([cy, dee], "framesDecoded")
    assert [person.not_closed() for person in people] == [1, 1, 1, 1]
    rooms = {"ada": "oak", "ben": "oak", "cy": "elm", "dee": "elm"}
    for topic, sender, to, _ in relay.relayed:
        if topic != "media:hall":
            assert topic == f"media:{rooms[sender]}" == f"media:{rooms[to]}"
    old = "made.filter((pc) => pc.connectionState === 'closed').length"
    assert [person.do(old) for person in people] == [3, 3, 3, 3], "every old link is closed"


def test_a_second_page_of_the_same_person_takes_over(arrive: Arrive, relay: Relay) -> None:
    ada, ben = arrive("ada", camera=FULL), arrive("ben", camera=FULL)
    ada.enter()
    ben.enter()
    until(lambda: all_linked([ada, ben]))
    again = arrive("ben", camera=FULL)
    again.enter()
    until(lambda: all_linked([ada, again]))
    assert ben.not_closed() == 0
    assert "closed: elsewhere" in ben.do("harness.log")
    everything_flows([ada, again], "framesDecoded")
    assert ada.not_closed() == 1


def test_who_speaks_is_told_on_both_sides(arrive: Arrive, relay: Relay) -> None:
    ada, ben = arrive("ada", microphone=True), arrive("ben")
    ada.enter()
    ben.enter()
    until(lambda: all_linked([ada, ben]))
    until(lambda: "" if "ada speaks" in ben.do("harness.log") else "ben doesn't see that ada speaks")
    until(lambda: "" if "ada speaks" in ada.do("harness.log") else "ada doesn't see that she speaks")
    ada.do("harness.off('microphone')")
    until(lambda: "" if ben.do("harness.log")[-1] == "ada stops" else f"{ben.do('harness.log')}")


def test_with_a_relay_only_room_and_no_relay_nobody_learns_an_address(arrive: Arrive, relay: Relay) -> None:
    ada, ben = arrive("ada", camera=FULL), arrive("ben", camera=FULL)
    for person in (ada, ben):
        person.do("harness.enter('hall', true)")
    until(lambda: "" if any(data["m"] == "answer" for *_, data in relay.relayed) else "no answer yet")
    until(lambda: "" if "ben stuck" in ada.do("harness.log") else "ada isn't told that ben can't be reached", 25)
    said = " ".join(str(data) for *_, data in relay.relayed)
    assert "typ host" not in said and "a=candidate" not in said


def not_heard(page: Person, script: str) -> str:
    """Why not everyone in `script` was heard well during the next few seconds, or nothing."""
    before = page.do(script)
    page.do("new Promise((resume) => setTimeout(resume, 4000))")
    now = page.do(script)
    for was, then in zip(before, now, strict=True):
        packets, samples = then["packets"] - was["packets"], then["samples"] - was["samples"]
        made_up = (then["concealed"] - was["concealed"]) / max(1, samples)
        if packets < 40 or made_up > 0.2:
            return f"{packets} packets, {made_up:.0%} of {samples} samples made up"
    return ""


def test_over_400_kbit_and_a_slow_machine_twelve_people_hear_each_other(arrive: Arrive, relay: Relay) -> None:
    """One of twelve has the narrow line and, once linked, a CPU slowed six times; camera and microphone are on.

    Heard: packets keep coming to each of the eleven, and less than a fifth of the sound is made up by the player.
    """
    names = [f"p{at:02}" for at in range(11)]
    relay.centre = "ada"
    line = relay.narrow_line("ada", 400_000)
    ada, crowd = arrive("ada", camera=FULL, microphone=True), arrive("crowd")
    crowd.do(f"harness.gather({json.dumps(names)}, 2, 5)")
    ada.begin("harness.enter('hall')")

    def not_linked() -> str:
        links = {name: other["link"] for name, other in ada.do("harness.seen()").items()}
        return "" if list(links.values()).count("connected") == 11 else f"{links}"

    until(not_linked, 60)
    session = ada.context.new_cdp_session(ada.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    for page, script in ((crowd, "harness.heardOf('ada')"), (ada, "harness.heardBy(['p00', 'p01'])")):
        until(lambda page=page, script=script: not_heard(page, script), 60)
    assert line.up.passed > 1000 and line.down.passed > 500, "everything went through the narrow line"
