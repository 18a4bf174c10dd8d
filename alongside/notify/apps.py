"""Mail and other ways to reach a person away from the page."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "alongside.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"
