"""Addresses of the care desk, of what mentors owe, and of calls for help."""

from django.urls import path

from alongside.care import views, views_answers, views_calls, views_drills, views_mentors, views_sending, views_signals
from alongside.care.insight import views as insight

app_name = "care"
urlpatterns = [
    path("care/", views.desk, name="desk"),
    path("care/answers/", views_answers.answers, name="answers"),
    path("care/insight/", insight.insight, name="insight"),
    path("care/insight/export.csv", insight.insight_csv, name="insight_csv"),
    path("care/mentors/", views_mentors.mentors, name="mentors"),
    path("care/signals/", views_signals.signals, name="signals"),
    path("care/looking-back/", views_signals.looking_back, name="looking_back"),
    path("care/owed/", views.owed, name="owed"),
    path("care/owed/<str:public_id>/hand-on", views.owed_hand_on, name="owed_hand_on"),
    path("care/help-call", views_calls.help_call, name="help_call"),
    path("care/help-call/all-right", views_calls.all_right, name="all_right"),
    path("care/drill/", views_drills.drill, name="drill"),
    path("care/drill/<str:public_id>/end", views_drills.end, name="end_drill"),
    path("care/<str:public_id>/", views.card, name="card"),
    path("care/<str:public_id>/take", views.take, name="take"),
    path("care/<str:public_id>/hand-on", views.hand_on, name="hand_on"),
    path("care/<str:public_id>/note", views.note, name="note"),
    path("care/<str:public_id>/close", views.close, name="close"),
    path("care/<str:public_id>/talk", views.talk, name="talk"),
    path("care/<str:public_id>/seat", views_signals.seat, name="seat"),
    path("care/<str:public_id>/write", views_sending.write, name="write"),
    path("care/<str:public_id>/keep-apart", views_sending.keep_apart, name="keep_apart"),
    path("care/<str:public_id>/change-group", views_sending.change_group, name="change_group"),
    path("between/", views_sending.between, name="between"),
    path("morning/", views_sending.morning, name="morning"),
    path("sent/<str:kind>/<str:id>/take-back", views_sending.take_back, name="take_back"),
    path("awake/", views_sending.awake, name="awake"),
    path("awake/rest", views_sending.rest, name="rest"),
    path("awake/<str:id>/yes", views_sending.say_yes, name="say_yes"),
]
