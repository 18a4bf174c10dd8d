"""Someone reports that someone may be in danger: whoever is on call is told, with the clock of a call for help.

To be bound in site/wiring.py; called in the transaction of what happened. Where it is about someone on staff, no card
is opened, since cards can reach everyone on staff: the directors who may read the report get a letter at once instead.
"""

from django.conf import settings

from alongside.care import parts
from alongside.care.actions import settle, tell_on_call
from alongside.care.models import Kind, ReachOut, Reason
from alongside.core.actions import System
from alongside.moderation import access
from alongside.moderation.actions.reporting import readers
from alongside.moderation.models import Report
from alongside.notify.actions import send_mail_discreetly
from alongside.people.models import Person

DESK = System("reports of danger")


def danger_reported(report: Report) -> None:
    """A card about the person who may be in danger: whom the report is about, else whoever made it."""
    if report.person is not None and report.person.is_staff:
        for director in readers(report):
            send_mail_discreetly(director, "care/mail/call.txt", {"link": f"{settings.BASE_URL}/"}, by=DESK)
        return
    about = report.person or report.by
    if about is None or about.is_staff:
        return
    facts = {"report": report.public_id, "told_by_them": about == report.by}
    tell_on_call(about, Kind.REPORT, key=_key(report), facts=facts, by=DESK)


def report_decided(report: Report) -> None:
    """Someone has looked at it and decided. Whoever has taken the card on still says what became of it."""
    settle(_key(report), by=DESK)


def register() -> None:
    """What stands on the pages of such cards. Once, when apps are ready."""
    parts.register(Kind.REPORT, "care/parts/report.html", _part)


def _part(card: ReachOut, reason: Reason, viewer: Person) -> dict[str, object] | None:
    """A link to the report, for who may open it."""
    found = access.visible_to(viewer).filter(public_id=str(reason.facts.get("report", ""))[:40]).first()
    return {"report": found, "told_by_them": bool(reason.facts.get("told_by_them"))} if found is not None else None


def _key(report: Report) -> str:
    return f"{Kind.REPORT}:{report.public_id}"
