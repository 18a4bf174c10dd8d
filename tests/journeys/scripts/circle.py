"""The circle of that name, as JSON; its next meeting begins in two minutes.

circle NAME
"""

import json
import sys
from datetime import timedelta

import django

django.setup()

from alongside.core import clock  # noqa: E402
from alongside.groups.models import Circle, Meeting  # noqa: E402

circle = Circle.objects.get(name=sys.argv[1])
now = clock.now()
meeting = Meeting.objects.filter(circle=circle, ends_at__gt=now).order_by("starts_at").first()
if meeting is not None and meeting.starts_at > now + timedelta(minutes=5):
    starts = now + timedelta(minutes=2)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=starts, ends_at=starts + timedelta(minutes=45))
print(json.dumps({"id": circle.public_id, "meeting": meeting.public_id if meeting else None}))
