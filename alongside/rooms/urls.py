"""Addresses of a session's room."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from alongside.rooms import views, views_breakouts, views_devices, views_staff


def _at(name: str, view: Callable[..., HttpResponseBase], url_name: str) -> URLPattern:
    return path(f"sessions/<str:meeting>/{name}", view, name=f"session_{url_name}")


def _posts(room: object, *names: str) -> list[URLPattern]:
    """One address for each verb: `step-out` is the view `step_out` at the url name `session_step_out`."""
    return [_at(name.replace("_", "-"), getattr(room, {"open": "open_round"}.get(name, name)), name) for name in names]


urlpatterns = [
    path("devices/", views_devices.device_check, name="device_check"),
    _at("", views.green_room, "green_room"),
    _at("room", views.room, "room"),
    _at("state", views.state, "state"),
    _at("chat", views.chat, "chat"),
    _at("after", views.after, "after"),
    _at("plan", views_breakouts.plan, "planner"),
    _at("attendance", views_staff.show_attendance, "attendance"),
    _at("attendance.csv", views_staff.attendance_csv, "attendance_csv"),
    _at("whereabouts", views_staff.where_people_are, "whereabouts"),
    *_posts(views, "enter", "leave", "way", "hand", "react", "share", "step_went"),
    *_posts(views_staff, "lock", "admit", "turn_away", "remove", "ask_mute", "may_share", "end", "call_staff"),
    *_posts(views_breakouts, "better", "shuffle", "move", "effects", "open", "discard"),
    *_posts(views_breakouts, "extend", "close", "broadcast", "call", "answer", "visit", "step_out", "rejoin"),
]
