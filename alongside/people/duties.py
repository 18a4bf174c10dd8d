"""The promises of retention.py, kept; and the mail queue's clean-up, which core registers when it is imported."""

from alongside.core import mail as mail
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.people import actions, actions_arriving

RETENTION = System("retention")


@every(seconds=6 * 3600, name="people.retention")
def keep_promises() -> None:
    """Forget the addresses of old invitations, and shifts of more than a year ago."""
    actions_arriving.forget_addresses(by=RETENTION)
    actions.forget_shifts(by=RETENTION)
