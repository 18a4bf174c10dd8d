"""Keep-aparts. Blocks, mutes and posting pauses join them later behind the same question."""

from django.db import models

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
