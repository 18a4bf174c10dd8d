"""Letters: bundled, discreet, never in quiet hours, stopped in one tap; and what people choose."""

import ast
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from alongside.conversations.actions import open_pair, post_message
from alongside.conversations.models import Reaction
from alongside.core import clock
from alongside.core.actions import SYSTEM, Actor
from alongside.core.errors import Refused
from alongside.notify import due, duties, quiet, weekly
from alongside.notify.actions import seen, sending, tell
from alongside.notify.actions.weekly import write_weekly
from alongside.notify.models import Notice, Occasion, Preference, Weekly
from alongside.notify.queries import preference
from alongside.notify.tests.choosing import MIDDAY, ClientOf, choose
from alongside.notify.weekly import lines, monday_of, turns
from alongside.pages.week import part_of
from alongside.people.models import Person
from tests.cast import Cast
from tests.letters import letters

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def news(cast: Cast, number: int, at: datetime, words: str = "Sam, in Tuesday evenings") -> None:
    with clock.reading(at):
        tell(cast.member, Occasion.TALK, key=f"talk:{number}:1", link=f"/{number}/", words=words, by=SYSTEM)


def written(at: datetime) -> int:
    """How many letters there are once the duty has run at that moment."""
    with clock.reading(at):
        duties.write_letters()
        return len(letters())


def test_one_letter_for_all_that_came_and_the_next_one_four_hours_later(cast: Cast) -> None:
    for number in range(3):
        news(cast, number, MIDDAY)
    assert written(MIDDAY + 14 * MINUTE) == 0
    assert written(MIDDAY + 15 * MINUTE) == 1
    news(cast, 9, MIDDAY + HOUR)
    assert written(MIDDAY + 2 * HOUR) == 1
    assert written(MIDDAY + 4 * HOUR) == 1
    assert written(MIDDAY + 4 * HOUR + 16 * MINUTE) == 2
    first = letters()[0]
    assert cast.member.account is not None
    assert first.to == [cast.member.account.email]
    assert first.subject == "Something is waiting for you"
    for word in ("Sam", "Tuesday", "Maya", "Harbor", "Alongside", "/1/"):
        assert word not in first.subject + first.body
    assert first.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first.extra_headers["List-Unsubscribe"].strip("<>") in first.body


def test_who_chose_so_reads_who_and_where(cast: Cast) -> None:
    choose(cast.member, shows_words=True)
    news(cast, 1, MIDDAY, words="Sam\n\nBcc: x@example.org")
    news(cast, 2, MIDDAY)
    written(MIDDAY + HOUR)
    (letter,) = letters()
    assert "– Sam Bcc: x@example.org\n– Sam, in Tuesday evenings\n" in letter.body
    assert letter.subject == "Something is waiting for you" and letter.recipients() == letter.to


def test_the_duties_ask_no_more_for_more_people(cast: Cast, django_assert_max_num_queries: Any) -> None:
    """Looking for whose turn it is takes the same few questions for one and for everyone."""
    with clock.reading(MIDDAY):
        for person in cast.people.values():
            tell(person, Occasion.TALK, key="talk:1:1", link="/", by=SYSTEM)
    with django_assert_max_num_queries(3):
        assert len(due.mails(MIDDAY + HOUR)) == len(cast.people)
    with django_assert_max_num_queries(2):
        assert due.pushes(MIDDAY + HOUR) == []
    with django_assert_max_num_queries(10):
        weekly.turns(SUNDAY)


def test_what_was_seen_meanwhile_is_in_no_letter(cast: Cast) -> None:
    news(cast, 1, MIDDAY)
    news(cast, 11, MIDDAY)
    assert seen(cast.member, "talk:1", by=cast.member) == 1
    assert Notice.objects.get(seen_at=None).key == "talk:11:1"
    assert seen(cast.member, "talk:11", by=cast.member) == 1
    assert written(MIDDAY + HOUR) == 0


