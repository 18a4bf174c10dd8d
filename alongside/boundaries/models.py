"""Keep-aparts, blocks, mutes and posting pauses: what limits contact between people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField
from alongside.core.sealing import SealedTextField


class KeepApart(models.Model):
    """Two people who are never seated together. Entered by counselors, known to staff only."""

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    first = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    why = SealedTextField(blank=True, default="")
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(first_id__lt=models.F("second_id")), name="boundaries_keep_apart_ordered"
            ),
            models.UniqueConstraint(
                fields=("first", "second"), condition=models.Q(lifted_at=None), name="boundaries_keep_apart_once"
            ),
        )


class Wish(models.TextChoices):
    MUTE = "mute", _("Mute")
    BLOCK = "block", _("Block")


class Cut(models.Model):
    """`person` wants no contact with `other`. Both kinds cut private messages, suggestions and seating, in both ways.

    What comes during a mute is kept for later; during a block it never comes. `other` never learns of either.
    """

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="cuts")
    other = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    wish = models.CharField(max_length=5, choices=Wish)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(person=models.F("other")), name="boundaries_cut_two"),
            models.UniqueConstraint(
                fields=("person", "other"), condition=models.Q(lifted_at=None), name="boundaries_cut_once"
            ),
        )
        indexes = (models.Index(fields=("other", "lifted_at")),)


class PostingPause(models.Model):
    """Someone may read but not write until then. Staff entered it; the person knows, and may appeal."""

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="posting_pauses")
    since = models.DateTimeField()
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("person", "until")),)
