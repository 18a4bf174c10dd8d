"""Mentors: peers who look out for a few people, within limits that protect both."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField


class Topic(models.TextChoices):
    """What a mentor has been through or likes to talk about, and what a member would like to talk about."""

    FIRST_WEEKS = "first_weeks", _("The first weeks here")
    GROUPS = "groups", _("Speaking up in groups")
    ANXIETY = "anxiety", _("Living with anxiety")
    LOW_DAYS = "low_days", _("Low days")
    SOBRIETY = "sobriety", _("Staying sober")
    SLEEP = "sleep", _("Sleep and long nights")
    WORK = "work", _("Work or school")
    FAMILY = "family", _("Family and parenting")
    GOING_OUT = "going_out", _("Going out again")
    FRIENDS = "friends", _("Finding friends")
    LOSS = "loss", _("Losing someone")
    FAITH = "faith", _("Faith and meaning")


class MentorProfile(models.Model):
    """What a mentor says of themselves, and how much they can carry. A mentor without agreed limits is given nobody."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="mentor_profile")
    about = models.CharField(max_length=400, blank=True, default="")
    topics = models.CharField(
        max_length=200, blank=True, default="", help_text=_("Codes of `Topic`, separated by commas.")
    )
    capacity = models.PositiveSmallIntegerField(default=2, help_text=_("How many people at once, at most."))
    hours_a_week = models.PositiveSmallIntegerField(default=2)
    agreed_at = models.DateTimeField(null=True, help_text=_("When they agreed to what a mentor does and doesn’t do."))
    pauses_until = models.DateTimeField(null=True, help_text=_("Takes on nobody new until then."))
    changed_at = models.DateTimeField()


class MentorshipEnd(models.TextChoices):
    """Why it ended. No reason is asked of either."""

    ANOTHER = "another", _("Another match")
    DONE = "done", _("It has done what it was for")
    STOPPED = "stopped", _("The mentor stopped for now")
    LEFT = "left", _("One of them left")


class Mentorship(models.Model):
    """One mentor and one member, for a time. At most one that is on for each member."""

    public_id = PublicIdField()
    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    mentor = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="mentors_in")
    member = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="mentored_in")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended = models.CharField(max_length=8, choices=MentorshipEnd, blank=True, default="")
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("member",), condition=models.Q(until=None), name="groups_one_mentor_at_a_time"
            ),
        )
        indexes = (models.Index(fields=("mentor", "until")),)


class MentorWish(models.Model):
    """A member would like a mentor, or another one, and what they would like. Open until matched or taken back."""

    public_id = PublicIdField()
    member = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="mentor_wishes")
    wants = models.JSONField(default=dict, help_text=_("Codes only: language, times, topics."))
    not_again = models.JSONField(default=list, help_text=_("Row numbers of those they would rather not have (again)."))
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("member",), condition=models.Q(closed_at=None), name="groups_one_open_mentor_wish"
            ),
        )


class MentorOffer(models.Model):
    """One of up to three mentors that a member may choose from, with reasons. The mentor learns only of a choice."""

    public_id = PublicIdField()
    wish = models.ForeignKey(MentorWish, on_delete=models.CASCADE, related_name="offers")
    mentor = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    chosen_at = models.DateTimeField(
        null=True, help_text=_("The member chose it: the mentor is asked, and keeps a place.")
    )
    answered_at = models.DateTimeField(null=True, help_text=_("When it was settled, one way or another."))
    yes = models.BooleanField(
        null=True, help_text=_("What the mentor said. Null: the member took it back, or put it away.")
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("wish", "mentor"), name="groups_mentor_offered_once"),)
        indexes = (models.Index(fields=("mentor", "answered_at")),)
