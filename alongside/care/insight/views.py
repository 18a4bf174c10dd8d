"""For directors: how the program does at its one purpose, over time."""

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alongside.care.insight import charts, hidden, queries
from alongside.core import clock
from alongside.people.access import director_page, require_person


def _weeks(request: HttpRequest) -> int:
    """The span that was chosen; what isn't one is the shortest."""
    chosen = request.GET.get("weeks", "")
    return next((weeks for weeks in queries.SPANS if str(weeks) == chosen), queries.SPANS[0])


@director_page
@require_safe
def insight(request: HttpRequest) -> HttpResponse:
    """Ties per person, the share of people who have three, and the time to a first human reply."""
    found = queries.insight(require_person(request).program, clock.now(), _weeks(request))
    context = {
        "found": found,
        "spans": queries.SPANS,
        "least": hidden.LEAST,
        "enough": charts.plot(found.enough, top=100),
        "ties": charts.plot(found.ties),
        "waits": charts.plot(found.waits),
        "ties_wanted": queries.ENOUGH_TIES,
    }
    return render(request, "care/insight.html", context)


@director_page
@require_safe
def insight_csv(request: HttpRequest) -> HttpResponse:
    """The same figures, and no others, for a spreadsheet."""
    found = queries.insight(require_person(request).program, clock.now(), _weeks(request))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        (_("figure"), _("from"), _("came first"), _("came last"), _("about people"), _("value"), _("low"), _("high"))
    )
    for name, line, point in queries.rows_for_export(found):
        came = (f"{line.first:%Y-%m}" if line.first else "", f"{line.last:%Y-%m}" if line.last else "")
        low, high = ("" if each is None else f"{each:g}" for each in (point.low, point.high))
        writer.writerow((name, point.day.isoformat(), *came, point.about, f"{point.value:g}", low, high))
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="insight.csv"'
    return answer
