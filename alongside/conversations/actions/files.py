"""Bringing files, hanging them on a message, and forgetting them."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.conversations import files
from alongside.conversations.files_checking import Checked
from alongside.conversations.models import Attachment, Message
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people.models import Person

MOST_AN_HOUR = 40
MOST_UNPOSTED = 60
UNPOSTED_KEPT = timedelta(days=1)
MOST_FORGOTTEN = 200


def refuse_too_many(by: Person) -> None:
    """Raises Refused where `by` has brought as much as one may. Two queries; ask before a file is looked at."""
    mine = Attachment.objects.filter(by=by)
    if (
        mine.filter(made_at__gt=clock.now() - timedelta(hours=1)).count() >= MOST_AN_HOUR
        or mine.filter(message=None).count() >= MOST_UNPOSTED
    ):
        raise Refused(
            ngettext(
                "You can add %(most)s file in an hour. Please wait a little, then try again.",
                "You can add %(most)s files in an hour. Please wait a little, then try again.",
                MOST_AN_HOUR,
            )
            % {"most": MOST_AN_HOUR}
        )


def bring_file(checked: Checked, *, by: Person, key: str) -> Attachment:
    """Keep a file for a message to come. The same key again is the same file. Raises Refused for too many.

    It is sealed and written before the transaction begins, so that nobody waits for a disk.
    """
    kept = files.keep(checked)
    attachment: Attachment | None = None
    try:
        attachment = _tell(checked, kept, by=by, key=key)
    finally:
        if attachment is None or attachment.content != kept.content:
            files.forget_kept(kept)
    if attachment is None:
        raise Refused(_("This file isn’t here any more. Please add it again."))
    return attachment


@action("conversations.bring_file")
def _tell(checked: Checked, kept: files.Kept, *, by: Person, key: str) -> Attachment:
    # Locked, so that many at once are counted one after the other.
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    refuse_too_many(by)
    return Attachment.objects.create(
        program_id=by.program_id,
        by=by,
        kind=checked.kind,
        content=kept.content,
        thumbnail=kept.thumbnail,
        name=checked.name,
        content_type=checked.content_type,
        bytes=len(checked.content),
        width=checked.width,
        height=checked.height,
        seconds=checked.seconds,
        made_at=clock.now(),
    )


def attach(message: Message, attachments: Iterable[Attachment]) -> None:
    """They are that message's files from now on."""
    rows = list(attachments)
    if rows:
        Attachment.objects.filter(pk__in=[row.pk for row in rows], message=None).update(message=message)
        for row in rows:
            row.message = message


def drop(message: Message) -> None:
    """The message's files go, from disk as soon as this is committed."""
    forget(Attachment.objects.filter(message=message))


def forget(rows: QuerySet[Attachment]) -> int:
    """Delete these rows, and their files as soon as this is committed, unless others share them. Returns how many."""
    found = list(rows.only("id", "content", "thumbnail"))
    Attachment.objects.filter(pk__in=[row.pk for row in found]).delete()
    files.erase_untold({str(name) for row in found for name in (row.content.name, row.thumbnail.name) if name})
    return len(found)


@action("conversations.forget_unposted")
def forget_unposted(*, by: Actor) -> int:
    """Files that nobody posted within a day go, the oldest first, a bounded number. Returns how many."""
    old = Attachment.objects.filter(message=None, made_at__lt=clock.now() - UNPOSTED_KEPT)
    numbers = list(old.order_by("made_at").values_list("pk", flat=True)[:MOST_FORGOTTEN])
    gone = forget(Attachment.objects.filter(pk__in=numbers))
    current().record(files=gone)
    return gone
