"""Makes the cast, a group whose session is hours away, and an invitation with the mentor as welcomer. Prints JSON."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import django

django.setup()

from alongside.core import clock  # noqa: E402
from alongside.core.actions import SYSTEM  # noqa: E402
from alongside.groups import actions  # noqa: E402
from alongside.groups.models import Meeting, Tag  # noqa: E402
from alongside.people.actions_arriving import invite_person  # noqa: E402
from tests.cast import make_cast  # noqa: E402

cast = make_cast()
group = actions.create_group(cast.program, name="Morning group", tag=Tag.CLINICAL, by=SYSTEM)
actions.set_facilitators(group, [cast.counselor], by=SYSTEM)
for person in (cast.mentor, cast.member):
    actions.add_to_roster(group, person, by=SYSTEM)
starts = (clock.now() + timedelta(hours=3)).astimezone(ZoneInfo(cast.program.time_zone)).replace(tzinfo=None)
actions.set_schedule(
    group,
    starts_local=starts.replace(microsecond=0),
    time_zone=cast.program.time_zone,
    minutes=60,
    rule="FREQ=WEEKLY",
    by=SYSTEM,
)
made = invite_person(
    cast.program, email="lou@example.org", display_name="Louise B.", welcomer=cast.mentor, by=cast.director
)
actions.add_to_roster(group, made.person, by=SYSTEM)
meeting = Meeting.objects.filter(group=group).order_by("starts_at").first()
assert meeting is not None
people = {"counselor": cast.counselor, "mentor": cast.mentor, "member": cast.member, "newcomer": made.person}
print(
    json.dumps(
        {
            "meeting": meeting.public_id,
            "invitation": made.link.rstrip("/").rpartition("/")[2],
            "people": {part: {"id": who.public_id, "name": who.display_name} for part, who in people.items()},
        }
    )
)
