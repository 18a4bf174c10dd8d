"""Addresses of the people around someone; included by connections/urls.py, in its namespace."""

from django.urls import path

from alongside.connections.around import views, views_derived

urlpatterns = [
    path("", views.people, name="people"),
    path("suggestions/<str:id>/follow", views.follow, name="suggestion_follow"),
    path("suggestions/<str:id>/hello/", views.hello, name="suggestion_hello"),
    path("suggestions/<str:id>/dismiss", views.dismiss, name="suggestion_dismiss"),
    path("suggestions/<str:id>/undo", views.undo, name="suggestion_undo"),
    path("derived/", views_derived.derived, name="derived"),
    path("derived/enough", views_derived.enough, name="derived_enough"),
    path("derived/export.json", views_derived.export, name="derived_export"),
    path("derived/<str:public_id>/correct", views_derived.correct, name="derived_correct"),
]
