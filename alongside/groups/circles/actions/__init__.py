"""What can be done to circles. Every action takes the circle's row as its lock, so two at once can't overfill it."""

from alongside.groups.circles.actions.founding import (
    When,
    Words,
    approve_circle,
    begin_circle,
    change_circle,
    close_circle,
    decline_circle,
    propose_circle,
    reopen_circle,
)
from alongside.groups.circles.actions.hosting import (
    accept_offer,
    decline_offer,
    end_hosting,
    notice_hostless,
    offer_role,
    take_over,
)
from alongside.groups.circles.actions.joining import (
    come_back,
    decline_invitation,
    follow_rights,
    invite,
    join,
    leave,
    remove,
    withdraw_invitation,
)

__all__ = [
    "When",
    "Words",
    "accept_offer",
    "approve_circle",
    "begin_circle",
    "change_circle",
    "close_circle",
    "come_back",
    "decline_circle",
    "decline_invitation",
    "decline_offer",
    "end_hosting",
    "follow_rights",
    "invite",
    "join",
    "leave",
    "notice_hostless",
    "offer_role",
    "propose_circle",
    "remove",
    "reopen_circle",
    "take_over",
    "withdraw_invitation",
]
