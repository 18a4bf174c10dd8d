"""The promises of retention.py, kept; late steps of first days; the mail queue's clean-up, which core registers."""

import logging

from alongside.core import clock
from alongside.core import mail as mail
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.people import actions_around, actions_arriving, actions_leave, actions_rota, actions_stages
from alongside.people.arriving import actions as arriving
from alongside.people.arriving import queries

log = logging.getLogger(__name__)
MOST = 500
RETENTION = System("retention")
FIRST_DAYS = System("first days")


@every(seconds=6 * 3600, name="people.retention")
def keep_promises() -> None:
    """Forget addresses of old invitations, shifts and leaves of more than a year ago, and contacts of people gone."""
    actions_arriving.forget_addresses(by=RETENTION)
    actions_rota.forget_shifts(by=RETENTION)
    actions_leave.forget_leaves(by=RETENTION)
    actions_stages.forget_contacts(by=RETENTION)
    actions_around.forget_step_backs(by=RETENTION)


@every(seconds=3600, name="people.around")
def forget_who_was_around() -> int:
    """Nobody keeps when someone was here."""
    return actions_around.forget_around()


@every(seconds=60, name="people.first_steps")
def pass_on_late_steps() -> int:
    """Tell whoever owes a newcomer's late step, and hand on what stays late. Returns how many there were.

    One that fails doesn't hold up the others.
    """
    late = queries.to_pass_on(clock.now())[:MOST]
    for row in late:
        try:
            arriving.pass_on(row, by=FIRST_DAYS)
        except Exception:
            log.exception("step %s could not be passed on", row.pk)
    return len(late)
