"""What an action says when it will not do something."""

from django.utils.functional import Promise


class Refused(Exception):
    """A domain refusal: `sentence` tells the person what happened and what to do. Nothing was changed.

    `field` names the form field the sentence belongs to, if one does.
    """

    def __init__(self, sentence: str | Promise, *, field: str | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.field = field
