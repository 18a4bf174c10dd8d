"""Posts that wait: offers are theirs who were asked, handing on is for whoever reads it, figures are for directors."""

from types import SimpleNamespace
from typing import Any

from alongside.conversations import actions
from alongside.conversations.models import Conversation, Kind, Offer, Participant, WaitingPost
from alongside.core import clock
from tests.cast import Cast
from tests.permissions import Row, director_only, statuses


def stage(cast: Cast) -> Any:
    """A question of the member in their group, which the groupmate was asked to answer."""
    at = clock.now()
    chat, _made = Conversation.objects.get_or_create(
        group=cast.group, defaults={"program": cast.program, "kind": Kind.GROUP, "made_at": at}
    )
    for person in (*cast.roster, cast.counselor):
        Participant.objects.get_or_create(conversation=chat, person=person, defaults={"since": at})
    message = actions.post_message(chat, "Is anyone there?", by=cast.member, key="is-anyone-there")
    post = WaitingPost.objects.get(message=message)
    offer = Offer.objects.create(waiting=post, person=cast.groupmate, rung=1, at=at)
    return SimpleNamespace(chat=chat, message=message, offer=offer)


def _message(cast: Cast) -> dict[str, Any]:
    return {"id": cast.scene.chat.public_id, "message_id": cast.scene.message.public_id}


def _offer(cast: Cast) -> dict[str, Any]:
    return {"id": cast.scene.offer.public_id}


def readers(status: int) -> dict[str, int]:
    return dict(statuses(404, member=status, groupmate=status, mentor=status, counselor=status))


TABLE = [
    Row("conversations:take", readers(302), method="POST", kwargs=_message, data=lambda cast: {"by": "hour"}),
    Row("conversations:take", readers(302), method="POST", kwargs=_message, data=lambda cast: {"by": "never"}),
    Row("conversations:hand_over", readers(200), kwargs=_message),
    Row("conversations:hand_over", readers(302) | {"member": 422}, method="POST", kwargs=_message),
    Row("conversations:take_offer", statuses(404, groupmate=302), method="POST", kwargs=_offer),
    Row("conversations:pass_offer", statuses(404, groupmate=302), method="POST", kwargs=_offer),
    Row("care:answers", director_only(outsider=200)),
    Row("care:insight", director_only(outsider=200)),
    Row("care:insight", director_only(outsider=200), query="?weeks=many"),
    Row("care:insight_csv", director_only(outsider=200)),
    Row("people:step_back", statuses(404, mentor=302), method="POST"),
    Row("people:step_forward", statuses(404, mentor=302), method="POST"),
    Row(
        "people:supervisor",
        director_only(302),
        method="POST",
        kwargs=lambda cast: {"public_id": cast.mentor.public_id},
        data=lambda cast: {"supervisor": cast.counselor.public_id},
    ),
    Row(
        "people:supervisor",
        statuses(404),
        method="POST",
        kwargs=lambda cast: {"public_id": cast.member.public_id},
        data=lambda cast: {"supervisor": cast.counselor.public_id},
    ),
]
