"""Signing in and its settings (django-allauth's addresses, our pages). They are about one's own account only."""

from tests.permissions import Row, open_to_all, statuses


def own(status: int = 200) -> dict[str, int]:
    """About one's own account: the same for everyone who is signed in."""
    return dict(statuses(status, outsider=status))


def away(status: int) -> dict[str, int]:
    """Pages for those who aren't signed in; the others are sent on."""
    return dict(statuses(302, visitor=status, outsider=302))


def totp_holders(with_it: int, without: int) -> dict[str, int]:
    """Staff of the cast (and the outsider) have an authenticator app, and are asked to confirm it before they change
    something. Nobody else has anything to confirm with: no password, no second step."""
    staff = dict.fromkeys(("counselor", "other_counselor", "director", "outsider"), with_it)
    return dict(statuses(without, **staff))


TABLE = [
    Row("account_login", away(200)),
    Row("account_signup", away(200)),
    Row("account_logout", own(200)),
    Row("account_inactive", open_to_all(200)),
    Row("account_reauthenticate", totp_holders(302, 403)),
    Row("account_email", own(200)),
    Row("account_email_verification_sent", open_to_all(200)),
    Row("account_confirm_email", open_to_all(200), kwargs=lambda cast: {"key": "wrong"}),
    Row("account_change_password", own(302)),
    Row("account_set_password", own(200)),
    Row("account_reset_password", open_to_all(200)),
    Row("account_reset_password_done", open_to_all(200)),
    Row("account_reset_password_from_key", open_to_all(200), kwargs=lambda cast: {"uidb36": "1", "key": "wrong"}),
    Row("account_reset_password_from_key_done", open_to_all(200)),
    Row("account_confirm_login_code", open_to_all(302)),
    Row("mfa_index", own(200)),
    Row("mfa_authenticate", open_to_all(302)),
    Row("mfa_reauthenticate", totp_holders(200, 403)),
    Row("mfa_activate_totp", totp_holders(302, 200)),
    Row("mfa_deactivate_totp", totp_holders(302, 404)),
    Row("mfa_view_recovery_codes", own(404)),
    Row("mfa_generate_recovery_codes", totp_holders(302, 200)),
    Row("mfa_download_recovery_codes", own(404)),
    Row("mfa_list_webauthn", own(200)),
    Row("mfa_add_webauthn", totp_holders(302, 200)),
    Row("mfa_login_webauthn", open_to_all(302)),
    Row("mfa_reauthenticate_webauthn", totp_holders(302, 403)),
    Row("mfa_remove_webauthn", totp_holders(302, 404), kwargs=lambda cast: {"pk": 999_999}),
    Row("mfa_edit_webauthn", totp_holders(302, 404), kwargs=lambda cast: {"pk": 999_999}),
]
