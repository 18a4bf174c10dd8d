"""Addresses of conversations."""

from django.urls import include, path

from alongside.conversations import views, views_files, views_message, views_search, views_waiting, views_welcome

app_name = "conversations"
urlpatterns = [
    path("talk/search/", views_search.search, name="search"),
    path("talk/", include("alongside.conversations.urls_talk")),
    path("welcome/<str:arrival>/<str:kind>/", views_welcome.note, name="welcome_note"),
    path("welcome/<str:arrival>/<str:kind>/not-needed", views_welcome.not_needed, name="welcome_not_needed"),
    path("conversations/files", views_files.bring, name="bring_file"),
    path("conversations/files/<str:id>", views_files.file, name="file"),
    path("conversations/files/<str:id>/small", views_files.file_small, name="file_small"),
    path("conversations/<str:id>/", views.conversation, name="conversation"),
    path("conversations/<str:id>/messages/<str:message_id>/take", views_waiting.take, name="take"),
    path("conversations/<str:id>/messages/<str:message_id>/hand-over", views_waiting.hand_over, name="hand_over"),
    path("talk/offers/<str:id>/take", views_waiting.take_offer, name="take_offer"),
    path("talk/offers/<str:id>/pass", views_waiting.pass_offer, name="pass_offer"),
    path("conversations/<str:id>/messages", views.messages, name="messages"),
    path("conversations/<str:id>/messages/<str:message_id>/", views_message.message, name="message"),
    path("conversations/<str:id>/messages/<str:message_id>/edit", views_message.edit, name="edit"),
    path("conversations/<str:id>/messages/<str:message_id>/take-back", views_message.take_back, name="take_back"),
    path("conversations/<str:id>/messages/<str:message_id>/react", views_message.react, name="react"),
    path("conversations/<str:id>/messages/<str:message_id>/helped", views_message.helped, name="helped"),
    path("conversations/<str:id>/read", views.read, name="read"),
    path("conversations/<str:id>/people", views.people, name="people"),
    path("conversations/<str:id>/state", views.state, name="state"),
]
