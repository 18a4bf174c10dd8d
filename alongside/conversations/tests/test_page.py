"""The plain page of a conversation: links that can't deceive, and what counts as read."""

from typing import Any

import pytest

from alongside.conversations import actions
from alongside.conversations.models import Kind, Participant
from alongside.conversations.templatetags.said import linked
from alongside.core.actions import SYSTEM
from tests.cast import Cast


@pytest.mark.parametrize(
    ("body", "links"),
    [
        (
            "See https://example.org/a_(b). Or (http://example.org/x)!",
            ["https://example.org/a_(b)", "http://example.org/x"],
        ),
        ("javascript:alert(1) ftp://example.org example.org https://localhost/", []),
        ("https://bank.example@evil.example/ https://[", []),
        ("https://example.org/a\u202egpj.exe", ["https://example.org/a"]),
    ],
)
def test_addresses_of_the_web_are_links_and_nothing_else_is(body: str, links: list[str]) -> None:
    html = linked(body)
    assert html.count("<a ") == len(links)
    for link in links:
        assert f'<a href="{link}" rel="noopener noreferrer nofollow ugc"><bdi>{link}</bdi></a>' in html


def test_words_stay_words() -> None:
    html = linked('<img src=x onerror="alert(1)"> https://example.org/"onclick="x')
    assert "<img" not in html and 'href="https://example.org/"' in html and '"onclick' not in html


@pytest.mark.django_db
def test_where_scripts_run_opening_a_page_reads_nothing(cast: Cast, client_of: Any) -> None:
    """They tell what stood in view. Where none run, opening it is reading; what was read then is still shown as new."""
    chat = actions.open_conversation(cast.program, Kind.GROUP, [cast.member, cast.groupmate], by=SYSTEM)
    for number in range(2):
        actions.post_message(chat, f"Line {number}", by=cast.groupmate, key=f"line-{number:05}")
    part = Participant.objects.get(conversation=chat, person=cast.member)
    actions.mark_read(part, 1, by=cast.member)
    client = client_of(cast.member)
    client.cookies["scripts"] = "1"
    page = client.get(f"/conversations/{chat.public_id}/").content.decode()
    part.refresh_from_db()
    assert part.read_seq == 1 and "New since you were here" in page
    del client.cookies["scripts"]
    assert "New since you were here" in client.get(f"/conversations/{chat.public_id}/").content.decode()
    part.refresh_from_db()
    assert part.read_seq == 2
