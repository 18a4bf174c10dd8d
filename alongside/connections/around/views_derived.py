"""What Alongside works out about the reader, and what they say to it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.connections.around import access, actions
from alongside.connections.around import derived as reading
from alongside.connections.around.forms import WishesForm
from alongside.connections.models import Correction
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people.access import get_person, member_page
from alongside.people.forms import refuse

PAGE = "connections:derived"
_ABOUT_ONE = (Correction.Code.IN_TOUCH, Correction.Code.NOT_CLOSE)


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
def derived(request: HttpRequest) -> HttpResponse:
    """The page; posted to, it keeps the reader's wishes."""
    person = access.reader(request)
    found = reading.derived(person, clock.now())
    form = WishesForm(request.POST) if request.method == "POST" else WishesForm.of(found.wishes)
    if request.method == "POST" and form.is_valid():
        try:
            actions.wish(person, by=person, **form.cleaned_data)
            messages.success(request, _("Kept. It holds from now on."))
            return redirect(PAGE)
        except Refused as refused:
            refuse(form, refused)
    context = {"derived": found, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "connections/around/derived.html", context, status=status)


@member_page
@require_POST
def correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the reader says about their contact with someone; `said` empty takes it back."""
    person = access.reader(request)
    other = get_person(person, public_id)
    said = request.POST.get("said", "")
    if not reading.may_correct(person, other) or said not in ("", *_ABOUT_ONE):
        raise Http404
    if not said:
        actions.uncorrect(person, other, by=person)
        messages.success(request, _("Taken back. It counts again as it was worked out."))
    else:
        actions.correct(person, other, Correction.Code(said), by=person)
        messages.success(request, _("Kept for eight weeks. Nobody but you reads it."))
    return redirect(PAGE)


@member_page
@require_POST
def enough(request: HttpRequest) -> HttpResponse:
    """“What I have is enough for me now”, or not any more."""
    person = access.reader(request)
    said = request.POST.get("said", "")
    if said not in ("", "enough"):
        raise Http404
    if said:
        actions.correct(person, None, Correction.Code.ENOUGH, by=person)
        messages.success(request, _("Kept for eight weeks. You get no suggestions and no introductions until then."))
    else:
        actions.uncorrect(person, None, by=person)
        messages.success(request, _("Taken back."))
    return redirect(PAGE)


@member_page
@never_cache
@require_safe
def export(request: HttpRequest) -> JsonResponse:
    """The reader's own record, to keep."""
    person = access.reader(request)
    answer = JsonResponse(reading.export(person, clock.now()), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="contacts.json"'
    return answer
