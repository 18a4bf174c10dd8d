from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "alongside.conversations"
    label = "conversations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Talk is one of the places; a conversation's page belongs to it."""
        from alongside.ui.places import Place, register

        register(Place("talk", _("Talk"), "message-square", "conversations:talk", 40))
