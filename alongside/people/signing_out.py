"""When a browser is signed out, by whatever page, its live subscriptions end."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from alongside.people import actions
from alongside.people.access import viewer


@receiver(user_logged_out)
def end_subscriptions(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Django tells of every sign-out here, also of those done by allauth's views."""
    person = viewer(request) if request is not None else None
    if person is not None:
        actions.sign_out(person, by=person)
