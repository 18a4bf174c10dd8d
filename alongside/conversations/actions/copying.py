"""A conversation's messages once more, with all that hangs on them."""

from alongside.conversations import search
from alongside.conversations.models import Attachment, Conversation, Mention, Message, Participant, Reaction
from alongside.conversations.reach import within
from alongside.core.ids import new_id

_BATCH = 500


def copy_messages(source: Conversation, copy: Conversation, part: Participant) -> None:
    """Write into `copy` what `part` may read of `source`, under the same numbers. Sealed words are bound to their
    column alone, so they are opened and sealed anew."""
    readable = within(Message.objects.filter(conversation=source), part.last_seq, part.gaps)
    fresh: dict[int, Message] = {}
    for old in readable.order_by("seq").iterator(chunk_size=_BATCH):
        fresh[old.pk] = Message(
            conversation=copy,
            seq=old.seq,
            author_id=old.author_id,
            body=old.body,
            key=f"copy-{new_id()}",
            at=old.at,
            replies=old.replies,
            wants_company=old.wants_company,
            edited_at=old.edited_at,
            gone=old.gone,
            gone_at=old.gone_at,
            heard_at=old.heard_at or old.at,
            told_at=old.told_at or old.at,
        )
        fresh[old.pk].thread_id, fresh[old.pk].reply_to_id = old.thread_id, old.reply_to_id
    hanging = {pk: (row.thread_id, row.reply_to_id) for pk, row in fresh.items()}
    for row in fresh.values():
        row.thread_id = row.reply_to_id = None
    Message.objects.bulk_create(fresh.values(), batch_size=_BATCH)
    changed = []
    for pk, (thread, reply_to) in hanging.items():
        if thread or reply_to:
            fresh[pk].thread = fresh.get(thread or 0)
            fresh[pk].reply_to = fresh.get(reply_to or 0)
            changed.append(fresh[pk])
    Message.objects.bulk_update(changed, ["thread", "reply_to"], batch_size=_BATCH)
    _copy_rest(fresh)
    for row in fresh.values():
        if not row.gone:
            search.index(row, row.body)


def _copy_rest(fresh: dict[int, Message]) -> None:
    ids = list(fresh)
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        Reaction.objects.bulk_create(
            Reaction(message=fresh[row.message_id], person_id=row.person_id, code=row.code, at=row.at)
            for row in Reaction.objects.filter(message__in=some)
        )
        Mention.objects.bulk_create(
            Mention(message=fresh[row.message_id], person_id=row.person_id)
            for row in Mention.objects.filter(message__in=some)
        )
        files = list(Attachment.objects.filter(message__in=some))
        for row in files:
            row.message = fresh[row.message_id or 0]
            row.pk, row.public_id = None, new_id()
            row._state.adding = True
        Attachment.objects.bulk_create(files)
