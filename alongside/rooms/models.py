"""The live place of a meeting: who is in, in which way, in which small room, for how long."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.core.ids import PublicIdField
from alongside.core.sealing import SealedTextField


class Way(models.TextChoices):
    """Today's way of being here, from the smallest dose to the largest. Every one counts."""

    LISTENING = "listening", _("Listening")
    REACTING = "reacting", _("Reacting")
    CHAT = "chat", _("Chat")
    HAND = "hand", _("Hand")
    VOICE = "voice", _("Voice")
    CAMERA = "camera", _("Camera")


class Reaction(models.TextChoices):
    """The few things one can say without words."""

    HEART = "heart", _("Heart")
    NOD = "nod", _("Nod")
    WITH_YOU = "with_you", _("With you")
    THANKS = "thanks", _("Thank you")
    SMILE = "smile", _("Smile")


class StepWent(models.TextChoices):
    """How a small step went, in the person's own view. No score."""

    DID = "did", _("I did it")
    PARTLY = "partly", _("Partly")
    NOT_TODAY = "not_today", _("Not today")


class NextStep(models.TextChoices):
    SAME = "same", _("The same again")
    SMALLER = "smaller", _("A smaller one")
    LARGER = "larger", _("A larger one")
    NONE = "none", _("None for now")


class Room(models.Model):
    """One per meeting that someone has come to. `public_id` names its main media room."""

    public_id = PublicIdField()
    meeting = models.OneToOneField("groups.Meeting", on_delete=models.CASCADE, related_name="room")
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    locked = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, db_index=True)
    sharer = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    unstaffed_since = models.DateTimeField(null=True)


class AttendeeState(models.TextChoices):
    WAITING = "waiting", _("Nearly in")
    IN = "in", _("In the room")
    OUT = "out", _("Left")
    REMOVED = "removed", _("Asked to leave")


class Overheard(models.TextChoices):
    NO = "no", _("No, I’m alone")
    YES = "yes", _("Yes, so I’ll only type")
    UNSURE = "unsure", _("Not sure")


class Attendee(models.Model):
    """One person's part in one room: the server's desired state for them."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="attendees")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="attended")
    is_staff = models.BooleanField(
        default=False, help_text=_("Leads this session: on its staff, or a host of its circle.")
    )
    state = models.CharField(max_length=8, choices=AttendeeState, default=AttendeeState.WAITING)
    way = models.CharField(max_length=10, choices=Way, default=Way.LISTENING)
    overheard = models.CharField(max_length=6, choices=Overheard, default=Overheard.NO)
    hand_at = models.DateTimeField(null=True)
    may_share = models.BooleanField(default=False)
    media_key = models.CharField(max_length=16, blank=True, help_text=_("The media room they should be in, if any."))
    away_since = models.DateTimeField(
        null=True, db_index=True, help_text=_("In, but not connected to where they should be, since then.")
    )
    lapsed = models.BooleanField(default=False, help_text=_("Out because the connection was lost, not by leaving."))
    must_be_let_in = models.BooleanField(
        default=False, help_text=_("Was asked to leave, and comes in again only when somebody lets them in.")
    )
    talk_ms = models.PositiveIntegerField(default=0)
    heard_at = models.DateTimeField(
        null=True, db_index=True, help_text=_("When they were first heard today in the way they chose. Gone that day.")
    )
    came_at = models.DateTimeField(help_text=_("When they last came in, or asked to."))
    step = SealedTextField(blank=True, default="", help_text=_("One small step they set themselves. Theirs alone."))
    step_went = models.CharField(max_length=9, choices=StepWent, blank=True)
    next_step = models.CharField(max_length=7, choices=NextStep, blank=True)
    place = SealedTextField(blank=True, default="")
    phone = SealedTextField(blank=True, default="")
    place_confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("room", "person"), name="rooms_attendee_once"),)
        indexes = (models.Index(fields=("person", "state")),)


class Interval(models.Model):
    """A stretch of presence of one person in one media room, held by a lease.

    `left_at` is exact when they left or were moved; after a crash it is the last renewal, and `lapsed` says so.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="intervals")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    media_key = models.CharField(max_length=16)
    in_breakout = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    renewed_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    lapsed = models.BooleanField(default=False)
    conn = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("room", "person")),
            models.Index(fields=("renewed_at",), condition=models.Q(left_at=None), name="rooms_open_leases"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("person", "media_key"), condition=models.Q(left_at=None), name="rooms_one_open_lease"
            ),
        )


