"""Words and numbers of the plots.

{% cohort series %}     "Everyone" · "Came in March 2026" · "Came March to May 2026"
{% amount value what %} "35 %" (share) · "2.5" (ties) · "3.5 h" (waits)
{{ number|point }}      a number for an SVG attribute, whatever the language
"""

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from alongside.care.insight.queries import Series

register = template.Library()


@register.simple_tag
def cohort(series: Series) -> str:
    """Who a line is about."""
    if series.first is None or series.last is None:
        return _("Everyone")
    first, last = date_format(series.first, "YEAR_MONTH_FORMAT"), date_format(series.last, "YEAR_MONTH_FORMAT")
    if first == last:
        return _("Came in %(month)s") % {"month": first}
    return _("Came from %(first)s to %(last)s") % {"first": first, "last": last}


@register.simple_tag
def amount(value: float, what: str) -> str:
    """A figure with its unit."""
    shown = number_format(value, None if value != round(value) else 0)
    if what == "share":
        return _("%(number)s %%") % {"number": shown}
    return _("%(number)s h") % {"number": shown} if what == "waits" else shown


@register.filter
def point(value: float) -> str:
    return f"{value:g}"
