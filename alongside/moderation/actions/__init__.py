"""Everything that changes a report. Each is one verb with a named actor."""

from alongside.moderation.actions.appealing import answer_appeal, appeal
from alongside.moderation.actions.deciding import decide, read_decision, undo
from alongside.moderation.actions.forgetting import forget_old
from alongside.moderation.actions.looking import look_around, open_card
from alongside.moderation.actions.reporting import add_words, report, tell_directors

__all__ = [
    "add_words",
    "answer_appeal",
    "appeal",
    "decide",
    "forget_old",
    "look_around",
    "open_card",
    "read_decision",
    "report",
    "tell_directors",
    "undo",
]
