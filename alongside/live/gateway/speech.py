"""How long people speak: measured here between their `speaking` signals, so that no browser's clock counts."""

KIND = "speaking"  # {"on": true} and {"on": false}
LONGEST = 120.0  # seconds that one {"on": true} is believed without a repeat


class Speech:
    """Who is speaking now, and since when (monotonic seconds)."""

    def __init__(self) -> None:
        self._since: dict[tuple[str, str], float] = {}

    def heard(self, topic: str, conn: str, on: bool, now: float) -> int:
        """Note a signal. Returns the milliseconds of speech that it completes, 0 for none."""
        began = self._since.pop((topic, conn), None)
        if on:
            self._since[topic, conn] = now
        return 0 if began is None else round(min(now - began, LONGEST) * 1000)
