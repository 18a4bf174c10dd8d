"""Files of messages: sealed on disk, each under its own label, and read back through a view alone.

A file is brought first and named in a message afterwards. Until then only whoever brought it may see it; from then on
whoever may read the message.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.conversations.access import get_message
from alongside.conversations.files_checking import Checked
from alongside.conversations.models import Attachment, FileKind
from alongside.core.errors import Refused
from alongside.core.ids import new_id
from alongside.core.sealing import seal, unseal
from alongside.people.models import Person

log = logging.getLogger(__name__)
MOST_FILES = 6
"""In one message."""
SHOWN_INLINE = frozenset({FileKind.IMAGE, FileKind.VOICE})
FOLDER = "talk/"


@dataclass(frozen=True)
class Kept:
    """A checked file, sealed on disk, of which no row tells yet."""

    content: str
    thumbnail: str


def keep(checked: Checked) -> Kept:
    """Seal it on disk. Whoever calls this makes its row, or calls `forget_kept`."""
    return Kept(_write(checked.content), _write(checked.small) if checked.small else "")


def forget_kept(kept: Kept) -> None:
    """It has no row, so nothing leads to it."""
    _erase([name for name in (kept.content, kept.thumbnail) if name])


def content_of(attachment: Attachment) -> bytes:
    """The file, unsealed. Raises FileNotFoundError where the disk has lost it, CannotUnseal where it was changed."""
    return _read(str(attachment.content.name))


def small_of(attachment: Attachment) -> bytes:
    """The thumbnail, unsealed. Raises as `content_of`, and FileNotFoundError where there is none."""
    if not attachment.thumbnail:
        raise FileNotFoundError
    return _read(str(attachment.thumbnail.name))


def get_file(person: Person, public_id: str) -> Attachment:
    """A file that `person` may see: their own unposted one, or one of a message they may read. Raises Http404."""
    found = (
        Attachment.objects.select_related("message__conversation")
        .filter(public_id=public_id, program=person.program_id)
        .first()
    )
    if found is None or (found.message is None and found.by_id != person.pk):
        raise Http404
    if found.message is not None:
        message = get_message(person, found.message.conversation.public_id, found.message.public_id)
        if message.gone:
            raise Http404
    return found


def claim(ids: Sequence[str], by: Person) -> list[Attachment]:
    """The files that `by` brought and hasn't posted yet, in the order named. Call it in the action that posts them.

    Raises Refused for too many, and where one isn't theirs to post any more.
    """
    if len(ids) > MOST_FILES:
        raise Refused(
            ngettext(
                "A message can carry %(most)s file. Please send the others in a second one.",
                "A message can carry %(most)s files. Please send the others in a second one.",
                MOST_FILES,
            )
            % {"most": MOST_FILES},
            field="files",
        )
    rows = Attachment.objects.select_for_update().filter(public_id__in=ids, by=by, program=by.program_id, message=None)
    found = {row.public_id: row for row in rows.order_by("id")} if ids else {}
    if len(found) != len(ids):
        raise Refused(_("One of the files isn’t here any more. Please add it again."), field="files")
    return [found[each] for each in ids]


def erase_untold(names: set[str]) -> None:
    """These go from disk as soon as this is committed, except what a row still tells of."""
    transaction.on_commit(lambda: _erase(names - _told(names)))


def storage() -> Storage:
    kept: Storage = Attachment._meta.get_field("content").storage
    return kept


def _label(name: str) -> str:
    """A sealed file opens under its own name alone. Rows may share it: of a message that was copied, say."""
    return f"conversations.attachment:{name}"


def _write(data: bytes) -> str:
    name = f"{FOLDER}{new_id()}.sealed"
    stored = storage().save(name, ContentFile(seal(data, _label(name))))
    if stored != name:
        raise OSError(f"{name} was there already")
    return name


def _read(name: str) -> bytes:
    with storage().open(name, "rb") as file:
        return unseal(file.read(), _label(name))


def _erase(names: Iterable[str]) -> None:
    """A file that can't be taken from disk now is found by the duty that looks for files without a row."""
    for name in names:
        try:
            storage().delete(name)
        except OSError:
            log.exception("file %s stays on disk", name)


def sweep(before: datetime) -> int:
    """Take from disk what was written before that moment and has no row: an upload that a crash cut short.

    Returns how many.
    """
    kept = storage()
    if not kept.exists(FOLDER):
        return 0
    names = {f"{FOLDER}{name}" for name in kept.listdir(FOLDER)[1]}
    old = {name for name in names - _told(names) if _written(name) < before}
    _erase(sorted(old))
    return len(old)


def _told(names: set[str]) -> set[str]:
    """Which of these files some row tells of. One query that reads every row's names, so never while others wait."""
    told = Attachment.objects.values_list("content", "thumbnail").iterator(chunk_size=5000)
    return {str(name) for row in told for name in row if str(name) in names}


def _written(name: str) -> datetime:
    try:
        return storage().get_modified_time(name)
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC)  # someone else took it meanwhile
