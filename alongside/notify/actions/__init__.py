"""What can be done to reach someone away from the page. Each is one verb with a named actor."""

from alongside.notify.actions.letters import send_mail_discreetly
from alongside.notify.actions.telling import Telling, seen, tell, tell_all

__all__ = ["Telling", "seen", "send_mail_discreetly", "tell", "tell_all"]
