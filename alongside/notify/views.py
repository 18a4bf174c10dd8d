"""How one wishes to be reached; and the page behind the link at the foot of a letter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.core.errors import Refused
from alongside.notify import push
from alongside.notify.access import get_device
from alongside.notify.actions import devices, preferences
from alongside.notify.forms import PreferenceForm, choices_of
from alongside.notify.letters import back_token, read_back, read_stop
from alongside.notify.queries import devices_of, newest_link, preference
from alongside.notify.signing_out import DEVICE_KEY
from alongside.people.access import member_call, member_page, require_person
from alongside.people.forms import refuse
from alongside.people.models import GONE_STAGES, Person

LONGEST_LABEL = 60


@member_page
@require_http_methods(["GET", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    """Of what one hears away from the page, how, and when not."""
    person = require_person(request)
    form = PreferenceForm(request.POST if request.method == "POST" else None, initial=choices_of(preference(person)))
    if request.method == "POST" and form.is_valid():
        try:
            preferences.change_preferences(person, **form.cleaned_data, by=person)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("notify:notifications")
    context = {"form": form, "devices": devices_of(person), "public_key": push.public_key()}
    return render(request, "notify/notifications.html", context, status=422 if form.errors else 200)


@never_cache
@member_page
@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """Where a tapped push leads: one address for everyone, so that neither it nor a browser's log says what waits."""
    return redirect(newest_link(require_person(request)))


@member_call
@require_POST
def add_device(request: HttpRequest) -> JsonResponse:
    """This browser's subscription: `endpoint`, `p256dh`, `auth` and a `label`. Answers `{id, label}`, or a sentence."""
    person = require_person(request)
    endpoint, p256dh, auth = (request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth"))
    label = " ".join(request.POST.get("label", "").split())[:LONGEST_LABEL]
    try:
        device = devices.add_device(person, push.Keys(endpoint, p256dh, auth), label, by=person)
    except Refused as refused:
        return JsonResponse({"error": "refused", "sentence": str(refused.sentence)}, status=422)
    request.session[DEVICE_KEY] = device.public_id
    return JsonResponse({"id": device.public_id, "label": device.label})


@member_page
@require_POST
def remove_device(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of one's browsers is reached no more."""
    person = require_person(request)
    devices.remove_device(get_device(person, public_id), by=person)
    messages.success(request, _("That device hears nothing from us any more."))
    return redirect("notify:notifications")


@csrf_exempt  # a mail program posts here, without cookies (RFC 8058); the signed token is the right to
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the letters that the token is for: GET asks, POST does it at once. Needs no sign-in and names nobody."""
    try:
        public_id, series = read_stop(token)
        undone = read_back(request.POST["undo"]) if "undo" in request.POST else None
    except ValueError:
        return render(request, "notify/stop.html", {"state": "unknown"}, status=404)
    person = Person.objects.filter(public_id=public_id).exclude(stage__in=GONE_STAGES).first()
    if person is None:
        return render(request, "notify/stop.html", {"state": "unknown"}, status=404)
    context: dict[str, object] = {"series": series, "state": "ask"}
    with translation.override(person.language):
        if undone is not None and undone[:2] == (public_id, series):
            preferences.start_letters(person, series, undone[2], by=person)
            context["state"] = "again"
        elif request.method == "POST":
            was = preferences.stop_letters(person, series, by=person)
            context |= {"state": "stopped", "undo": back_token(person, series, was)}
        return render(request, "notify/stop.html", context)
