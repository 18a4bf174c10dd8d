"""Addresses of what mentors say of themselves; included by groups/urls.py, in its namespace."""

from django.urls import path

from alongside.groups.mentoring import views

urlpatterns = [
    path("about/", views.profile, name="mentor_profile"),
    path("pause", views.pause, name="mentor_pause"),
    path("agreement/", views.agreement, name="mentor_agreement"),
]