class Phase(models.TextChoices):
    """planned → opening (countdown) → open → returning (countdown) → closed"""

    PLANNED = "planned", _("Planned")
    OPENING = "opening", _("About to open")
    OPEN = "open", _("Open")
    RETURNING = "returning", _("About to return")
    CLOSED = "closed", _("Closed")


RUNNING = frozenset({Phase.OPENING, Phase.OPEN, Phase.RETURNING})
SEATED_PHASES = frozenset({Phase.OPEN, Phase.RETURNING})


class Round(models.Model):
    """A breakout round: the meeting splits into small rooms for some minutes, then returns."""

    public_id = PublicIdField()
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.PLANNED)
    minutes = models.PositiveSmallIntegerField()
    size_low = models.PositiveSmallIntegerField()
    size_high = models.PositiveSmallIntegerField()
    prompt = models.CharField(max_length=40, blank=True)
    seed = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0, help_text=_("How often a better plan was looked for."))
    by_hand = models.BooleanField(default=False, help_text=_("Someone was moved by hand: no search undoes that."))
    summary = models.JSONField(default=dict)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    opens_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("room", "number"), name="rooms_round_number"),)
        indexes = (models.Index(fields=("phase",)),)

    @property
    def running(self) -> bool:
        """People are in small rooms, or about to be moved."""
        return self.phase in RUNNING


class SmallRoom(models.Model):
    """One room of a round. `public_id` is its media key."""

    public_id = PublicIdField()
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="small_rooms")
    number = models.PositiveSmallIntegerField()
    conversation = models.ForeignKey(
        "conversations.Conversation", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("round", "number"), name="rooms_small_room_number"),)


class SeatState(models.TextChoices):
    SEATED = "seated", _("Seated")
    HELD = "held", _("Held while away")
    MAIN = "main", _("Stepped out to the main room")
    GONE = "gone", _("Left")


class Seat(models.Model):
    """Where someone sits in a round, and why, as data without words."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="seats")
    small_room = models.ForeignKey(SmallRoom, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=SeatState, default=SeatState.SEATED)
    held_until = models.DateTimeField(null=True)
    moves_at = models.DateTimeField(null=True, help_text=_("A notice that they will join `moves_to` then."))
    moves_to = models.ForeignKey(SmallRoom, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.JSONField(default=dict)
    took_part = models.BooleanField(
        default=False, help_text=_("Was there, and was heard in the small room in one of the ways of being here.")
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "person"), name="rooms_seat_once"),)


class Encounter(models.Model):
    """Who met whom in a small room, and for how long they were there together. first_id < second_id."""

    program = models.ForeignKey("people.Program", on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, null=True, on_delete=models.SET_NULL, related_name="encounters")
    first = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    seconds = models.PositiveIntegerField()
    met = models.BooleanField(default=True, help_text=_("A minute, or half of the round: enough to have met."))
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(first_id__lt=models.F("second_id")), name="rooms_encounter_ordered"
            ),
            models.UniqueConstraint(fields=("round", "first", "second"), name="rooms_encounter_once"),
        )
        indexes = (models.Index(fields=("first", "at")), models.Index(fields=("second", "at")))


class HelpCall(models.Model):
    """“Ask the counselor to come”: seen by staff only; the small room sees who answered."""

    public_id = PublicIdField()
    small_room = models.ForeignKey(SmallRoom, on_delete=models.CASCADE, related_name="help_calls")
    by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    answered_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)


class Broadcast(models.Model):
    """A sentence from the facilitator to all small rooms."""

    public_id = PublicIdField()
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="broadcasts")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    text = SealedTextField()
    at = models.DateTimeField()


class PagingWhy(models.TextChoices):
    COFACILITATOR = "cofacilitator", _("Co-facilitator")
    ON_CALL = "on_call", _("On call")


class Paging(models.Model):
    """A call to someone on staff to come to a room that has nobody on staff in it."""

    public_id = PublicIdField()
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="pagings")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=13, choices=PagingWhy)
    at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("room", "person", "why"), name="rooms_paged_once"),)
