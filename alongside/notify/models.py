"""How people wish to be reached away from the page, and what waits to reach them."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField
from alongside.core.sealing import SealedTextField


class Occasion(models.TextChoices):
    """What people can be told of, in the words of the page on which they choose."""

    PRIVATE = "private", _("Someone writes to you alone")
    MENTION = "mention", _("Someone names you or answers you")
    TALK = "talk", _("Something new in your groups and circles")
    ASKED = "asked", _("Someone waits for an answer, and you could give it")
    SESSION = "session", _("A session begins soon")
    CARE = "care", _("Your care team has something for you")


class MailPace(models.TextChoices):
    NEVER = "never", _("No letters")
    BUNDLED = "bundled", _("One letter for all that came, at most every few hours")
    DAILY = "daily", _("One letter a day")


class Preference(models.Model):
    """A person's choices. Without a row the defaults hold: letters bundled, no push, quiet from 21:00 to 8:00."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="preference")
    off = models.JSONField(default=list, help_text=_("Codes of `Occasion` that they don’t want to hear of."))
    mail = models.CharField(max_length=8, choices=MailPace, default=MailPace.BUNDLED)
    push = models.BooleanField(default=True, help_text=_("On the devices that they added."))
    shows_words = models.BooleanField(
        default=False, help_text=_("Says who and where; otherwise only that there is news.")
    )
    quiet_from = models.TimeField(default=time(21, 0))
    quiet_until = models.TimeField(default=time(8, 0))
    weekly = models.BooleanField(default=True, help_text=_("A weekly letter of what they were part of."))
    changed_at = models.DateTimeField()


class PushDevice(models.Model):
    """A browser that may be reached (RFC 8030, 8291). Dropped when its push service says that it is gone."""

    public_id = PublicIdField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="push_devices")
    endpoint = SealedTextField()
    endpoint_hash = models.CharField(max_length=64, unique=True)
    p256dh = SealedTextField()
    auth = SealedTextField()
    label = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)


class Notice(models.Model):
    """Something to be told. `key` makes it one; `due_at`: not before; `seen_at`: they saw it on the page meanwhile."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="notices")
    occasion = models.CharField(max_length=8, choices=Occasion)
    key = models.CharField(max_length=80)
    link = models.CharField(max_length=200)
    words = SealedTextField(blank=True, default="", help_text=_("For those who chose to read more: who and where."))
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    pushed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True, help_text=_("Not worth telling any more from then on."))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "key"), name="notify_told_once"),)
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=models.Q(seen_at=None) & (models.Q(pushed_at=None) | models.Q(mailed_at=None)),
                name="notify_due",
            ),
        )


class Weekly(models.Model):
    """That the letter of a week was made for someone, so that it is made once."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    week = models.DateField(help_text=_("The Monday it tells of."))
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "week"), name="notify_weekly_once"),)
