"""The audit trail, idempotency keys and the last run of each duty."""

from django.db import models

from alongside.core.ids import PublicIdField


class AuditEntry(models.Model):
    """Who did what to which row, when. Ids only: never words, never names."""

    public_id = PublicIdField()
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=80, db_index=True)
    verb = models.CharField(max_length=80)
    target = models.CharField(max_length=80, blank=True, db_index=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)


class DoneOnce(models.Model):
    """An idempotency key that was used: the same actor, verb and key again is the same act."""

    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    result_model = models.CharField(max_length=80, blank=True)
    result_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("actor", "verb", "key"), name="core_done_once"),)


class DutyRun(models.Model):
    """When a recurring duty last began, so that several workers share the work."""

    name = models.CharField(max_length=80, unique=True)
    began_at = models.DateTimeField()
