"""“Would you like to meet again?”: asked after a small room of both who took part, answered in private."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from alongside.boundaries.queries import cut_pairs
from alongside.connections import queries
from alongside.connections.introductions import proposing
from alongside.connections.introductions.actions.opening import open_between
from alongside.connections.models import Again, Introduction, Side, Source
from alongside.conversations.models import Conversation, Kind
from alongside.conversations.pairs import two_of
from alongside.core import clock, rows
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people.models import Person, Program
from alongside.rooms.models import Encounter, Round, Seat

MOST_EACH: Final = 2
"""Questions to one person after one session."""
OPEN_FOR: Final = timedelta(days=7)
WRITES_TO_EACH_OTHER: Final = timedelta(days=14)


@action("connections.ask_again")
def ask_again(round_: Round, *, by: Actor) -> int:
    """Ask those who met in this round and both took part, at most two questions each in a session. Idempotent.

    Who has few two-way ties comes first. Those who are in touch, were asked before, don't wish to be brought together
    or whom anything keeps apart aren't asked: nobody can tell which it was, nor from being chosen among several.
    Returns how many pairs are asked.
    """
    meeting = round_.room.meeting
    Program.objects.select_for_update(no_key=True).values_list("pk").get(pk=meeting.program_id)
    at, place = clock.now(), f"meeting:{meeting.pk}"
    took = set(Seat.objects.filter(round=round_, took_part=True).values_list("person", flat=True))
    met = [
        (first, second)
        for first, second in Encounter.objects.filter(round=round_, met=True).values_list("first", "second")
        if first in took and second in took
    ]
    wants = proposing.wants_to_be_asked({one for both in met for one in both}, at)
    met = [both for both in met if wants.issuperset(both)]
    if not met:
        return 0
    barred = cut_pairs(wants)
    barred |= _in_touch(meeting.program_id, at)
    asked = Again.objects.filter(person__in=wants, other__in=wants).values_list("person", "other")
    barred.update(frozenset(both) for both in asked)
    has = Counter(Again.objects.filter(person__in=wants, place=place).values_list("person", flat=True))
    ties = queries.two_way_count(wants, at)
    count = 0
    for first, second in sorted(met, key=lambda both: (*sorted(ties[one] for one in both), both)):
        if frozenset((first, second)) in barred or max(has[first], has[second]) >= MOST_EACH:
            continue
        for person, other in ((first, second), (second, first)):
            has[person] += 1
            question = Again(person_id=person, other_id=other, place=place, met_at=at, expires_at=at + OPEN_FOR)
            rows.insert([question], once=True)
        count += 1
    current().record(round_, pairs=count)
    return count


@action("connections.answer_again")
def answer_again(question: Again, yes: bool, *, by: Person) -> Introduction | None:
    """`by` says whether they would like to meet them again. Returns the introduction if both do; else None, whatever
    the other said, or couldn't. Raises Refused once it is over."""
    if question.person_id != by.pk:
        raise ValueError(f"question {question.pk} isn't asked of person {by.pk}")
    both = (question.person_id, question.other_id)
    found = Again.objects.select_for_update(of=("self",)).filter(person__in=both, other__in=both).order_by("pk")
    mine: Again | None = None
    theirs: Again | None = None
    for each in found.select_related("person", "other"):
        mine, theirs = (each, theirs) if each.person_id == by.pk else (mine, each)
    at = clock.now()
    if mine is None or mine.expires_at <= at:
        raise Refused(_("This question is over, so nothing was changed."))
    current().record(mine)
    if mine.yes and yes:
        return _introduced(mine)
    mine.yes, mine.answered_at = yes, at
    mine.save(update_fields=["yes", "answered_at"])
    if not yes or theirs is None or not theirs.yes or theirs.expires_at <= at or _introduced(mine):
        return None
    offer = Introduction.objects.create(
        program_id=by.program_id, source=Source.AGAIN, made_at=at, expires_at=mine.expires_at
    )
    Side.objects.bulk_create(Side(introduction=offer, person_id=pk, yes=True, answered_at=at) for pk in sorted(both))
    if open_between(offer, mine.person, mine.other):
        return offer
    offer.delete()
    return None


def _in_touch(program_id: int, at: datetime) -> set[frozenset[int]]:
    """Who write to each other as it is: asking them would be odd. One query."""
    lately = Conversation.objects.filter(
        program=program_id, kind=Kind.PAIR, accepted_at__isnull=False, last_at__gt=at - WRITES_TO_EACH_OTHER
    )
    names = lately.values_list("pair", flat=True)
    return {frozenset(two_of(name)) for name in names}


def _introduced(question: Again) -> Introduction | None:
    """What came of two yeses."""
    opened = Introduction.objects.filter(source=Source.AGAIN, conversation__isnull=False)
    return opened.filter(sides__person=question.person_id).filter(sides__person=question.other_id).first()
