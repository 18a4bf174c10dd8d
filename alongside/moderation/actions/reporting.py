"""Asking staff to look at something."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from alongside.conversations.models import Message
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups.models import Circle, Meeting
from alongside.moderation import access, events, queries
from alongside.moderation.models import Report, Trouble, What
from alongside.moderation.words import clean_words
from alongside.notify.actions import Telling, tell_all
from alongside.notify.models import Occasion
from alongside.people.models import STAFF_ROLES, Person, Role
from alongside.people.stages import at_work

Thing = Message | Person | Meeting | Circle
HOUR = timedelta(hours=1)
MOST_LATE = 200
"""Told of in one turn; the rest has the next."""


@action("moderation.report")
def report(thing: Thing, trouble: Trouble, *, by: Person) -> Report:
    """`by` asks staff to look at `thing`. The same again by the same person is the same report, while it waits.

    Whoever says a second time that someone may be in danger is heard as such. A message's words are kept as they are
    now. Raises Refused for oneself and one's own, and for more reports an hour than anyone can mean.
    """
    trouble = Trouble(trouble)
    made = Report(program_id=by.program_id, by=by, trouble=trouble, at=clock.now(), **_about(thing, by))
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # two taps at once are one report
    mine = queries.same_target(made).filter(by=by)
    known = mine.filter(decided_at=None).first() or (mine.first() if made.what == What.MESSAGE else None)
    if known is not None:
        return _more_urgent(known, trouble) if trouble == Trouble.UNSAFE else known
    if Report.objects.filter(by=by, at__gt=made.at - HOUR).count() >= settings.REPORTS_AN_HOUR:
        raise Refused(
            _(
                "You have told us of a lot in the last hour, and all of it is with staff. "
                "If someone is in danger, please call for help now; for the rest, try again a little later."
            )
        )
    alone = not queries.same_target(made).filter(decided_at=None).exists()
    made.save()
    current().record(made, what=str(made.what), trouble=str(trouble))
    if trouble == Trouble.UNSAFE:
        events.unsafe(made)
    if alone:
        tell_all([_news(each, made) for each in readers(made)], by=by)
    return made


@action("moderation.add_words")
def add_words(made: Report, words: str, *, by: Person) -> Report:
    """A few words to one's own report, instead of those that were there. Raises Refused once it was decided."""
    locked = Report.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if locked.by_id != by.pk:
        raise Refused(_("Only whoever reported it can do that."))
    if locked.decided_at is not None:
        raise Refused(_("This was looked at meanwhile. If there is more to say, write to your care team."))
    locked.words = clean_words(words, empty=True)
    locked.save(update_fields=["words"])
    current().record(locked)
    return locked


@action("moderation.tell_directors")
def tell_directors(late: Iterable[Report], *, by: Actor) -> int:
    """Nobody has decided on these in time: the directors hear it, once for each. Returns how many were late."""
    reports = list(late)
    news = []
    for each in reports:
        for person in readers(each):
            if person.role == Role.DIRECTOR:
                news.append(Telling(person, Occasion.CARE, f"report-late:{each.public_id}", _link(each)))
    Report.objects.filter(pk__in=[each.pk for each in reports]).update(late_at=clock.now())
    tell_all(news, by=by)
    current().record(count=len(reports))
    return len(reports)


def overdue(at: datetime) -> list[Report]:
    """Open reports whose time has passed and of which directors haven't heard. The longest waiting first."""
    rows = Report.objects.filter(decided_at=None, late_at=None, at__lte=at - queries.LOOKED_AT_WITHIN)
    rows = rows.select_related("program")
    return [each for each in rows.order_by("at", "pk")[:MOST_LATE] if queries.due(each.program, each.at) <= at]


def readers(made: Report) -> list[Person]:
    """Everyone at work who may see it. A few queries for each of staff: reports are rare."""
    staff = Person.objects.filter(program=made.program_id, role__in=STAFF_ROLES).select_related("program", "account")
    return [each for each in staff if at_work(each) and each.pk != made.by_id and access.may_see(each, made)]


def _news(person: Person, made: Report) -> Telling:
    return Telling(person, Occasion.CARE, f"report:{made.public_id}", _link(made))


def _link(made: Report) -> str:
    return f"/safety/reports/{made.public_id}/"


def _more_urgent(known: Report, trouble: Trouble) -> Report:
    if known.trouble != trouble and known.decided_at is None:
        known.trouble = trouble
        known.save(update_fields=["trouble"])
        current().record(known, trouble=str(trouble))
        events.unsafe(known)
    return known


def _about(thing: Thing, by: Person) -> dict[str, object]:
    """The columns of what it is about. Raises Refused for oneself and one's own."""
    if isinstance(thing, Message):
        if thing.author_id == by.pk:
            raise Refused(_("This is your own. You can change it or take it back."))
        return {"what": What.MESSAGE, "message": thing, "person": thing.author, "kept_words": thing.body}
    if isinstance(thing, Person):
        if thing.pk == by.pk:
            raise Refused(_("That is you. If you need someone, get help now or write to your care team."))
        return {"what": What.PERSON, "person": thing}
    if isinstance(thing, Meeting):
        return {"what": What.SESSION, "meeting": thing}
    return {"what": What.CIRCLE, "circle": thing}
