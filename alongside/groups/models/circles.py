"""Circles: peer-led support groups outside treatment hours, which people join themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField
from alongside.core.sealing import SealedTextField


class Openness(models.TextChoices):
    PUBLIC = "public", _("Everyone in the program can find it and join")
    INVITED = "invited", _("Only those who are invited know of it")


class Circle(models.Model):
    """A circle. `approved_at` null: a counselor must say yes yet. `hostless_since`: nobody hosts it at the moment."""

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="circles")
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=300, blank=True)
    subjects = models.CharField(max_length=200, blank=True, help_text=_("A few words, separated by commas."))
    language = models.CharField(max_length=8, default="en")
    openness = models.CharField(max_length=8, choices=Openness, default=Openness.PUBLIC)
    agreement = models.TextField(max_length=1000, help_text=_("What everyone who joins says yes to."))
    cap = models.PositiveSmallIntegerField(default=24)
    series = models.ForeignKey("groups.Series", null=True, on_delete=models.SET_NULL, related_name="circles")
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    declined_why = models.CharField(max_length=300, blank=True)
    hostless_since = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("program", "closed_at")),)


class CircleRole(models.TextChoices):
    HOST = "host", _("Host")
    COHOST = "cohost", _("Co-host")
    MEMBER = "member", _("Member")


class CircleState(models.TextChoices):
    INVITED = "invited", _("Invited")
    ON = "on", _("In the circle")
    OFF = "off", _("Left the circle")


class CircleMember(models.Model):
    """A person's belonging to a circle. `accepted_at`: when they said yes to its agreement.

    Someone invited who said no stays `invited`, with `until`: to whoever invited them it looks like no answer yet.
    """

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="circle_members")
    role = models.CharField(max_length=8, choices=CircleRole, default=CircleRole.MEMBER)
    state = models.CharField(max_length=8, choices=CircleState, default=CircleState.ON)
    offered_role = models.CharField(max_length=8, choices=CircleRole, blank=True, default="")
    invited_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    hosts_since = models.DateTimeField(null=True, help_text=_("When they last began to host it, or to help with that."))
    removed_at = models.DateTimeField(null=True, help_text=_("They were asked to leave, and come back by invitation."))
    removed_why = SealedTextField(blank=True, default="", help_text=_("A kind sentence, for them alone."))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("circle", "person"), name="groups_circle_once"),)
        indexes = (models.Index(fields=("person", "state")),)
