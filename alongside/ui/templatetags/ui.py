"""The design system's tags: a template builtin, so nothing has to be loaded.

    {% icon "hand" %}                        a Lucide icon, always beside a word
    {% face person size="large" here=True %} the person's pebble or picture; the name stands beside it
    {% who person %}                         the display name, isolated: its direction can't disturb a sentence
    {% who_all people as names %}            several of them, a comma between
    {% field form.words who_reads=_("…") %}  label, box, who reads it, hint and error, tied together
    {% error_summary form %}                 what is wrong with the form, above it, with a link to each box
    {% who_reads _("You and Dana read it.") %}
    {% key_field %}                          an idempotency key for this form
    {% time_for meeting.starts_at person %}  the time on that person's clock; also day_for, day_and_time_for

Sentences given to a tag are marked with _("…"), or they can't be translated.
"""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.ui import faces

register = template.Library()

ICON_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SIZES = {"", "small", "large", "huge"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; hidden from screen readers, since a word always stands beside it."""
    if not ICON_NAME.fullmatch(name):
        raise template.TemplateSyntaxError(f"{name!r} is not the name of an icon")
    sprite = static("ui/build/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)


@register.simple_tag
def face(person: Any, size: str = "", here: bool = False) -> SafeString:
    """The person's pebble. Decorative: always put the name beside it."""
    if size not in SIZES:
        raise template.TemplateSyntaxError(f"A face is one of {sorted(SIZES)}, not {size!r}")
    public_id = str(person.public_id)
    classes = " ".join(word for word in ("face", size, "here" if here else "") if word)
    picture = getattr(person, "picture_url", "") or ""
    inside: str | SafeString = faces.initials(str(person.display_name))
    if picture:
        inside = format_html('<img src="{}" alt="" width="104" height="104" decoding="async">', picture)
    return format_html(
        '<span class="{}" data-hue="{}" data-shape="{}" aria-hidden="true">{}</span>',
        classes,
        faces.hue(public_id),
        faces.shape(public_id),
        inside,
    )


@register.simple_tag
def who(person: Any) -> SafeString:
    """A display name in a sentence: whatever marks it holds stay inside; a long one is cut by style only."""
    return format_html('<bdi class="who">{}</bdi>', str(person.display_name))


@register.simple_tag
def who_all(people: Iterable[Any]) -> SafeString:
    """Their display names in a sentence, a comma between them."""
    return format_html_join(", ", "{}", ((who(person),) for person in people))


@register.inclusion_tag("ui/parts/who_reads.html")
def who_reads(sentence: str, id: str = "") -> dict[str, Any]:
    """The sentence under every box for words: who will read them."""
    return {"sentence": sentence, "id": id}


@register.simple_tag
def key_field(name: str = "key") -> SafeString:
    """A hidden key, fresh each time the form is drawn: the same post twice is one act."""
    return format_html('<input type="hidden" name="{}" value="{}" autocomplete="off">', name, secrets.token_urlsafe(18))


@register.inclusion_tag("ui/parts/field.html")
def field(
    bound: BoundField,
    who_reads: str = "",
    hint: str = "",
    label: str = "",
    autofocus: bool = False,
    **attrs: Any,
) -> dict[str, Any]:
    """One field of a form. Further arguments become attributes of its box (`autocomplete="off" rows=2`).

    Give `who_reads` for every box that takes words; leave it out for choices, dates and secrets.
    """
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "") or type(widget).__name__.lower()
    several = bool(getattr(widget, "allow_multiple_selected", False)) or kind == "radio"
    hint = hint or str(bound.help_text or "")
    ids = [
        f"{bound.id_for_label or bound.html_name}_{part}"
        for part, shown in (("error", bound.errors), ("hint", hint), ("reads", who_reads))
        if shown
    ]
    box = {key.replace("_", "-"): value for key, value in attrs.items()}
    if ids:
        box["aria-describedby"] = " ".join(ids)
    if autofocus:
        box["autofocus"] = True
    if kind not in {"radio", "checkbox", "checkboxselectmultiple"}:
        classes = ("input", str(widget.attrs.get("class", "")), str(box.get("class", "")))
        box["class"] = " ".join(word for word in classes if word)
    grouped = kind == "radio" or (kind == "checkbox" and several)
    return {
        "bound": bound,
        "base_id": bound.id_for_label or bound.html_name,
        "group_id": bound.auto_id or bound.html_name,
        "kind": "group"
        if grouped
        else "check"
        if kind == "checkbox"
        else "select"
        if kind == "select" and not several
        else "box",
        "box": "" if grouped else bound.as_widget(attrs=box),
        "described": " ".join(ids),
        "label": label or bound.label,
        "hint": hint,
        "who_reads": who_reads,
        "optional": not bound.field.required,
    }


@register.inclusion_tag("ui/parts/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong with the form, above it: sentences about the whole, and a link to each box."""
    return {"errors": form.non_field_errors(), "fields": [each for each in form.visible_fields() if each.errors]}


def zone_of(person: Any) -> tzinfo:
    """A person's (or program's) zone; the one in force when they have none or it no longer exists."""
    name = getattr(person, "zone", "") or getattr(person, "time_zone", "")
    try:
        return ZoneInfo(str(name)) if name else timezone.get_current_timezone()
    except (ZoneInfoNotFoundError, ValueError):
        return timezone.get_current_timezone()


def _with_zone(text: str, local: datetime, person: Any) -> str:
    """`text` with the zone's name where the person's clock differs from the program's."""
    program = getattr(person, "program", None)
    if program is None or local.utcoffset() == timezone.localtime(local, zone_of(program)).utcoffset():
        return text
    return f"{text} {local.tzname()}"


def _element(local: datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), text)


def _long_element(stamp: str, text: str) -> SafeString:
    """One that may break over lines, unlike a time of day."""
    return format_html('<time class="long" datetime="{}">{}</time>', stamp, text)


@register.simple_tag
def time_for(moment: datetime, person: Any, style: str = "TIME_FORMAT") -> SafeString:
    """The time of day on the person's clock; with the zone's name when it differs from the program's."""
    local = timezone.localtime(moment, zone_of(person))
    return _element(local, _with_zone(date_format(local, style), local, person))


def _day(local: datetime) -> str:
    """Weekday and day; the year only where it isn't this one."""
    weekday = date_format(local, "l")
    if local.year != timezone.localtime(clock.now(), local.tzinfo).year:
        return _("%(weekday)s, %(day)s") % {"weekday": weekday, "day": date_format(local, "DATE_FORMAT")}
    return _("%(weekday)s, %(day)s") % {"weekday": weekday, "day": date_format(local, "MONTH_DAY_FORMAT")}


@register.simple_tag
def day_for(moment: datetime, person: Any, style: str = "") -> SafeString:
    """ "Tuesday, November 24" on the person's calendar, or in a `style` of one's own."""
    local = timezone.localtime(moment, zone_of(person))
    text = date_format(local, style) if style else _day(local)
    return _long_element(local.date().isoformat(), text)


@register.simple_tag
def day_and_time_for(moment: datetime, person: Any) -> SafeString:
    """ "Tuesday, November 24, 10 a.m." on the person's clock."""
    local = timezone.localtime(moment, zone_of(person))
    parts = {"day": _day(local), "time": date_format(local, "TIME_FORMAT")}
    text = _with_zone(_("%(day)s, %(time)s") % parts, local, person)
    return _long_element(local.isoformat(timespec="minutes"), text)
