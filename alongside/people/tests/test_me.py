"""A person's own page, and pictures."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from alongside.people.models import Person
from tests.cast import Cast

ClientOf = Callable[[Person | None], Client]
FORM = {
    "display_name": "Maya L.",
    "pronouns": "she, her",
    "language": "es",
    "time_zone": "America/Denver",
    "shows_when_here": "on",
    "usual_place": "12 Elm Street, back room",
    "usual_phone": "+1 555 0100",
}


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def image(kind: str = "PNG", size: tuple[int, int] = (64, 48), **extra: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **extra)
    return SimpleUploadedFile("x", out.getvalue())


def test_what_is_saved_is_shown(cast: Cast, client_of: ClientOf) -> None:
    """Everything the page offers, in one go; the next page is in the chosen language."""
    client = client_of(cast.member)
    assert client.post("/me/", FORM).status_code == 302
    cast.member.refresh_from_db()
    assert cast.member.display_name == "Maya L."
    assert cast.member.zone == "America/Denver"
    assert cast.member.usual_phone == "+1 555 0100"
    page = client.get("/me/").text
    assert "12 Elm Street" in page
    assert '<html lang="es"' in page


def test_where_one_usually_is_is_sealed(cast: Cast, client_of: ClientOf) -> None:
    client_of(cast.member).post("/me/", FORM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT usual_place, usual_phone FROM people_person")
        assert "Elm" not in str(cursor.fetchall()) and "0100" not in str(cursor.fetchall())


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("display_name", "x" * 500, "up to 40 characters. It has 500 now"),
        ("display_name", "\u202eayaM", "change the reading direction"),
        ("display_name", "...", "at least one letter or number"),
        ("time_zone", "Mars/Olympus", "valid choice"),
        ("time_zone", "../../etc/passwd", "valid choice"),
        ("language", "tlh", "valid choice"),
        ("usual_place", "y" * 300, "up to 200 characters"),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(
    cast: Cast, client_of: ClientOf, field: str, value: str, sentence: str
) -> None:
    """What was typed stays in the form, so that nothing has to be typed again."""
    client = client_of(cast.member)
    response = client.post("/me/", FORM | {"language": "en"} | {field: value})
    assert response.status_code == 422
    assert sentence in response.text
    assert "Elm Street" in response.text or field == "usual_place"
    cast.member.refresh_from_db()
    assert cast.member.display_name == "Maya"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_becomes_a_small_square_without_metadata(cast: Cast, client_of: ClientOf, kind: str) -> None:
    """Whatever came in, what is kept is WebP, at most 512 pixels, with nothing but pixels in it."""
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    exif[0x8825] = {1: "N", 2: (48.0, 51.0, 29.0)}
    extra = {"exif": exif} if kind in {"JPEG", "WEBP", "PNG"} else {}
    client = client_of(cast.member)
    assert client.post("/me/picture", {"picture": image(kind, (1600, 900), **extra)}).status_code == 302
    cast.member.refresh_from_db()
    with cast.member.picture.open("rb") as file:
        data = file.read()
    kept = Image.open(io.BytesIO(data))
    assert (kept.format, kept.size) == ("WEBP", (512, 512))
    assert not kept.getexif()
    assert b"secret" not in data and b"EXIF" not in data


def test_a_sideways_photo_stands_upright(cast: Cast, client_of: ClientOf) -> None:
    """Phones store the turn in the metadata, which is not kept: so it is applied."""
    source = Image.new("RGB", (40, 40), "white")
    source.paste("black", (0, 0, 40, 10))  # a bar at the top
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by 90 degrees: the bar is at the right
    out = io.BytesIO()
    source.save(out, "PNG", exif=exif)
    client_of(cast.member).post("/me/picture", {"picture": SimpleUploadedFile("x", out.getvalue())})
    cast.member.refresh_from_db()
    kept = Image.open(cast.member.picture).convert("L")
    assert kept.getpixel((38, 20)) < 60 < 200 < kept.getpixel((2, 20))


def bomb() -> bytes:
    """A PNG that says it has 400 million pixels, in a few hundred bytes."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"hello", "not a picture we can read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a picture we can read"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "not a picture we can read"),
        (b"GIF89a" + b"\xff" * 40, "not a picture we can read"),
        (bomb(), "too many pixels"),
        (b"\xff" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
    ids=["words", "svg", "half a png", "broken gif", "bomb", "large"],
)
def test_what_is_no_picture_gets_a_sentence(cast: Cast, client_of: ClientOf, data: bytes, sentence: str) -> None:
    """And nothing is kept of it."""
    response = client_of(cast.member).post("/me/picture", {"picture": SimpleUploadedFile("me.png", data, "image/png")})
    assert response.status_code == 422
    assert sentence in response.text
    cast.member.refresh_from_db()
    assert not cast.member.picture


def test_pictures_are_for_the_program(cast: Cast, client_of: ClientOf) -> None:
    """Served as what they are, kept by nobody in between, and gone once removed."""
    client_of(cast.member).post("/me/picture", {"picture": image()})
    cast.member.refresh_from_db()
    url = cast.member.picture_url
    response = client_of(cast.groupmate).get(url)
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    assert b"".join(response)[:4] == b"RIFF"
    again = client_of(cast.groupmate).get(url, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert client_of(cast.outsider).get(url).status_code == 404
    assert client_of(None).get(url).status_code == 302
    client_of(cast.member).post("/me/picture/remove")
    assert client_of(cast.groupmate).get(url).status_code == 404


def test_an_old_picture_file_is_deleted(
    cast: Cast, client_of: ClientOf, tmp_path: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of(cast.member)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/me/picture", {"picture": image()})
    assert len(list(tmp_path.glob("pictures/*"))) == 1
