"""Files of messages: their own until they are posted, then for whoever reads the message."""

import io
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from alongside.conversations import actions, files_checking
from alongside.conversations.actions.files import attach, bring_file
from alongside.conversations.models import Kind
from alongside.core.actions import SYSTEM
from tests.cast import Cast
from tests.permissions import Row, statuses


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


def stage(cast: Cast) -> SimpleNamespace:
    """A picture in a chat of the member, their counselor and a groupmate who left before it; and an own one."""
    chat = actions.open_conversation(
        cast.program, Kind.SESSION, [cast.member, cast.groupmate, cast.counselor], by=SYSTEM
    )
    actions.end_participation(chat, cast.groupmate, by=SYSTEM)
    checked = files_checking.check(_picture(), "a.png")
    posted, own = (bring_file(checked, by=cast.member, key=f"a-picture-{each}") for each in range(2))
    attach(actions.post_message(chat, "Look", by=cast.member, key="look-at-it"), [posted])
    return SimpleNamespace(posted=posted, own=own)


READERS = statuses(404, member=200, counselor=200)
OWN = statuses(404, member=200)

TABLE = [
    Row(
        "conversations:bring_file",
        statuses(200, visitor=401, outsider=200),
        method="POST",
        data=lambda cast: {"file": SimpleUploadedFile("a.png", _picture()), "key": "a-new-picture"},
    ),
    Row("conversations:bring_file", statuses(422, visitor=401, outsider=422), method="POST"),
    Row("conversations:file", READERS, kwargs=lambda cast: {"id": cast.scene.posted.public_id}),
    Row("conversations:file_small", READERS, kwargs=lambda cast: {"id": cast.scene.posted.public_id}),
    Row("conversations:file", OWN, kwargs=lambda cast: {"id": cast.scene.own.public_id}),
    Row("conversations:file_small", OWN, kwargs=lambda cast: {"id": cast.scene.own.public_id}),
]
