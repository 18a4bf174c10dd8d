"""What a program looks for, where, and who chose so."""

import tomllib
from functools import cache
from pathlib import Path

from alongside.conversations.models import Conversation, Kind
from alongside.moderation.models import Hit, Phrase, PhraseRules
from alongside.people.models import Person, Program

DATA = Path(__file__).resolve().parent.parent / "data" / "phrases.toml"


@cache
def beginnings() -> dict[str, tuple[str, ...]]:
    """The phrases that a new program begins with, by language code."""
    rows = tomllib.loads(DATA.read_text())["language"]
    return {str(row["code"]): tuple(str(phrase) for phrase in row["phrases"]) for row in rows}


def rules_of(program: Program) -> PhraseRules | None:
    """The program's choices, or None where nobody has changed anything yet. One query."""
    return PhraseRules.objects.select_related("changed_by").filter(program=program).first()


def phrases_of(program: Program) -> list[Phrase]:
    """The list as it stands, by language. One query."""
    rows = Phrase.objects.filter(program=program, dropped_at=None)
    return list(rows.order_by("language", "text", "pk"))


def looks_into_private(program_id: int) -> bool:
    """Whether messages between two people are looked at, too. One query."""
    return PhraseRules.objects.filter(program_id=program_id, in_private=True).exists()


def alerts_staff(conversation: Conversation) -> bool:
    """Whether phrases in this conversation can bring help. One query between two people, none elsewhere."""
    return conversation.kind != Kind.PAIR or looks_into_private(conversation.program_id)


def help_offered(person: Person) -> Hit | None:
    """The newest hit whose author hasn't put the offer of help aside. One query."""
    hits = Hit.objects.filter(author=person, shown_at=None).select_related("message__conversation")
    return hits.order_by("-at").first()
