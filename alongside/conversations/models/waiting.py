"""Posts that wait for a human: each with a clock, until a person other than its author replies."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField


class Why(models.TextChoices):
    FIRST = "first", _("Their first post here")
    QUESTION = "question", _("A question")
    COMPANY = "company", _("Would like company")
    LINE = "line", _("To the care team")


class Rung(models.IntegerChoices):
    """Who has been asked so far."""

    NOBODY = 0, _("Everyone who reads it")
    PEERS = 1, _("Two or three peers")
    MENTOR = 2, _("The mentor")
    COUNSELOR = 3, _("A counselor")


class WaitingPost(models.Model):
    """A post that waits. `next_at`: when the next ones are asked; null once it is answered, or nobody is left to ask.

    `taken_by` has said that they answer, by `promised_at`. `peers_may`: False for what only staff may be asked to
    answer. `answered_by` is whoever replied first, with `answered_at`.
    """

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    message = models.OneToOneField("conversations.Message", on_delete=models.CASCADE, related_name="waiting")
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.CASCADE, related_name="waiting")
    author = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=8, choices=Why)
    since = models.DateTimeField()
    peers_may = models.BooleanField(default=True)
    rung = models.PositiveSmallIntegerField(choices=Rung, default=Rung.NOBODY)
    next_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    promised_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text=_("Answered, taken back, or its place is closed."))

    class Meta:
        indexes = (
            models.Index(fields=("next_at",), condition=models.Q(ended_at=None), name="conversations_waiting_due"),
            models.Index(fields=("conversation",), condition=models.Q(ended_at=None), name="conversations_waiting_in"),
            models.Index(fields=("program", "since"), name="conversations_waiting_since"),
        )


class Offer(models.Model):
    """Someone was asked, privately, whether they would answer. What they said is theirs: the author never learns it."""

    class Answer(models.TextChoices):
        OPEN = "", _("Not said yet")
        TOOK = "took", _("I’ll answer")
        PASSED = "passed", _("Not now")

    public_id = PublicIdField()
    waiting = models.ForeignKey(WaitingPost, on_delete=models.CASCADE, related_name="offers")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    rung = models.PositiveSmallIntegerField(choices=Rung)
    at = models.DateTimeField()
    answer = models.CharField(max_length=6, choices=Answer, blank=True, default=Answer.OPEN)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("waiting", "person"), name="conversations_offer_once"),)
        indexes = (models.Index(fields=("person", "answer")),)
