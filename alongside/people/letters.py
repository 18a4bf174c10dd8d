"""Letters to people who may not be alone with their mail: no program, no treatment, no name.

Each is one plain-text template, `mail/<name>.txt`: the subject in the first line, a blank line, the text.
"""

from django.template.loader import render_to_string
from django.utils import translation

from alongside.core import mail


def write(name: str, to: str, *, language: str, **context: object) -> None:
    """Queue the letter `name` in the reader's language. Raises TemplateDoesNotExist for an unknown one."""
    with translation.override(language):
        text = render_to_string(f"people/mail/{name}.txt", context)
    subject, _, body = text.strip().partition("\n")
    mail.send_later(to, subject.strip(), body.strip() + "\n")
