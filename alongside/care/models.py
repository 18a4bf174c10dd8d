"""Reach-outs: who needs someone, why, since when, whose it is, by when, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField
from alongside.core.sealing import SealedTextField


class Lane(models.TextChoices):
    """Which open card of a person a reason belongs on. One person has at most one open card in each."""

    CARE = "care", _("Care")
    HELP = "help", _("A call for help")
    WELCOME = "welcome", _("First days")
    PRIVATE = "private", _("To a chosen counselor alone")
    GROUP = "group", _("For a group")


class Kind(models.TextChoices):
    """Why someone needs someone. Domains that come later add theirs."""

    STEP = "step", _("A step is owed")
    ABSENCE = "absence", _("Was missed")
    CALL = "call", _("Call now")
    MORNING = "morning", _("Kept for the morning")
    HELP = "help", _("Asked for help now")
    BETWEEN = "between", _("Something is wrong between two people")
    LOSS = "loss", _("The group has lost someone")
    WAITING = "waiting", _("A post waits for an answer")
    LINE = "line", _("Wrote to the care team")
    HANDED = "handed", _("Someone handed a post on")
    PHRASE = "phrase", _("A phrase that brings help")
    REPORT = "report", _("Something was reported")
    HOSTLESS = "no_host", _("A circle without a host")
    SIGNAL = "signal", _("Contacts are thinning")


class Outcome(models.TextChoices):
    TALKED = "talked", _("We talked")
    WROTE = "wrote", _("I wrote")
    NO_ANSWER = "no_answer", _("I tried, no answer yet")
    ARRANGED = "arranged", _("Something was arranged")
    NOT_NEEDED = "not_needed", _("It wasn’t needed")


class ReachOut(models.Model):
    """One card: about one person, with all its reasons, and one named person whose it is.

    `owner` null: the directors'. `taken_at`: the owner has said that they act. `level` counts escalations. `slot` keeps
    cards apart that must not be one: the lane, and for private ones the counselor they were sent to.
    """

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="reach_outs")
    lane = models.CharField(max_length=8, choices=Lane, default=Lane.CARE)
    slot = models.CharField(max_length=40)
    owner = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="owned_reach_outs")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    ties_before = models.PositiveSmallIntegerField(
        null=True, help_text=_("Two-way ties when it was closed, where they were the reason.")
    )
    ties_after = models.PositiveSmallIntegerField(null=True, help_text=_("The same two weeks later."))
    looked_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("about", "slot"), condition=models.Q(closed_at=None), name="care_one_open_card"
            ),
        )
        indexes = (
            models.Index(fields=("program", "closed_at", "due_at")),
            models.Index(fields=("owner", "closed_at", "due_at")),
        )


class Reason(models.Model):
    """One reason on a card. `key` names what it came from (`absence:<meeting>`), so that it is said once.

    `facts` are ids, codes and times; `words` are the person's own, where they sent some. `settled_at`: no longer so.
    """

    reach_out = models.ForeignKey(ReachOut, on_delete=models.CASCADE, related_name="reasons")
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=80, unique=True)
    since = models.DateTimeField()
    facts = models.JSONField(default=dict)
    words = SealedTextField(blank=True, default="")
    other = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("since", "id")


class Deed(models.TextChoices):
    OPENED = "opened", _("Opened")
    ADDED = "added", _("One more reason")
    TOLD = "told", _("Told")
    READ = "read", _("Read")
    TAKEN = "taken", _("Taken on")
    TRIED = "tried", _("Tried, no answer yet")
    SETTLED = "settled", _("No longer so")
    HANDED_ON = "handed_on", _("Handed on")
    ESCALATED = "escalated", _("Passed up: nobody had acted")
    NOTED = "noted", _("Note")
    CLOSED = "closed", _("Closed")


class Entry(models.Model):
    """What was done on a card, in order. `by` null: the house itself."""

    reach_out = models.ForeignKey(ReachOut, on_delete=models.CASCADE, related_name="entries")
    deed = models.CharField(max_length=10, choices=Deed)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    to = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    words = SealedTextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")


class Awake(models.Model):
    """Someone is awake at night and would like company, until when. Two who both said so may find each other."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="awake")
    since = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
    yes_to = models.JSONField(default=list, help_text=_("Row numbers of those whose company they said yes to."))
