"""Accounts, persons, roles, stages, consent, arrival, sign-in."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "alongside.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Sign-outs end live subscriptions; see `signing_out`."""
        from alongside.people import signing_out as signing_out
        from alongside.people import topics as topics
