"""Files of messages: told by content, stripped of all that isn't the picture or the sound, sealed, and seen by whoever
may read the message and nobody else."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, PngImagePlugin

from alongside.conversations import actions, files, files_checking, files_sound
from alongside.conversations.actions import files as file_actions
from alongside.conversations.actions.files import MOST_AN_HOUR, bring_file, forget_unposted
from alongside.conversations.models import Attachment, Conversation, FileKind, Kind, Message
from alongside.core import clock
from alongside.core.actions import SYSTEM, action
from alongside.core.errors import Refused
from alongside.people.models import Person
from tests.cast import Cast

SOUNDS = Path(__file__).resolve().parents[3] / "tests" / "fixtures" / "sound"
WEBM, M4A, CLIP = ((SOUNDS / name).read_bytes() for name in ("note.webm", "note.m4a", "clip.webm"))
GPS = b"GPSSECRET"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (200, 30, 30, 90)[: len(mode)] if mode != "P" else 3).save(out, kind, **more)
    return out.getvalue()


def located(size: tuple[int, int]) -> bytes:
    """A photo as a phone makes it: lying on its side, with where it was taken, by whom, and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x9286] = GPS
    exif.get_ifd(0x8825)[29] = GPS.decode()
    return picture(size=size, exif=exif, comment=GPS)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_a_photo_keeps_its_pixels_and_nothing_else() -> None:
    """Upright, at most 2048 pixels long; no place, comment or profile is left in the picture or its thumbnail."""
    data = located((3000, 1500))
    assert GPS in data
    kept = files_checking.check(data, "C:\\Users\\Maya\\IMG_2031.HEIC")
    assert (kept.kind, kept.content_type, kept.name) == (FileKind.IMAGE, "image/jpeg", "IMG_2031.jpg")
    assert (kept.width, kept.height) == (1024, 2048) == opened(kept.content).size
    assert max(opened(kept.small).size) == files_checking.SMALL_SIDE
    for each in (kept.content, kept.small):
        assert GPS not in each and b"Exif" not in each
        assert not opened(each).getexif() and "icc_profile" not in opened(each).info

    note = PngImagePlugin.PngInfo()
    note.add_text("Location", GPS.decode())
    clear = files_checking.check(picture("PNG", mode="RGBA", pnginfo=note), "logo")
    assert (clear.content_type, clear.name, opened(clear.content).mode) == ("image/webp", "logo.webp", "RGBA")
    assert GPS not in clear.content


def test_every_common_picture_can_be_opened_again() -> None:
    """In every mode that its kind knows: with a palette, transparent, for print, black and white, of sixteen bits."""
    image, tried = Image.new("RGBA", (40, 30), (20, 160, 90, 128)), 0
    for kind in ("GIF", "PNG", "WEBP", "JPEG"):
        for mode in ("RGB", "P", "L", "LA", "RGBA", "CMYK", "1", "I;16"):
            out = io.BytesIO()
            shown = (
                Image.new("I;16", (40, 30), 30_000) if mode == "I;16" else image.convert("RGB" if mode == "P" else mode)
            )
            try:
                (shown.quantize(4) if mode == "P" else shown).save(out, kind)
            except (OSError, ValueError):
                continue  # there is none of that mode
            kept = files_checking.check(out.getvalue(), "a")
            assert opened(kept.content).size == opened(kept.small).size == (40, 30), (kind, mode)
            tried += 1
    assert tried > 20


