"""Who should take part in the conversations of groups, circles and care teams. What is, `membership` makes so.

Each answer maps row numbers of people to whether they read what was said before they came. In groups and circles words
are said to those who are there, so members read from their joining on; those who lead read all of it, and so does
whoever looks after someone on that person's line.
"""

from collections import defaultdict
from collections.abc import Iterable

from alongside.core import clock
from alongside.groups.models import Circle, CircleMember, CircleState, Facilitator, Group, RosterEntry, RosterState
from alongside.people.cover import stand_ins
from alongside.people.models import Duty, Person, Role
from alongside.people.stages import at_work, stages_where

Wanted = dict[int, bool]


def in_groups(groups: Iterable[Group]) -> dict[int, Wanted]:
    """By the group's row number: the roster, who leads, and who stands in for them now. Three queries."""
    found: dict[int, Wanted] = {group.pk: {} for group in groups}
    here = stages_where("may_sign_in")
    rows = RosterEntry.objects.filter(group__in=list(found), state=RosterState.ON, person__stage__in=here)
    for group_id, person_id in rows.values_list("group_id", "person_id"):
        found[group_id][person_id] = False
    for group_id, people in _leading(found, Duty.GROUPS).items():
        found[group_id].update({person.pk: True for person in people})
    return found


def in_circles(circles: Iterable[Circle]) -> dict[int, Wanted]:
    """By the circle's row number: those who belong to it. Staff read no circle that they don't belong to. One query."""
    found: dict[int, Wanted] = {circle.pk: {} for circle in circles}
    rows = CircleMember.objects.filter(
        circle__in=list(found), state=CircleState.ON, person__stage__in=stages_where("may_sign_in")
    )
    for circle_id, person_id in rows.values_list("circle_id", "person_id"):
        found[circle_id][person_id] = False
    return found


def on_lines(people: Iterable[Person]) -> dict[int, Wanted]:
    """By the person's row number: that person, and their care team. Up to six queries."""
    asked = list(people)
    here = stages_where("may_sign_in")
    found: dict[int, Wanted] = {}
    for pk, team in care_teams(asked).items():
        found[pk] = {each.pk: True for each in team}
    for person in asked:
        if person.stage in here:
            found[person.pk][person.pk] = True
    return found


def care_teams(people: Iterable[Person]) -> dict[int, list[Person]]:
    """Who looks after each of them, by row number: who leads their groups, a mentor's supervisor, and who stands in.

    The directors where there is nobody else. Up to six queries.
    """
    asked = {person.pk: person for person in people}
    rows = RosterEntry.objects.filter(person__in=list(asked), state=RosterState.ON, group__closed_at=None)
    groups_of: dict[int, list[int]] = defaultdict(list)
    for person_id, group_id in rows.order_by("since", "id").values_list("person_id", "group_id"):
        groups_of[person_id].append(group_id)
    leading = _leading({pk for each in groups_of.values() for pk in each}, Duty.LINES)
    supervisors = Person.objects.select_related("program").in_bulk(
        {person.supervisor_id for person in asked.values() if person.supervisor_id}
    )
    found: dict[int, list[Person]] = {}
    for pk, person in asked.items():
        team = [each for group_id in groups_of[pk] for each in leading.get(group_id, [])]
        supervisor = supervisors.get(person.supervisor_id or 0)
        found[pk] = list(dict.fromkeys([*team, *([supervisor] if supervisor and at_work(supervisor) else [])]))
    alone = {person.program_id for pk, person in asked.items() if not found[pk]}
    if alone:
        directors = Person.objects.filter(
            program__in=alone, role=Role.DIRECTOR, stage__in=stages_where("gets_letters")
        ).select_related("program")
        by_program: dict[int, list[Person]] = defaultdict(list)
        for director in directors.order_by("id"):
            by_program[director.program_id].append(director)
        for pk, person in asked.items():
            found[pk] = found[pk] or by_program[person.program_id]
    return found


def _leading(group_ids: Iterable[int], duty: Duty) -> dict[int, list[Person]]:
    """Who leads each group, first the leader, and whoever stands in for them now. Two queries."""
    rows = list(
        Facilitator.objects.filter(group__in=list(group_ids))
        .select_related("person__program", "person__account")
        .order_by("rank", "id")
    )
    acting = stand_ins({row.person for row in rows}, duty, clock.now())
    found: dict[int, dict[Person, None]] = defaultdict(dict)
    for row in rows:
        for person in (row.person, acting[row.person_id]):
            if at_work(person):
                found[row.group_id][person] = None
    return {group_id: list(people) for group_id, people in found.items()}
