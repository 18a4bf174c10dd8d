"""Addresses of safety: reporting, the staff's queue, and what was decided."""

from django.urls import path

from alongside.moderation import views, views_decided, views_reporting

app_name = "moderation"
urlpatterns = [
    path("safety/", views.queue, name="queue"),
    path("safety/decided/", views.decided, name="decided"),
    path("safety/reports/<str:public_id>/", views.card, name="card"),
    path("safety/reports/<str:public_id>/decide", views.decide, name="decide"),
    path("safety/context/<str:public_id>/", views.context, name="context"),
    path("safety/held/<str:public_id>", views.held, name="held"),
    path("safety/appeals/<str:public_id>/", views.appeal, name="appeal"),
    path("safety/report/<str:what>/<str:public_id>/", views_reporting.report, name="report"),
    path("safety/mine/", views_reporting.mine, name="mine"),
    path("safety/mine/<str:public_id>/", views_reporting.thanks, name="thanks"),
    path("safety/decisions/", views_decided.decisions, name="decisions"),
    path("safety/decisions/<str:public_id>/", views_decided.decision, name="decision"),
    path("safety/decisions/<str:public_id>/appeal", views_decided.ask_again, name="ask_again"),
    path("safety/decisions/<str:public_id>/undo", views.undo, name="undo"),
]
