"""Opening what was reported: kept, so that it can be asked about."""

from alongside.conversations.models import Message
from alongside.core import clock
from alongside.core.actions import action, current
from alongside.moderation import queries
from alongside.moderation.models import ContextView, Report
from alongside.people.models import Person


@action("moderation.open_card")
def open_card(report: Report, *, by: Person) -> None:
    """Someone on staff has opened it: whoever reported it can read that it is being looked at."""
    rows = queries.same_target(report).filter(decided_at=None, seen_at=None)
    current().record(report, opened=rows.update(seen_at=clock.now()))


@action("moderation.look_around")
def look_around(message: Message, *, by: Person) -> ContextView:
    """`by` reads the five lines on each side of `message`."""
    seen = ContextView.objects.create(program_id=by.program_id, by=by, message=message, at=clock.now())
    current().record(message)
    return seen
