"""Addresses of members who look for a mentor, and of mentors; included by connections/urls.py, in its namespace."""

from django.urls import path

from alongside.connections.mentors.views import (
    choose,
    close_wish,
    end,
    mentor,
    put_away,
    take_back,
    thank,
    this_helped,
    wish,
)
from alongside.connections.mentors.views_mentoring import answer, mentoring
from alongside.connections.mentors.views_mentoring import end as end_mentoring

urlpatterns = [
    path("mentor/", mentor, name="mentor"),
    path("mentor/wish", wish, name="mentor_wish"),
    path("mentor/wish/take-back", close_wish, name="mentor_wish_close"),
    path("mentor/end", end, name="mentor_end"),
    path("mentor/thanks", thank, name="mentor_thank"),
    path("mentor/offers/<str:id>/choose", choose, name="mentor_choose"),
    path("mentor/offers/<str:id>/take-back", take_back, name="mentor_take_back"),
    path("mentor/offers/<str:id>/put-away", put_away, name="mentor_put_away"),
    path("thanks/<str:id>/<str:message_id>/", this_helped, name="this_helped"),
    path("mentoring/", mentoring, name="mentoring"),
    path("mentoring/choices/<str:id>/answer", answer, name="mentoring_answer"),
    path("mentoring/<str:id>/end", end_mentoring, name="mentoring_end"),
]
