"""`alongside worker`: queued tasks in one thread, duties (the room clock, horizons, expiry) in another."""

import os
import signal
import threading
from types import FrameType


def main(argv: list[str]) -> int:
    """Work until SIGTERM or SIGINT. Several workers may run beside each other."""
    from alongside.site.commands import start_django

    start_django()
    os.nice(5)  # where processors are few, pages and gateway go first: somebody is waiting for them
    from django_tasks_db.management.commands.db_worker import Worker

    from alongside.core import jobs

    stop = threading.Event()
    queue = Worker(
        queue_names=["default"],
        interval=1,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"worker-{os.getpid()}",
        excluded_queue_names=[],
    )

    def leave(signum: int, frame: FrameType | None) -> None:
        stop.set()
        queue.running = False

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    duties = threading.Thread(target=jobs.run_due, args=(stop,), name="duties", daemon=True)
    duties.start()
    queue.run()
    stop.set()
    duties.join(timeout=10)
    return 0
