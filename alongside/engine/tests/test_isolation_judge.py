"""Who is listed, who is not, and why: the rules of the signals on people one can picture."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from alongside.engine.isolation import Contact, Judgement, Member, Reason, Setting, State, judge
from alongside.engine.isolation.reasons import ACTIONS, CLEARS, CODES, reason, sentence
from alongside.engine.tests.community import BEGIN, DAY, community

NOW = BEGIN + 100 * DAY
LONG_AGO = BEGIN - 100 * DAY


def exchange(a: int, b: int, days_ago: float) -> list[Contact]:
    """A message and its answer half an hour later, so many days before NOW."""
    at = NOW - days_ago * DAY
    return [Contact(at, a, b, "message"), Contact(at + 1800, b, a, "reply")]


def steady(a: int, b: int, every: float, until: float = 0.5) -> list[Contact]:
    """Exchanges at that distance over twelve weeks, the last `until` days ago."""
    return [c for k in range(int(84 / every)) for c in exchange(a, b, until + k * every)]


def one(contacts: list[Contact], member: Member, setting: Setting | None = None) -> Judgement:
    """The judgement of one member at NOW."""
    return judge(contacts, [member], NOW, setting or Setting())[0]


def codes(judgement: Judgement) -> list[str]:
    """The codes of its reasons."""
    return [r.code for r in judgement.reasons]


def test_quiet_but_connected_is_not_listed() -> None:
    """One steady weekly two-way contact is CONNECTED and unlisted, whatever the volume of others."""
    loud = [c for k in range(60) for c in exchange(5, 6, 0.1 + k)]
    for since_last in (0.5, 3.0, 6.5):
        found = one(steady(1, 2, 7, since_last) + loud, Member(1, LONG_AGO))
        assert (found.state, found.listed, found.action, found.clears) == (State.CONNECTED, "", "none", "")
        assert "usual_rhythm" in codes(found)


def test_loud_without_two_way_contact_is_listed() -> None:
    """Writing to many every day without an answer is no contact."""
    cries = [Contact(NOW - d * DAY - 60 * k, 1, 10 + k, "message") for d in range(30) for k in range(10)]
    posts = [Contact(NOW - d * DAY, 1, None, "post") for d in range(30)]
    found = one(cries + posts + steady(5, 6, 1), Member(1, LONG_AGO))
    assert (found.state, found.listed, found.action, found.clears) == (
        State.NONE,
        "fading",
        "introduce",
        "two_way_with_one",
    )
    assert found.reasons[0] == Reason("never_two_way", {})
    assert Reason("no_answer_from", {"people": 10, "days": 14}) in found.reasons


def test_the_list_holds_the_loud_unanswered_and_the_lapsed_not_the_quiet() -> None:
    """Thirty quiet people with a steady rhythm, three whose contact has lapsed: exactly the three are listed."""
    contacts = []
    for i in range(30):
        contacts += steady(2 * i, 2 * i + 1, 6 + i % 3, 0.3 + i % 5)
    for lost in (100, 101, 102):
        contacts += steady(lost, lost + 10, 2, 13.0)
    members = [Member(i, LONG_AGO) for i in [*range(60), 100, 101, 102]]
    listed = {j.member for j in judge(contacts, members, NOW) if j.listed}
    assert listed == {100, 101, 102}


def test_longer_than_their_own_usual_is_thinning() -> None:
    """Contact every other day that stopped nine days ago is thinning; the same gap is nothing to a weekly rhythm."""
    found = one(steady(1, 2, 2, 9.5), Member(1, LONG_AGO))
    assert (found.state, found.listed, found.action) == (State.THINNING, "fading", "write")
    assert Reason("longer_than_usual", {"days": 9, "usual": 2}) in found.reasons
    assert Reason("quieter_than_usual", {"days": 9, "usual": 2}) in found.reasons
    assert one(steady(1, 2, 7, 9.5), Member(1, LONG_AGO)).state is State.CONNECTED


def test_fewer_people_than_before_is_thinning() -> None:
    """Two-way contact with one person, was four."""
    contacts = steady(1, 2, 2) + [c for other in (3, 4, 5) for c in exchange(1, other, 20 + other / 2)]
    found = one(contacts, Member(1, LONG_AGO))
    assert found.state is State.THINNING
    assert found.reasons[0] == Reason("fewer_two_way", {"now": 1, "was": 4, "days": 14})
    assert found.clears == "two_way_with_two"
    assert sentence(found.reasons[0]) == "two-way contact with 1 person in 14 days, was 4"
    # what clears it, clears it
    assert one(contacts + exchange(1, 3, 0.2), Member(1, LONG_AGO)).listed == ""


def test_a_single_exchange_is_little() -> None:
    """Contact on one day of the last four weeks is little; a second day clears it."""
    found = one(exchange(1, 2, 3), Member(1, LONG_AGO))
    assert (found.state, found.listed, found.clears) == (State.LITTLE, "fading", "two_way_again")
    assert "once_two_way" in codes(found)
    assert one(exchange(1, 2, 3) + exchange(1, 2, 1), Member(1, LONG_AGO)).state is State.CONNECTED


def test_newcomers_have_their_own_list() -> None:
    """Arriving or here for less than 14 days: welcome, never fading, until two people are in two-way contact."""
    new = one([], Member(1, NOW - 3 * DAY))
    assert (new.state, new.listed, new.action, new.clears) == (
        State.ARRIVING,
        "welcome",
        "ask_mentor",
        "two_way_with_two",
    )
    assert new.reasons[0] == Reason("new_here", {"days": 3})
    assert one([], Member(1, LONG_AGO, arriving=True)).listed == "welcome"
    assert one(exchange(1, 2, 1), Member(1, NOW - 3 * DAY)).action == "introduce"
    assert one(exchange(1, 2, 1) + exchange(1, 3, 1), Member(1, NOW - 3 * DAY)).listed == ""
    assert one([], Member(1, NOW - 15 * DAY)).listed == "fading"


def test_sharing_a_session_is_not_contact_and_a_small_room_is() -> None:
    """Attending together counts for nobody; taking part in the same small room counts both ways."""
    attend = [Contact(NOW - d * DAY, i, None, "attend") for d in (1, 3, 5, 8) for i in (1, 2)]
    found = one(attend, Member(1, LONG_AGO, last_small_room=NOW - 20 * DAY))
    assert (found.state, found.action) == (State.NONE, "seat_with")
    assert Reason("no_small_room", {"since": NOW - 20 * DAY}) in found.reasons
    # even where presence names someone
    assert one([Contact(NOW - DAY, 1, 2, "attend"), Contact(NOW - DAY, 2, 1, "attend")], Member(1, LONG_AGO)).state is (
        State.NONE
    )
    met = [Contact(NOW - d * DAY, 1, 2, "met") for d in (1, 8)]
    for who in (1, 2):
        room = one(attend + met, Member(who, LONG_AGO))
        assert room.state is State.CONNECTED
        assert "no_small_room" not in codes(room)


def test_away_people_are_not_listed() -> None:
    """Until the moment they named, and not after it."""
    gone = steady(1, 2, 2, 20)
    away = one(gone, Member(1, LONG_AGO, away_until=NOW + DAY))
    assert (away.listed, away.action, away.reasons[0].code) == ("", "none", "away")
    assert one(gone, Member(1, LONG_AGO, away_until=NOW - DAY)).listed == "fading"


def test_their_own_word_counts_up_to_four_weeks() -> None:
    """Who calls contact every three weeks normal isn't listed after three; nobody is hidden for good by their word."""
    gone = steady(1, 2, 2, 21)
    assert one(gone, Member(1, LONG_AGO)).listed == "fading"
    said = one(gone, Member(1, LONG_AGO, rhythm_days=21))
    assert (said.state, said.listed) == (State.CONNECTED, "")
    assert "said_rhythm" in codes(said)
    assert one(steady(1, 2, 2, 50), Member(1, LONG_AGO, rhythm_days=1000)).state is State.NONE


