"""Topics of the forum: begun by anyone, followed, marked with the reply that helped; tags and closing are staff's."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from alongside.conversations import events, limits
from alongside.conversations.access import may_read_forum
from alongside.conversations.actions.posting import post_first
from alongside.conversations.actions.taking_part import close_conversation, lock, reopen_conversation
from alongside.conversations.models import Conversation, ForumTag, ForumTopic, Kind, Message, Participant
from alongside.conversations.words import clean
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people.models import Person, Program

LONGEST_TITLE, LONGEST_TAG = 120, 40
MOST_TAGS, MOST_TAGS_OF_PROGRAM = 3, 40


@action("conversations.open_topic")
def open_topic(
    program: Program,
    title: str,
    body: str,
    tags: Iterable[ForumTag] = (),
    *,
    wants_company: bool = False,
    by: Person,
    key: str,
) -> Conversation:
    """A new topic with its first post; `by` follows it. Raises Refused for words or tags that can't be."""
    if by.program_id != program.pk or not may_read_forum(by):
        raise Refused(_("You can’t begin a topic here."))
    limits.refuse_first_link(by, title, body)
    chat = Conversation.objects.create(program=program, kind=Kind.TOPIC, made_at=clock.now())
    topic = ForumTopic.objects.create(conversation=chat, title=_title(title), by=by)
    topic.tags.set(_fitting(tags, program))
    Participant.objects.create(conversation=chat, person=by, since=chat.made_at)
    post_first(chat, body, by=by, key=key, wants_company=wants_company)
    return chat


@action("conversations.follow_topic")
def follow_topic(conversation: Conversation, on: bool, *, by: Person) -> None:
    """`by` finds it in Talk and hears of news, or no longer. Idempotent. Raises ValueError for what is no topic."""
    if conversation.kind != Kind.TOPIC or conversation.program_id != by.program_id:
        raise ValueError(f"conversation {conversation.pk} is no topic of the program of {by.pk}")
    Participant.objects.update_or_create(
        conversation=conversation,
        person=by,
        defaults={"follows": on},
        create_defaults={"follows": on, "since": clock.now(), "read_seq": conversation.head},
    )
    current().record(conversation, on=on)


@action("conversations.mark_helped")
def mark_helped(message: Message, on: bool, *, by: Person) -> None:
    """The author of a topic says which reply helped; the one before no longer stands there.

    Raises Refused for anyone else, and for one's own words.
    """
    locked = lock(message.conversation)
    topic = ForumTopic.objects.select_related("helped").filter(conversation=locked).first()
    if topic is None or topic.by_id != by.pk:
        raise Refused(_("Only who began the topic can mark what helped."))
    if message.author_id == by.pk or message.gone:
        raise Refused(_("Please choose what someone else wrote."))
    before = topic.helped
    topic.helped = message if on else None if before == message else before
    if topic.helped != before:
        topic.save(update_fields=["helped"])
        if before is not None:
            events.helped(locked, before, False)
        if topic.helped is not None:
            events.helped(locked, topic.helped, True)
    current().record(message, on=on)


@action("conversations.retag")
def retag(topic: ForumTopic, tags: Iterable[ForumTag], *, by: Person) -> None:
    """Other tags for a topic: by staff, or whoever began it. Raises Refused for anyone else, and for too many."""
    if not by.is_staff and topic.by_id != by.pk:
        raise Refused(_("Only who began the topic, and staff, can change its tags."))
    topic.tags.set(_fitting(tags, topic.conversation.program))
    current().record(topic.conversation)


@action("conversations.add_tag")
def add_tag(program: Program, name: str, *, by: Person) -> ForumTag:
    """A tag for topics. Adding one that is there changes nothing. Raises Refused for who isn't staff, and odd names."""
    _only_staff(by)
    name = " ".join(clean(name).split())
    if len(name) > LONGEST_TAG:
        raise Refused(_("Please keep a tag under 40 characters."), field="name")
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    there = ForumTag.objects.filter(program=program, name__iexact=name).first()
    if there is not None:
        return there
    if ForumTag.objects.filter(program=program).count() >= MOST_TAGS_OF_PROGRAM:
        raise Refused(_("There are forty tags. Please remove one first."), field="name")
    return ForumTag.objects.create(program=program, name=name)


@action("conversations.remove_tag")
def remove_tag(tag: ForumTag, *, by: Person) -> None:
    """Topics keep all but this tag. Raises Refused for who isn't staff."""
    _only_staff(by)
    current().record(tag)
    tag.delete()


@action("conversations.close_topic")
def close_topic(conversation: Conversation, on: bool, *, by: Person) -> None:
    """Staff end a topic, which everyone can still read, or open it again. Raises Refused for who isn't staff."""
    _only_staff(by)
    if on:
        close_conversation(conversation, by=by)
    else:
        reopen_conversation(conversation, by=by)
    current().record(conversation, on=on)


def _title(title: str) -> str:
    try:
        words = " ".join(clean(title).split())
    except Refused as refused:
        raise Refused(_("Please give it a title, in a few words."), field="title") from refused
    if len(words) > LONGEST_TITLE:
        raise Refused(_("Please keep the title under 120 characters."), field="title")
    return words


def _fitting(tags: Iterable[ForumTag], program: Program) -> list[ForumTag]:
    chosen = list(dict.fromkeys(tags))
    if len(chosen) > MOST_TAGS:
        raise Refused(_("Please choose three tags at most."), field="tags")
    if any(tag.program_id != program.pk for tag in chosen):
        raise ValueError("a tag of another program")
    return chosen


def _only_staff(by: Actor) -> None:
    if not isinstance(by, Person) or not by.is_staff:
        raise Refused(_("Only staff can do this."))
