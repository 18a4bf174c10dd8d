"""Conversations: ordered, durable streams of messages, and who may read them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField
from alongside.core.sealing import SealedTextField


class Kind(models.TextChoices):
    SESSION = "session", _("A session’s chat")
    SMALL_ROOM = "small_room", _("A small room’s chat")
    PAIR = "pair", _("Two people")


class Conversation(models.Model):
    """A stream of messages, numbered without gaps. `head` is the number of the newest; its row is the lock."""

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    pair = models.CharField(
        max_length=40, blank=True, default="", help_text=_("Of two people: their row numbers in order, `low:high`.")
    )
    head = models.PositiveBigIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("program", "pair"), condition=~models.Q(pair=""), name="conversations_one_of_two_people"
            ),
        )


class Participant(models.Model):
    """Who may read and write: for a session's chat, those who were there."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, help_text=_("From then on they read what was, and write no more."))
    last_seq = models.PositiveBigIntegerField(null=True, help_text=_("The last message they may read, once ended."))
    read_seq = models.PositiveBigIntegerField(
        default=0, help_text=_("The newest message they have opened. Theirs alone: nobody else sees it.")
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("conversation", "person"), name="conversations_once_in"),)


class Message(models.Model):
    """What someone said. Acknowledged means stored; `key` makes a repeat the same message."""

    public_id = PublicIdField()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    seq = models.PositiveBigIntegerField()
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    body = SealedTextField()
    key = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ("seq",)
        constraints = (
            models.UniqueConstraint(fields=("conversation", "seq"), name="conversations_message_seq"),
            models.UniqueConstraint(fields=("author", "key"), name="conversations_message_key"),
        )
