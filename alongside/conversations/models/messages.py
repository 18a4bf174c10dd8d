"""What is said in a conversation, and what hangs on it: reactions, mentions, files."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField
from alongside.core.sealing import SealedTextField

if TYPE_CHECKING:
    from alongside.conversations.marks import Marks


class Gone(models.TextChoices):
    """Who took a message away. The number stays, and an honest mark."""

    AUTHOR = "author", _("Taken back by its author")
    STAFF = "staff", _("Removed by staff")


class Message(models.Model):
    """What someone said. Acknowledged means stored; `key` makes a repeat the same message.

    `thread` is the message at whose side this one stands (never one that stands beside another itself); `reply_to` is
    the one it quotes. `replies` counts what stands beside this one. A message without words has files.
    """

    public_id = PublicIdField()
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.CASCADE, related_name="messages")
    seq = models.PositiveBigIntegerField()
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    body = SealedTextField()
    key = models.CharField(max_length=80)
    at = models.DateTimeField()
    # Without an index of its own: the planner takes one over all that stand beside nothing for the main flow's.
    thread = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="beside", db_index=False)
    reply_to = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="quoted_in")
    replies = models.PositiveIntegerField(default=0)
    wants_company = models.BooleanField(default=False)
    edited_at = models.DateTimeField(null=True)
    gone = models.CharField(max_length=6, choices=Gone, blank=True, default="")
    gone_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True, help_text=_("When it was looked at for phrases that bring help."))
    told_at = models.DateTimeField(null=True, help_text=_("When those who were away were told of it."))
    said_with: "Marks | None" = None
    """What hung on it when it was said just now: nobody needs to ask the database. Not a column."""

    class Meta:
        ordering = ("seq",)
        constraints = (
            models.UniqueConstraint(fields=("conversation", "seq"), name="conversations_message_seq"),
            models.UniqueConstraint(fields=("author", "key"), name="conversations_message_key"),
        )
        indexes = (
            models.Index(
                fields=("conversation", "seq"), condition=models.Q(thread=None), name="conversations_main_flow"
            ),
            models.Index(
                fields=("thread", "seq"), condition=models.Q(thread__isnull=False), name="conversations_beside"
            ),
            models.Index(fields=("conversation", "at"), name="conversations_by_date"),
            models.Index(fields=("id",), condition=models.Q(heard_at=None), name="conversations_unheard"),
            models.Index(fields=("id",), condition=models.Q(told_at=None), name="conversations_untold"),
        )


class ReactionCode(models.TextChoices):
    """The few ways to answer without words."""

    WARM = "warm", _("Warm")
    THANKS = "thanks", _("Thank you")
    WITH_YOU = "with_you", _("I’m with you")
    SMILE = "smile", _("That made me smile")
    STRENGTH = "strength", _("Strength to you")


class Reaction(models.Model):
    """One person's answer without words; each code once."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=10, choices=ReactionCode)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("message", "person", "code"), name="conversations_react_once"),)


class Mention(models.Model):
    """Someone who takes part is named in a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("message", "person"), name="conversations_mention_once"),)


class FileKind(models.TextChoices):
    IMAGE = "image", _("A picture")
    VOICE = "voice", _("A voice note")
    FILE = "file", _("A file")


class Attachment(models.Model):
    """A file of a message, sealed on disk. Until it is posted (`message` null) only who brought it may see it."""

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=6, choices=FileKind)
    content = models.FileField(upload_to="talk/")
    thumbnail = models.FileField(upload_to="talk/", blank=True)
    name = SealedTextField(blank=True, default="")
    content_type = models.CharField(max_length=80)
    bytes = models.PositiveIntegerField()
    width = models.PositiveSmallIntegerField(default=0)
    height = models.PositiveSmallIntegerField(default=0)
    seconds = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("made_at",), condition=models.Q(message=None), name="conversations_unposted"),)


class HeldMessage(models.Model):
    """What a new account wrote with a link in it: its author alone sees it until someone on staff has looked."""

    public_id = PublicIdField()
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.CASCADE, related_name="held")
    author = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    body = SealedTextField()
    key = models.CharField(max_length=80)
    thread = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    reply_to = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("author", "key"), name="conversations_held_key"),)
        indexes = (models.Index(fields=("conversation", "decided_at")),)
