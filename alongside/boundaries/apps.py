"""What limits contact between people; one question: may these two?"""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoundariesConfig(AppConfig):
    name = "alongside.boundaries"
    label = "boundaries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The page stands among those of the program, for counselors."""
        from alongside.people.models import Role
        from alongside.people.program_pages import ProgramPage, register

        register(ProgramPage(_("Kept apart"), "boundaries:keep_apart", 40, frozenset({Role.COUNSELOR})))
