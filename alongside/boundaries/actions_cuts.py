"""Block and mute: a person's own choice about another. And pauses of writing, which staff decide.

Nobody but the person who chose ever learns of it: no event, no letter, no reason, no other answer to the same request.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from alongside.boundaries import events
from alongside.boundaries.models import Cut, PostingPause, Wish
from alongside.boundaries.queries import posting_pause
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people.models import Person


@action("boundaries.cut")
def cut(other: Person, wish: Wish, *, by: Person, key: str | None = None) -> Cut:
    """`by` blocks or mutes `other` from now on; the other wish, where there was one, ends. Raises Refused.

    The same wish again is the same cut.
    """
    wish = Wish(wish)
    if by.pk == other.pk:
        raise Refused(_("That is you."))
    if by.program_id != other.program_id:
        raise ValueError(f"persons {by.pk} and {other.pk} are not of one program")
    if by.is_staff:
        raise Refused(_("People must be able to reach you here. If you need distance, talk with a director."))
    if other.is_staff:
        raise Refused(
            _("%(name)s is on your care team, so you can’t shut them out. You can ask for someone else.")
            % {"name": other.display_name}
        )
    # The row of whoever chooses is the lock: two taps at once, and one of them finds what the other did.
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    standing = Cut.objects.filter(person=by, other=other, lifted_at=None).first()
    if standing is not None and standing.wish == wish:
        return standing
    at = clock.now()
    if standing is not None:
        standing.lifted_at = at
        standing.save(update_fields=["lifted_at"])
    with transaction.atomic():
        made = Cut.objects.create(program_id=by.program_id, person=by, other=other, wish=wish, since=at)
    current().record(made, wish=str(wish))
    events.cut_changed(by, other)
    return made


@action("boundaries.uncut")
def uncut(other: Person, *, by: Person) -> Cut | None:
    """`by` neither blocks nor mutes `other` any more. Twice is the same as once."""
    standing = Cut.objects.select_for_update(of=("self",)).filter(person=by, other=other, lifted_at=None).first()
    if standing is None:
        return None
    standing.lifted_at = clock.now()
    standing.save(update_fields=["lifted_at"])
    current().record(standing)
    events.cut_changed(by, other)
    return standing


@action("boundaries.pause_posting")
def pause_posting(person: Person, until: datetime, *, by: Actor) -> PostingPause:
    """`person` may read but not write until then. Who may decide that is asked where it is decided."""
    made = PostingPause.objects.create(program_id=person.program_id, person=person, since=clock.now(), until=until)
    current().record(made, until=until.isoformat())
    _note(person)
    return made


@action("boundaries.lift_pause")
def lift_pause(pause: PostingPause, *, by: Actor) -> PostingPause:
    """They may write again. Twice is the same as once."""
    if pause.lifted_at is None:
        pause.lifted_at = clock.now()
        pause.save(update_fields=["lifted_at"])
        _note(pause.person)
    current().record(pause)
    return pause


def _note(person: Person) -> None:
    """Where every post finds it without a query: on the person's own row."""
    pause = posting_pause(person, clock.now())
    person.writes_again_at = pause.until if pause else None
    person.save(update_fields=["writes_again_at"])
