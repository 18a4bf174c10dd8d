"""The plain page of a conversation: links that can't deceive, and what counts as read."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.conversations import actions
from alongside.conversations.models import Attachment, Kind, Message, Participant
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


@pytest.mark.django_db
def test_files_come_with_the_plain_form(cast: Cast, client_of: Any) -> None:
    """Without scripts a form brings words and files at once; what can't be taken is said, and the words are kept."""
    chat = actions.open_conversation(cast.program, Kind.GROUP, [cast.member, cast.groupmate], by=SYSTEM)
    url, client = f"/conversations/{chat.public_id}/", client_of(cast.member)
    text = SimpleUploadedFile("list.txt", b"Tea, bread", "text/plain")
    form = {"body": "", "key": "plain-form-1", "file": [text, SimpleUploadedFile("two.txt", b"More", "text/plain")]}
    assert client.post(url, form).status_code == 302
    for each in form["file"]:
        each.seek(0)
    assert client.post(url, form).status_code == 302, "the same form twice is one message"
    message = Message.objects.get(conversation=chat)
    assert [each.name for each in Attachment.objects.filter(message=message).order_by("pk")] == ["list.txt", "two.txt"]
    odd = SimpleUploadedFile("run.exe", b"MZ\x90\x00\x03", "image/png")
    sent = client.post(url, {"body": "Look at <this>", "key": "plain-form-2", "file": odd, "company": "1"})
    page = sent.content.decode()
    assert sent.status_code == 422 and "Please choose your files again, too." in page and "Look at &lt;this&gt;" in page
    assert 'name="company" value="1" checked' in page
    many = [SimpleUploadedFile(f"{at}.txt", b"More", "text/plain") for at in range(9)]
    refused = client.post(url, {"body": "All of them", "key": "plain-form-3", "file": many})
    assert refused.status_code == 422 and Message.objects.filter(conversation=chat).count() == 1


@pytest.mark.django_db
def test_members_are_led_to_muting_and_blocking_and_staff_are_not(cast: Cast, client_of: Any) -> None:
    chat = actions.open_conversation(cast.program, Kind.GROUP, [cast.member, cast.counselor], by=SYSTEM)
    page = client_of(cast.member).get(f"/conversations/{chat.public_id}/").content.decode()
    staff = page.partition('between="/me/boundaries/ID/" staff="')[2].partition('"')[0].split(",")
    assert cast.counselor.public_id in staff and cast.groupmate.public_id not in staff
    assert "between=" not in client_of(cast.counselor).get(f"/conversations/{chat.public_id}/").content.decode()
