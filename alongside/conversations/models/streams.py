"""Conversations: ordered, durable streams of messages, and who may read them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField
from alongside.core.sealing import SealedTextField


class Kind(models.TextChoices):
    SESSION = "session", _("A session’s chat")
    SMALL_ROOM = "small_room", _("A small room’s chat")
    PAIR = "pair", _("Two people")
    GROUP = "group", _("A group")
    CIRCLE = "circle", _("A circle")
    LINE = "line", _("Your care team")
    TOPIC = "topic", _("A topic in the forum")


class Conversation(models.Model):
    """A stream of messages, numbered without gaps. `head` is the number of the newest; its row is the lock.

    `about`: whose line to the care team it is. A topic has a `ForumTopic`. Who takes part follows from what it belongs
    to: see `membership`.
    """

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    pair = models.CharField(
        max_length=60,
        blank=True,
        default="",
        help_text=_("Of two people: their row numbers in order, `low:high`; of one side alone `low:high/writer`."),
    )
    group = models.OneToOneField("groups.Group", null=True, on_delete=models.CASCADE, related_name="+")
    circle = models.OneToOneField("groups.Circle", null=True, on_delete=models.CASCADE, related_name="+")
    about = models.OneToOneField("people.Person", null=True, on_delete=models.CASCADE, related_name="+")
    accepted_at = models.DateTimeField(
        null=True, help_text=_("Of two people: since when both want it. Until then it is a request.")
    )
    head = models.PositiveBigIntegerField(default=0)
    last_at = models.DateTimeField(null=True, help_text=_("When the newest message was said."))
    closed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("program", "pair"), condition=~models.Q(pair=""), name="conversations_one_of_two_people"
            ),
        )
        indexes = (models.Index(fields=("program", "kind", "-last_at")),)


class Participant(models.Model):
    """Who may read and write. Of a topic, which the whole program may read: who follows it or has read it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    asked_at = models.DateTimeField(
        null=True, help_text=_("Someone asked to write to them, and they haven’t said yes.")
    )
    declined_at = models.DateTimeField(null=True, help_text=_("They said “not now” to being asked."))
    moved_to = models.ForeignKey(
        Conversation, null=True, on_delete=models.SET_NULL, related_name="+", help_text=_("Where it goes on for them.")
    )
    until = models.DateTimeField(null=True, help_text=_("From then on they read what was, and write no more."))
    last_seq = models.PositiveBigIntegerField(null=True, help_text=_("The last message they may read, once ended."))
    events_until = models.PositiveBigIntegerField(
        null=True,
        help_text=_("The last live event of their time, once ended: what came after it isn’t theirs to count."),
    )
    gaps = models.JSONField(default=list, help_text=_("Numbers they may not read, as [first, last] pairs in order."))
    events_from = models.PositiveBigIntegerField(
        default=0, help_text=_("The last live event before they came, or came back: it isn’t theirs to hear.")
    )
    read_seq = models.PositiveBigIntegerField(
        default=0, help_text=_("The newest message they have opened. Theirs alone: nobody else sees it.")
    )
    follows = models.BooleanField(default=True, help_text=_("Hears of news away from the page, and finds it in Talk."))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("conversation", "person"), name="conversations_once_in"),)
        indexes = (models.Index(fields=("person", "until")),)


class ForumTag(models.Model):
    """A word under which topics are found. Staff keep the list."""

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("program", "name"), name="conversations_tag_once"),)


class ForumTopic(models.Model):
    """What a conversation of the forum is about. Everyone in the program may read it."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="topic")
    title = SealedTextField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    tags = models.ManyToManyField(ForumTag, blank=True, related_name="topics")
    helped = models.ForeignKey(
        "conversations.Message",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The reply that helped, as the author marked it."),
    )
