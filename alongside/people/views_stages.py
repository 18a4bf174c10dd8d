"""Where someone stands: seen and changed by staff with what it means said before; and leaving by one's own word."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people import actions, actions_stages, ports, stages
from alongside.people.access import get_person, member_page, require_person, staff_page
from alongside.people.forms import FarewellForm, RoleForm, StageForm, SupervisorForm, refuse
from alongside.people.models import EmergencyContact, Person, Role, Stage


@dataclass(frozen=True)
class Question:
    """A column of the table of stages, in words."""

    field: str
    words: Promise


QUESTIONS = (
    Question("may_sign_in", gettext_lazy("Can sign in")),
    Question("may_enter_sessions", gettext_lazy("Can come to sessions")),
    Question("is_shown_to_others", gettext_lazy("Is shown to others")),
    Question("keeps_places", gettext_lazy("Keeps their place in groups")),
    Question("counts_as_missed", gettext_lazy("Is missed when they don’t come")),
    Question("gets_suggestions", gettext_lazy("Is suggested people and groups")),
    Question("gets_letters", gettext_lazy("Is sent letters, such as that a note waits")),
    Question("may_be_invited", gettext_lazy("Can be invited into a group")),
)

MEANING: dict[str, Promise] = {
    Stage.ARRIVING: gettext_lazy("Their first days: everything is open to them, and someone walks beside them."),
    Stage.ACTIVE: gettext_lazy("In the middle of treatment. Everything is open to them."),
    Stage.STEPPING_DOWN: gettext_lazy("Fewer sessions, the same people. Everything stays open to them."),
    Stage.ALUM: gettext_lazy("Treatment is over and they still belong. Nobody counts when they don’t come."),
    Stage.PAUSED: gettext_lazy("Their place is kept. Nothing is sent, nobody expects them, and others don’t see them."),
    Stage.RETURNING: gettext_lazy("They are welcomed back, and offered the places that they had."),
    Stage.LEFT: gettext_lazy(
        "They can no longer sign in, and lose their places. The others hear only what they agreed to."
    ),
    Stage.DIED: gettext_lazy(
        "Every letter, reminder and suggestion stops at once, and cards about them close. Each of their groups gets a "
        "plan with its counselor. Their name stays as they chose it. Their seat stays empty until you give it."
    ),
}


def shown_person(viewer: Person, public_id: str) -> Person:
    """Anyone of the program for directors; the people of their groups for counselors. Raises Http404."""
    found = get_person(viewer, public_id)
    if viewer.role != Role.DIRECTOR and not ports.looks_after(viewer, found):
        raise Http404
    return found


@staff_page
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person: where they stand, what they do here, where they belong, whom to call."""
    viewer = require_person(request)
    shown = shown_person(viewer, public_id)
    directs = viewer.role == Role.DIRECTOR
    role, stage = RoleForm(initial={"role": shown.role}), StageForm(initial={"stage": shown.stage})
    if request.method == "POST" and "role" in request.POST:
        if not directs:
            raise Http404
        role = RoleForm(request.POST)
        if role.is_valid():
            try:
                actions.change_role(shown, role.cleaned_data["role"], by=viewer)
            except Refused as refused:
                refuse(role, refused)
                shown.refresh_from_db()
            else:
                messages.success(request, _("Saved."))
                return redirect("people:program_person", public_id)
    elif request.method == "POST":
        stage = StageForm(request.POST)
        if stage.is_valid():
            answer = _change_stage(request, viewer, shown, stage)
            if answer is not None:
                return answer
    context = {
        "shown": shown,
        "role_form": role if directs else None,
        "stage_form": stage,
        "belongs_to": ports.belongs_to(shown),
        "invited": shown.stage == Stage.INVITED,
        "contact": EmergencyContact.objects.filter(person=shown).first(),
        "may_undo": directs and actions_stages.may_undo(shown, clock.now()),
        "supervisor_form": SupervisorForm(shown) if directs and shown.role == Role.MENTOR else None,
        "before": Stage(shown.stage_before).label if shown.stage_before else "",
    }
    return render(request, "people/program_person.html", context)


