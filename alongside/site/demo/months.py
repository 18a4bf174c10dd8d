"""The months before, and what people have written to each other lately.

Older weeks stand in the record alone, as `society` has them: who was in contact with whom, not what was said. The last
weeks are written for real, message by message, so that whoever looks finds people and not numbers.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from alongside.connections.actions import record
from alongside.connections.models import Kind
from alongside.connections.recording import MUTUAL, Fact
from alongside.conversations import actions
from alongside.conversations.models import Conversation, Message, ReactionCode
from alongside.conversations.models import Kind as Place
from alongside.core import clock
from alongside.core.actions import System
from alongside.groups.models import Group
from alongside.people.models import Person, Program
from alongside.site.demo import society, story
from alongside.site.demo.society import Act

DEMO = System("demo")
Cast = Mapping[str, Person]
BEFORE_TALK = timedelta(hours=26)
"""What `talk` says in the same places begins after this."""
OPENLY = frozenset({frozenset({"Maya", "Ines"}), frozenset({"Maya", "Theo"})})
"""Who writes to each other in `talk`; before that only where others read it."""
_BATCH = 1000
_THANKED = 0.3


def before(program: Program, cast: Cast, acts: Sequence[Act]) -> int:
    """Put on record what happened in the older weeks. Returns how many facts that were."""
    groups = {group.name: group.pk for group in Group.objects.filter(program=program)}
    facts = [fact_of(act, number, cast, groups) for number, act in enumerate(acts)]
    return sum(record(program.pk, facts[start : start + _BATCH], by=DEMO) for start in range(0, len(facts), _BATCH))


def fact_of(act: Act, number: int, cast: Cast, groups: Mapping[str, int]) -> Fact:
    """One act of the model, as the record has it."""
    who, whom = cast[act.who].pk, cast[act.whom].pk if act.whom else None
    return Fact(
        Kind(act.kind),
        who,
        whom,
        act.at,
        f"before:{number}",
        place="" if act.alone else f"group:{groups[act.group]}",
        amount=20.0 if act.kind in MUTUAL else 1.0,
        private=act.alone,
    )


def lately(program: Program, cast: Cast, acts: Sequence[Act], *, until: datetime, seed: int) -> int:
    """Write what was written in the last weeks, each at its moment. Returns how many messages that were."""
    writing = Writing(program, cast, random.Random(f"{seed}:words"))  # noqa: S311  (a story, not a secret)
    said = [act for act in acts if act.kind in ("wrote", "replied", "posted") and act.at < until - BEFORE_TALK]
    for start in range(0, len(said), 50):
        with transaction.atomic():  # nobody waits here for a commit of each
            for act in said[start : start + 50]:
                with clock.reading(act.at):
                    writing.write(act)
    return len(said)


class Writing:
    """Words for acts. Exchanges between two go to their conversation, the others to their group's."""

    def __init__(self, program: Program, cast: Cast, rng: random.Random) -> None:
        self.cast, self.rng = cast, rng
        chats = Conversation.objects.filter(program=program, kind=Place.GROUP).select_related("group")
        self.chats = {chat.group.name: chat for chat in chats if chat.group is not None}
        self.pairs: dict[frozenset[str], Conversation] = {}
        self.last: dict[int, Message] = {}
        self.number = 0

    def write(self, act: Act) -> None:
        """One message, and now and then an answer without words to the one before it."""
        self.number += 1
        key, by = f"demo lately {self.number}", self.cast[act.who]
        bank = story.ANSWERS if act.kind == "replied" else story.SAID_TO_ALL if act.whom is None else story.OPENERS
        words, earlier = self.rng.choice(bank), self.last.get(act.exchange) if act.exchange else None
        if act.whom is None or not self._alone(act):
            self.last[act.exchange] = self._in_group(act, words, by, key, earlier)
        else:
            self.last[act.exchange] = self._to(act, words, by, key)
        if earlier is not None and self.rng.random() < _THANKED:
            actions.react(earlier, ReactionCode.WARM, True, by=by)

    def _alone(self, act: Act) -> bool:
        return act.alone and frozenset({act.who, act.whom}) not in OPENLY

    def _in_group(self, act: Act, words: str, by: Person, key: str, earlier: Message | None) -> Message:
        chat = self.chats[act.group]
        named = [self.cast[act.whom]] if act.whom is not None and earlier is None else []
        return actions.post_message(chat, words, by=by, key=key, reply_to=earlier, mentions=named)

    def _to(self, act: Act, words: str, by: Person, key: str) -> Message:
        assert act.whom is not None
        both, other = frozenset({act.who, act.whom}), self.cast[act.whom]
        if both not in self.pairs:
            self.pairs[both] = actions.open_pair(by, other, by=DEMO)
        return actions.post_message(self.pairs[both], words, by=by, key=key)


def split(acts: Sequence[Act], at: datetime) -> tuple[list[Act], list[Act]]:
    """What was before that moment, and what came after."""
    return [act for act in acts if act.at < at], [act for act in acts if act.at >= at]


def acts(*, began: datetime, until: datetime, seed: int) -> list[Act]:
    """The months of everyone in the story."""
    came = {who.name: until - timedelta(weeks=who.came) for who in (*story.MENTORS, *story.MEMBERS)}
    found = society.months(story.lives(), began=began, until=until, seed=seed)
    return [act for act in found if all(act.at >= came[name] for name in (act.who, act.whom) if name)]
