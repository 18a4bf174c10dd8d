"""The site with two more pages, for tests alone: every component in every state."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from alongside.site.urls import handler400, handler403, handler404, handler500
from alongside.site.urls import urlpatterns as site_urls

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@dataclass
class Drawn:
    """As much of a person as the design system looks at."""

    display_name: str
    public_id: str
    time_zone: str = "America/New_York"
    picture_url: str = ""
    role: str = "member"


PEOPLE = [
    Drawn("Ruth", "p-ruth"),
    Drawn("Maya Okonkwo-Lindqvist", "p-maya"),
    Drawn("שרה \u202etfel ot thgir", "p-sara"),
    Drawn("Walt" + "ervonderweide" * 20, "p-walt", "America/Los_Angeles"),
    Drawn("Kofi", "p-kofi"),
    Drawn("Ines", "p-ines"),
]


class Everything(forms.Form):
    name = forms.CharField(label="Name to show", help_text="It doesn’t have to be your full name.")
    zone = forms.ChoiceField(label="Time zone", choices=[("ny", "New York"), ("la", "Los Angeles")])
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    words = forms.CharField(label="A few words", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    way = forms.ChoiceField(
        label="How would you like to be here?",
        choices=[("listen", "Listening"), ("chat", "Chat"), ("voice", "Voice")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="Talk about",
        choices=[("dogs", "Dogs"), ("walks", "Early walks")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    picture = forms.FileField(label="Picture", required=False)
    agree = forms.BooleanField(label="I have read this and agree")


def drawn(request: HttpRequest, name: str) -> HttpResponse:
    template = engines["django"].from_string((Path(__file__).parent / f"{name}.html").read_text())
    if "toast" in request.GET:
        messages.success(request, "Saved. Dana reads it today.")
        messages.error(request, "The picture is too large. Choose one under 5 MB.")
    context = {
        "people": PEOPLE,
        "walt": PEOPLE[3],
        "moment": datetime(2026, 11, 24, 15, 0, tzinfo=UTC),
        "form": Everything({}) if "wrong" in request.GET else Everything({"name": "Maya", "way": "chat", "zone": "ny"}),
    }
    return HttpResponse(template.render(context, request))


urlpatterns = [
    *site_urls,
    path("gallery", drawn, {"name": "gallery"}),
    path("gallery/room", drawn, {"name": "gallery_room"}),
]