@pytest.mark.parametrize(
    ("night", "ends"),
    [
        (datetime(2026, 11, 25, 3, tzinfo=UTC), datetime(2026, 11, 25, 13, tzinfo=UTC)),
        (datetime(2026, 3, 8, 3, tzinfo=UTC), datetime(2026, 3, 8, 12, tzinfo=UTC)),  # the clocks go forward that night
        (datetime(2026, 11, 1, 2, tzinfo=UTC), datetime(2026, 11, 1, 13, tzinfo=UTC)),  # and back
    ],
)
def test_nothing_comes_at_night(cast: Cast, night: datetime, ends: datetime) -> None:
    """Until eight on their own wall clock, in New York."""
    news(cast, 1, night)
    for hours in range(1, 10):
        if night + hours * HOUR < ends:
            assert written(night + hours * HOUR) == 0
    assert written(ends - MINUTE) == 0
    assert written(ends) == 1


@pytest.mark.parametrize(("quiet_from", "quiet_until", "goes"), [("21:00", "08:00", 23), ("16:00", "20:00", 25)])
def test_one_a_day_comes_in_the_evening(cast: Cast, quiet_from: str, quiet_until: str, goes: int) -> None:
    """At six, or when the quiet hours are over; what comes later waits for the next evening."""
    choose(cast.member, mail="daily", quiet_from=quiet_from, quiet_until=quiet_until)
    news(cast, 1, MIDDAY)
    evening = datetime(2026, 11, 24, tzinfo=UTC) + goes * HOUR
    assert [written(evening - HOUR), written(evening - MINUTE), written(evening + MINUTE)] == [0, 0, 1]
    news(cast, 2, evening + 10 * MINUTE)
    assert written(evening + 40 * MINUTE) == 1
    assert written(evening + 24 * HOUR + MINUTE) == 2


def test_a_reminder_has_its_hour(cast: Cast) -> None:
    starts = MIDDAY + 30 * MINUTE
    with clock.reading(MIDDAY):
        tell(cast.member, Occasion.SESSION, key="session:1", link="/", words="x", until=starts, by=SYSTEM)
        tell(cast.groupmate, Occasion.SESSION, key="session:1", link="/", words="x", until=starts, by=SYSTEM)
    choose(cast.groupmate, mail="daily")
    assert written(MIDDAY + MINUTE) == 0
    assert written(MIDDAY + 4 * MINUTE) == 1
    assert "What you have at 12:30 p.m. begins soon." in letters()[0].body
    assert written(starts + 8 * HOUR) == 1


def test_switched_off_is_not_even_noted(cast: Cast) -> None:
    choose(cast.member, hears=["private"])
    news(cast, 1, MIDDAY)
    assert not Notice.objects.exists()
    with pytest.raises(Refused):
        choose(cast.member, hears=["everything"])
    assert tell(cast.member, Occasion.PRIVATE, key="a", link="/", by=SYSTEM) == tell(
        cast.member, Occasion.PRIVATE, key="a", link="/", by=cast.groupmate
    )
    assert Notice.objects.count() == 1


