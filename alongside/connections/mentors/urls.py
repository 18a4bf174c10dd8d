"""Addresses of members who look for a mentor, and of mentors; included by connections/urls.py, in its namespace."""

from django.urls import path

from alongside.connections.mentors import views, views_mentoring

urlpatterns = [
    path("mentor/", views.mentor, name="mentor"),
    path("mentor/wish", views.wish, name="mentor_wish"),
    path("mentor/wish/take-back", views.close_wish, name="mentor_wish_close"),
    path("mentor/end", views.end, name="mentor_end"),
    path("mentor/thanks", views.thank, name="mentor_thank"),
    path("mentor/offers/<str:id>/choose", views.choose, name="mentor_choose"),
    path("mentor/offers/<str:id>/take-back", views.take_back, name="mentor_take_back"),
    path("mentor/offers/<str:id>/put-away", views.put_away, name="mentor_put_away"),
    path("thanks/<str:id>/<str:message_id>/", views.this_helped, name="this_helped"),
    path("mentoring/", views_mentoring.mentoring, name="mentoring"),
    path("mentoring/choices/<str:id>/answer", views_mentoring.answer, name="mentoring_answer"),
    path("mentoring/<str:id>/end", views_mentoring.end, name="mentoring_end"),
]
