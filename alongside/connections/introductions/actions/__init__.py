"""What is written about introductions, and about meeting again."""

from alongside.connections.introductions.actions.again import answer_again, ask_again
from alongside.connections.introductions.actions.offers import (
    answer,
    forget_old,
    propose,
    propose_week,
)

__all__ = ["answer", "answer_again", "ask_again", "forget_old", "propose", "propose_week"]
