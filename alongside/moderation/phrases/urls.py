"""Addresses of phrases that bring help."""

from django.urls import path

from alongside.moderation.phrases import views

app_name = "phrases"
urlpatterns = [
    path("safety/phrases/", views.phrases, name="list"),
    path("safety/phrases/private", views.private, name="private"),
    path("safety/phrases/<str:public_id>/drop", views.drop, name="drop"),
    path("safety/phrases/<str:public_id>/put-back", views.put_back, name="put_back"),
    path("safety/what-is-looked-at/", views.looked_at, name="looked_at"),
    path("safety/help-offer/", views.offer, name="offer"),
    path("safety/help-offer/aside", views.put_aside, name="put_aside"),
]
