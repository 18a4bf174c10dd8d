"""What waits to be carried to people who are looking: numbered events by topic, sealed, kept for a day."""

from django.db import models


class Topic(models.Model):
    """A topic is an audience. `head` is the number of its newest event; it only grows, and is locked while it
    does.
    """

    name = models.CharField(max_length=160, unique=True)
    head = models.BigIntegerField(default=0)


class OutboxEvent(models.Model):
    """One event of a topic. `payload` is JSON text, sealed: viewer-independent, no HTML, no translation."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="events")
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    payload = models.BinaryField()
    at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "seq"], name="one_event_per_number")]


class Cursor(models.Model):
    """How far a listener has come on a program's stream of happenings. `at`: when what it heard last had happened."""

    listener = models.CharField(max_length=80)
    topic = models.CharField(max_length=160)
    seq = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listener", "topic"], name="live_one_cursor")]
