"""Every address of the house. Domains own their own; this page only says where they stand."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
    path("", include("alongside.ui.urls")),
    path("", include("alongside.people.urls")),
    path("", include("alongside.boundaries.urls")),
    path("", include("alongside.notify.urls")),
    path("", include("alongside.groups.urls")),
    path("", include("alongside.conversations.urls")),
    path("", include("alongside.rooms.urls")),
    path("", include("alongside.moderation.phrases.urls")),
    path("", include("alongside.moderation.urls")),
    path("", include("alongside.connections.urls")),
    path("", include("alongside.care.urls")),
    path("", include("alongside.pages.urls")),
]

handler400 = "alongside.ui.views.bad_request"
handler403 = "alongside.ui.views.forbidden"
handler404 = "alongside.ui.views.not_found"
handler500 = "alongside.ui.views.server_error"
