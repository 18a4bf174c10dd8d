"""Addresses of people: oneself, arriving, running the program, and the ticket for the socket."""

from django.urls import path

from alongside.people import views, views_demo, views_live

app_name = "people"
urlpatterns = [
    path("live/ticket", views_live.ticket, name="ticket"),
    path("demo/sign-in", views_demo.demo_sign_in, name="demo_sign_in"),
    path("which-program/", views.which_program, name="which_program"),
    path("me/", views.me, name="me"),
    path("me/second-step/", views.second_step, name="second_step"),
]
