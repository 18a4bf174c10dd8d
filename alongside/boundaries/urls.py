"""Addresses of the boundaries."""

from django.urls import path

from alongside.boundaries import views, views_cuts

app_name = "boundaries"
urlpatterns = [
    path("me/boundaries/", views_cuts.mine, name="mine"),
    path("me/boundaries/<str:public_id>/", views_cuts.between, name="between"),
    path("me/boundaries/<str:public_id>/undo", views_cuts.undo, name="undo"),
    path("program/keep-apart/", views.keep_apart, name="keep_apart"),
    path("program/keep-apart/<str:public_id>/lift", views.lift, name="lift"),
]
