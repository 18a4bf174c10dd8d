"""Talk: one's own list, requests of those who were asked, care lines of those who look after someone, the forum."""

from dataclasses import dataclass
from typing import Any

from alongside.boundaries.actions import keep_apart
from alongside.boundaries.actions_cuts import cut
from alongside.boundaries.models import Wish
from alongside.conversations import actions
from alongside.conversations.actions.forum import add_tag
from alongside.conversations.models import Conversation, ForumTag, Message
from tests.cast import Cast
from tests.permissions import Row, staff_only, statuses


@dataclass
class Scene:
    """The member asked four: the groupmate, who hasn’t said; the fourth, who passed on it; the mentor, who blocks
    them; and the third, whom staff keep apart from them."""

    request: Conversation
    declined: Conversation
    blocked: Conversation
    apart: Conversation
    line: Conversation
    group: Conversation
    topic: Conversation
    reply: Message
    tag: ForumTag


def stage(cast: Cast) -> Scene:
    group = Conversation.objects.get(group=cast.group)
    cut(cast.member, Wish.BLOCK, by=cast.mentor)
    keep_apart(cast.member, cast.third, by=cast.counselor)
    asked = {
        name: actions.request_pair(to, "May I?", by=cast.member, key=f"may-i-{name}")
        for name, to in {
            "request": cast.groupmate,
            "declined": cast.fourth,
            "blocked": cast.mentor,
            "apart": cast.third,
        }.items()
    }
    actions.decline(asked["declined"].participants.get(person=cast.fourth), by=cast.fourth)
    line = actions.open_line(cast.member, by=cast.member)
    topic = actions.open_topic(cast.program, "Sleep", "Awake since four.", by=cast.member, key="the-topic")
    reply = actions.post_message(topic, "So am I", by=cast.groupmate, key="the-reply")
    tag = add_tag(cast.program, "Nights", by=cast.counselor)
    return Scene(line=line, group=group, topic=topic, reply=reply, tag=tag, **asked)


def _to(name: str) -> Any:
    return lambda cast: {"id": getattr(cast.scene, name).public_id}


def _chat(name: str, **roles: int) -> list[Row]:
    """A conversation's page and state, for those roles alone."""
    return [
        Row("conversations:conversation", statuses(404, **roles), kwargs=_to(name)),
        Row("conversations:state", statuses(404, **{"visitor": 401, **roles}), kwargs=_to(name)),
    ]


def _words(cast: Cast) -> dict[str, Any]:
    return {"body": "Hello", "key": "hello-all"}


def _yes(cast: Cast) -> dict[str, Any]:
    return {"on": "yes"}


MEMBERS_ONLY = {"counselor": 404, "other_counselor": 404, "director": 404}
EVERYONE = {
    "member": 200,
    "groupmate": 200,
    "mentor": 200,
    "counselor": 200,
    "other_counselor": 200,
    "director": 200,
}

TABLE = [
    Row("conversations:talk", statuses(200, outsider=200)),
    Row("conversations:talk", statuses(200, outsider=200), query="?ended=1&before=nonsense"),
    Row("conversations:new", statuses(200, outsider=200), query="?q=Sam"),
    # Whoever is blocked, passed on or kept apart opens what they wrote; the other one never finds it there.
    *_chat("request", member=200, groupmate=200),
    *_chat("declined", member=200),
    *_chat("blocked", member=200),
    *_chat("apart", member=200),
    *_chat("line", member=200, counselor=200),
    *_chat("group", member=200, groupmate=200, mentor=200, counselor=200),
    *_chat("topic", **EVERYONE),
    Row(
        "conversations:to",
        statuses(200, member=302, groupmate=404),
        kwargs=lambda c: {"public_id": c.groupmate.public_id},
    ),
    Row(
        "conversations:to",
        statuses(302, groupmate=404),
        method="POST",
        kwargs=lambda cast: {"public_id": cast.groupmate.public_id},
        data=_words,
    ),
    Row(
        "conversations:to",
        statuses(302, mentor=422, member=404),
        method="POST",
        kwargs=lambda cast: {"public_id": cast.member.public_id},
        data=_words,
    ),
    Row("conversations:accept", statuses(404, groupmate=302), method="POST", kwargs=_to("request")),
    Row("conversations:decline", statuses(404, groupmate=302), method="POST", kwargs=_to("request")),
    Row("conversations:accept", statuses(404), method="POST", kwargs=_to("blocked")),
    Row("conversations:decline", statuses(404), method="POST", kwargs=_to("apart")),
    Row("conversations:care_team", statuses(200, member=302, outsider=404, **MEMBERS_ONLY)),
    Row("conversations:care_team", statuses(302, **MEMBERS_ONLY), method="POST", data=_words),
    Row("conversations:forum", statuses(200, outsider=200)),
    Row("conversations:new_topic", statuses(200, outsider=200)),
    Row(
        "conversations:new_topic",
        statuses(302, outsider=302),
        method="POST",
        data=lambda cast: {"title": "Walks", "body": "Where to?", "key": "where-to-1"},
    ),
    Row("conversations:follow", statuses(302), method="POST", kwargs=_to("topic"), data=_yes),
    Row("conversations:follow", statuses(404), method="POST", kwargs=_to("group"), data=_yes),
    Row("conversations:retag", staff_only(200, member=200), kwargs=_to("topic")),
    Row("conversations:retag", staff_only(302, member=302), method="POST", kwargs=_to("topic")),
    Row("conversations:close_topic", staff_only(302), method="POST", kwargs=_to("topic"), data=_yes),
    Row(
        "conversations:helped",
        statuses(404, member=302),
        method="POST",
        kwargs=lambda cast: {"id": cast.scene.topic.public_id, "message_id": cast.scene.reply.public_id},
        data=_yes,
    ),
    Row("conversations:tags", staff_only(200, outsider=200)),
    Row("conversations:tags", staff_only(302, outsider=302), method="POST", data=lambda cast: {"name": "Walks"}),
    Row(
        "conversations:remove_tag",
        staff_only(302),
        method="POST",
        kwargs=lambda cast: {"tag_id": cast.scene.tag.public_id},
    ),
]
