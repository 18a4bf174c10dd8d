"""Addresses of groups and single sessions of theirs."""

from django.urls import include, path

from alongside.groups import views, views_back, views_calendar, views_hellos, views_staff

app_name = "groups"
urlpatterns = [
    path("hello/", views_hellos.hello, name="hello"),
    path("hello/ask", views_hellos.ask, name="hello_ask"),
    path("hello/times/", views_hellos.times, name="hello_times"),
    path("hello/times/<str:id>/remove", views_hellos.withdraw, name="hello_withdraw"),
    path("hello/<str:id>/cancel", views_hellos.cancel, name="hello_cancel"),
    path("welcome-back/", views_back.welcome_back, name="welcome_back"),
    path("groups/<str:id>/come-back", views_back.come_back, name="come_back"),
    path("circles/", include("alongside.groups.circles.urls")),
    path("people/mentoring/", include("alongside.groups.mentoring.urls")),
    path("groups/", views.group_list, name="list"),
    path("groups/new", views_staff.new, name="new"),
    path("groups/meetings/<str:id>/cancel", views_calendar.cancel, name="cancel"),
    path("groups/meetings/<str:id>/restore", views_calendar.restore, name="restore"),
    path("groups/meetings/<str:id>/move", views_calendar.move, name="move"),
    path("groups/meetings/<str:id>/excuse", views.excuse, name="excuse"),
    path("groups/meetings/<str:id>/unexcuse", views.unexcuse, name="unexcuse"),
    path("groups/<str:id>/", views.group, name="group"),
    path("groups/<str:id>/edit", views_staff.edit, name="edit"),
    path("groups/<str:id>/schedule", views_calendar.group_schedule, name="schedule"),
    path("groups/<str:id>/roster", views_staff.roster, name="roster"),
    path("groups/<str:id>/roster/add", views_staff.roster_add, name="roster_add"),
    path("groups/<str:id>/roster/remove", views_staff.roster_remove, name="roster_remove"),
    path("groups/<str:id>/close", views_staff.close, name="close"),
    path("groups/<str:id>/reopen", views_staff.reopen, name="reopen"),
    path("groups/<str:id>/leave-waiting", views.leave_waiting, name="leave_waiting"),
]
