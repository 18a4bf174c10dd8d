"""Voice notes, told by their content: what browsers record, its length, and nothing beside the sound.

WebM (RFC 9559) and Ogg (RFC 3533, RFC 7845) with Opus, MP4 (ISO/IEC 14496-12) with AAC or Opus. A file is walked from
end to end, so one that hides something else behind its sound isn't read. Titles, places, pictures and other tags are
blanked where they stand.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass


class NotSound(ValueError):
    """It is no recording of one of these kinds, or holds more than sound."""


@dataclass(frozen=True)
class Sound:
    """A recording without tags. `seconds` is how long it plays."""

    content: bytes
    content_type: str
    extension: str
    seconds: float


def read(data: bytes) -> Sound:
    """What `data` is. Raises NotSound."""
    reader = next((found for magic, at, found in _READERS if data[at : at + len(magic)] == magic), None)
    if reader is None:
        raise NotSound
    try:
        return reader(bytearray(data))
    except (struct.error, IndexError, OverflowError) as error:
        raise NotSound from error


# --- WebM ---

_MASTERS = {0x18538067, 0x1F43B675, 0x1654AE6B, 0xAE, 0x1549A966, 0xA0}
"""Segment, Cluster, Tracks, TrackEntry, Info, BlockGroup: their children are walked as if they stood beside them."""
_TOLD = {0x1254C367, 0x1941A469, 0x1043A770, 0x7BA9, 0x4461, 0x536E}
"""Tags, Attachments, Chapters, Title, DateUTC, Name."""


def _webm(data: bytearray) -> Sound:
    scale, told, cluster, last, opus = 1_000_000, 0.0, 0, 0, False
    at = 0
    while at < len(data):
        start = at
        name, at = _vint(data, at, keep_mark=True)
        size, at = _vint(data, at, keep_mark=False)
        if name in _MASTERS:
            continue
        if size is None or name is None or at + size > len(data):
            raise NotSound
        body = data[at : at + size]
        at += size
        if name in _TOLD:
            data[start:at] = _void(at - start)
        elif name == 0x2AD7B1:
            scale = int.from_bytes(body, "big")
        elif name == 0x4489 and size in {4, 8}:
            told = struct.unpack(">f" if size == 4 else ">d", body)[0]
        elif name == 0x83 and body != b"\x02":
            raise NotSound  # a track that isn't sound
        elif name == 0x86:
            if body.rstrip(b"\0") != b"A_OPUS":
                raise NotSound
            opus = True
        elif name == 0xE7:
            cluster = int.from_bytes(body, "big")
        elif name in {0xA3, 0xA1}:
            last = max(last, cluster + struct.unpack_from(">h", body, 1)[0])
    if not (opus and 0 < scale <= 1_000_000_000 and 0 <= told < 1e12):
        raise NotSound
    return Sound(bytes(data), "audio/webm", "webm", max(told, last) * scale / 1e9)


def _vint(data: bytearray, at: int, *, keep_mark: bool) -> tuple[int | None, int]:
    """A number of variable length at `at`, and where it ends. None: of unknown size."""
    first = data[at]
    length = 9 - first.bit_length()
    if length > (4 if keep_mark else 8) or at + length > len(data):
        raise NotSound
    value = int.from_bytes(data[at : at + length], "big")
    if keep_mark:
        return value, at + length
    value &= (1 << 7 * length) - 1
    return (None if value == (1 << 7 * length) - 1 else value), at + length


def _void(length: int) -> bytes:
    """An element of that length that says nothing."""
    if length < 9:
        return b"\xec" + bytes([0x80 | (length - 2)]) + bytes(length - 2)
    return b"\xec\x01" + (length - 9).to_bytes(7, "big") + bytes(length - 9)


# --- Ogg ---


def _ogg(data: bytearray) -> Sound:
    at, page, serial, granule, skip = 0, 0, b"", 0, 0
    while at < len(data):
        magic, version, _flags, position = struct.unpack_from("<4sBBq", data, at)
        count = data[at + 26]
        head = at + 27 + count
        end = head + sum(data[at + 27 : head])
        if magic != b"OggS" or version or end > len(data) or (page and data[at + 14 : at + 18] != serial):
            raise NotSound
        if page == 0:
            serial = bytes(data[at + 14 : at + 18])
            if data[head : head + 8] != b"OpusHead":
                raise NotSound
            skip = struct.unpack_from("<H", data, head + 10)[0]
        elif page == 1:
            _without_comments(data, at, head, end)
        granule = max(granule, position)
        at, page = end, page + 1
    if page < 2:
        raise NotSound
    return Sound(bytes(data), "audio/ogg", "ogg", max(0, granule - skip) / 48_000)


def _without_comments(data: bytearray, at: int, head: int, end: int) -> None:
    """The packet of tags, on one page, with its maker alone."""
    if data[head : head + 8] != b"OpusTags" or data[head - 1] == 255:
        raise NotSound  # tags on more than one page hold a picture, or a novel
    maker = struct.unpack_from("<I", data, head + 8)[0]
    after = head + 12 + maker
    if after + 4 > end:
        raise NotSound
    data[head + 12 : end] = bytes(maker) + bytes(end - after)
    data[at + 22 : at + 26] = bytes(4)
    data[at + 22 : at + 26] = struct.pack("<I", _crc(data[at:end]))


def _crc(page: bytearray) -> int:
    """RFC 3533, §6: polynomial 0x04c11db7, neither reflected nor inverted."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _bit in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value


