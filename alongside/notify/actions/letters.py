"""Reaching people away from the page. For now by mail; preferences, push and digests join it here later."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from alongside.core import mail
from alongside.core.actions import Actor, action, current
from alongside.people.models import Person
from alongside.people.stages import policy


@action("notify.send_mail_discreetly")
def send_mail_discreetly(
    person: Person, template: str, context: dict[str, Any] | None = None, *, by: Actor, key: str | None = None
) -> None:
    """Queue a letter in the person's language; with a `key`, once.

    `template` is plain text (such as "rooms/mail/paged.txt"): the subject in its first line, a blank line, the text. It
    names no program, no treatment, no person and repeats no one's words: `context` is for links and times. Whoever has
    no account, or a stage that gets no letters (`people.stages`), gets none. Raises TemplateDoesNotExist.
    """
    current().record(person, template=template)
    if person.account is None or not policy(person).gets_letters:
        return
    with translation.override(person.language):
        text = render_to_string(template, {"person": person, **(context or {})})
    subject, _, body = text.strip().partition("\n")
    mail.send_later(person.account.email, subject.strip(), body.strip() + "\n")
