"""Two people: who may write to each other, what waits to be read, and the letter that says nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage

from alongside.boundaries.actions import keep_apart
from alongside.conversations import actions, pairs
from alongside.conversations.duties import tell_who_is_away
from alongside.conversations.models import Conversation
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.notify.duties import write_letters
from alongside.people.models import Person, Stage
from tests.cast import Cast
from tests.letters import letters

AT = datetime(2026, 11, 24, 17, tzinfo=UTC)
"""Noon in New York."""


def written(at: datetime) -> list[EmailMessage]:
    """All letters there are once the worker has done its duties at that moment."""
    with clock.reading(at):
        tell_who_is_away()
        write_letters()
        return letters()


def test_the_conversation_of_two_is_one(cast: Cast) -> None:
    first = actions.open_pair(cast.counselor, cast.member, by=cast.counselor)
    second = actions.open_pair(cast.member, cast.counselor, by=cast.member)
    assert first == second and Conversation.objects.count() == 1
    assert {each.person for each in first.participants.all()} == {cast.counselor, cast.member}


def test_one_person_and_people_of_two_programs_are_no_pair(cast: Cast) -> None:
    for a, b in ((cast.member, cast.member), (cast.member, cast.outsider)):
        with pytest.raises(ValueError, match="not two of one program"):
            actions.open_pair(a, b, by=SYSTEM)


def test_members_who_are_kept_apart_are_brought_together_by_nobody_but_staff_always_may(cast: Cast) -> None:
    """What becomes of a conversation that they have: test_sides.py."""
    actions.open_pair(cast.member, cast.groupmate, by=cast.member)
    keep_apart(cast.member, cast.groupmate, by=cast.counselor)
    keep_apart(cast.member, cast.other_counselor, by=cast.counselor)
    with pytest.raises(Refused):
        actions.open_pair(cast.groupmate, cast.member, by=cast.groupmate)
    actions.write_note(cast.member, "Good morning", by=cast.other_counselor, key="a-note-1")


def test_nobody_writes_to_someone_who_is_gone(cast: Cast) -> None:
    Person.objects.filter(pk=cast.member.pk).update(stage=Stage.DIED)
    cast.member.refresh_from_db()
    with pytest.raises(Refused):
        actions.write_note(cast.member, "Are you there?", by=cast.counselor, key="a-note-1")


def test_a_note_waits_until_it_is_opened(cast: Cast, client_of: Any) -> None:
    actions.write_note(cast.member, "We missed you today.", by=cast.counselor, key="a-note-1")
    (waiting,) = pairs.waiting_for(cast.member)
    assert waiting.sender == cast.counselor and pairs.waiting_for(cast.counselor) == []
    page = client_of(cast.member).get(f"/conversations/{waiting.conversation.public_id}/").content.decode()
    assert "We missed you today." in page and "You and" in page and "read this" in page
    assert pairs.waiting_for(cast.member) == []
    actions.post_message(waiting.conversation, "Thank you", by=cast.member, key="an-answer")
    assert [each.sender for each in pairs.waiting_for(cast.counselor)] == [cast.member]


def test_reading_never_goes_back(cast: Cast) -> None:
    message = actions.write_note(cast.member, "One", by=cast.counselor, key="a-note-1")
    actions.write_note(cast.member, "Two", by=cast.counselor, key="a-note-2")
    part = message.conversation.participants.get(person=cast.member)
    actions.mark_read(part, 2, by=cast.member)
    actions.mark_read(part, 1, by=cast.member)
    part.refresh_from_db()
    assert part.read_seq == 2


def test_one_discreet_letter_for_all_that_waits(cast: Cast) -> None:
    """It names nobody and repeats no word; a second note before the first was opened sends none."""
    with clock.reading(AT):
        first = actions.write_note(cast.member, "We missed you today.", by=cast.counselor, key="a-note-1")
        actions.write_note(cast.member, "No hurry.", by=cast.counselor, key="a-note-2")
    assert written(AT) == []  # they may see it on the page
    (letter,) = written(AT + timedelta(minutes=16))
    for word in ("Dana", "Maya", "missed", "Harbor", "group", "treatment"):
        assert word.casefold() not in str(letter).casefold().replace("alongside", ""), word
    with clock.reading(AT + timedelta(hours=5)):
        actions.mark_read(first.conversation.participants.get(person=cast.member), 2, by=cast.member)
        actions.write_note(cast.member, "See you soon.", by=cast.counselor, key="a-note-3")
    assert len(written(AT + timedelta(hours=5))) == 1
    assert len(written(AT + timedelta(hours=6))) == 2


def test_whoever_is_paused_gets_no_letter(cast: Cast) -> None:
    Person.objects.filter(pk=cast.member.pk).update(stage=Stage.PAUSED)
    cast.member.refresh_from_db()
    with clock.reading(AT):
        actions.write_note(cast.member, "Whenever you like.", by=cast.counselor, key="a-note-1")
    assert written(AT) == written(AT + timedelta(hours=1)) == []
    assert len(pairs.waiting_for(cast.member)) == 1
