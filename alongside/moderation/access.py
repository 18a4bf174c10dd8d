"""Who may know of a report, a decision, an appeal. Everyone else gets a 404.

| what was reported | counselors | directors |
|---|---|---|
| a message in a group or its sessions | who lead the group, also standing in | yes |
| any other message, a person, a circle | all | yes |
| a session | no: it may be about who leads it | yes |
| that someone may be in danger | all | yes |
| anything about someone on staff | no | yes |
| anything about the only director | all | no |

Nobody ever sees a report about themselves, whatever their role. What was decided is read by those who see the report
and by the one it is about; who reported is read by those who see the report alone.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from alongside.conversations.models import Kind, Message
from alongside.groups.models import Facilitator
from alongside.groups.queries import leading_as
from alongside.moderation import ports
from alongside.moderation.models import Appeal, Decision, Report, Trouble, What
from alongside.people.models import STAFF_ROLES, Person, Role
from alongside.people.stages import stages_where
from alongside.rooms.models import Room, SmallRoom

IN_GROUPS = (Kind.GROUP, Kind.SESSION, Kind.SMALL_ROOM)


def visible_to(viewer: Person) -> QuerySet[Report]:
    """The reports that `viewer` may see, decided ones too."""
    if not viewer.is_staff:
        return Report.objects.none()
    found = Report.objects.filter(program=viewer.program_id).exclude(person=viewer)
    if viewer.role == Role.DIRECTOR:
        return found
    directors = Person.objects.filter(
        program=OuterRef("program"), role=Role.DIRECTOR, stage__in=stages_where("may_sign_in")
    )
    no_other = Q(person__role=Role.DIRECTOR) & ~Exists(directors.exclude(pk=OuterRef("person")))
    of_staff = Q(person__role__in=STAFF_ROLES)
    in_group = Q(message__conversation__kind__in=IN_GROUPS)
    anyone = Q(what__in=(What.PERSON, What.CIRCLE)) | (Q(what=What.MESSAGE, message__isnull=False) & ~in_group)
    return found.filter(
        no_other | (~of_staff & (Q(trouble=Trouble.UNSAFE) | anyone | (in_group & Q(_leads(viewer))))),
    )


def _leads(viewer: Person) -> Q:
    """Whether `viewer` leads the group in which the reported message was said."""
    led = Facilitator.objects.filter(person__in=leading_as(viewer)).values("group")
    chat = OuterRef("message__conversation")
    rooms = Room.objects.filter(conversation=chat, meeting__group__in=led)
    small = SmallRoom.objects.filter(conversation=chat, round__room__meeting__group__in=led)
    return Q(message__conversation__group__in=led) | Q(Exists(rooms)) | Q(Exists(small))


def may_see(viewer: Person, report: Report) -> bool:
    """Whether `viewer` may know of `report`. One query, a few for counselors."""
    return visible_to(viewer).filter(pk=report.pk).exists()


def get_report(viewer: Person, public_id: str) -> Report:
    """A report that `viewer` may see, with what it is about loaded. Raises Http404."""
    found = visible_to(viewer).filter(public_id=public_id)
    report = found.select_related("by", "person__program", "message__conversation", "meeting", "circle").first()
    if report is None:
        raise Http404
    return report


def get_own_report(person: Person, public_id: str) -> Report:
    """A report that `person` made themselves. Raises Http404."""
    found = Report.objects.filter(by=person, program=person.program_id, public_id=public_id)
    report = found.select_related("person", "meeting", "circle").first()
    if report is None:
        raise Http404
    return report


def get_own_decision(person: Person, public_id: str) -> Decision:
    """What was decided about `person`. Raises Http404."""
    found = Decision.objects.filter(person=person, program=person.program_id, public_id=public_id)
    decision = found.select_related("by").first()
    if decision is None:
        raise Http404
    return decision


def decisions_visible_to(viewer: Person, reports: QuerySet[Report] | None = None) -> QuerySet[Decision]:
    """Decisions on reports that `viewer` may see; `reports` are those, where they were looked up already."""
    return Decision.objects.filter(report__in=(visible_to(viewer) if reports is None else reports).values("pk"))


def get_decision(viewer: Person, public_id: str) -> Decision:
    """A decision on a report that `viewer` may see, as staff. Raises Http404."""
    found = decisions_visible_to(viewer).filter(public_id=public_id)
    decision = found.select_related("by", "person__program", "report").first()
    if decision is None:
        raise Http404
    return decision


def appeals_for(viewer: Person, reports: QuerySet[Report] | None = None) -> QuerySet[Appeal]:
    """Open appeals that `viewer` may answer: of what they may see, and didn't decide themselves. `reports` as above."""
    found = Appeal.objects.filter(decision__in=decisions_visible_to(viewer, reports).values("pk"), decided_at=None)
    return found.exclude(decision__by=viewer).exclude(decision__person=viewer)


def get_appeal(viewer: Person, public_id: str) -> Appeal:
    """An open appeal that `viewer` may answer. Raises Http404."""
    found = appeals_for(viewer).filter(public_id=public_id)
    appeal = found.select_related("decision__by", "decision__person__program", "decision__report").first()
    if appeal is None:
        raise Http404
    return appeal


def may_look(viewer: Person, message: Message) -> bool:
    """Whether `viewer` has a reason to read the words around `message`: a report, or one that a port knows of."""
    if not viewer.is_staff or message.conversation.program_id != viewer.program_id:
        return False
    return visible_to(viewer).filter(message=message).exists() or ports.may_look(viewer, message)


def get_message_to_look_at(viewer: Person, public_id: str) -> Message:
    """A message whose surroundings `viewer` has a reason to read. Raises Http404."""
    found = Message.objects.filter(public_id=public_id, conversation__program=viewer.program_id)
    message = found.select_related("author", "conversation", "thread").first()
    if message is None or not may_look(viewer, message):
        raise Http404
    return message
