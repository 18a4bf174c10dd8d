"""How django-allauth behaves in this house: no open sign-up, discreet letters, our words, sealed secrets."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from alongside.core import mail
from alongside.core.sealing import seal, unseal

SECRET = "allauth.mfa.authenticator.data"  # noqa: S105  (a label, not a secret)

TOLD = {
    "account/messages/password_changed.txt": _("Your new password is saved."),
    "account/messages/password_set.txt": _("Your new password is saved."),
    "account/messages/email_confirmed.txt": _("Thank you. This is your email now."),
    "account/messages/email_confirmation_sent.txt": _("We sent a link to that address."),
    "account/messages/email_confirmation_failed.txt": _("This address belongs to another account."),
    "account/messages/email_deleted.txt": _("The address is removed."),
    "mfa/messages/totp_activated.txt": _("Your second step is on."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is off."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is ready."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("You have new recovery codes."),
}
"""What is worth a sentence; about everything else (such as having signed in) the page itself says enough."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts begin with an invitation, and letters leave through the mail queue."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This email and password don’t belong together. Please try again."),
        "too_many_login_attempts": _("That was a lot of tries. Please wait a few minutes, then try again."),
        "enter_current_password": _("That isn’t your password now. Please try again."),
        "incorrect_password": _("That isn’t your password. Please try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        """No prefix: the subject is seen on lock screens."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the letter. A dead mail host never fails a page."""
        letter = self.render_mail(template_prefix, email, context)
        mail.send_later(email, letter.subject, str(letter.body))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our sentence for what happened, if it is worth one."""
        words = message or TOLD.get(message_template or "")
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and recovery codes are stored sealed."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code isn’t right. Codes change every half minute; please try the newest."),
        "unverified_email": _("Please confirm your email first; then you can add a second step."),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text.encode(), SECRET)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), SECRET).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return ""
