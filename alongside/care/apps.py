"""The care desk."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "alongside.care"
    label = "care"
    default_auto_field = "django.db.models.BigAutoField"
