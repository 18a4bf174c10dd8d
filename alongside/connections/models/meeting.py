"""Bringing people together: suggestions, “again?”, introductions, and word that something helped."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField


class Suggestion(models.Model):
    """Someone whom a person might like to know: at most one a day. Dismissed for good means never again."""

    public_id = PublicIdField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="suggestions")
    other = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    day = models.DateField(help_text=_("On the person’s own calendar."))
    reasons = models.JSONField(default=list)
    made_at = models.DateTimeField()
    followed_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "day"), name="connections_one_suggestion_a_day"),)
        indexes = (models.Index(fields=("person", "other")),)


class Again(models.Model):
    """“Would you like to meet again?”, asked of each after a small room or a gathering, answered in private."""

    public_id = PublicIdField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=32, help_text=_("Where they met, as `kind:row number`."))
    met_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    yes = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "other"), name="connections_asked_again_once"),)


class Source(models.TextChoices):
    WEEKLY = "weekly", _("The week’s introductions")
    AGAIN = "again", _("Both would like to meet again")
    STAFF = "staff", _("A counselor thought of it")


class Introduction(models.Model):
    """An offer to two people to meet. Each says yes in private before either knows; then they have a conversation."""

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=6, choices=Source)
    reasons = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    conversation = models.ForeignKey(
        "conversations.Conversation", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = (models.Index(fields=("program", "closed_at", "expires_at")),)


class Side(models.Model):
    """One of the two whom an introduction is offered to, and their own answer."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="sides")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    yes = models.BooleanField(null=True)
    never = models.BooleanField(default=False, help_text=_("No, and not with this one again."))
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("introduction", "person"), name="connections_side_once"),)
        indexes = (models.Index(fields=("person", "answered_at")),)


class Thanks(models.Model):
    """Someone lets a mentor know that a word of theirs did good. Told now and then, if the one who thanks agrees."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    named = models.BooleanField(default=False, help_text=_("They agree that their name is said."))
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "key"), name="connections_thanked_once"),)
        indexes = (models.Index(fields=("to", "told_at")),)
