"""What the people of the demo have said to each other lately: their groups, a line, two pairs, and a forum."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from alongside.conversations import actions
from alongside.conversations.actions.forum import add_tag
from alongside.conversations.models import Conversation, Kind, Message, ReactionCode
from alongside.core import clock
from alongside.groups.models import RosterState
from alongside.people.models import Person, Program

Cast = Mapping[str, Person]
Line = tuple[int, str, str]
"""Minutes ago, who, and what they said."""

GROUP: Sequence[Line] = (
    (1490, "Ruth", "Slept through until six. First time in a month."),
    (1471, "Maya", "That is good news, Ruth. I was up with the birds."),
    (1440, "Theo", "Same. Walked around the block twice. It helped a little."),
    (205, "Ines", "Not an easy morning here. I’ll be there on time all the same."),
    (188, "Kofi", "Glad you’re coming, Ines."),
    (41, "Maya", "The kettle is on. See you all later."),
)
CIRCLE: Sequence[Line] = (
    (190, "Walt", "Awake since four. The birds beat me to it. Anyone else up?"),
    (183, "Maya", "I’m up. Walking the dog in the rain, if that counts as company."),
    (175, "Ruth", "I read this, Walt. I’ll call you before eight, as we said."),
    (166, "Walt", "The kettle is on. Thank you, both. That was what I needed."),
)
"""Early Birds: the first would like company, the third answers the first, and the last warms those who read it."""
LINE: Sequence[Line] = (
    (1620, "Maya", "Can I move my hour on Thursday? My sister needs me in the morning."),
    (1525, "Dana Whitfield", "Of course. I have three and half past four. Which one suits you?"),
    (1510, "Maya", "Half past four. Thank you, that helps."),
    (1500, "Dana Whitfield", "It is in the calendar. See you on Thursday."),
)
PAIR: Sequence[Line] = (
    (2900, "Maya", "Do you still walk by the river? I could use company."),
    (2861, "Ines", "Every Thursday at nine. Come along."),
    (2840, "Maya", "I will. Thursday it is."),
)
REQUEST: Sequence[Line] = ((95, "Theo", "Hi Maya, you said you know a quiet place to read. Would you tell me where?"),)
TOPICS: Sequence[tuple[str, str, Sequence[Line]]] = (
    (
        "Sleep, and the lack of it",
        "Sleep",
        (
            (4300, "Maya", "What helps you at four in the morning? I lie awake and count worries."),
            (4210, "Walt", "I get up, make tea and sit by the window. Fighting it made it worse for me."),
            (4100, "Priya", "A radio play, very quiet. Someone else’s words."),
        ),
    ),
    (
        "First weeks back at work",
        "Work",
        (
            (3000, "Omar", "Monday is my first day back. How did you tell people, or didn’t you?"),
            (2800, "Beatriz", "I told one person I trust. That was enough to begin with."),
        ),
    ),
    (
        "Cooking for one",
        "Everyday",
        (
            (2000, "Amara", "What do you cook when you would rather not? I need easy things."),
            (1900, "June", "Eggs and toast. Soup on Sunday for three days."),
            (1500, "Opal", "I cook with the phone propped up and my cousin on it. We eat together."),
        ),
    ),
    (
        "What to say when family asks",
        "Family",
        ((700, "Jonah", "My brother keeps asking how long this will take. I never know what to say."),),
    ),
)
HELPED = {"Sleep, and the lack of it": 1}
"""Which reply its author marked, by its place."""


def speak(program: Program, cast: Cast) -> None:
    """Everything, each at its moment. Whoever isn't in the story of this program says nothing."""
    chat = _chat_of(cast["Maya"])
    if chat is not None:
        there = {part.person.display_name for part in chat.participants.filter(until=None).select_related("person")}
        _say(chat, [line for line in GROUP if line[1] in there], cast)
    _wake(cast)
    with _ago(LINE[0][0] + 1):
        line = actions.open_line(cast["Maya"], by=cast["Maya"])
    team = {part.person.display_name for part in line.participants.filter(until=None).select_related("person")}
    _say(line, [each for each in LINE if each[1] in team], cast)
    pair = _ask(cast["Maya"], cast["Ines"], PAIR[0])
    with _ago(PAIR[1][0] + 5):
        actions.accept(pair.participants.get(person=cast["Ines"]), by=cast["Ines"])
    _say(pair, PAIR[1:], cast)
    _ask(cast["Theo"], cast["Maya"], REQUEST[0])
    for title, tag, lines in TOPICS:
        minutes, name, words = lines[0]
        with _ago(minutes):
            label = add_tag(program, tag, by=cast["Dana Whitfield"])
            topic = actions.open_topic(program, title, words, [label], by=cast[name], key=f"demo {title}")
        replies = _say(topic, lines[1:], cast)
        if title in HELPED:
            actions.mark_helped(replies[HELPED[title] - 1], True, by=cast[name])
    actions.follow_topic(topic, True, by=cast["Maya"])


def _wake(cast: Cast) -> None:
    """A morning in Early Birds."""
    chat = Conversation.objects.filter(kind=Kind.CIRCLE, circle__name="Early Birds").first()
    if chat is None:
        return
    first = _say(chat, CIRCLE[:1], cast, wants_company=True)[0]
    _say(chat, CIRCLE[1:2], cast)
    _say(chat, CIRCLE[2:3], cast, reply_to=first)
    last = _say(chat, CIRCLE[3:], cast)[0]
    with _ago(CIRCLE[3][0] - 5):
        for name in ("Maya", "Ruth", "Diego"):
            actions.react(last, ReactionCode.WARM, True, by=cast[name])


def _chat_of(person: Person) -> Conversation | None:
    """The conversation of the group that `person` has been in longest."""
    entry = person.roster_entries.filter(state=RosterState.ON).order_by("since", "id").first()
    return Conversation.objects.filter(kind=Kind.GROUP, group=entry.group_id).first() if entry else None


def _ask(by: Person, to: Person, line: Line) -> Conversation:
    minutes, _name, words = line
    with _ago(minutes):
        return actions.request_pair(to, words, by=by, key=f"demo {minutes} {by.pk}")


def _say(chat: Conversation, lines: Sequence[Line], cast: Cast, **more: Any) -> list[Message]:
    said = []
    for minutes, name, words in lines:
        with _ago(minutes):
            said.append(actions.post_message(chat, words, by=cast[name], key=f"demo {minutes} {chat.pk}", **more))
    return said


@contextmanager
def _ago(minutes: int) -> Iterator[None]:
    with clock.reading(clock.now() - timedelta(minutes=minutes)):
        yield
