"""The way in: invitations, and the agreements everyone accepts before a session."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people.models import Acceptance, Agreement, Person
from alongside.people.queries import current_agreements


@action("people.accept_agreements")
def accept_agreements(person: Person, agreements: Sequence[Agreement], *, by: Actor) -> None:
    """The person agrees to these versions. Raises Refused where one is no longer the newest of their program."""
    newest = {agreement.pk for agreement in current_agreements(person.program_id)}
    if any(agreement.pk not in newest for agreement in agreements):
        raise Refused(_("There is a newer version of this text. Please read it once more."))
    at = clock.now()
    for agreement in agreements:
        Acceptance.objects.get_or_create(person=person, agreement=agreement, defaults={"at": at})
    current().record(person, agreements=[agreement.public_id for agreement in agreements])
