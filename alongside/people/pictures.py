"""Pictures of people: taken in as any common image, kept as a small square WebP with nothing else in it."""

import io
import warnings
from typing import Protocol

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from alongside.core.errors import Refused
from alongside.core.ids import new_id

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
"""A phone's camera has up to 50 megapixels but sends less; a decompression bomb has hundreds."""
SIDE = 512
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # phones' multi-picture JPEGs open as JPEG, too


class Upload(Protocol):
    """What of an uploaded file is used."""

    @property
    def size(self) -> int | None: ...

    def read(self, size: int = ..., /) -> bytes: ...


def file_name() -> str:
    """A fresh name that says nothing; a new picture is a new address for caches."""
    return f"{new_id()}.webp"


def squared(upload: Upload) -> ContentFile[bytes]:
    """The middle of the picture as a WebP of at most 512 × 512 pixels, upright, without metadata. Raises Refused.

    Opens only the formats listed, checks the size before a pixel is decoded, and reads at most 5 MB into memory.
    """
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refused(_("This picture is larger than 5 MB. Please choose a smaller one."), field="picture")
    not_an_image = Refused(
        _("This file is not a picture we can read. Please choose a JPEG, PNG, WebP or GIF."), field="picture"
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise Refused(_("This picture has too many pixels. Please choose a smaller one."), field="picture")
            image.draft("RGB", (SIDE, SIDE))
            image.load()
            upright = ImageOps.exif_transpose(image)
            side = min(SIDE, upright.width, upright.height)
            square = ImageOps.fit(upright.convert("RGBA"), (side, side), Image.Resampling.LANCZOS)
            plain = Image.new("RGB", square.size, "white")
            plain.paste(square, mask=square.getchannel("A"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(_("This picture has too many pixels. Please choose a smaller one."), field="picture") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise not_an_image from error
    out = io.BytesIO()
    plain.save(out, "WEBP", quality=82, method=4)  # saved from pixels alone: no EXIF, no profile, no comment
    return ContentFile(out.getvalue())