def test_unanswered_posts_ask_for_an_answer() -> None:
    """Somebody listed with posts nobody answered is to be written to."""
    found = one([Contact(NOW - DAY, 1, None, "post")], Member(1, LONG_AGO, posts_unanswered=2))
    assert found.action == "write"
    assert Reason("posts_unanswered", {"n": 2}) in found.reasons


def test_silence_asks_for_a_call() -> None:
    """Nothing at all for two weeks: a human voice."""
    assert one(steady(1, 2, 2, 20), Member(1, LONG_AGO)).action == "call"


def everyone(contacts: list[Contact], at: float, people: int = 80) -> list[Judgement]:
    """Judge the whole community."""
    return judge(contacts, [Member(i, BEGIN - DAY) for i in range(people)], at)


def test_what_comes_later_and_the_order_of_contacts_change_nothing() -> None:
    """Judgements at a moment are a function of the contacts up to it."""
    contacts = community(3)
    at = BEGIN + 120.4 * DAY
    before = [c for c in contacts if c.at <= at]
    first = everyone(before, at)
    shuffled = list(contacts)
    random.Random(1).shuffle(shuffled)
    for again in (everyone(contacts, at), everyone(shuffled, at)):
        for a, b in zip(first, again, strict=True):
            assert a.score == pytest.approx(b.score, abs=1e-9)
            assert replace(a, score=0) == replace(b, score=0)


