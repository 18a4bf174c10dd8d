"""Addresses of people: oneself, arriving, running the program, and the ticket for the socket."""

from django.urls import path

from alongside.people import (
    views,
    views_around,
    views_arriving,
    views_demo,
    views_live,
    views_program,
    views_rota,
    views_stages,
)
from alongside.people.arriving import views as arriving
from alongside.people.arriving import views_board as board

app_name = "people"
urlpatterns = [
    path("live/ticket", views_live.ticket, name="ticket"),
    path("demo/sign-in", views_demo.demo_sign_in, name="demo_sign_in"),
    path("which-program/", views.which_program, name="which_program"),
    path("invitation/<str:token>/", views_arriving.invitation, name="invitation"),
    path("agreements/", views_arriving.agreements, name="agreements"),
    path("arriving/", arriving.arriving, name="arriving"),
    path("arriving/contact/", arriving.contact, name="arriving_contact"),
    path("arriving/contact/forget", arriving.forget_contact, name="arriving_forget_contact"),
    path("arriving/plan/", arriving.plan, name="arriving_plan"),
    path("arriving/about/", arriving.about, name="arriving_about"),
    path("arriving/<str:kind>/leave-out", arriving.leave_out, name="arriving_leave_out"),
    path("me/", views.me, name="me"),
    path("me/picture", views.set_picture, name="set_picture"),
    path("me/picture/remove", views.remove_picture, name="remove_picture"),
    path("me/step-back", views_around.step_back, name="step_back"),
    path("me/step-forward", views_around.step_forward, name="step_forward"),
    path("me/leave/", views_stages.leave_program, name="leave_program"),
    path("me/second-step/", views.second_step, name="second_step"),
    path("people/<str:public_id>/picture", views.picture, name="picture"),
    path("program/", views_program.program, name="program"),
    path("program/people/", views_program.people, name="program_people"),
    path("program/people/<str:public_id>/", views_stages.person, name="program_person"),
    path("program/people/<str:public_id>/undo", views_stages.undo_stage, name="undo_stage"),
    path("program/people/<str:public_id>/call-soon", views_stages.call_soon, name="call_soon"),
    path("program/people/<str:public_id>/supervisor", views_around.supervisor, name="supervisor"),
    path("program/stages/", views_stages.stage_table, name="stages"),
    path("program/invite/", views_program.invite, name="invite"),
    path("program/invitations/", views_program.invitations, name="invitations"),
    path("program/invitations/<str:public_id>/again", views_program.invitation_again, name="invitation_again"),
    path("program/invitations/<str:public_id>/withdraw", views_program.withdraw, name="withdraw"),
    path("program/agreements/", views_program.agreements, name="program_agreements"),
    path("program/agreements/new/<str:kind>/", views_program.publish_agreement, name="publish_agreement"),
    path("program/agreements/<str:public_id>/", views_program.agreement, name="program_agreement"),
    path("program/on-call/", views_rota.on_call, name="on_call"),
    path("program/on-call/repeat/", views_rota.repeat_shifts, name="repeat_shifts"),
    path("program/on-call/<str:public_id>/remove", views_rota.remove_shift, name="remove_shift"),
    path("program/newcomers/", board.newcomers, name="newcomers"),
    path("program/newcomers/<str:public_id>/welcomer", board.hand_on, name="newcomer_hand_on"),
    path("program/leave/", views_rota.leave, name="leave"),
    path("program/leave/<str:public_id>/cancel", views_rota.cancel_leave, name="cancel_leave"),
    path("program/settings/", views_program.settings, name="program_settings"),
]
