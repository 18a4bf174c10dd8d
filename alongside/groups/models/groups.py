"""Groups, rosters, series, meetings and places."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField

if TYPE_CHECKING:
    from alongside.people.models import Person


class Tag(models.TextChoices):
    CLINICAL = "clinical", _("Clinical")
    SOCIAL = "social", _("Social")


class Series(models.Model):
    """When something recurs: wall time, IANA zone, RFC 5545 rule."""

    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    starts_local = models.DateTimeField(help_text=_("Wall time of the first occurrence, stored as if UTC."))
    time_zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField(default=60)
    rule = models.CharField(max_length=200, help_text=_("RFC 5545 RRULE value, e.g. FREQ=WEEKLY;BYDAY=TU,TH"))


class Group(models.Model):
    """A therapy group: facilitated by counselors, a roster, a size cap."""

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=300, blank=True)
    tag = models.CharField(max_length=8, choices=Tag, default=Tag.CLINICAL)
    cap = models.PositiveSmallIntegerField(default=12)
    series = models.ForeignKey(Series, null=True, on_delete=models.SET_NULL, related_name="groups")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("program", "closed_at")),)


class Facilitator(models.Model):
    """A counselor who leads a group. The lowest `rank` leads, the others stand in."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="facilitators")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="facilitates")
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("rank", "id")
        constraints = (models.UniqueConstraint(fields=("group", "person"), name="groups_facilitator_once"),)


class RosterState(models.TextChoices):
    ON = "on", _("On the roster")
    WAITING = "waiting", _("Waiting for a place")
    OFF = "off", _("Left the group")


class RosterEntry(models.Model):
    """A member's or mentor's belonging to a group, or their turn on its waiting list (by `since`)."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="roster")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="roster_entries")
    state = models.CharField(max_length=8, choices=RosterState, default=RosterState.ON)
    since = models.DateTimeField()
    waited_until = models.DateTimeField(
        null=True, help_text=_("When they came off the waiting list, if they were on it.")
    )
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("group", "person"), name="groups_roster_once"),)
        indexes = (models.Index(fields=("person", "state")),)


class MeetingKind(models.TextChoices):
    SESSION = "session", _("Session")
    HELLO = "hello", _("A short hello")
    CIRCLE = "circle", _("A circle’s meeting")


class Meeting(models.Model):
    """One occurrence, on a rolling horizon; its id survives being moved. The interface says “session”."""

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="meetings")
    circle = models.ForeignKey("groups.Circle", null=True, on_delete=models.CASCADE, related_name="meetings")
    kind = models.CharField(max_length=8, choices=MeetingKind, default=MeetingKind.SESSION)
    series = models.ForeignKey(Series, null=True, on_delete=models.SET_NULL, related_name="meetings")
    original_local = models.DateTimeField(null=True, help_text=_("Wall time the rule gave, stored as if UTC."))
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(db_index=True)
    moved = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=200, blank=True, help_text=_("A sentence everyone in the group reads."))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("series", "original_local"), name="groups_meeting_occurrence"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="groups_meeting_ends"),
        )
        indexes = (models.Index(fields=("group", "starts_at")), models.Index(fields=("circle", "starts_at")))

    @property
    def name(self) -> str:
        """What its group or circle is called; empty for a hello. Needs group and circle loaded."""
        owner = self.group or self.circle
        return owner.name if owner is not None else ""


class PlaceKind(models.TextChoices):
    STAFF = "staff", _("Staff of this session")
    HOST = "host", _("Host of this circle")
    MEMBER = "member", _("Member")


class Place(models.Model):
    """A person's right to enter a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="places")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="places")
    kind = models.CharField(max_length=8, choices=PlaceKind, default=PlaceKind.MEMBER)
    excused_at = models.DateTimeField(
        null=True, help_text=_("When they said that they can’t come. The place stays theirs.")
    )
    familiar_face = models.BooleanField(default=False, help_text=_("Seat someone they know beside them this time."))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("meeting", "person"), name="groups_place_once"),)
        indexes = (models.Index(fields=("person", "meeting")),)


class FreeTime(models.Model):
    """A time at which someone can be booked for a short hello. `meeting` is set once it is booked."""

    public_id = PublicIdField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="free_times")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    meeting = models.OneToOneField(Meeting, null=True, on_delete=models.SET_NULL, related_name="booked_from")

    other: "Person | None" = None
    """Who booked it, where a page has looked that up."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "starts_at"), name="groups_free_once"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="groups_free_ends"),
        )
