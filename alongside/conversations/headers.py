"""What stands above and below a conversation: what it is, who reads it, and what may be hoped for.

Of two people it says the same whether or not the other one reads: it is made of the conversation's name, of the
reader's own part, and of nothing else.
"""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.boundaries.models import Cut
from alongside.boundaries.queries import cut_of
from alongside.conversations import pairs
from alongside.conversations.belonging import care_teams
from alongside.conversations.models import Conversation, ForumTag, ForumTopic, Kind, Participant, WaitingPost
from alongside.conversations.talk import title_of
from alongside.conversations.waiting.queries import own_waiting
from alongside.conversations.waiting.times import line_promise
from alongside.core import clock
from alongside.people.cover import is_staffed
from alongside.people.models import Person
from alongside.ui.templatetags.ui import day_and_time_for, day_for, who

Words = str | SafeString


@dataclass(frozen=True)
class Header:
    """`label` names the box to write in; `who_reads` stands under it. `promise`: by when an answer can be expected.

    `face`: the other one of two, or whose line it is; else `icon`. `more`: the page of what it belongs to. `asked`: the
    reader was asked to be written to and hasn't said yes. `asks`: the reader asks, and has had no answer. `cut`: what
    the reader chose about the other one.
    """

    kind: str
    title: str
    subtitle: Words = ""
    who_reads: Words = ""
    label: str = ""
    promise: Words = ""
    face: Person | None = None
    icon: str = "message-square"
    more: str = ""
    asked: bool = False
    declined: bool = False
    asks: bool = False
    cut: Cut | None = None
    topic: ForumTopic | None = None
    tags: list[ForumTag] = field(default_factory=list)
    follows: bool = False
    team: list[Person] = field(default_factory=list)


def header_for(part: Participant, viewer: Person) -> Header:
    """The header of the conversation that `part` is `viewer`'s part in. One to seven queries."""
    chat = part.conversation
    match chat.kind:
        case Kind.PAIR:
            return _of_two(part, chat, viewer)
        case Kind.LINE:
            return _of_line(part, chat, viewer)
        case Kind.GROUP | Kind.CIRCLE:
            return _of_many(part, chat, viewer)
        case Kind.TOPIC:
            return _of_topic(part, chat)
    return Header(
        kind=chat.kind,
        title=_("What was said"),
        subtitle=format_html("{} · {}", chat.get_kind_display(), day_for(chat.made_at, viewer)),
        who_reads=_("Everyone who takes part in this conversation reads this."),
        label=_("Write to everyone here"),
    )


def line_header(person: Person, chat: Conversation | None = None) -> Header:
    """The header of `person`'s line to their care team; `chat` is None before it was opened. Up to seven queries."""
    team = care_teams([person])[person.pk]
    return Header(
        kind=Kind.LINE,
        title=_("Your care team"),
        subtitle=_names(team),
        who_reads=_("You and your care team read this: %(names)s.") % {"names": _plain(team)}
        if team
        else _("Your care team reads this as soon as there is one."),
        label=_("Write to your care team"),
        promise=_promise(person, own_waiting(person, chat) if chat else None) if team else "",
        icon="heart-handshake",
        team=team,
    )


def _of_two(part: Participant, chat: Conversation, viewer: Person) -> Header:
    other = pairs.other_of(chat, viewer)
    name = other.display_name if other else _("Someone")
    asked = part.asked_at is not None
    asks = chat.accepted_at is None and not asked
    if asked:
        subtitle = _("%(name)s would like to write to you.") % {"name": name}
    elif asks:
        subtitle = _("%(name)s answers if and when it suits them. Until then you can write %(count)s times.")
        subtitle = subtitle % {"name": name, "count": pairs.MOST_UNANSWERED}
    else:
        subtitle = _("The two of you")
    # To who asks, nothing is said of what the other one reads.
    reads = _("Only you and %(name)s can read this.") if asks else _("You and %(name)s read this, and nobody else.")
    return Header(
        kind=chat.kind,
        title=name,
        subtitle=subtitle,
        who_reads=reads % {"name": name},
        label=_("Write to %(name)s") % {"name": name},
        face=other,
        asked=asked,
        declined=part.declined_at is not None,
        asks=asks,
        cut=cut_of(viewer, other) if other is not None else None,
    )


