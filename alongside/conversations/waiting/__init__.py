"""Posts that wait for a human: each has a clock, until a person other than its author replies.

`said` and `gone` are called in the transaction of what happened. As JSON: `shape`. What waits, what answers: `rules`.
Who is asked: `who`. By when: `times`.
"""

from alongside.conversations.waiting.actions import gone, said

__all__ = ["gone", "said"]
