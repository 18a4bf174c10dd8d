"""Where a newcomer's path stands, as JSON. With a session and minutes, that session begins so many minutes later.

arrival PERSON [MEETING MINUTES]      MEETING "hello": the one they have booked
"""

import json
import sys
from datetime import timedelta

import django

django.setup()

from alongside.core import clock  # noqa: E402
from alongside.groups.models import Meeting, MeetingKind  # noqa: E402
from alongside.people.models import Arrival, EmergencyContact, Person, SafetyPlan  # noqa: E402

person = Person.objects.get(public_id=sys.argv[1])
hello = Meeting.objects.filter(kind=MeetingKind.HELLO, places__person=person, cancelled_at=None).first()
if len(sys.argv) > 2:
    moved = hello if sys.argv[2] == "hello" else Meeting.objects.get(public_id=sys.argv[2])
    assert moved is not None
    starts = clock.now() + timedelta(minutes=float(sys.argv[3]))
    length = moved.ends_at - moved.starts_at
    Meeting.objects.filter(pk=moved.pk).update(starts_at=starts, ends_at=starts + length)
arrival = Arrival.objects.get(person=person)
print(
    json.dumps(
        {
            "stage": person.stage,
            "name": person.display_name,
            "adult": person.adult_at is not None,
            "welcomer": arrival.welcomer.public_id if arrival.welcomer else None,
            "steps": dict(arrival.steps.values_list("kind", "state")),
            "due": {step.kind: bool(step.due_at) for step in arrival.steps.all()},
            "contact": EmergencyContact.objects.filter(person=person).exists(),
            "plan": SafetyPlan.objects.filter(person=person).exists(),
            "hello": hello.public_id if hello else None,
        }
    )
)
