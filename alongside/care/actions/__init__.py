"""Everything that changes a reach-out. Each is one verb with a named actor."""

from alongside.care.actions.doing import close, hand_on, mark_read, note, take, tried
from alongside.care.actions.escalating import escalate
from alongside.care.actions.help_calls import all_right_now, call_for_help, tell_on_call
from alongside.care.actions.opening import open_reach_out, settle

__all__ = [
    "all_right_now",
    "call_for_help",
    "close",
    "escalate",
    "hand_on",
    "mark_read",
    "note",
    "open_reach_out",
    "settle",
    "take",
    "tell_on_call",
    "tried",
]
