"""Addresses of how one is reached."""

from django.urls import path

from alongside.notify import views

app_name = "notify"
urlpatterns = [
    path("me/notifications/", views.notifications, name="notifications"),
    path("me/notifications/devices", views.add_device, name="add_device"),
    path("me/notifications/devices/<str:public_id>/remove", views.remove_device, name="remove_device"),
    path("news/", views.newest, name="newest"),
    path("letters/stop/<str:token>/", views.stop, name="stop"),
]
