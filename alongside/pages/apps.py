from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "alongside.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"
