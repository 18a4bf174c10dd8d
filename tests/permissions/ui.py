"""Pages of the house that need no sign-in: help, leaving, the words for scripts."""

from tests.permissions import Row, open_to_all

TABLE = [
    Row("ui:help", open_to_all(200)),
    Row("ui:exit", open_to_all(302)),
    Row("ui:calendar", open_to_all(200)),
    Row("ui:offline", open_to_all(200)),
    Row("ui:manifest", open_to_all(200)),
    Row("ui:service_worker", open_to_all(200)),
    Row("ui:catalogue", open_to_all(200)),
]
