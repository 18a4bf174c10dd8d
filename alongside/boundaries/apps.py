from django.apps import AppConfig


class BoundariesConfig(AppConfig):
    name = "alongside.boundaries"
    label = "boundaries"
    default_auto_field = "django.db.models.BigAutoField"
