"""A group of the cast that meets at ten in New York on Tuesdays and Thursdays, led by Dana, with Ken standing in."""

from datetime import UTC, datetime

from alongside.groups import actions
from alongside.groups.models import Group
from tests.cast import Cast

MONDAY = datetime(2026, 11, 23, 14, tzinfo=UTC)
"""Nine in the morning in New York, the day before the first session."""
FIRST_LOCAL = datetime(2026, 11, 24, 10)
ZONE = "America/New_York"


def make_group(cast: Cast, name: str = "Morning group", *, cap: int = 12, stand_in: bool = False) -> Group:
    """The group, without people; call it with the clock where it shall begin."""
    group = actions.create_group(cast.program, name=name, cap=cap, by=cast.director)
    leads = [cast.counselor, cast.other_counselor] if stand_in else [cast.counselor]
    return actions.set_facilitators(group, leads, by=cast.director)


def give_schedule(group: Group, cast: Cast, rule: str = "FREQ=WEEKLY;BYDAY=TU,TH", hour: int = 10) -> Group:
    """One hour, from the first Tuesday on."""
    return actions.set_schedule(
        group,
        starts_local=FIRST_LOCAL.replace(hour=hour),
        time_zone=ZONE,
        minutes=60,
        rule=rule,
        by=cast.counselor,
    )


def full_group(cast: Cast) -> Group:
    """With its schedule, and the roster of the cast in it."""
    group = give_schedule(make_group(cast), cast)
    for person in cast.roster:
        actions.add_to_roster(group, person, by=cast.counselor)
    return group
