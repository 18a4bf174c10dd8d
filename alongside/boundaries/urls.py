"""Addresses of the boundaries."""

from django.urls import path

from alongside.boundaries import views

app_name = "boundaries"
urlpatterns = [
    path("program/keep-apart/", views.keep_apart, name="keep_apart"),
    path("program/keep-apart/<str:public_id>/lift", views.lift, name="lift"),
]
