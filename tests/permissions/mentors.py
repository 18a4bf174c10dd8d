"""Mentors: the member asks and chooses, the mentor answers; who isn't one of the two finds nothing.

The mentor mentors `groupmate`; the member has asked, may choose the mentor `other`, and was chosen by nobody.
"""

from dataclasses import dataclass
from typing import Any

from alongside.connections.mentors import actions
from alongside.connections.tests.mentor_scene import more_mentors, ready
from alongside.conversations.actions import open_pair, post_message
from alongside.conversations.models import Conversation, Message
from alongside.groups.mentoring import actions as mentoring
from alongside.groups.models import MentorOffer, Mentorship
from tests.cast import Cast
from tests.permissions import Row, staff_only, statuses


@dataclass
class Scene:
    pairing: Mentorship
    offer: MentorOffer
    choice: MentorOffer
    talk: Conversation
    message: Message


def stage(cast: Cast) -> Scene:
    ready(cast, cast.mentor, capacity=3)
    pairing = mentoring.begin(cast.mentor, cast.groupmate, by=cast.director)
    actions.ask(cast.third, mentoring.Wanted(), by=cast.third)
    choice = actions.choose(MentorOffer.objects.get(wish__member=cast.third), by=cast.third)
    more_mentors(cast, "Grace")
    actions.ask(cast.member, mentoring.Wanted(), by=cast.member)
    offer = MentorOffer.objects.filter(wish__member=cast.member).order_by("rank", "pk")[0]
    talk = open_pair(cast.mentor, cast.member, by=cast.mentor)
    message = post_message(talk, "Hello.", by=cast.mentor, key="hello-1")
    return Scene(pairing, offer, choice, talk, message)


def _id(name: str) -> Any:
    return lambda cast: {"id": getattr(cast.scene, name).public_id}


def _message(cast: Cast) -> dict[str, Any]:
    return {"id": cast.scene.talk.public_id, "message_id": cast.scene.message.public_id}


def members(status: int, **roles: int) -> dict[str, int]:
    return dict(statuses(404, **({"member": status, "groupmate": status} | roles)))


def only(status: int, role: str) -> dict[str, int]:
    return dict(statuses(404, **{role: status}))


ABOUT = {"about": "I listen.", "topics": ["sleep"], "capacity": "2", "hours_a_week": "2"}

TABLE = [
    Row("connections:mentor", members(200)),
    Row("connections:mentor_wish", members(200, groupmate=302)),
    Row("connections:mentor_wish", members(302), method="POST", data=lambda cast: {"topics": ["sleep"]}),
    Row("connections:mentor_wish_close", members(302), method="POST"),
    Row("connections:mentor_choose", only(302, "member"), method="POST", kwargs=_id("offer")),
    Row("connections:mentor_take_back", only(302, "member"), method="POST", kwargs=_id("offer")),
    Row("connections:mentor_put_away", only(302, "member"), method="POST", kwargs=_id("offer")),
    Row("connections:mentor_end", members(302), method="POST"),
    Row("connections:mentor_thank", only(302, "groupmate"), method="POST"),
    Row("connections:this_helped", only(200, "member"), kwargs=_message),
    Row("connections:this_helped", only(302, "member"), method="POST", kwargs=_message),
    Row("connections:mentoring", only(200, "mentor")),
    Row(
        "connections:mentoring_answer",
        only(302, "mentor"),
        method="POST",
        kwargs=_id("choice"),
        data=lambda cast: {"answer": "yes"},
    ),
    # The member chose nobody yet: the offer is unknown to every mentor.
    Row("connections:mentoring_answer", statuses(404), method="POST", kwargs=_id("offer")),
    Row("connections:mentoring_end", only(302, "mentor"), method="POST", kwargs=_id("pairing")),
    Row("groups:mentor_profile", only(200, "mentor")),
    Row("groups:mentor_profile", only(302, "mentor"), method="POST", data=lambda cast: ABOUT),
    Row("groups:mentor_pause", only(302, "mentor"), method="POST", data=lambda cast: {"end": "1"}),
    Row("groups:mentor_agreement", only(200, "mentor")),
    Row("groups:mentor_agreement", only(302, "mentor"), method="POST", data=lambda cast: {"accepts": "1"}),
    Row("care:mentors", staff_only(outsider=200)),
]
