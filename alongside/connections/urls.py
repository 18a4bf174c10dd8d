"""Addresses of what brings people together: those around someone, introductions, mentors."""

from django.urls import include, path

app_name = "connections"
urlpatterns = [
    path("people/", include("alongside.connections.around.urls")),
    path("people/", include("alongside.connections.mentors.urls")),
    path("people/", include("alongside.connections.introductions.urls")),
]
