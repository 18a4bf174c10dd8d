"""The offer of help as other rooms show it."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from alongside.moderation.phrases.queries import help_offered
from alongside.people.access import viewer


def offer_for(request: HttpRequest) -> SafeString:
    """The offer that the reader hasn't put aside, or empty. One query, none for staff: nobody listens to them."""
    person = viewer(request)
    hit = help_offered(person) if person is not None and not person.is_staff else None
    if hit is None:
        return SafeString("")
    return render_to_string("phrases/parts/offer.html", {"hit": hit, "back": request.path}, request=request)
