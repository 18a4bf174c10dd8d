"""Searching Talk is everyone's; what it finds is told in conversations/tests/search/."""

from tests.permissions import Row, statuses

TABLE = [
    Row("conversations:search", statuses(200, outsider=200)),
    Row("conversations:search", statuses(200, outsider=200), method="POST", data=lambda cast: {"q": "rain"}),
]
