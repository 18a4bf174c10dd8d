"""What a file is, told by its content and never by its name; and what of it is kept.

Pictures are decoded and written anew from their pixels, so that nothing else of them is left: no place, no camera,
no comment, and nothing hidden behind them. Voice notes keep their sound alone. A PDF and plain text are kept as they
are, and only ever handed out as downloads. Everything else is refused, each with a sentence.
"""

import io
import re
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from alongside.conversations import files_sound
from alongside.conversations.models import FileKind
from alongside.core.errors import Refused

MOST_BYTES = 6 * 1024 * 1024
MOST_VOICE_BYTES = 5 * 1024 * 1024
LONGEST_VOICE = 300
"""Seconds."""
MOST_PIXELS = 40_000_000
MOST_PIXELS_AT_ONCE = 25_000_000
"""Of what isn't a JPEG: only that can be decoded at a smaller scale."""
SIDE = 2048
SMALL_SIDE = 480
LONGEST_NAME = 80
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_PICTURES = {"image/jpeg", "image/png", "image/webp", "image/gif"}
_APPLE = {"image/heif", "image/heic", "image/avif", "image/heif-sequence"}
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|svg|script|iframe|\?xml|body|head|meta|object|embed)", re.IGNORECASE)
_NO_NAME = frozenset('<>:"/\\|?*')
_HEAD = 4096


@dataclass(frozen=True)
class Checked:
    """A file as it is kept."""

    kind: FileKind
    content: bytes
    content_type: str
    name: str
    small: bytes = b""
    width: int = 0
    height: int = 0
    seconds: int = 0


def check(data: bytes, name: str) -> Checked:
    """What is kept of it. Raises Refused with the sentence that says what to do."""
    if not data:
        raise _no(_("This file is empty."))
    if len(data) > MOST_BYTES:
        raise too_large()
    said = _said_by(data)
    if said & _PICTURES:
        return _picture(data, name)
    if data.startswith((b"\x1aE\xdf\xa3", b"OggS")) or data[4:8] == b"ftyp":
        if said & _APPLE:
            raise _no(_("Not every device can show this kind of picture. Please choose it as a JPEG."))
        return _voice(data)
    if data.startswith(b"%PDF-"):
        return _pdf(data, name)
    return _text(data, name, said)


