"""Who takes part follows from who belongs: groups, circles, lines to care teams, leaves, and who is gone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.conversations import actions, membership, queries
from alongside.conversations.access import get_part
from alongside.conversations.actions.following import Rolling
from alongside.conversations.belonging import care_teams
from alongside.conversations.models import Conversation, Kind, Participant
from alongside.conversations.talk import talk_of
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.core.models import AuditEntry
from alongside.groups import actions as groups
from alongside.groups import events as group_events
from alongside.groups.models import Circle, CircleMember, CircleState, RosterEntry, RosterState
from alongside.live import outbox
from alongside.live.topics import authorise
from alongside.people import actions as people
from alongside.people.actions_leave import cancel_leave, take_leave
from alongside.people.models import Duty, Person, Stage
from tests.cast import Cast


def chat_of(cast: Cast) -> Conversation:
    return Conversation.objects.get(group=cast.group)


def taking_part(chat: Conversation) -> set[Person]:
    return {row.person for row in Participant.objects.filter(conversation=chat, until=None).select_related("person")}


def bodies(person: Person, chat: Conversation) -> list[str]:
    return [
        message["body"] for message in queries.state(get_part(person, chat.public_id).conversation, person)["messages"]
    ]


def say(chat: Conversation, words: str, by: Person) -> None:
    actions.post_message(chat, words, by=by, key=f"key-{words}")


def away(cast: Cast, person: Person, cover: Person, start: datetime, days: int = 3) -> object:
    return take_leave(
        person,
        starts_at=start,
        ends_at=start + timedelta(days=days),
        covers=dict.fromkeys(Duty, cover),
        by=cast.director,
    )


def test_a_group_has_a_conversation_of_its_roster_and_those_who_lead_it(cast: Cast) -> None:
    chat = chat_of(cast)
    assert taking_part(chat) == {*cast.roster, cast.counselor}
    assert [row.title for row in talk_of(cast.member).rows] == [cast.group.name]
    groups.close_group(cast.group, by=cast.director)
    with pytest.raises(Refused, match="has ended"):
        say(chat, "Anyone?", cast.member)
    groups.reopen_group(cast.group, by=cast.director)
    say(chat, "Hello again", cast.member)


def test_a_newcomer_reads_from_their_joining_on_and_who_leads_reads_all(cast: Cast) -> None:
    chat = chat_of(cast)
    say(chat, "Before", cast.member)
    groups.add_to_roster(cast.group, cast.newcomer, by=cast.director)
    groups.set_facilitators(cast.group, [cast.counselor, cast.other_counselor], by=cast.director)
    assert not talk_of(cast.newcomer).rows[0].words and not talk_of(cast.newcomer).rows[0].unread
    say(chat, "After", cast.member)
    assert bodies(cast.newcomer, chat) == ["After"]
    assert bodies(cast.other_counselor, chat) == ["Before", "After"]


def test_who_left_reads_what_was_said_while_they_were_there_and_nothing_later(cast: Cast) -> None:
    chat = chat_of(cast)
    topic = f"conversation:{chat.public_id}"
    say(chat, "Together", cast.member)
    groups.remove_from_roster(cast.group, cast.groupmate, by=cast.director)
    say(chat, "Without", cast.member)
    assert bodies(cast.groupmate, chat) == ["Together"] and talk_of(cast.groupmate).rows == []
    assert [row.words for row in talk_of(cast.groupmate, ended=True).rows] == ["Maya: Together"]
    assert authorise(cast.groupmate, [topic]) == {} and outbox.revoked_since(topic, 0, cast.groupmate.public_id)
    groups.add_to_roster(cast.group, cast.groupmate, by=cast.director)
    say(chat, "Back", cast.member)
    assert bodies(cast.groupmate, chat) == ["Together", "Back"]


def test_whoever_leaves_the_program_loses_it_and_a_pause_does_not(cast: Cast) -> None:
    chat = chat_of(cast)
    pair = actions.open_pair(cast.member, cast.third, by=SYSTEM)
    people.change_stage(cast.third, Stage.PAUSED, by=cast.director)
    assert cast.third in taking_part(chat)
    cast.third.refresh_from_db()
    people.change_stage(cast.third, Stage.LEFT, by=cast.director)
    assert cast.third not in taking_part(chat)
    cast.third.refresh_from_db()
    assert authorise(cast.third, [f"conversation:{pair.public_id}"]) == {}
    assert outbox.revoked_since(f"conversation:{pair.public_id}", 0, cast.third.public_id)


def test_who_stands_in_takes_part_while_the_leave_lasts_by_the_clock(cast: Cast) -> None:
    chat, now = chat_of(cast), clock.now()
    line = actions.open_line(cast.member, by=cast.member)
    leave = away(cast, cast.counselor, cast.other_counselor, now + timedelta(hours=1))
    assert cast.other_counselor not in taking_part(chat) | taking_part(line)
    audited = AuditEntry.objects.count()
    assert membership.repair() == 0 and AuditEntry.objects.count() == audited
    with clock.reading(now + timedelta(hours=2)):
        assert membership.repair() == 2
        assert cast.other_counselor in taking_part(chat) & taking_part(line)
    with clock.reading(now + timedelta(days=4)):
        assert membership.repair() == 2
    assert cast.other_counselor not in taking_part(chat) | taking_part(line)
    cancel_leave(leave, by=cast.director)  # type: ignore[arg-type]
    away(cast, cast.counselor, cast.other_counselor, now)
    assert cast.other_counselor in taking_part(chat) & taking_part(line)


def test_a_line_is_of_the_person_and_those_who_look_after_them(cast: Cast) -> None:
    alone = actions.open_line(cast.newcomer, by=cast.newcomer)
    assert taking_part(alone) == {cast.newcomer, cast.director}
    line = actions.open_line(cast.member, by=cast.member)
    assert taking_part(line) == {cast.member, cast.director}
    say(line, "May I ask something?", cast.member)
    chat_of(cast)  # the group is made, and its counselor looks after the member
    assert taking_part(line) == {cast.member, cast.counselor}
    assert bodies(cast.counselor, line) == ["May I ask something?"]
    assert {row.title for row in talk_of(cast.counselor).rows} == {"Maya", "Tuesday evenings"}
    assert actions.open_line(cast.member, by=cast.member) == line
    Person.objects.filter(pk=cast.mentor.pk).update(supervisor=cast.other_counselor)
    cast.mentor.refresh_from_db()
    assert care_teams([cast.mentor]) == {cast.mentor.pk: [cast.counselor, cast.other_counselor]}
    with pytest.raises(ValueError, match="has no line"):
        actions.open_line(cast.counselor, by=cast.counselor)


def test_a_circle_is_read_by_those_who_belong_to_it_and_by_no_staff(cast: Cast) -> None:
    now = clock.now()
    circle = Circle.objects.create(program=cast.program, name="Early Birds", agreement="Be kind", made_at=now)
    for person in (cast.mentor, cast.member):
        CircleMember.objects.create(circle=circle, person=person, since=now, accepted_at=now)
    group_events.circle_changed(circle)
    assert not Conversation.objects.filter(circle=circle).exists()
    circle.approved_at = now
    circle.save()
    membership.follow_circle(circle)
    chat = Conversation.objects.get(circle=circle)
    assert chat.kind == Kind.CIRCLE and taking_part(chat) == {cast.mentor, cast.member}
    CircleMember.objects.filter(person=cast.member).update(state=CircleState.OFF)
    assert membership.repair() == 1
    assert taking_part(chat) == {cast.mentor}


def test_the_minutely_look_costs_the_same_for_many_groups(cast: Cast) -> None:
    chat_of(cast)
    membership.repair()
    with CaptureQueriesContext(connection) as few:
        assert membership.repair() == 0
    for number in range(4):
        group = groups.create_group(cast.program, name=f"Group {number}", by=cast.director)
        groups.set_facilitators(group, [cast.counselor], by=cast.director)
        groups.add_to_roster(group, cast.member, by=cast.director)
    with CaptureQueriesContext(connection) as many:
        assert membership.repair() == 0
    assert len(many) == len(few) <= 22


def test_the_minutely_look_goes_round_some_at_a_time(cast: Cast) -> None:
    made = [groups.create_group(cast.program, name=f"Group {number}", by=cast.director) for number in range(5)]
    for group in made:
        groups.add_to_roster(group, cast.member, by=cast.director)
    RosterEntry.objects.filter(group__in=made).update(state=RosterState.OFF)
    rolling = Rolling(2)
    turns = [membership.repair(rolling) for _turn in range(4)]
    assert turns == [2, 2, 1, 0] and not any(taking_part(Conversation.objects.get(group=group)) for group in made)


def test_a_ticket_for_many_conversations_costs_no_query_each(cast: Cast, settings: Any) -> None:
    settings.NEW_ACCOUNT_DAYS = 0
    topics = []
    for number in range(20):
        topic = actions.open_topic(cast.program, f"Topic {number}", "Words", by=cast.member, key=f"topic-{number:04}")
        topics.append(f"conversation:{topic.public_id}")
    with CaptureQueriesContext(connection) as queried:
        granted = authorise(cast.fourth, topics)
    assert set(granted) == set(topics) and len(queried) == 2
    assert granted[topics[0]].signals == {"typing"}
    cast.fourth.shows_typing = False
    assert authorise(cast.fourth, topics)[topics[0]].signals == frozenset()
    cast.fourth.suspended_until = clock.now() + timedelta(hours=1)
    assert authorise(cast.fourth, topics) == {} and authorise(cast.outsider, topics) == {}
