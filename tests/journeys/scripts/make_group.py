"""Makes a group of the cast whose session starts in a minute. Prints JSON: people by their part, meeting, program.

make_group [ROSTER SIZE]: the mentor and members; more are enrolled where the cast is too small.
"""

import json
import sys
from datetime import timedelta
from zoneinfo import ZoneInfo

import django

django.setup()

from alongside.core import clock  # noqa: E402
from alongside.core.actions import SYSTEM  # noqa: E402
from alongside.groups import actions  # noqa: E402
from alongside.groups.models import Meeting, Tag  # noqa: E402
from tests.cast import enroll, make_cast  # noqa: E402

size = int(sys.argv[1]) if len(sys.argv) > 1 else 5
cast = make_cast()
roster = {name: getattr(cast, name) for name in ("mentor", "member", "groupmate", "third", "fourth")}
for extra in range(len(roster), size):
    roster[f"extra{extra}"] = enroll(cast.program, f"Guest {extra}", "member")
group = actions.create_group(cast.program, name="Morning group", tag=Tag.CLINICAL, by=SYSTEM)
actions.set_facilitators(group, [cast.counselor, cast.other_counselor], by=SYSTEM)
for person in list(roster.values())[:size]:
    actions.add_to_roster(group, person, by=SYSTEM)
starts = (clock.now() + timedelta(minutes=1)).astimezone(ZoneInfo(cast.program.time_zone)).replace(tzinfo=None)
actions.set_schedule(
    group,
    starts_local=starts.replace(microsecond=0),
    time_zone=cast.program.time_zone,
    minutes=60,
    rule="FREQ=WEEKLY",
    by=SYSTEM,
)
meeting = Meeting.objects.filter(group=group).order_by("starts_at").first()
assert meeting is not None
people = {"counselor": cast.counselor, "other_counselor": cast.other_counselor, "outsider": cast.outsider, **roster}
print(
    json.dumps(
        {
            "meeting": meeting.public_id,
            "group": group.public_id,
            "people": {part: {"id": who.public_id, "name": who.display_name} for part, who in people.items()},
        }
    )
)
