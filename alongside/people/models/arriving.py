"""A person's first days: the path of small steps, and what only they and those they choose may read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField
from alongside.core.sealing import SealedJSONField, SealedTextField


class EmergencyContact(models.Model):
    """Whom staff may call when they are worried about someone. Read by staff who call, and by the person."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="emergency_contact")
    name = SealedTextField()
    phone = SealedTextField()
    relation = SealedTextField(blank=True, default="")
    changed_at = models.DateTimeField()


class SafetyPlan(models.Model):
    """What helps on a bad night, in the person's own words, after Stanley & Brown's six steps (2012).

    `words` maps the codes of `PlanPart` to text. Staff read it only where `shared` says so.
    """

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="safety_plan")
    words = SealedJSONField()
    shared = models.BooleanField(default=False)
    changed_at = models.DateTimeField()


class PlanPart(models.TextChoices):
    SIGNS = "signs", _("How I notice that it gets hard")
    ALONE = "alone", _("What I can do by myself")
    AROUND = "around", _("People and places that take my mind off it")
    ASK = "ask", _("People I can ask for help")
    PROFESSIONALS = "professionals", _("Professionals and lines I can call")
    SAFER = "safer", _("How I make my surroundings safer")
    REASONS = "reasons", _("What I live for")


class ArrivalStepKind(models.TextChoices):
    """The path, in order."""

    AGREEMENTS = "agreements", _("What we agree on")
    CONTACT = "contact", _("Someone we may call")
    PLAN = "plan", _("A safety plan")
    ABOUT = "about", _("About you")
    DEVICES = "devices", _("Try camera and sound")
    HELLO = "hello", _("A short hello")
    FIRST_SESSION = "first_session", _("The first session")
    FIRST_BREAKOUT = "first_breakout", _("The first small room")
    NOTE_FIRST = "note_first", _("A note after the first session")
    NOTE_THIRD = "note_third", _("A note on the third day")


class StepState(models.TextChoices):
    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Left out")


class Arrival(models.Model):
    """One newcomer's path. `welcomer` is the named human on it: staff or a mentor."""

    public_id = PublicIdField()
    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="arrival")
    welcomer = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="welcomes")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, db_index=True)


class ArrivalStep(models.Model):
    """One step: who owes it, by when. `owner` null: the newcomer themselves."""

    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=16, choices=ArrivalStepKind)
    state = models.CharField(max_length=8, choices=StepState, default=StepState.OPEN)
    owner = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    due_at = models.DateTimeField(null=True, db_index=True)
    done_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text=_("When someone was last told that it is overdue."))
    handed_on = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("arrival", "kind"), name="people_arrival_step_once"),)
