"""Safety: reporting is for who may see the thing; what was reported for staff, never for whom it is about; what was
decided for whom it is about. The message is the groupmate's, in the group that `counselor` leads."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from alongside.conversations import actions as talk
from alongside.conversations.actions import holding
from alongside.conversations.actions.following import follow_group
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.groups.models import Meeting, Place
from alongside.groups.tests.circle_scene import circle
from alongside.moderation import actions
from alongside.moderation.models import Step, Trouble
from tests.cast import Cast
from tests.permissions import Row, statuses


def stage(cast: Cast) -> Any:
    chat = follow_group(cast.group, by=SYSTEM)
    at = clock.now()
    message = talk.post_message(chat, "You are all useless.", by=cast.groupmate, key="said")
    decided = talk.post_message(chat, "So are you.", by=cast.groupmate, key="decided")
    by_counselor = talk.post_message(chat, "Well.", by=cast.counselor, key="staff")
    warned = actions.decide(
        actions.report(decided, Trouble.HURTFUL, by=cast.member), Step.WARN, words="Be kind.", by=cast.counselor
    )
    meeting = Meeting.objects.create(
        program=cast.program, group=cast.group, starts_at=at, ends_at=at + timedelta(hours=1)
    )
    for person in (*cast.roster, cast.counselor):
        Place.objects.create(meeting=meeting, person=person)
    return SimpleNamespace(
        message=message,
        by_counselor=by_counselor,
        report=actions.report(message, Trouble.HURTFUL, by=cast.member),
        of_counselor=actions.report(by_counselor, Trouble.OTHER, by=cast.member),
        of_mentor=actions.report(cast.mentor, Trouble.OTHER, by=cast.member),
        warned=warned,
        appeal=actions.appeal(warned, "It was a joke.", by=cast.groupmate),
        held=holding.hold(chat, "https://example.org", by=cast.third, key="held"),
        meeting=meeting,
        circle=circle(cast),
    )


def leads(status: int) -> dict[str, int]:
    return dict(statuses(404, counselor=status, director=status))


def directs(status: int) -> dict[str, int]:
    return dict(statuses(404, director=status))


def staff(status: int, **roles: int) -> dict[str, int]:
    return dict(statuses(404, counselor=status, other_counselor=status, director=status) | roles)


def in_group(status: int, **roles: int) -> dict[str, int]:
    """Whoever reads the group's conversation, and the director, to whom a report of it is a reason to."""
    return dict(statuses(status, **({"other_counselor": 404} | roles)))


def of(name: str) -> Any:
    return lambda cast: {"public_id": getattr(cast.scene, name).public_id}


def thing(what: str, find: Any) -> Any:
    return lambda cast: {"what": what, "public_id": find(cast).public_id}


def report(what: str, find: Any, expected: Any, *, data: Any = None) -> Row:
    kwargs = thing(what, find)
    if data is None:
        return Row("moderation:report", expected, kwargs=kwargs)
    return Row("moderation:report", expected, method="POST", kwargs=kwargs, data=lambda cast: data)


def decide(name: str, expected: Any, **data: Any) -> Row:
    return Row("moderation:decide", expected, method="POST", kwargs=of(name), data=lambda cast: data)


MESSAGE = lambda cast: cast.scene.message  # noqa: E731
REASON = {"trouble": "hurtful"}
TABLE = [
    report("message", MESSAGE, in_group(200)),
    report("message", MESSAGE, in_group(302, groupmate=422), data=REASON),
    report("message", MESSAGE, in_group(200), data={"trouble": "?"}),
    report("person", lambda cast: cast.third, statuses(302), data=REASON),
    report("person", lambda cast: cast.counselor, statuses(302, counselor=422), data=REASON),
    report("session", lambda cast: cast.scene.meeting, statuses(200, other_counselor=404)),
    report("circle", lambda cast: cast.scene.circle, statuses(302), data=REASON),
    Row("moderation:mine", statuses(200, outsider=200)),
    Row("moderation:thanks", statuses(404, member=200), kwargs=of("report")),
    Row(
        "moderation:thanks",
        statuses(404, member=200),
        method="POST",
        kwargs=of("report"),
        data=lambda cast: {"words": "More."},
    ),
    Row("moderation:queue", staff(200, outsider=200)),
    Row("moderation:decided", staff(200, outsider=200)),
    Row("moderation:card", leads(200), kwargs=of("report")),
    Row("moderation:card", directs(200), kwargs=of("of_counselor")),
    Row("moderation:card", staff(200), kwargs=of("of_mentor")),
    Row("moderation:context", leads(200), kwargs=of("message")),
    Row("moderation:context", directs(200), kwargs=of("by_counselor")),
    decide("report", leads(302), step="warn", words="Be kind."),
    decide("report", leads(422), step="warn", words=""),
    decide("of_counselor", directs(302), step="dismiss"),
    decide("of_counselor", directs(422), step="suspend", duration="1", words="No."),
    decide("of_mentor", staff(302), step="pause", duration="1", words="Rest."),
    Row("moderation:decisions", statuses(200, outsider=200)),
    Row("moderation:decision", statuses(404, groupmate=200), kwargs=of("warned")),
    Row(
        "moderation:ask_again",
        statuses(404, groupmate=422),
        method="POST",
        kwargs=of("warned"),
        data=lambda cast: {"words": "Again."},
    ),
    Row("moderation:undo", leads(302), method="POST", kwargs=of("warned")),
    Row("moderation:appeal", directs(200), kwargs=of("appeal")),
    Row(
        "moderation:appeal",
        directs(302),
        method="POST",
        kwargs=of("appeal"),
        data=lambda cast: {"upheld": "yes", "words": "It stands."},
    ),
    Row("moderation:held", leads(302), method="POST", kwargs=of("held"), data=lambda cast: {"post": "yes"}),
    Row("moderation:held", leads(302), method="POST", kwargs=of("held")),
]
