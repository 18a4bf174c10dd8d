"""Today is everyone's own."""

from tests.permissions import Row, statuses

TABLE = [
    Row("today", statuses(200, outsider=200)),
    Row("next_sessions", statuses(200, visitor=401, outsider=200)),
    Row("today_next", statuses(200, outsider=200)),
]
