"""Letters about rooms. They can be read by whoever holds the phone, so they name nobody and nothing."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from alongside.core import mail
from alongside.people.models import Person
from alongside.people.stages import policy


def called(person: Person) -> None:
    """Ask someone on staff to come, by mail as well. Nothing happens for a person without an account."""
    if person.account is None or not policy(person).gets_letters:
        return
    with translation.override(person.language):
        text = render_to_string("rooms/mail/called.txt", {"link": f"{settings.BASE_URL}/"})
    subject, _, body = text.strip().partition("\n")
    mail.send_later(person.account.email, subject.strip(), body.strip() + "\n")
