"""Who took part in a small room: was there, and was heard in one of the ways of being here.

Heard is who spoke there, wrote in its chat, reacted or raised a hand; and who chose to listen, or to be seen, and
stayed for half of it. Whoever was there in another way and did none of these was near the others, no more. Functions of
actions.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from alongside.conversations.models import Message
from alongside.live import happenings
from alongside.rooms.models import SEATED_PHASES, Attendee, Phase, Round, Seat, SmallRoom, Way

SPOKE_MS: Final = 2000
"""Speech within ten seconds that is more than clearing one's throat."""
BY_BEING_THERE: Final = (Way.LISTENING, Way.CAMERA)


def heard(attendee: Attendee) -> None:
    """They did something that the others noticed. One statement if they are in a small room, none otherwise."""
    if attendee.media_key in ("", attendee.room.public_id):
        return
    Seat.objects.filter(
        person=attendee.person_id,
        round__phase__in=SEATED_PHASES,
        round__small_rooms__public_id=attendee.media_key,
        took_part=False,
    ).update(took_part=True)


def spoke(media_key: str, person: str, milliseconds: int) -> None:
    """`person` (a public id) spoke in a small room. Told up to ten seconds later: its round may have ended."""
    if milliseconds < SPOKE_MS:
        return
    seat = (
        Seat.objects.filter(round__small_rooms__public_id=media_key, person__public_id=person, took_part=False)
        .select_related("round__room__meeting")
        .first()
    )
    if seat is None or not Seat.objects.filter(pk=seat.pk, took_part=False).update(took_part=True):
        return
    if seat.round.phase == Phase.CLOSED:
        say_ended(seat.round)


def at_the_end(round_: Round, smalls: Iterable[SmallRoom], stayed: Mapping[int, float], length: float) -> None:
    """Note who took part, when the round ends. `stayed`: seconds in its small rooms, by person; `length`: of all."""
    talks = [small.conversation_id for small in smalls if small.conversation_id is not None]
    took = set(Message.objects.filter(conversation__in=talks, author__in=stayed).values_list("author", flat=True))
    long_enough = [person for person, seconds in stayed.items() if seconds > 0 and seconds >= length / 2]
    by_being_there = Attendee.objects.filter(room=round_.room_id, person__in=long_enough, way__in=BY_BEING_THERE)
    took |= set(by_being_there.values_list("person", flat=True))
    Seat.objects.filter(round=round_, person__in=took).update(took_part=True)


def say_ended(round_: Round) -> None:
    """Who met whom in this round is known, or known better. Needs its room and meeting loaded."""
    happenings.say(round_.room.meeting.program_id, "rooms.round_ended", {"round": round_.pk})