def _change_stage(request: HttpRequest, viewer: Person, shown: Person, form: StageForm) -> HttpResponse | None:
    """The page that says what it will do, then the change itself. None where it was refused: the form says why."""
    new = Stage(form.cleaned_data["stage"])
    if new == shown.stage:
        return redirect("people:program_person", shown.public_id)
    # Someone's death is asked twice: a second question after the first.
    needed = "sure" if new == Stage.DIED else "yes"
    if shown.stage != Stage.INVITED and request.POST.get("confirmed") != needed:
        return render(request, "people/program_stage.html", _what_changes(shown, new, request.POST.get("confirmed")))
    try:
        actions.change_stage(shown, new, by=viewer)
    except Refused as refused:
        refuse(form, refused)
        shown.refresh_from_db()
        return None
    messages.success(request, _("Saved."))
    if viewer.role != Role.DIRECTOR and new in {Stage.LEFT, Stage.DIED}:
        return redirect("today")  # they look after them no longer
    return redirect("people:program_person", shown.public_id)


def _what_changes(shown: Person, new: Stage, confirmed: str | None) -> dict[str, object]:
    before, after = stages.policy(shown), stages.POLICY[new]
    rows = [(each.words, getattr(before, each.field), getattr(after, each.field)) for each in QUESTIONS]
    return {
        "shown": shown,
        "new": new,
        "meaning": MEANING[new],
        "begins": [words for words, was, now in rows if now and not was],
        "ends": [words for words, was, now in rows if was and not now],
        "twice": new == Stage.DIED and confirmed == "yes",
        "confirm": "sure" if new == Stage.DIED and confirmed == "yes" else "yes",
        "undoable": new in {Stage.LEFT, Stage.DIED},
    }


@staff_page
@require_POST
def undo_stage(request: HttpRequest, public_id: str) -> HttpResponse:
    """It was a mistake, and everything is as it was. For a director, within a day."""
    viewer = require_person(request)
    if viewer.role != Role.DIRECTOR:
        raise Http404
    try:
        actions_stages.undo_stage(get_person(viewer, public_id), by=viewer)
    except Refused as refused:
        messages.warning(request, str(refused.sentence))
    else:
        messages.success(request, _("It is undone. If they led a group, please say so there again."))
    return redirect("people:program_person", public_id)


@staff_page
@require_POST
def call_soon(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whether staff call early when they are missed."""
    viewer = require_person(request)
    shown = shown_person(viewer, public_id)
    actions_stages.mark_call_soon(shown, request.POST.get("call_soon") == "yes", by=viewer)
    messages.success(request, _("Saved."))
    return redirect("people:program_person", public_id)


@staff_page
@require_safe
def stage_table(request: HttpRequest) -> HttpResponse:
    """What each stage may see and do, as one table."""
    rows = [(stage.label, [getattr(row, each.field) for each in QUESTIONS]) for stage, row in stages.POLICY.items()]
    return render(request, "people/program_stages.html", {"questions": QUESTIONS, "rows": rows})


@member_page
@require_http_methods(["GET", "POST"])
def leave_program(request: HttpRequest) -> HttpResponse:
    """ "I want to leave": what is kept, what the others hear, and a way to stay in touch instead."""
    viewer = require_person(request)
    initial = {"farewell": viewer.farewell, "farewell_words": viewer.farewell_words}
    form = FarewellForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        leaves = "leave" in request.POST
        try:
            verb = actions_stages.leave_program if leaves else actions_stages.choose_farewell
            verb(viewer, form.cleaned_data["farewell"], form.cleaned_data["farewell_words"], by=viewer)
        except Refused as refused:
            refuse(form, refused)
            viewer.refresh_from_db()
        else:
            if leaves:
                logout(request)
                return render(request, "people/left.html")
            messages.success(request, _("Saved."))
            return redirect("people:me")
    return render(request, "people/leave_program.html", {"form": form}, status=422 if form.errors else 200)
