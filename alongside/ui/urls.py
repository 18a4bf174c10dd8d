"""Pages that belong to the house and not to a person: help, the quick exit, words for scripts."""

from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.i18n import JSONCatalog

from alongside.ui import views, views_app

app_name = "ui"
urlpatterns = [
    path("help", views.help_now, name="help"),
    path("exit", views.leave, name="exit"),
    path("calendar", views.calendar_page, name="calendar"),
    path("offline/", views_app.offline, name="offline"),
    path("manifest.webmanifest", views_app.manifest, name="manifest"),
    path("service-worker.js", views_app.service_worker, name="service_worker"),
    path("i18n.json", cache_control(private=True, max_age=3600)(JSONCatalog.as_view()), name="catalogue"),
]