def too_large() -> Refused:
    """What is said of a file beyond MOST_BYTES."""
    return _no(
        ngettext(
            "This file is larger than %(most)s MB. Please choose a smaller one.",
            "This file is larger than %(most)s MB. Please choose a smaller one.",
            MOST_BYTES // 1024 // 1024,
        )
        % {"most": MOST_BYTES // 1024 // 1024}
    )


def clean_name(name: str, extension: str) -> str:
    """A name without folders, hidden and reversing characters, with the extension that the content has."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name[-4 * LONGEST_NAME :]))[-1]
    stem = PurePosixPath(last).stem if "." in last.strip(".") else last
    kept = "".join(
        " " if char in _NO_NAME or unicodedata.category(char)[0] in "ZC" else char
        for char in stem
        if unicodedata.category(char) not in {"Cf", "Cs", "Co"}
    )
    short = " ".join(kept.split())[: LONGEST_NAME - len(extension) - 1].strip(" .")
    return f"{short or _('file')}.{extension}"


def _no(sentence: str) -> Refused:
    return Refused(sentence, field="file")


def _said_by(data: bytes) -> set[str]:
    """Which kinds its first and last bytes speak of."""
    try:
        return {match.mime_type for match in puremagic.magic_string(data)}
    except (puremagic.PureError, ValueError):
        return set()


# --- Pictures ---


def _picture(data: bytes, name: str) -> Checked:
    too_many = _no(_("This picture has too many pixels. Please choose a smaller one."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            most = MOST_PIXELS if image.format == "JPEG" else MOST_PIXELS_AT_ONCE
            if image.width * image.height > most:
                raise too_many
            image.draft("RGB", (SIDE, SIDE))
            image.load()  # of one that moves, this is the first frame
            upright = ImageOps.exif_transpose(image)
            if upright.mode in {"1", "P"} or "transparency" in upright.info:  # these can't be made smaller well
                upright = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
            upright.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
            plain = _in_common_colours(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError) as error:
        raise _no(_("This picture can’t be opened. Please choose a JPEG, PNG, WebP or GIF.")) from error
    content, small = io.BytesIO(), io.BytesIO()
    clear = plain.mode == "RGBA"
    if clear:
        plain.save(content, "WEBP", quality=84, method=3)
    else:
        plain.save(content, "JPEG", quality=84, progressive=True)
    thumbnail = plain.copy()
    thumbnail.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    thumbnail.save(small, "WEBP", quality=78, method=3)
    return Checked(
        kind=FileKind.IMAGE,
        content=content.getvalue(),
        content_type="image/webp" if clear else "image/jpeg",
        name=clean_name(name, "webp" if clear else "jpg"),
        small=small.getvalue(),
        width=plain.width,
        height=plain.height,
    )


def _in_common_colours(image: Image.Image) -> Image.Image:
    """The pixels alone, in sRGB, with transparency where there is any: no profile, no metadata."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")
    clear = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    alpha = image.convert("RGBA").getchannel("A") if clear else None
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        image = _in_srgb(image.convert("RGB") if image.mode in {"RGBA", "L"} else image, bytes(profile))
    colours = image.convert("RGB")
    plain = Image.new("RGBA" if alpha is not None else "RGB", colours.size)
    plain.paste(colours)
    if alpha is not None:
        plain.putalpha(alpha)
        if alpha.getextrema() == (255, 255):
            return plain.convert("RGB")
    return plain


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Colours as the picture's own profile means them. A profile that can't be read is passed over."""
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        shown = ImageCms.profileToProfile(image, theirs, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return shown or image


# --- Sound ---


def _voice(data: bytes) -> Checked:
    try:
        sound = files_sound.read(data)
    except files_sound.NotSound as error:
        raise _no(_("This isn’t a voice note we can read. Videos can’t be sent here.")) from error
    if len(data) > MOST_VOICE_BYTES or sound.seconds > LONGEST_VOICE + 5:
        raise _no(_("A voice note can be five minutes long. Please say it in two."))
    return Checked(
        kind=FileKind.VOICE,
        content=sound.content,
        content_type=sound.content_type,
        name=f"{_('Voice note')}.{sound.extension}",
        seconds=max(1, min(LONGEST_VOICE, round(sound.seconds))),
    )


# --- Papers ---


def _pdf(data: bytes, name: str) -> Checked:
    """Kept as it is. One that is a page or an archive as well is refused."""
    if b"%%EOF" not in data[-1024:] or _MARKUP.search(data[:1024]) or b"PK\x05\x06" in data[-70_000:]:
        raise _no(_("This PDF can’t be read. Please save it as a PDF once more and try again."))
    return Checked(FileKind.FILE, data, "application/pdf", clean_name(name, "pdf"))


def _text(data: bytes, name: str, said: set[str]) -> Checked:
    other = _no(_("This kind of file can’t be sent here. Pictures, PDF files and plain text can."))
    strange = {kind for kind in said if kind and not kind.startswith("text/plain")}
    if _MARKUP.search(data[:_HEAD]) or data.startswith((b"#!", b"%!", b"{\\rtf", b"MZ", b"PK")):
        raise other
    if {"text/html", "image/svg+xml", "application/rtf", "application/zip"} & strange:
        raise other
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise other from error
    if any(unicodedata.category(char) == "Cc" and char not in "\t\n\r\f" for char in words):
        raise other
    return Checked(FileKind.FILE, words.encode(), "text/plain; charset=utf-8", clean_name(name, "txt"))