# --- MP4 ---

_HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf"}
_BLANKED = {b"udta", b"meta", b"uuid", b"skip", b"free"}


@dataclass
class _Clock:
    """What a file of movie fragments says about time."""

    scale: int = 0
    movie: float = 0.0
    each: int = 0
    base: int = 0
    last: int = 0
    sound: bool = False


def _mp4(data: bytearray) -> Sound:
    clock = _Clock()
    for kind, start, end in _boxes(data, 0, len(data), 0):
        _CASES.get(kind, _nothing)(data, start, end, clock)
        if kind in _BLANKED:
            data[start - 4 : start] = b"free"
            data[start:end] = bytes(end - start)
    if not clock.sound or not clock.scale:
        raise NotSound
    return Sound(bytes(data), "audio/mp4", "m4a", max(clock.movie, clock.last / clock.scale))


def _boxes(data: bytearray, at: int, end: int, depth: int) -> Iterator[tuple[bytes, int, int]]:
    """Every box as (kind, where its content starts, where it ends); what a holder holds after the holder."""
    while at < end:
        size, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if size == 1:
            size = struct.unpack_from(">Q", data, start)[0]
            start += 8
        elif size == 0:
            size = end - at
        if size < start - at or at + size > end or depth > 8:
            raise NotSound
        yield bytes(kind), start, at + size
        if kind in _HOLDERS:
            yield from _boxes(data, start, at + size, depth + 1)
        at += size


def _nothing(data: bytearray, start: int, end: int, clock: _Clock) -> None:
    """Not about time or kind."""


def _mvhd(data: bytearray, start: int, end: int, clock: _Clock) -> None:
    scale, length = (
        struct.unpack_from(">IQ", data, start + 20) if data[start] else struct.unpack_from(">II", data, start + 12)
    )
    unknown = length in {0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF}
    clock.movie = max(clock.movie, 0.0 if unknown or not scale else length / scale)


def _mdhd(data: bytearray, start: int, end: int, clock: _Clock) -> None:
    clock.scale = struct.unpack_from(">I", data, start + (20 if data[start] else 12))[0]


def _hdlr(data: bytearray, start: int, end: int, clock: _Clock) -> None:
    if data[start + 8 : start + 12] != b"soun":
        raise NotSound  # a track that isn't sound
    clock.sound = True


def _stsd(data: bytearray, start: int, end: int, clock: _Clock) -> None:
    if bytes(data[start + 12 : start + 16]) not in {b"mp4a", b"Opus"}:
        raise NotSound


def _trex(data: bytearray, start: int, end: int, clock: _Clock) -> None:
    clock.each = struct.unpack_from(">I", data, start + 12)[0]


def _tfhd(data: bytearray, start: int, end: int, clock: _Clock) -> None:
    flags = int.from_bytes(data[start + 1 : start + 4], "big")
    if flags & 0x8:
        at = start + 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
        clock.each = struct.unpack_from(">I", data, at)[0]


def _tfdt(data: bytearray, start: int, end: int, clock: _Clock) -> None:
    clock.base = struct.unpack_from(">Q" if data[start] else ">I", data, start + 4)[0]


def _trun(data: bytearray, start: int, end: int, clock: _Clock) -> None:
    flags = int.from_bytes(data[start + 1 : start + 4], "big")
    count = struct.unpack_from(">I", data, start + 4)[0]
    at = start + 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
    width = 4 * sum(bool(flags & each) for each in (0x100, 0x200, 0x400, 0x800))
    if at + count * width > end or count > 100_000:
        raise NotSound
    if flags & 0x100:
        length = sum(struct.unpack_from(">I", data, at + number * width)[0] for number in range(count))
    else:
        length = count * clock.each
    clock.base += length
    clock.last = max(clock.last, clock.base)


_CASES = {
    b"mvhd": _mvhd,
    b"mehd": _nothing,
    b"mdhd": _mdhd,
    b"hdlr": _hdlr,
    b"stsd": _stsd,
    b"trex": _trex,
    b"tfhd": _tfhd,
    b"tfdt": _tfdt,
    b"trun": _trun,
}
_READERS = ((b"\x1aE\xdf\xa3", 0, _webm), (b"OggS", 0, _ogg), (b"ftyp", 4, _mp4))
