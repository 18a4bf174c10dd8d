"""Mail and other ways to reach a person away from the page."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "alongside.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Signing out takes the browser off the list."""
        from alongside.notify import signing_out as signing_out
