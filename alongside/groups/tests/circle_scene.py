"""A circle of the cast: Rosa, a mentor, hosts Early Birds, which meets at seven in New York on weekdays."""

from datetime import datetime

from alongside.groups.circles import actions
from alongside.groups.models import Circle, CircleRole, Openness
from alongside.people.models import Person
from tests.cast import Cast

AGREEMENT = "What is said here stays here.\nWe listen more than we advise."
WHEN = actions.When(datetime(2026, 11, 24, 7), "America/New_York", 45, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")


def propose(cast: Cast, name: str = "Early Birds", *, cap: int = 12, openness: Openness = Openness.PUBLIC) -> Circle:
    """What Rosa would like to host; nobody has said yes to it yet."""
    words = actions.Words(name, "Coffee and a walk.", "mornings, walking", "en", openness, cap)
    return actions.propose_circle(cast.mentor, words, AGREEMENT, WHEN, by=cast.mentor)


def circle(cast: Cast, *people: Person, **kwargs: object) -> Circle:
    """The circle, begun, with these people in it besides Rosa."""
    made = actions.approve_circle(propose(cast, **kwargs), by=cast.counselor)  # type: ignore[arg-type]
    for person in people:
        if made.openness == Openness.INVITED:
            actions.invite(made, person, by=cast.mentor)
        actions.join(made, person, accepts=True, by=person)
    made.refresh_from_db()
    return made


def make_cohost(made: Circle, person: Person, cast: Cast) -> None:
    actions.offer_role(made, person, CircleRole.COHOST, by=cast.mentor)
    actions.accept_offer(made, person, by=person)
