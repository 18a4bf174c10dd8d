"""Addresses of introductions; included by connections/urls.py, in its namespace."""

from django.urls import path

from alongside.connections.introductions import views

urlpatterns = [
    path("introductions/", views.introductions, name="introductions"),
    path("introductions/<str:id>/answer", views.answer, name="introduction_answer"),
    path("introductions/<str:id>/hello/", views.introduced, name="introduced"),
    path("again/<str:id>", views.again, name="again"),
    path("<str:public_id>/introduce/", views.introduce, name="introduce"),
]