def test_one_tap_stops_the_letters_without_a_sign_in(cast: Cast, client_of: ClientOf) -> None:
    news(cast, 1, MIDDAY)
    written(MIDDAY + HOUR)
    url = letters()[0].extra_headers["List-Unsubscribe"].strip("<>").replace("http://localhost:8000", "")
    browser = client_of(None)
    browser.handler.enforce_csrf_checks = True
    page = browser.get(url).text
    assert "Stop these letters" in page and "Maya" not in page and "Harbor" not in page
    assert preference(cast.member).mail == "bundled"  # whoever fetches links ahead of their reader stops nothing
    choose(cast.member, mail="daily")
    done = browser.post(url, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert done.status_code == 200 and preference(cast.member).mail == "never" and preference(cast.member).weekly
    undo = re.search(r'name="undo" value="([^"]+)"', done.text)
    assert undo is not None
    assert browser.post(url, {"undo": undo[1][:-2]}).status_code == 404
    browser.post(url, {"undo": undo[1]})
    assert preference(cast.member).mail == "daily"
    assert browser.post(url[:-4] + "/").status_code == 404


def test_the_page_keeps_what_was_chosen(cast: Cast, client_of: ClientOf, django_assert_max_num_queries: Any) -> None:
    client, url = client_of(cast.member), "/me/notifications/"
    with django_assert_max_num_queries(8):
        client.get(url)
    assert client.get(url).text.count("checked") == len(Occasion) + 4  # each occasion, push, weekly, and two choices
    form = {"hears": ["talk"], "mail": "never", "shown": "words", "quiet_from": "22:15", "quiet_until": "06:00"}
    assert client.post(url, form).status_code == 302
    row = Preference.objects.get()
    assert (row.mail, row.push, row.shows_words, row.weekly) == ("never", False, True, False)
    assert Occasion.TALK not in row.off and len(row.off) == len(Occasion) - 1
    for wrong in ({"quiet_from": "25:00"}, {"mail": "hourly"}, {"hears": ["x"]}, {"shown": ""}):
        answer = client.post(url, form | wrong)
        assert answer.status_code == 422 and 'class="error-summary"' in answer.text
    assert Preference.objects.get().mail == "never"


def test_no_letter_or_push_names_the_program_anyone_or_what_they_wrote() -> None:
    """Every template of a letter, in every domain: links, times, and words that the reader chose to be shown."""
    root = Path(__file__).parent.parent.parent
    found = [*root.glob("*/templates/*/mail/*.txt")]
    assert len(found) >= 8
    allowed = {"link", "stop", "when", "line", "starts_at", "day", "until"}
    for path in found:
        text = path.read_text()
        named = {name.split("|")[0].strip() for name in re.findall(r"\{\{(.*?)\}\}", text)}
        assert named <= allowed, f"{path}: {named - allowed}"
        assert not re.search(r"alongside|program|therap|treatment|group|counselor|session", text, re.I), path
    pushing = ast.parse((root / "notify" / "pushing.py").read_text())
    said = next(each for each in ast.walk(pushing) if isinstance(each, ast.FunctionDef) and each.name == "said")
    words = [each.value for each in ast.walk(said) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    assert not re.search(r"alongside|program|therap|group|session", " ".join(words[1:]), re.I)


SUNDAY = datetime(2026, 11, 29, 23, 5, tzinfo=UTC)
"""Six in the evening in New York."""


def test_the_weekly_letter_tells_what_was_and_never_what_was_not(cast: Cast) -> None:
    """Once a week, on their own Sunday evening; counts alone, unless they chose names; and none of an empty week."""
    maya, sam = cast.member, cast.groupmate
    choose(cast.third, weekly=False)
    for number in range(2):
        with clock.reading(SUNDAY - timedelta(days=2 + 5 * number)):
            post_message(open_pair(maya, sam, by=SYSTEM), "Hidden words", by=maya, key=f"m{number}")
            said = post_message(open_pair(maya, sam, by=SYSTEM), "Hidden words", by=sam, key=f"s{number}")
            post_message(open_pair(maya, cast.third, by=SYSTEM), "Nobody answers", by=maya, key=f"t{number}")
            Reaction.objects.create(message=said, person=maya, code="warm", at=clock.now())
    with clock.reading(SUNDAY - HOUR):
        assert duties.write_weeklies() == 0
    for later in (0, 1, 2, 12, 20):
        with clock.reading(SUNDAY + later * HOUR):
            duties.write_weeklies()
    found = {letter.to[0]: letter for letter in letters() if letter.subject == "Your week"}
    assert maya.account is not None and sam.account is not None
    assert set(found) == {maya.account.email, sam.account.email}
    letter = found[sam.account.email]
    assert "You wrote with one person." in letter.body and "Someone sent you a kind sign." in letter.body
    assert "You wrote with one person." in found[maya.account.email].body
    for word in ("Maya", "Hidden", "Harbor", "Alongside", "miss", "streak", "session", "group", "You were there"):
        assert word not in letter.body
    choose(maya, shows_words=True)
    with clock.reading(SUNDAY - timedelta(days=1)):
        week = part_of(maya, SUNDAY - timedelta(days=6), SUNDAY)
    assert week.names == ("Sam",) and lines(week, shows_words=True)[-1] == "With: Sam"


@pytest.mark.parametrize("gone", ["left", "died", "paused", "suspended"])
def test_no_week_is_told_of_to_who_is_gone_or_shut_out(cast: Cast, gone: str) -> None:
    with clock.reading(SUNDAY - timedelta(days=1)):
        for person, other in ((cast.member, cast.groupmate), (cast.groupmate, cast.member)):
            post_message(open_pair(person, other, by=SYSTEM), "Hello", by=person, key=f"hello-{person.pk}")
    turn = next(each for each in turns(SUNDAY) if each.person == cast.member)
    changes = {"suspended_until": SUNDAY + HOUR} if gone == "suspended" else {"stage": gone}
    Person.objects.filter(pk=cast.member.pk).update(**changes)
    assert cast.member not in {each.person for each in turns(SUNDAY)}
    turn.person.refresh_from_db()
    with clock.reading(SUNDAY):
        assert not write_weekly(turn, by=SYSTEM)  # gone since it was looked for
    assert not letters()


def test_whose_turn_it_is_asks_for_a_few_and_agrees_with_the_clock(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = [("21:00", "08:00"), ("00:00", "00:00"), ("18:00", "19:00"), ("23:30", "17:00")]
    people = [cast.member, cast.groupmate, cast.third, cast.fourth]
    for person, (begins, ends) in zip(people, hours, strict=True):
        choose(person, quiet_from=begins, quiet_until=ends)
    for quarters in range(4 * 24):
        at = SUNDAY + timedelta(minutes=15 * quarters - 4)
        awake = {
            person
            for person, (begins, ends) in zip(people, hours, strict=True)
            if not quiet.is_quiet(at, person.zone, time.fromisoformat(begins), time.fromisoformat(ends))
        }
        told = {each.person for each in turns(at)}
        assert told & set(people) == (awake if monday_of(at, cast.member.zone) else set())
        usual = not quiet.is_quiet(at, cast.member.zone, time(21), time(8)) and monday_of(at, cast.member.zone)
        assert (cast.mentor in told) == bool(usual)
    monkeypatch.setattr("alongside.notify.weekly.MOST_AT_ONCE", 2)
    assert len(turns(SUNDAY)) == 2


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"])
def test_a_week_is_told_of_once_in_every_zone(zone: str) -> None:
    """From Sunday at six for a day, also in the weeks in which clocks change."""
    at, seen_weeks = datetime(2026, 10, 18, tzinfo=UTC), []
    while at < datetime(2026, 11, 17, tzinfo=UTC):
        monday = monday_of(at, zone)
        local = at.astimezone(ZoneInfo(zone))
        assert (monday is not None) == (
            (local.weekday() == 6 and local.hour >= 18) or (local.weekday() == 0 and local.hour < 18)
        )
        if monday is not None:
            assert monday.weekday() == 0 and timedelta(days=6) < at - datetime.combine(
                monday, datetime.min.time(), ZoneInfo(zone)
            ) < timedelta(days=8)
            seen_weeks.append(monday)
        at += HOUR
    assert len(set(seen_weeks)) >= 4


def test_notices_go_after_thirty_days_and_marks_of_weekly_letters_after_a_year(cast: Cast) -> None:
    news(cast, 1, MIDDAY)
    Weekly.objects.create(person=cast.member, week=MIDDAY.date(), at=MIDDAY)
    for days, left in ((29, (1, 1)), (31, (0, 1)), (364, (0, 1)), (366, (0, 0))):
        with clock.reading(MIDDAY + timedelta(days=days)):
            duties.keep_promises()
        assert (Notice.objects.count(), Weekly.objects.count()) == left


def test_someone_whose_letter_fails_holds_up_nobody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    write = sending.write_letter

    def failing(person: Person, *rest: Any, by: Actor) -> bool:
        if person == cast.member:
            raise RuntimeError
        return write(person, *rest, by=by)

    news(cast, 1, MIDDAY)
    with clock.reading(MIDDAY):
        tell(cast.third, Occasion.TALK, key="talk:1:1", link="/1/", by=SYSTEM)
    monkeypatch.setattr(sending, "write_letter", failing)
    assert written(MIDDAY + 15 * MINUTE) == 1
    assert cast.third.account is not None and letters()[0].to == [cast.third.account.email]
    monkeypatch.undo()
    assert written(MIDDAY + 20 * MINUTE) == 2
