"""What waits to be sent."""

from alongside.core.retention import Holding, declare

declare(
    Holding(
        model="django_tasks_database.DBTaskResult",
        about="queued work, letters among it: address and text, sealed inside its arguments",
        person_path="",
        exported=False,  # what was sent is in the reader's own mailbox
        erased="gone by itself within a day",
        expires="one day after it was done or given up",
    ),
)

declare(
    Holding(
        model="notify.Preference",
        about="how someone wishes to be reached, and when not",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="with the person",
    ),
    Holding(
        model="notify.PushDevice",
        about="a browser that may be reached: its address at its push service and its keys",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="when its push service says that it is gone, after ninety days without reaching it, or when they leave",
        sealed=("endpoint", "p256dh", "auth"),
    ),
    Holding(
        model="notify.Notice",
        about="that something happened of which a person wishes to hear",
        person_path="person",
        exported=False,  # what it tells of is exported where it stands
        erased="deleted",
        expires="after thirty days",
        sealed=("words",),
    ),
    Holding(
        model="notify.Weekly",
        about="that the letter of a week was made for someone",
        person_path="person",
        exported=False,
        erased="deleted",
        expires="after a year",
    ),
)