def test_what_hides_behind_a_picture_is_gone() -> None:
    """A script within a GIF, an archive behind a JPEG, and all frames of a moving one but the first."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("x.html", "<script>alert(1)</script>")
    script = b"GIF89a" + picture("GIF")[6:] + b"=1;alert(1)//<script>"
    frames = [Image.new("P", (20, 20), color) for color in (0, 1, 2)]
    moving = io.BytesIO()
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:], comment=b"<script>")
    for data in (picture() + archive.getvalue(), script, moving.getvalue()):
        kept = files_checking.check(data, "x.html")
        assert kept.content_type == "image/jpeg" and kept.name == "x.jpg"
        assert b"script" not in kept.content and b"PK" not in kept.content
        assert getattr(opened(kept.content), "n_frames", 1) == 1


def bomb(width: int, height: int) -> bytes:
    """A PNG whose head speaks of that many pixels."""
    good = picture("PNG", (8, 8))
    return good[:16] + struct.pack(">II", width, height) + good[24:]


REFUSED = {
    "empty": b"",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg behind a declaration": b'\xef\xbb\xbf <?xml version="1.0"?><!-- x --><svg onload="alert(1)"/>',
    "html": b"<!DOCTYPE html><title>x</title>",
    "html behind words": b"Dear all,\n" * 20 + b"<ScRiPt>alert(1)</script>",
    "pdf and html": b"%PDF-1.4\n<html><script>alert(1)</script>\n" + PDF,
    "pdf and zip": PDF + b"PK\x05\x06" + bytes(18) + b"%%EOF",
    "cut pdf": PDF[:-8],
    "zip": b"PK\x03\x04" + bytes(100),
    "program": b"\x7fELF" + bytes(100),
    "script": b"#!/bin/sh\nrm -rf ~\n",
    "rtf": b"{\\rtf1 hello}",
    "text with a NUL": b"hello\0there",
    "text that isn't UTF-8": "häuser".encode("latin-1"),
    "video": CLIP,
    "cut sound": WEBM[:-5],
    "sound and zip": WEBM + b"PK\x03\x04 zip",
    "cut picture": picture(size=(400, 400))[:300],
    "bomb": bomb(60_000, 60_000),
    "bomb of one line": bomb(2_000_000_000, 1),
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40),
    "only a head": b"\x89PNG\r\n\x1a\n",
    "only ebml": b"\x1aE\xdf\xa3\xff",
    "only ogg": b"OggS",
    "much": b"a" * (files_checking.MOST_BYTES + 1),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_taken_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        files_checking.check(data, "holiday.jpg")
    assert refusal.value.field == "file" and str(refusal.value.sentence).endswith(".")


def test_papers_are_kept_as_they_are_under_a_name_that_tells_what_they_are() -> None:
    text = files_checking.check("\ufeffGrüße\r\n< 3 > 2\n".encode(), "notes.html")
    assert (text.content_type, text.name, text.content) == (
        "text/plain; charset=utf-8",
        "notes.txt",
        "Grüße\r\n< 3 > 2\n".encode(),
    )
    paper = files_checking.check(PDF, "../../etc/plan.exe")
    assert (paper.kind, paper.content_type, paper.name, paper.content) == (
        FileKind.FILE,
        "application/pdf",
        "plan.pdf",
        PDF,
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("\u202egpj.exe", "gpj.pdf"),
        ("a\0b\nc\u200b.pdf", "a b c.pdf"),
        ("..", "file.pdf"),
        ("", "file.pdf"),
        (".htaccess", "htaccess.pdf"),
        ('a"; filename="b.html', "a ; filename= b.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("plan.pdf", "plan.pdf"),
        ("x" * 500 + ".pdf", "x" * 76 + ".pdf"),
        ("計画 ✓.pdf", "計画 ✓.pdf"),
    ],
)
def test_names_have_no_folders_and_nothing_that_reverses_or_hides(name: str, kept: str) -> None:
    assert files_checking.clean_name(name, "pdf") == kept


# --- Sound ---


def element(name: bytes, body: bytes) -> bytes:
    return name + _size(len(body)) + body


def _size(length: int) -> bytes:
    return bytes([0x10 | length >> 24, *(length >> shift & 0xFF for shift in (16, 8, 0))])


def page(number: int, granule: int, packet: bytes) -> bytes:
    table = bytes(([255] * (len(packet) // 255) + [len(packet) % 255])[:255])
    packet = packet[: 255 * 255]
    head = struct.pack("<4sBBqIII", b"OggS", 0, 0, granule, 7, number, 0) + bytes([len(table)]) + table
    return head + packet


def ogg(seconds: int, tags: bytes) -> bytes:
    head = b"OpusHead\x01\x01" + struct.pack("<HIhB", 312, 48_000, 0, 0)
    comments = b"OpusTags" + struct.pack("<I", 4) + b"phon" + struct.pack("<II", 1, len(tags)) + tags
    return page(0, 0, head) + page(1, 0, comments) + page(2, 48_000 * seconds + 312, b"sound")


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def mp4(seconds: int, handler: bytes = b"soun") -> bytes:
    """As Safari writes it: the length at its beginning, no fragments; with a place where phones put one."""
    clock_ = struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000) + bytes(80)
    stsd = struct.pack(">III4s", 0, 1, 36, b"mp4a") + bytes(28)
    media = box(b"mdhd", struct.pack(">IIIIII", 0, 0, 0, 44_100, 0, 0)) + box(b"hdlr", bytes(8) + handler + bytes(13))
    media += box(b"minf", box(b"stbl", box(b"stsd", stsd)))
    udta = box(b"udta", box(b"\xa9xyz", GPS))
    moov = box(b"mvhd", clock_) + box(b"trak", box(b"mdia", media) + udta) + udta
    return box(b"ftyp", b"M4A \0\0\0\0") + box(b"mdat", b"sound") + box(b"moov", moov)


def test_what_browsers_record_is_a_voice_note_of_a_known_length() -> None:
    for data, kind in ((WEBM, "audio/webm"), (M4A, "audio/mp4")):
        kept = files_checking.check(data, "blob")
        assert (kept.kind, kept.content_type, kept.seconds) == (FileKind.VOICE, kind, 1)
        assert kept.content == data
    for data, kind in ((ogg(42, b"x=y"), "audio/ogg"), (mp4(42), "audio/mp4")):
        kept = files_checking.check(data, "blob")
        assert (kept.content_type, kept.seconds, len(kept.content)) == (kind, 42, len(data))


def test_a_voice_note_keeps_no_tags() -> None:
    tags = element(b"\x12\x54\xc3\x67", b"\x73\x73" + _size(len(GPS)) + GPS)
    for data in (WEBM + tags, WEBM + element(b"\x12\x54\xc3\x67", GPS[:2]), ogg(3, b"LOCATION=" + GPS), mp4(3)):
        sound = files_sound.read(data)
        assert GPS[:2] not in sound.content[len(WEBM) :] if data.startswith(WEBM) else GPS not in sound.content
        assert len(sound.content) == len(data)
        assert files_sound.read(sound.content).seconds == sound.seconds


def test_a_voice_note_is_sound_alone_and_not_endless() -> None:
    for data in (mp4(3, handler=b"vide"), mp4(3) + b"PK\x03\x04", ogg(3, b"P" * 70_000), ogg(3, b"")[:-3]):
        with pytest.raises(files_sound.NotSound):
            files_sound.read(data)
    for data in (ogg(320, b""), mp4(3_000)):
        with pytest.raises(Refused, match="five minutes"):
            files_checking.check(data, "")


# --- Bringing, posting, reading ---


@pytest.fixture
def chat(cast: Cast) -> Conversation:
    return actions.open_conversation(cast.program, Kind.SESSION, [cast.member, cast.groupmate, cast.third], by=SYSTEM)


def bring(client: Client, data: bytes, key: str = "the-key-1", name: str = "a.jpg") -> Any:
    return client.post("/conversations/files", {"file": SimpleUploadedFile(name, data), "key": key})


@action("test.attach")
def attach(ids: list[str], message: Message, *, by: Person) -> None:
    file_actions.attach(message, files.claim(ids, by))


def on_disk(folder: Path) -> list[Path]:
    return sorted((folder / "talk").glob("*")) if (folder / "talk").exists() else []


ClientOf = Callable[[Person | None], Client]


@pytest.mark.django_db(transaction=False)
def test_a_file_is_seen_by_whoever_brought_it_and_then_by_whoever_reads_the_message(
    cast: Cast, chat: Conversation, client_of: ClientOf, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    brought = bring(client_of(cast.member), located((600, 300)))
    told = brought.json()
    assert brought.status_code == 200 and told["kind"] == "image" and (told["width"], told["height"]) == (300, 600)
    row = Attachment.objects.get()
    plain = files.content_of(row)
    for path in on_disk(tmp_path):
        assert plain[:64] not in path.read_bytes() and not path.read_bytes().startswith((b"\xff\xd8", b"RIFF"))
    readers = (cast.member, cast.groupmate, cast.third, cast.counselor, cast.director, cast.outsider)

    def seen() -> list[int]:
        got = [[client_of(each).get(told[way]).status_code for each in readers] for way in ("url", "small")]
        assert got[0] == got[1]
        return got[0]

    assert seen() == [200, 404, 404, 404, 404, 404]
    actions.end_participation(chat, cast.third, by=SYSTEM)
    message = actions.post_message(chat, "Look", by=cast.member, key="the-key-2")
    with pytest.raises(Refused):
        attach([told["id"]], message, by=cast.groupmate)  # someone else's
    attach([told["id"]], message, by=cast.member)
    with pytest.raises(Refused):
        attach([told["id"]], message, by=cast.member)  # it is posted already
    assert seen() == [200, 200, 404, 404, 404, 404]
    copied = Attachment.objects.get()  # as a conversation that two people carry on apart has it
    copied.pk, copied.public_id, copied._state.adding = None, "another", True
    copied.save()
    assert files.content_of(copied) == plain
    with django_capture_on_commit_callbacks(execute=True):
        file_actions.forget(Attachment.objects.filter(public_id="another"))
    assert seen()[0] == 200
    with django_capture_on_commit_callbacks(execute=True):
        file_actions.drop(message)
        assert len(on_disk(tmp_path)) == 2  # nothing goes before the change is sure
    assert on_disk(tmp_path) == [] and seen() == [404] * 6


@pytest.mark.django_db
def test_how_a_file_is_handed_out(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.member)
    note = client.get(bring(client, WEBM, name="blob").json()["url"])
    assert (note.content, note["Content-Type"], note["Accept-Ranges"]) == (WEBM, "audio/webm", "bytes")
    paper = client.get(bring(client, PDF, "the-key-2", 'pl"an\r\n.pdf').json()["url"])
    words = client.get(bring(client, b"Hello", "the-key-3", "x.html").json()["url"])
    assert words["Content-Type"] == "text/plain; charset=utf-8"
    assert note["Content-Disposition"].startswith("inline") and paper["Content-Disposition"].startswith("attachment")
    for answer in (note, paper, words):
        assert answer["X-Content-Type-Options"] == "nosniff" and "private" in answer["Cache-Control"]
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client.get(note.request["PATH_INFO"], headers={"If-None-Match": note["ETag"]}).status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-1", 206, slice(0, 2)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=0-999999999", 206, slice(0, None)),
        ("bytes=999999-", 416, None),
        ("bytes=5-2", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=0-1,4-5", 200, slice(0, None)),
        ("bytes=-", 200, slice(0, None)),
        ("lines=1-2", 200, slice(0, None)),
        ("bytes=²-", 200, slice(0, None)),
    ],
)
def test_safari_asks_for_parts(cast: Cast, client_of: ClientOf, asked: str, status: int, part: slice | None) -> None:
    client = client_of(cast.member)
    url = bring(client, WEBM).json()["url"]
    answer = client.get(url, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (status, b"" if part is None else WEBM[part])
    if status == 206:
        assert answer["Content-Range"].endswith(f"/{len(WEBM)}")
        assert client.get(url, headers={"Range": asked, "If-Range": '"another"'}).status_code == 200


@pytest.mark.django_db
def test_the_same_key_is_the_same_file_and_what_fails_leaves_nothing(
    cast: Cast, client_of: ClientOf, tmp_path: Path
) -> None:
    client = client_of(cast.member)
    first, again = bring(client, picture()).json(), bring(client, picture()).json()
    assert first == again and len(on_disk(tmp_path)) == 2
    for answer in (
        bring(client, b"<svg></svg>", "the-key-2"),
        bring(client, b"", "the-key-3"),
        bring(client, picture(), "short"),
        bring(client, picture(), "k" * 90),
        client.post("/conversations/files", {"key": "the-key-4"}),
        client.post("/conversations/files", {"key": "the-key-4", "file": "words"}),
    ):
        assert answer.status_code == 422 and " " in answer.json()["error"]
    assert bring(client, b"x" * (files_checking.MOST_BYTES + 1), "the-key-5").status_code == 413
    assert Attachment.objects.count() == 1 and len(on_disk(tmp_path)) == 2


@pytest.mark.django_db
def test_an_hour_has_a_limit_and_a_message_too(cast: Cast, client_of: ClientOf, chat: Conversation) -> None:
    checked = files_checking.check(b"Hello", "a.txt")
    now = clock.now()
    with clock.reading(now - timedelta(minutes=59)):
        brought = [bring_file(checked, by=cast.member, key=f"the-key-{each}") for each in range(MOST_AN_HOUR)]
    refused = bring(client_of(cast.member), picture(), "one-more-key")
    assert refused.status_code == 409 and "hour" in refused.json()["error"]
    assert bring(client_of(cast.groupmate), picture(), "one-more-key").status_code == 200
    message = actions.post_message(chat, "All of it", by=cast.member, key="the-message-1")
    with pytest.raises(Refused, match="6 files"):
        attach([each.public_id for each in brought[:7]], message, by=cast.member)
    order = [each.public_id for each in reversed(brought[:6])]
    assert [each.public_id for each in files.claim(order, cast.member)] == order
    with pytest.raises(Refused):
        files.claim([order[0], order[0]], cast.member)
    with clock.reading(now + timedelta(hours=1)):
        assert bring(client_of(cast.member), picture(), "an-hour-later").status_code == 200


@pytest.mark.django_db
def test_what_nobody_posts_or_knows_of_is_forgotten(
    cast: Cast, chat: Conversation, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    checked = files_checking.check(b"Hello", "a.txt")
    now = clock.now()
    with clock.reading(now - timedelta(days=2)):
        old, posted = (bring_file(checked, by=cast.member, key=f"the-key-{each}") for each in range(2))
        attach([posted.public_id], actions.post_message(chat, "Here", by=cast.member, key="the-key-3"), by=cast.member)
    fresh = bring_file(checked, by=cast.member, key="the-key-4")
    (tmp_path / "talk" / "cut-short.sealed").write_bytes(b"x")
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_unposted(by=SYSTEM) == 1
    assert set(Attachment.objects.values_list("pk", flat=True)) == {posted.pk, fresh.pk} and old.pk
    assert files.sweep(now - timedelta(hours=1)) == 0  # it may be just about to get its row
    assert files.sweep(now + timedelta(hours=1)) == 1 and len(on_disk(tmp_path)) == 2
    assert files.content_of(posted) == files.content_of(fresh) == b"Hello"
