from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "alongside.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from alongside.site import wiring

        wiring.bind()
