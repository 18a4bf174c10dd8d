"""What was reported, what staff decided, who appealed; and phrases that bring help."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField
from alongside.core.sealing import SealedTextField


class What(models.TextChoices):
    """What a report is about."""

    MESSAGE = "message", _("A message")
    PERSON = "person", _("A person")
    SESSION = "session", _("A session")
    CIRCLE = "circle", _("A circle")


class Trouble(models.TextChoices):
    """Why, in the reporter's choice. The first tap chooses what, the second chooses one of these."""

    HURTFUL = "hurtful", _("It is hurtful")
    UNSAFE = "unsafe", _("Someone may be in danger")
    UNWANTED = "unwanted", _("Unwanted advances")
    PRIVATE = "private", _("It tells something private about someone")
    SELLING = "selling", _("Selling or spam")
    OTHER = "other", _("Something else")


class Report(models.Model):
    """Something that someone asks staff to look at. What it is about never learns who said so.

    `person`: whom it concerns, also where a message was reported: its author. `kept_words`: a message's words as they
    were when it was reported, so that a later edit takes nothing away.
    """

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    what = models.CharField(max_length=8, choices=What)
    trouble = models.CharField(max_length=8, choices=Trouble)
    words = SealedTextField(blank=True, default="")
    kept_words = SealedTextField(blank=True, default="")
    message = models.ForeignKey("conversations.Message", null=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey("groups.Meeting", null=True, on_delete=models.SET_NULL, related_name="+")
    circle = models.ForeignKey("groups.Circle", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, help_text=_("When someone on staff first opened it."))
    late_at = models.DateTimeField(null=True, help_text=_("When directors heard that nobody has decided on it."))
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=("program", "decided_at", "at")),
            models.Index(fields=("by", "-at"), name="moderation_reports_by"),
        )


class Step(models.TextChoices):
    """What staff can do about a report."""

    DISMISS = "dismiss", _("Nothing needs to be done")
    REMOVE = "remove", _("Remove the message")
    WARN = "warn", _("Warn the person")
    PAUSE = "pause", _("Pause their writing")
    SUSPEND = "suspend", _("Close the door for a while")


class Decision(models.Model):
    """What someone on staff decided on a report, or of their own accord (`report` null). `person`: whom it concerns.

    What was decided at one time (a removal and a warning) shares `person`, `at` and `by`. Where nothing needed to be
    done, `person` is null: nobody learns that they were reported. `words` are what the person reads. `until`: the end
    of a pause or suspension; `undone_at`: taken back.
    """

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey(Report, null=True, on_delete=models.CASCADE, related_name="decisions")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.CASCADE, related_name="decisions")
    message = models.ForeignKey("conversations.Message", null=True, on_delete=models.SET_NULL, related_name="+")
    step = models.CharField(max_length=8, choices=Step)
    words = SealedTextField(blank=True, default="")
    removed_words = SealedTextField(blank=True, default="", help_text=_("What a removed message said, for an appeal."))
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text=_("When the person read it."))

    class Meta:
        indexes = (models.Index(fields=("person", "-at")),)


class Appeal(models.Model):
    """The person asks someone else on staff to look again: once for each decision."""

    public_id = PublicIdField()
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="appeal")
    words = SealedTextField()
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    upheld = models.BooleanField(null=True, help_text=_("True: the decision stands."))
    answer = SealedTextField(blank=True, default="")


class PhraseRules(models.Model):
    """A program's choices about phrases that bring help. A row is made with the first change."""

    program = models.OneToOneField("people.Program", on_delete=models.CASCADE, related_name="+")
    in_private = models.BooleanField(default=False, help_text=_("Messages between two people are looked at, too."))
    why = SealedTextField(blank=True, default="", help_text=_("The director's reasons, which members can read."))
    changed_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()


class Phrase(models.Model):
    """Words that bring help. `language` is an ISO code; `text` is matched as whole words, without case and accents."""

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8)
    text = models.CharField(max_length=80)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("program", "language", "text"),
                condition=models.Q(dropped_at=None),
                name="moderation_phrase_once",
            ),
        )


class Hit(models.Model):
    """A phrase was found in a message. It labels nobody: its author is shown help, and who is on call is told."""

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey("conversations.Message", null=True, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, help_text=_("When its author was shown help, or put it aside."))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("message",), name="moderation_hit_once"),)
        indexes = (models.Index(fields=("author", "shown_at")),)


class ContextView(models.Model):
    """Someone on staff opened the words around a report or a hit. Kept, so that it can be asked about."""

    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey("conversations.Message", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
