"""What stands on the page of a card for absences, calls, words kept for the morning, and things between two people."""

from typing import Any

from django.urls import reverse

from alongside.boundaries.queries import may_be_seated_together
from alongside.care import notes, parts
from alongside.care.models import Kind, ReachOut, Reason
from alongside.groups import queries as groups
from alongside.groups.models import Group
from alongside.people.models import Person


def register() -> None:
    """Once, when apps are ready."""
    parts.register(Kind.ABSENCE, "care/parts/absence.html", absence)
    parts.register(Kind.CALL, "care/parts/call.html", call)
    parts.register(Kind.MORNING, "care/parts/morning.html", morning)
    parts.register(Kind.BETWEEN, "care/parts/between.html", between)


def note(card: ReachOut, templates: tuple[object, ...], *, group: str = "", number: int = 1) -> dict[str, Any]:
    """What the box of a note needs. `number` counts the drafts from one; what isn't there is the first."""
    said = notes.drafts(templates, card.about, group=group)
    number = number if 1 <= number <= len(said) else 1
    return {
        "url": reverse("care:write", args=[card.public_id]),
        "draft": said[number - 1] if said else "",
        "number": number,
        "others": range(1, len(said) + 1) if len(said) > 1 else (),
    }


def note_for(card: ReachOut, number: int) -> dict[str, Any]:
    """The box of a note on a page of its own, by what the card is about."""
    standing = {each.kind: each for each in card.reasons.filter(settled_at=None)}
    if Kind.BETWEEN in standing:
        return note(card, notes.TALK, number=number)
    if Kind.ABSENCE in standing:
        return note(card, notes.MISSED, group=_group_name(standing[Kind.ABSENCE], card), number=number)
    if Kind.SIGNAL in standing:
        return note(card, notes.THINKING, number=number)
    return note(card, ())


def absence(card: ReachOut, reason: Reason, viewer: Person) -> dict[str, Any] | None:
    if not _acts(card, viewer):
        return None
    said = note(card, notes.MISSED, group=_group_name(reason, card), number=reason.pk % len(notes.MISSED) + 1)
    return said | {"later": bool(reason.facts.get("later"))}


def call(card: ReachOut, reason: Reason, viewer: Person) -> dict[str, Any] | None:
    return {"yours": card.owner_id == viewer.pk}


def morning(card: ReachOut, reason: Reason, viewer: Person) -> dict[str, Any] | None:
    return note(card, ()) if _acts(card, viewer) else None


def between(card: ReachOut, reason: Reason, viewer: Person) -> dict[str, Any] | None:
    """Three ways, each in two taps. None once the other one has left."""
    if reason.other is None or not _acts(card, viewer):
        return None
    theirs = list(groups.my_groups(card.about))
    shared = [each for each in theirs if each in set(groups.my_groups(reason.other))]
    roomy = [each for each in groups.groups_of(card.program) if getattr(each, "on_count", 0) < each.cap]
    return note(card, notes.TALK) | {
        "other": reason.other,
        "wish": str(reason.facts.get("wish", "")),
        "apart": not may_be_seated_together(card.about, reason.other),
        "may_keep_apart": viewer.role == "counselor",
        "shared": shared,
        "into": [each for each in roomy if each not in theirs],
    }


def _acts(card: ReachOut, viewer: Person) -> bool:
    """Whoever has the card, or may take it on."""
    return card.owner_id in {None, viewer.pk}


def _group_name(reason: Reason, card: ReachOut) -> str:
    found = Group.objects.filter(program=card.program_id, public_id=str(reason.facts.get("group", ""))[:40]).first()
    return found.name if found else ""
