"""Addresses of conversations."""

from django.urls import path

from alongside.conversations import views

app_name = "conversations"
urlpatterns = [
    path("conversations/<str:id>/", views.conversation, name="conversation"),
    path("conversations/<str:id>/messages", views.messages, name="messages"),
    path("conversations/<str:id>/state", views.state, name="state"),
]
