"""Keeping the list, choosing where it is looked for, and what follows when a phrase is heard."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from alongside.conversations.actions.waiting import keep_from_peers
from alongside.conversations.models import HeldMessage, Kind, Message
from alongside.core import clock
from alongside.core.actions import Actor, System, action, current
from alongside.core.errors import Refused
from alongside.moderation.models import Hit, Phrase, PhraseRules
from alongside.moderation.phrases import events
from alongside.moderation.phrases.matching import Matcher, words_of
from alongside.moderation.phrases.queries import beginnings, looks_into_private, phrases_of
from alongside.people.models import Person, Program, Role

EAR = System("phrases that bring help")
MOST_PHRASES = 500
LONGEST, SHORTEST = 80, 4
LONGEST_WHY = 600
SHORTEST_WHY = 20


@action("moderation.begin_phrases")
def begin_phrases(program: Program, *, by: Actor) -> PhraseRules:
    """The list that a program begins with. Once: what staff took off it doesn't come back."""
    rules, made = PhraseRules.objects.get_or_create(program=program, defaults={"changed_at": clock.now()})
    if made:
        at = clock.now()
        Phrase.objects.bulk_create(
            Phrase(program=program, language=code, text=text, since=at)
            for code, texts in beginnings().items()
            for text in texts
        )
    current().record(rules)
    return rules


@action("moderation.add_phrase")
def add_phrase(program: Program, language: str, text: str, *, by: Person, key: str | None = None) -> Phrase:
    """From now on these words bring help. Raises Refused for what can't be matched, and for what is there already."""
    _only_staff(by, program)
    words = words_of(text)
    text = " ".join(text.split())
    if len("".join(words)) < SHORTEST:
        raise Refused(_("That is too short: it would be found in nearly everything."), field="text")
    if len(text) > LONGEST:
        raise Refused(_("Please keep a phrase under 80 characters."), field="text")
    begin_phrases(program, by=by)
    rules = PhraseRules.objects.select_for_update().get(program=program)
    known = Phrase.objects.filter(program=program, dropped_at=None)
    if any(words_of(phrase.text) == words for phrase in known.filter(language=language)):
        raise Refused(_("This phrase is on the list already."), field="text")
    if known.count() >= MOST_PHRASES:
        raise Refused(_("The list is full. Take something off it first."), field="text")
    rules.changed_at, rules.changed_by = clock.now(), by
    rules.save(update_fields=["changed_at", "changed_by"])
    phrase = Phrase.objects.create(program=program, language=language, text=text, by=by, since=clock.now())
    current().record(phrase)
    return phrase


@action("moderation.drop_phrase")
def drop_phrase(phrase: Phrase, *, by: Person, key: str | None = None) -> Phrase:
    """It brings help no longer. Dropping twice changes nothing."""
    _only_staff(by, phrase.program)
    if phrase.dropped_at is None:
        phrase.dropped_at = clock.now()
        phrase.save(update_fields=["dropped_at"])
    current().record(phrase)
    return phrase


@action("moderation.put_phrase_back")
def put_phrase_back(phrase: Phrase, *, by: Person, key: str | None = None) -> Phrase:
    """Undo `drop_phrase`. Raises Refused where the same words were added again meanwhile."""
    _only_staff(by, phrase.program)
    if phrase.dropped_at is not None:
        same = Phrase.objects.filter(program=phrase.program, language=phrase.language, dropped_at=None)
        if any(words_of(each.text) == words_of(phrase.text) for each in same):
            raise Refused(_("This phrase is on the list already."), field="text")
        phrase.dropped_at = None
        phrase.save(update_fields=["dropped_at"])
    current().record(phrase)
    return phrase


@action("moderation.choose_private")
def choose_private(program: Program, on: bool, why: str, *, by: Person, key: str | None = None) -> PhraseRules:
    """Whether messages between two people are looked at. A director’s choice, in writing, which members can read.

    Raises Refused for anyone else, and without reasons.
    """
    if by.role != Role.DIRECTOR or by.program_id != program.pk:
        raise Refused(_("Only a director of the program can choose this."))
    why = " ".join(why.split())
    if len(why) < SHORTEST_WHY:
        raise Refused(_("Please write a sentence on why. Members can read it."), field="why")
    if len(why) > LONGEST_WHY:
        raise Refused(_("Please keep the reasons under 600 characters."), field="why")
    begin_phrases(program, by=by)
    rules = PhraseRules.objects.select_for_update().get(program=program)
    rules.in_private, rules.why, rules.changed_by, rules.changed_at = on, why, by, clock.now()
    rules.save(update_fields=["in_private", "why", "changed_by", "changed_at"])
    current().record(rules, in_private=on)
    return rules


@action("moderation.hear")
def hear(messages: Sequence[Message], found: Sequence[Message], *, by: Actor) -> list[Hit]:
    """`messages` were looked at; in those of `found` a phrase stands. Each message makes at most one hit.

    Peers are no longer asked to answer it, its author is shown help, and the listeners tell who is on call.
    """
    at = clock.now()
    hits = []
    for message in found:
        hit, made = Hit.objects.get_or_create(
            message=message,
            defaults={"program_id": message.conversation.program_id, "author": message.author, "at": at},
        )
        if made:
            keep_from_peers(message, by=by)
            events.heard(hit)
            hits.append(hit)
    Message.objects.filter(pk__in=[message.pk for message in messages], heard_at=None).update(heard_at=at)
    current().record(count=len(messages), hits=len(hits))
    return hits


def hear_held(held: HeldMessage) -> None:
    """What waits for staff is listened to at once: whoever is new and in danger must not wait for their link. Called
    in the action that holds it."""
    chat = held.conversation
    if chat.kind == Kind.PAIR and not looks_into_private(chat.program_id):
        return
    begin_phrases(chat.program, by=EAR)
    if Matcher(phrase.text for phrase in phrases_of(chat.program)).finds(held.body):
        events.heard(Hit.objects.create(program=chat.program, author=held.author, at=held.at))


@action("moderation.put_help_aside")
def put_help_aside(person: Person, *, by: Person, key: str | None = None) -> int:
    """The author has seen the offer of help and needs it on the page no longer. Who was told stays told."""
    return Hit.objects.filter(author=person, shown_at=None).update(shown_at=clock.now())


def _only_staff(by: Person, program: Program) -> None:
    if not by.is_staff or by.program_id != program.pk:
        raise Refused(_("Only staff of the program can do this."))
