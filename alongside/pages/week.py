"""What someone was part of between two moments: where they came, spoke and wrote, and the signs they were sent."""

from datetime import datetime

from django.db.models import Q

from alongside.conversations.models import Conversation, Kind, Message, Reaction
from alongside.conversations.pairs import others_of
from alongside.groups.models import Meeting
from alongside.notify.ports import Week
from alongside.people.models import Person
from alongside.rooms.models import Interval

MOST_NAMED = 5


def part_of(person: Person, start: datetime, end: datetime) -> Week:
    """The week of `person`. Up to seven queries. A stay counts where it began."""
    stays = Interval.objects.filter(person=person, entered_at__gte=start, entered_at__lt=end)
    meetings = Meeting.objects.filter(pk__in=stays.values("room__meeting")).select_related("group", "circle")
    came = list(meetings.order_by("starts_at", "pk"))
    said = Message.objects.filter(author=person, at__gte=start, at__lt=end, gone="")
    chats = list(
        Conversation.objects.filter(pk__in=said.values("conversation"))
        .exclude(kind__in=(Kind.SESSION, Kind.SMALL_ROOM))
        .select_related("group", "circle")
        .order_by("pk")
    )
    pairs = [each for each in chats if each.kind == Kind.PAIR]
    common = [each for each in chats if each.kind in (Kind.GROUP, Kind.CIRCLE, Kind.TOPIC)]
    # Only where the other wrote as well: a week in which nobody answered isn't one of writing with somebody.
    answered = set(
        Message.objects.filter(~Q(author=person), conversation__in=pairs, at__gte=start, at__lt=end).values_list(
            "conversation", flat=True
        )
    )
    both = [each for each in pairs if each.pk in answered]
    signs = Reaction.objects.filter(message__author=person, at__gte=start, at__lt=end).exclude(person=person)
    groups = [*(row.group for row in came), *(row.group for row in common)]
    circles = [*(row.circle for row in came), *(row.circle for row in common)]
    places = [each.name for each in (*groups, *circles) if each is not None]
    return Week(
        came=len(came),
        with_people=len(both),
        spoke_in=len(common),
        answered=signs.count(),
        places=tuple(dict.fromkeys(places))[:MOST_NAMED],
        names=tuple(other.display_name for other in others_of(both, person).values())[:MOST_NAMED],
    )
