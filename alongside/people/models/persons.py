"""Programs, accounts, persons, invitations and agreements."""

from datetime import time
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField
from alongside.core.sealing import SealedTextField


class Program(models.Model):
    """One treatment program on this installation; every domain row belongs to exactly one."""

    public_id = PublicIdField()
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="America/New_York")
    region = models.CharField(max_length=2, default="US", help_text=_("Whose crisis lines stand first."))
    guide_in_every_room = models.BooleanField(default=False)
    on_call_line = models.CharField(max_length=40, blank=True)
    host = models.CharField(
        max_length=120,
        blank=True,
        db_index=True,
        help_text=_("The host name under which the help page shows its line."),
    )
    staffed_days = models.CharField(max_length=7, default="12345", help_text=_("ISO weekdays that are staffed."))
    staffed_from = models.TimeField(default=time(9, 0))
    staffed_until = models.TimeField(default=time(17, 0))
    created_at = models.DateTimeField()


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by their email in any case."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Credentials. One account can be a person in more than one program."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="people_account_email_any_case"),)


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    MENTOR = "mentor", _("Mentor")
    COUNSELOR = "counselor", _("Counselor")
    DIRECTOR = "director", _("Director")


STAFF_ROLES = frozenset({Role.COUNSELOR, Role.DIRECTOR})


class Stage(models.TextChoices):
    INVITED = "invited", _("Invited")
    ARRIVING = "arriving", _("Arriving")
    ACTIVE = "active", _("Active")
    STEPPING_DOWN = "stepping_down", _("Stepping down")
    ALUM = "alum", _("Alum")
    PAUSED = "paused", _("Paused")
    RETURNING = "returning", _("Returning")
    LEFT = "left", _("Left")
    DIED = "died", _("Died")


GONE_STAGES = frozenset({Stage.LEFT, Stage.DIED})
PRESENT_STAGES = frozenset({Stage.ARRIVING, Stage.ACTIVE, Stage.STEPPING_DOWN, Stage.RETURNING, Stage.ALUM})


class GoodTime(models.TextChoices):
    """When someone usually has time, on their own clock."""

    MORNING = "morning", _("Mornings")
    NOON = "noon", _("Around noon")
    AFTERNOON = "afternoon", _("Afternoons")
    EVENING = "evening", _("Evenings")
    NIGHT = "night", _("Late, when it is quiet")
    WEEKEND = "weekend", _("Weekends")


class Farewell(models.TextChoices):
    """What the others hear when someone leaves: only what that person agreed to."""

    NOTHING = "nothing", _("Nothing")
    LEFT = "left", _("That I have left, and wish everyone well")
    WORDS = "words", _("My own words")


class Person(models.Model):
    """Someone in one program, with a role and a stage; others see only the display name they chose."""

    public_id = PublicIdField()
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="persons")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="persons")
    role = models.CharField(max_length=12, choices=Role, default=Role.MEMBER)
    stage = models.CharField(max_length=16, choices=Stage, default=Stage.INVITED)
    stage_since = models.DateTimeField(null=True, help_text=_("Null: since they came in."))
    stage_before = models.CharField(
        max_length=16, choices=Stage, blank=True, help_text=_("Where a stage that was a mistake goes back to.")
    )
    display_name = models.CharField(max_length=40)
    pronouns = models.CharField(max_length=40, blank=True)
    picture = models.ImageField(upload_to="pictures/", blank=True)
    time_zone = models.CharField(max_length=64, blank=True, help_text=_("Empty: the program's."))
    language = models.CharField(max_length=8, default="en")
    wants_familiar_face = models.BooleanField(default=False)
    shows_when_here = models.BooleanField(default=True, help_text=_("Others may see “Sam is already here”."))
    hides_self_view = models.BooleanField(default=False)
    adult_at = models.DateTimeField(
        null=True, help_text=_("When they said a birth year that makes them an adult. The year itself is not kept.")
    )
    interests = models.CharField(max_length=300, blank=True)
    speaks = models.CharField(max_length=120, blank=True, help_text=_("Languages, in their own words."))
    good_times = models.CharField(max_length=120, blank=True, help_text=_("Codes of `GoodTime`, separated by commas."))
    call_soon = models.BooleanField(default=False, help_text=_("Staff call early when they are missed."))
    welcomes_company = models.BooleanField(
        default=False, help_text=_("May be asked at night whether they want company.")
    )
    may_be_asked = models.BooleanField(
        default=False, help_text=_("May be asked whether they would answer someone who waits.")
    )
    shows_typing = models.BooleanField(default=True, help_text=_("Others see that they are typing."))
    suspended_until = models.DateTimeField(null=True, help_text=_("Staff have shut the door to them until then."))
    writes_again_at = models.DateTimeField(
        null=True,
        help_text=_("Staff have paused their writing until then: the longest pause, so that a post asks once."),
    )
    supervisor = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="supervises",
        help_text=_("Of a mentor: the counselor who looks after them and takes over when they step back."),
    )
    farewell = models.CharField(max_length=12, choices=Farewell, default=Farewell.NOTHING)
    farewell_words = models.CharField(max_length=200, blank=True)
    usual_place = SealedTextField(blank=True, default="")
    usual_phone = SealedTextField(blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("program", "account"), name="people_person_once_per_program"),)
        indexes = (models.Index(fields=("program", "role", "stage")),)

    @property
    def actor_id(self) -> str:
        return f"person:{self.public_id}"

    @property
    def is_staff(self) -> bool:
        """Works for the program: counselor or director."""
        return self.role in STAFF_ROLES

    @property
    def zone(self) -> str:
        """The IANA name of the zone this person lives by."""
        return self.time_zone or self.program.time_zone

    @property
    def picture_url(self) -> str:
        """Where the picture can be had by those who may see it, or an empty string."""
        return f"/people/{self.public_id}/picture" if self.picture else ""


class Invitation(models.Model):
    """A single-use, expiring link into a program. Only a hash of the token is kept."""

    public_id = PublicIdField()
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    email = SealedTextField()
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    link: str = ""
    """The whole address, only on the object that was just made."""


class AgreementKind(models.TextChoices):
    CONSENT = "consent", _("Consent to take part")
    GROUP = "group", _("Group agreement")


class Agreement(models.Model):
    """A version of a text that people accept before a session. Published versions never change."""

    public_id = PublicIdField()
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="agreements")
    kind = models.CharField(max_length=8, choices=AgreementKind)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("program", "kind", "version"), name="people_agreement_version"),)


class Acceptance(models.Model):
    """That a person accepted one version, and when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="acceptances")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="acceptances")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "agreement"), name="people_accepted_once"),)
