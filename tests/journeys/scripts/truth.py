"""What the house knows of a meeting. Prints JSON: attendance minutes, encounters, chat, seats, small rooms.

truth MEETING
"""

import json
import sys

import django

django.setup()

from alongside.conversations.models import Message  # noqa: E402
from alongside.rooms import attendance  # noqa: E402
from alongside.rooms.models import Attendee, Encounter, Room, Seat  # noqa: E402

room = Room.objects.select_related("meeting").get(meeting__public_id=sys.argv[1])
seats = Seat.objects.filter(round__room=room).select_related("person", "small_room", "round")
print(
    json.dumps(
        {
            "attendance": {
                row.person.public_id: {
                    "minutes": row.minutes,
                    "breakout": row.breakout_minutes,
                    "here": row.here_now,
                    "rejoined": row.rejoined,
                }
                for row in attendance.of(room)
            },
            "encounters": [
                [*sorted((each.first.public_id, each.second.public_id)), each.seconds]
                for each in Encounter.objects.filter(round__room=room).select_related("first", "second")
            ],
            "chat": [
                [each.seq, each.author.public_id, each.body]
                for each in Message.objects.filter(conversation=room.conversation).select_related("author")
            ],
            "media": {
                each.person.public_id: each.media_key
                for each in Attendee.objects.filter(room=room, state="in").select_related("person")
            },
            "seats": {
                f"{each.round.number}:{each.person.public_id}": [each.small_room.number, each.state] for each in seats
            },
            "main": room.public_id,
            "ended": room.ended_at is not None,
        }
    )
)
