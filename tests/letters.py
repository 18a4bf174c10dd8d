"""Reading the mail in tests: what the worker would have sent."""

from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django_tasks_db.models import DBTaskResult

from alongside.core.mail import deliver


def letters() -> list[EmailMessage]:
    """Deliver everything that is queued, and return all letters that were sent so far, oldest first."""
    queued = DBTaskResult.objects.filter(task_path="alongside.core.mail.deliver", status="READY")
    for result in list(queued.order_by("enqueued_at")):
        args = result.args_kwargs["args"]
        result.delete()
        deliver.func(*args)
    return list(django_mail.outbox)
