"""What can be done to groups. Every action takes the group's row as its lock, so rosters and calendars stay whole."""

from alongside.groups.actions.absences import excuse, give_familiar_face, unexcuse
from alongside.groups.actions.calendar import (
    cancel_meeting,
    materialise_meetings,
    move_meeting,
    restore_meeting,
    set_schedule,
)
from alongside.groups.actions.founding import (
    change_group,
    close_group,
    create_group,
    reopen_group,
    set_facilitators,
)
from alongside.groups.actions.hellos import (
    ask_for_times,
    book_hello,
    cancel_hello,
    offer_times,
    withdraw_time,
)
from alongside.groups.actions.roster import (
    add_to_roster,
    follow_return,
    follow_rights,
    leave_everything,
    leave_waiting_list,
    put_back,
    remove_from_roster,
)

__all__ = [
    "add_to_roster",
    "ask_for_times",
    "book_hello",
    "cancel_hello",
    "cancel_meeting",
    "change_group",
    "close_group",
    "create_group",
    "excuse",
    "follow_return",
    "follow_rights",
    "give_familiar_face",
    "leave_everything",
    "leave_waiting_list",
    "materialise_meetings",
    "move_meeting",
    "offer_times",
    "put_back",
    "remove_from_roster",
    "reopen_group",
    "restore_meeting",
    "set_facilitators",
    "set_schedule",
    "unexcuse",
    "withdraw_time",
]
