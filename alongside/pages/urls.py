"""Addresses of screens that span domains."""

from django.urls import path

from alongside.pages import views

urlpatterns = [
    path("", views.today, name="today"),
    path("next.json", views.next_sessions, name="next_sessions"),
    path("today/next", views.today_next, name="today_next"),
]
