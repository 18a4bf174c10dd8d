"""Addresses under /talk/: the list, requests, the care team, the forum."""

from django.urls import path

from alongside.conversations import views_forum, views_talk

urlpatterns = [
    path("", views_talk.talk, name="talk"),
    path("new/", views_talk.new, name="new"),
    path("care-team/", views_talk.care_team, name="care_team"),
    path("to/<str:public_id>/", views_talk.to, name="to"),
    path("requests/<str:id>/accept", views_talk.accept, name="accept"),
    path("requests/<str:id>/decline", views_talk.decline, name="decline"),
    path("forum/", views_forum.forum, name="forum"),
    path("forum/new/", views_forum.new_topic, name="new_topic"),
    path("forum/tags/", views_forum.tags, name="tags"),
    path("forum/tags/<str:tag_id>/remove", views_forum.remove_tag, name="remove_tag"),
    path("forum/<str:id>/follow", views_forum.follow, name="follow"),
    path("forum/<str:id>/tags/", views_forum.retag, name="retag"),
    path("forum/<str:id>/close", views_forum.close_topic, name="close_topic"),
]
