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
