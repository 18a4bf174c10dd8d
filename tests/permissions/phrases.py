"""Phrases that bring help: the list is staff's, the choice about private messages a director's; what is looked at is
told to everyone, and an offer of help is one's own."""

from types import SimpleNamespace
from typing import Any

from alongside.care.actions import drills
from alongside.core.actions import SYSTEM
from alongside.moderation.models import Phrase
from alongside.moderation.phrases import actions
from tests.cast import Cast
from tests.permissions import Row, director_only, staff_only, statuses


def stage(cast: Cast) -> Any:
    """The list as a program begins with it, and a practice that is running."""
    actions.begin_phrases(cast.program, by=SYSTEM)
    phrase = Phrase.objects.filter(program=cast.program).order_by("pk")[0]
    return SimpleNamespace(phrase=phrase, drill=drills.start_drill(by=cast.director))


def _phrase(cast: Cast) -> dict[str, Any]:
    return {"public_id": cast.scene.phrase.public_id}


def _drill(cast: Cast) -> dict[str, Any]:
    return {"public_id": cast.scene.drill.public_id}


WHY = "Because those who take part asked for it."

TABLE = [
    Row("phrases:list", staff_only(outsider=200)),
    Row(
        "phrases:list",
        staff_only(302, outsider=302),
        method="POST",
        data=lambda cast: {"text": "the bridge again", "language": "en"},
    ),
    Row("phrases:drop", staff_only(200), method="POST", kwargs=_phrase),
    Row("phrases:put_back", staff_only(302), method="POST", kwargs=_phrase),
    Row(
        "phrases:private",
        director_only(302, outsider=302),
        method="POST",
        data=lambda cast: {"on": "on", "why": WHY},
    ),
    Row("phrases:looked_at", statuses(200, outsider=200)),
    Row("phrases:offer", statuses(200, outsider=200)),
    Row("phrases:put_aside", statuses(302, outsider=302), method="POST"),
    Row("care:drill", director_only(outsider=200)),
    Row("care:drill", director_only(302, outsider=302), method="POST"),
    Row("care:end_drill", director_only(302), method="POST", kwargs=_drill),
]