def test_ids_change_nothing() -> None:
    """Other ids, the same judgements."""
    contacts = community(4)
    at = BEGIN + 150 * DAY
    ids = list(range(1000, 1080))
    random.Random(2).shuffle(ids)
    renamed = [replace(c, actor=ids[c.actor], target=None if c.target is None else ids[c.target]) for c in contacts]
    there = {j.member: j for j in judge(renamed, [Member(i, BEGIN - DAY) for i in sorted(ids)], at)}
    for mine in everyone(contacts, at):
        other = there[ids[mine.member]]
        assert mine.score == pytest.approx(other.score, abs=1e-9)
        assert replace(mine, score=0) == replace(other, score=0, member=mine.member)


def test_who_else_is_asked_about_changes_nothing() -> None:
    """One member alone is judged as among all."""
    contacts = community(5)
    at = BEGIN + 100 * DAY
    whole = everyone(contacts, at)
    for i in (0, 17, 79):
        alone = judge(contacts, [Member(i, BEGIN - DAY)], at)[0]
        assert alone.score == pytest.approx(whole[i].score, abs=1e-12)
        assert alone.reasons == whole[i].reasons


@pytest.mark.parametrize("weeks", [1, 2, 3, 5])
def test_a_small_young_program_has_sensible_judgements(weeks: int) -> None:
    """Sixty people and a few weeks: the prior alone ranks who has contact before who has none."""
    contacts = community(6, people=60, weeks=weeks)
    contacts = [c for c in contacts if 59 not in (c.actor, c.target)]
    found = judge(contacts, [Member(i, BEGIN - 30 * DAY) for i in range(60)], BEGIN + weeks * 7 * DAY)
    assert all(0 < j.score < 1 and j.reasons for j in found)
    fine = [j.score for j in found if j.state is State.CONNECTED]
    bare = [j.score for j in found if j.state is State.NONE]
    assert found[59].state is State.NONE
    assert found[59].score > 0.7
    assert sum(bare) / len(bare) > sum(fine) / len(fine) + 0.15


def test_every_judgement_speaks_in_known_codes() -> None:
    """Over a community and many weeks: a reason each, known codes, and only listed people have something to do."""
    contacts = community(7)
    seen = set()
    for week in range(1, 31):
        for j in everyone(contacts, BEGIN + week * 7 * DAY):
            assert j.reasons
            assert all(sentence(r) for r in j.reasons)
            assert j.action in ACTIONS
            assert j.clears in CLEARS
            assert (j.action != "none") == bool(j.listed) == bool(j.clears)
            assert (j.listed == "welcome") <= (j.state is State.ARRIVING)
            seen.update(r.code for r in j.reasons)
    assert seen <= CODES.keys()
    assert {"fewer_two_way", "longer_than_usual", "usual_rhythm", "no_two_way"} <= seen


def test_mistakes_of_the_programmer_are_told() -> None:
    """An unknown kind, a time that is none and an unknown reason raise."""
    with pytest.raises(ValueError, match="shout"):
        judge([Contact(BEGIN, 1, 2, "shout")], [Member(1, BEGIN)], NOW)
    with pytest.raises(ValueError, match="finite"):
        judge([Contact(float("-inf"), 1, 2, "message")], [Member(1, BEGIN)], NOW)
    with pytest.raises(KeyError):
        reason("gossip")


def test_nobody_and_nothing() -> None:
    """An empty record and an empty list of members are fine."""
    assert judge([], [], NOW) == []
    found = one([], Member(1, LONG_AGO))
    assert (found.state, found.listed) == (State.NONE, "fading")
    assert codes(found) == ["never_two_way", "nothing_known"]
