"""The record of contact: who, whom, when and what kind; never what was said."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What happened. The first eight are `engine.ties.Kind`; the rest are acts that reach nobody in particular."""

    WROTE = "wrote", _("Wrote to")
    REPLIED = "replied", _("Replied to")
    REACTED = "reacted", _("Reacted to")
    SMALL_ROOM = "small_room", _("Were in a small room together, and both took part")
    SESSION = "session", _("Were in the same session")
    GATHERING = "gathering", _("Took part in the same gathering")
    MENTORED = "mentored", _("Met as mentor and member")
    THANKED = "thanked", _("Said that it helped")
    POSTED = "posted", _("Said something in a place")
    CAME = "came", _("Came to a session")
    CHECKED_IN = "checked_in", _("Checked in")


class Interaction(models.Model):
    """One thing that happened: append-only. What is mutual (a small room, a session) stands once, lower row first.

    `target` null: an act that reached nobody in particular. `key` names what it came from (`said:<message>:<whom>`), so
    that it is recorded once however often it is told. `place` says where, as `kind:row number` (`group:7`, `pair:9`);
    `private`: between two people alone, so never part of a picture of a group. `amount`: 1, or minutes shared.
    """

    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    actor = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    target = models.ForeignKey("people.Person", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    amount = models.FloatField(default=1.0)
    place = models.CharField(max_length=32, blank=True, default="")
    private = models.BooleanField(default=False)
    key = models.CharField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("program", "key"), name="connections_recorded_once"),)
        indexes = (
            models.Index(fields=("program", "at")),
            models.Index(fields=("actor", "at")),
            models.Index(fields=("target", "at")),
            models.Index(fields=("place", "at")),
        )


class Tie(models.Model):
    """What is known of the contact of one kind between two people. lower_id < upper_id.

    `out` is what went from lower to upper and `back` the other way, each as it stood at `as_of` and fading since with
    the kind's half-life (`engine.ties.DECAYS`). Counts and moments never fade. It follows the record alone. Contact
    between the two alone stands in a row of its own, so that a picture of a group can leave it out.
    """

    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    lower = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    upper = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    private = models.BooleanField(default=False)
    out = models.FloatField(default=0.0)
    back = models.FloatField(default=0.0)
    as_of = models.DateTimeField()
    times_out = models.PositiveIntegerField(default=0)
    times_back = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_out = models.DateTimeField(null=True)
    last_back = models.DateTimeField(null=True)
    last_two_way = models.DateTimeField(
        null=True, help_text=_("When contact of this row last made the two two-way; an open row looks at open contact.")
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(lower_id__lt=models.F("upper_id")), name="connections_tie_ordered"
            ),
            models.UniqueConstraint(fields=("lower", "upper", "kind", "private"), name="connections_tie_once"),
        )
        indexes = (models.Index(fields=("program", "as_of")),)
