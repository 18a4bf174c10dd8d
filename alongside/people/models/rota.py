"""Who answers when: the on-call rota, and who stands in while someone is away."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField


class OnCallShift(models.Model):
    """Who answers when nobody else does, from when to when."""

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="shifts")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="people_shift_ends"),
        )


class Duty(models.TextChoices):
    """What someone on staff is needed for while they are away."""

    GROUPS = "groups", _("Leading groups")
    LINES = "lines", _("Answering people")
    CARDS = "cards", _("Reach-outs and being on call")


class Leave(models.Model):
    """Someone on staff is away, and every duty has a named person meanwhile (`covers`)."""

    public_id = PublicIdField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="leaves")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(db_index=True)
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="people_leave_ends"),
        )


class Cover(models.Model):
    """Who takes over one duty of a leave."""

    leave = models.ForeignKey(Leave, on_delete=models.CASCADE, related_name="covers")
    duty = models.CharField(max_length=8, choices=Duty)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="covers")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("leave", "duty"), name="people_cover_once"),)


class StepBack(models.Model):
    """A mentor takes a day off from being asked. No reason is kept. Their people are their supervisor's meanwhile."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="step_backs")
    since = models.DateTimeField()
    until = models.DateTimeField(db_index=True)


class Around(models.Model):
    """When someone was last here, to five minutes, so that only those who are around are asked. Kept a day."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="around")
    at = models.DateTimeField(db_index=True)
