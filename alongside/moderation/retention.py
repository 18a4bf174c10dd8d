"""What moderation holds of a person."""

from alongside.core.retention import Holding, declare

declare(
    Holding(
        model="moderation.Report",
        about="something someone asked staff to look at, in their words, and the words it is about",
        person_path="by, person",
        exported=True,  # to whoever made it; to whom it is about only the decisions are
        erased="the reporter’s name and words are emptied; deleted with the person it is about",
        expires="two years after it was decided",
        sealed=("words", "kept_words"),
    ),
    Holding(
        model="moderation.Decision",
        about="what staff decided about a person’s message or conduct, and what the person was told",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="two years after it was made",
        sealed=("words", "removed_words"),
    ),
    Holding(
        model="moderation.Appeal",
        about="that someone asked for a decision to be looked at again, and the answer",
        person_path="decision.person",
        exported=True,
        erased="deleted",
        expires="with the decision",
        sealed=("words", "answer"),
    ),
    Holding(
        model="moderation.PhraseRules",
        about="a program’s choices about phrases that bring help",
        person_path="",
        exported=False,
        erased="holds nobody but the director who chose, as in the audit trail",
        expires="with its program",
        sealed=("why",),
    ),
    Holding(
        model="moderation.Phrase",
        about="words that bring help, as the program keeps them",
        person_path="",
        exported=False,
        erased="holds nobody",
        expires="with its program",
    ),
    Holding(
        model="moderation.Hit",
        about="that a phrase that brings help was found in a message: when, never which",
        person_path="author",
        exported=True,
        erased="deleted",
        expires="after ninety days",
    ),
    Holding(
        model="moderation.ContextView",
        about="that someone on staff opened the words around a report or a phrase",
        person_path="by",
        exported=True,
        erased="the viewer’s name is emptied",
        expires="two years after it was opened",
    ),
)
