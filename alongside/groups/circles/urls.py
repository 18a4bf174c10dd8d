"""Addresses of circles; included by groups/urls.py, in its namespace."""

from django.urls import path

from alongside.groups.circles import views, views_hosting

urlpatterns = [
    path("start", views.start, name="circle_start"),
    path("waiting/", views_hosting.waiting, name="circles_waiting"),
    path("<str:id>/", views.circle, name="circle"),
    path("<str:id>/join", views.join, name="circle_join"),
    path("<str:id>/leave", views.leave, name="circle_leave"),
    path("<str:id>/come-back", views.come_back, name="circle_come_back"),
    path("<str:id>/decline", views.decline, name="circle_say_no"),
    path("<str:id>/accept", views.accept_offer, name="circle_accept"),
    path("<str:id>/step-down", views.step_down, name="circle_step_down"),
    path("<str:id>/host", views.take_over, name="circle_take_over"),
    path("<str:id>/decide", views_hosting.decide, name="circle_decide"),
    path("<str:id>/people/", views_hosting.people, name="circle_people"),
    path("<str:id>/people/invite", views_hosting.invite, name="circle_invite"),
    path("<str:id>/people/uninvite", views_hosting.uninvite, name="circle_uninvite"),
    path("<str:id>/people/offer", views_hosting.offer, name="circle_offer"),
    path("<str:id>/people/end-hosting", views_hosting.end_hosting, name="circle_end_hosting"),
    path("<str:id>/people/<str:person>/remove", views_hosting.remove, name="circle_remove"),
    path("<str:id>/edit", views_hosting.edit, name="circle_edit"),
    path("<str:id>/schedule", views_hosting.schedule, name="circle_schedule"),
    path("<str:id>/close", views_hosting.close, name="circle_close"),
    path("<str:id>/reopen", views_hosting.reopen, name="circle_reopen"),
]