def _that_ended(chat: Conversation, name: str, icon: str, face: Person | None = None) -> Header:
    """Of what someone only reads: nothing of who is there now, or how many."""
    return Header(
        kind=chat.kind,
        title=name,
        subtitle=_("What was said while you were here"),
        who_reads=_("You read what was said while you were here."),
        label=_("Write to everyone here"),
        icon=icon,
        face=face,
    )


def _of_line(part: Participant, chat: Conversation, viewer: Person) -> Header:
    about = chat.about
    if about is None or about.pk == viewer.pk:
        return line_header(viewer, chat)
    name = about.display_name
    if part.until is not None:
        return _that_ended(chat, name, "heart-handshake", about)
    team = care_teams([about])[about.pk]
    return Header(
        kind=chat.kind,
        title=name,
        subtitle=format_html("{} · {}", _("Line to the care team"), _names(team)),
        who_reads=_("%(name)s and their care team read this: %(team)s.") % {"name": name, "team": _plain(team)},
        label=_("Write to %(name)s") % {"name": name},
        face=about,
        team=team,
    )


def _of_many(part: Participant, chat: Conversation, viewer: Person) -> Header:
    owner = chat.group or chat.circle
    name = title_of(chat, viewer)
    if part.until is not None:
        return _that_ended(chat, name, "users")
    count = Participant.objects.filter(conversation=chat, until=None).count()
    if chat.kind == Kind.GROUP:
        lead = ngettext("A group, %(count)s person reads it", "A group, %(count)s people read it", count)
        reads = _("Everyone in %(name)s reads this, and the counselors who lead it.")
        more = reverse("groups:group", args=[owner.public_id]) if owner else ""
    else:
        lead = ngettext("A circle of %(count)s", "A circle of %(count)s", count)
        reads = ngettext(
            "The %(count)s person in %(name)s reads this.", "The %(count)s people in %(name)s read this.", count
        )
        more = reverse("groups:circle", args=[owner.public_id]) if owner else ""
    return Header(
        kind=chat.kind,
        title=name,
        subtitle=lead % {"count": count},
        who_reads=reads % {"count": count, "name": name},
        label=_("Write to %(name)s") % {"name": name},
        icon="users",
        more=more,
    )


def _of_topic(part: Participant, chat: Conversation) -> Header:
    topic = ForumTopic.objects.select_related("by", "helped").prefetch_related("tags").get(conversation=chat)
    return Header(
        kind=chat.kind,
        title=topic.title,
        subtitle=_("A topic in the forum, begun by %(name)s") % {"name": topic.by.display_name},
        who_reads=_("Everyone in the program can read this."),
        label=_("Write in this topic"),
        topic=topic,
        tags=list(topic.tags.all()),
        follows=part.pk is not None and part.follows,
        more=reverse("conversations:forum"),
    )


def _promise(person: Person, post: WaitingPost | None) -> Words:
    """By when: of the post that waits, where one does, else of what they write now. One clock, never two."""
    now = clock.now()
    if post is not None:
        if post.promised_at is None or post.promised_at <= now:
            return _("You should have had an answer by now. Your care team has it on their list.")
        by = day_and_time_for(post.promised_at, person)
        if post.taken_by is not None:
            return format_html(_("{} answers you: {}."), who(post.taken_by), by)
        return format_html(_("By {} you have an answer to what you wrote."), by)
    by = day_and_time_for(line_promise(person.program, now), person)
    if is_staffed(person.program, now):
        return format_html(_("By {} you have an answer to what you write now."), by)
    return format_html(_("Nobody is at work right now. By {} you have an answer to what you write."), by)


def _names(people: list[Person]) -> SafeString:
    return format_html_join(", ", '<bdi class="who">{}</bdi>', ((each.display_name,) for each in people))


def _plain(people: list[Person]) -> str:
    return ", ".join(each.display_name for each in people)
