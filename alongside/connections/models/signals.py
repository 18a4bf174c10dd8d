"""How someone's contacts stand, with reasons; what they say about it themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """`engine.isolation.State`. It says how contacts stand; it labels nobody."""

    ARRIVING = "arriving", _("Arriving")
    CONNECTED = "connected", _("Connected")
    THINNING = "thinning", _("Contacts are thinning")
    LITTLE = "little", _("Little two-way contact")
    NONE = "none", _("No recent two-way contact")


class Listed(models.TextChoices):
    """Which of the two lists someone stands on."""

    WELCOME = "welcome", _("Welcome")
    FADING = "fading", _("Fading")


class Standing(models.Model):
    """How one person's contacts stood when that was last judged, and why, as data without words."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="ties_standing")
    state = models.CharField(max_length=10, choices=State)
    since = models.DateTimeField(help_text=_("In this state since then."))
    score = models.FloatField(help_text=_("Chance of no two-way contact in the next fourteen days, 0 to 1."))
    listed = models.CharField(max_length=8, choices=Listed, blank=True, default="")
    listed_since = models.DateTimeField(null=True)
    two_way = models.PositiveSmallIntegerField(default=0, help_text=_("Two-way ties at that moment."))
    reasons = models.JSONField(default=list)
    action = models.CharField(max_length=16, blank=True, default="")
    clears = models.CharField(max_length=32, blank=True, default="")
    judged_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("listed", "judged_at")), models.Index(fields=("judged_at",)))


class Week(models.Model):
    """How someone's contacts stood at the end of one week: what the program's pictures over time are made from."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    monday = models.DateField()
    two_way = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State)
    score = models.FloatField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "monday"), name="connections_week_once"),)
        indexes = (models.Index(fields=("monday",)),)


class Wishes(models.Model):
    """What someone said about being connected here. No row: everything as it is by default."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="ties_wishes")
    may_be_suggested = models.BooleanField(default=True, help_text=_("May be suggested to others, and introduced."))
    gets_suggestions = models.BooleanField(default=True)
    rhythm_days = models.PositiveSmallIntegerField(
        null=True, help_text=_("How many days between contacts are normal for them, in their own word.")
    )
    goals = models.CharField(max_length=200, blank=True, default="", help_text=_("Chosen words, separated by commas."))


class Correction(models.Model):
    """What someone says is otherwise than the house derived. `other`: about their contact with that person.

    Theirs alone, but for its effect: nobody but them reads that there is one.
    """

    class Code(models.TextChoices):
        IN_TOUCH = "in_touch", _("We are in touch, in ways this doesn’t see")
        NOT_CLOSE = "not_close", _("Don’t count this as a contact of mine")
        ENOUGH = "enough", _("What I have is enough for me now")

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("people.Person", null=True, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=10, choices=Code)
    at = models.DateTimeField()
    until = models.DateTimeField(help_text=_("It counts until then; what was said long ago may no longer be so."))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "other"), name="connections_correction_once"),
            models.UniqueConstraint(
                fields=("person",), condition=models.Q(other=None), name="connections_correction_general"
            ),
        )
