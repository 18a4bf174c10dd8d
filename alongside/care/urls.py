"""Addresses of the care desk, of what mentors owe, and of calls for help."""

from django.urls import path

from alongside.care import views, views_calls

app_name = "care"
urlpatterns = [
    path("care/", views.desk, name="desk"),
    path("care/owed/", views.owed, name="owed"),
    path("care/owed/<str:public_id>/hand-on", views.owed_hand_on, name="owed_hand_on"),
    path("care/help-call", views_calls.help_call, name="help_call"),
    path("care/help-call/all-right", views_calls.all_right, name="all_right"),
    path("care/<str:public_id>/", views.card, name="card"),
    path("care/<str:public_id>/take", views.take, name="take"),
    path("care/<str:public_id>/hand-on", views.hand_on, name="hand_on"),
    path("care/<str:public_id>/note", views.note, name="note"),
    path("care/<str:public_id>/close", views.close, name="close"),
]
