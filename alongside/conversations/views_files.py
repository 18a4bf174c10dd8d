"""Files over HTTP: bringing one, and handing it out to whoever may see it. Nothing else leads to a file."""

import re
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.http import content_disposition_header, parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alongside.conversations import files, files_checking
from alongside.conversations.actions.files import bring_file, refuse_too_many
from alongside.conversations.events import file_json
from alongside.conversations.forms import KEY_LENGTHS
from alongside.conversations.models import Attachment
from alongside.core.errors import Refused
from alongside.core.sealing import CannotUnseal
from alongside.people.access import member_call, member_page, require_person
from alongside.people.models import Person

_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@member_call
@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """POST (file, key): the stored file as JSON. The same key again is the same file.

    409 where it may not be now, 413 and 422 for what can't be taken, each with a sentence.
    """
    person = require_person(request)
    upload, key = request.FILES.get("file"), str(request.POST.get("key", ""))
    if upload is None or len(key) not in KEY_LENGTHS or not (key.isascii() and key.isprintable()):
        return _refusal(_("The file didn’t come through. Please add it again."), 422, "file")
    if (upload.size or 0) > files_checking.MOST_BYTES:
        return _refusal(str(files_checking.too_large()), 413, "file")
    try:
        attachment = _bring(person, upload, key)
    except Refused as refusal:
        return _refusal(str(refusal.sentence), 422 if refusal.field else 409, refusal.field or "")
    return JsonResponse(dict(file_json(attachment)))


def brought(request: HttpRequest, key: str) -> tuple[str, ...]:
    """Ids of the files that came with a form, each kept as if it had been brought before. Raises Refused."""
    person = require_person(request)
    uploads = request.FILES.getlist("file")[: files.MOST_FILES + 1]  # one too many is refused with the message
    return tuple(_bring(person, each, f"{at}-{key}"[: KEY_LENGTHS[-1]]).public_id for at, each in enumerate(uploads))


def _bring(person: Person, upload: "UploadedFile[Any]", key: str) -> Attachment:
    refuse_too_many(person)
    if (upload.size or 0) > files_checking.MOST_BYTES:
        raise files_checking.too_large()
    return bring_file(files_checking.check(upload.read(), upload.name or ""), by=person, key=key)


@member_page
@require_safe
def file(request: HttpRequest, id: str) -> HttpResponse:
    """The file. Pictures and voice notes are shown where they stand, everything else is a download."""
    attachment = files.get_file(require_person(request), id)
    return _answer(request, attachment, small=False)


@member_page
@require_safe
def file_small(request: HttpRequest, id: str) -> HttpResponse:
    """The picture's thumbnail."""
    attachment = files.get_file(require_person(request), id)
    return _answer(request, attachment, small=True)


def _answer(request: HttpRequest, attachment: Attachment, *, small: bool) -> HttpResponse:
    """Browsers may keep it but must ask each time: who may see it can change. Ranges, because Safari plays by them."""
    etag = f'"{attachment.public_id}{"-small" if small else ""}"'
    response: HttpResponse
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        try:
            data = files.small_of(attachment) if small else files.content_of(attachment)
        except (FileNotFoundError, CannotUnseal) as error:
            raise Http404 from error
        response = _ranged(request, data, etag)
        response.headers["Content-Type"] = "image/webp" if small else attachment.content_type
    inline = attachment.kind in files.SHOWN_INLINE
    response.headers["Content-Disposition"] = content_disposition_header(not inline, attachment.name) or "attachment"
    response.headers["ETag"] = etag
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _ranged(request: HttpRequest, data: bytes, etag: str) -> HttpResponse:
    """One range of it (RFC 9110, §14), or all. What asks for several gets all, as it may."""
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    unchanged = request.headers.get("If-Range", etag) == etag
    if asked is None or not unchanged or asked[1] == asked[2] == "":
        return HttpResponse(data)
    if asked[1] == "":
        first, last = max(0, len(data) - int(asked[2])), len(data) - 1
    else:
        first, last = int(asked[1]), min(int(asked[2] or len(data) - 1), len(data) - 1)
    if first >= len(data) or (asked[2] and asked[1] and int(asked[2]) < first):
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    return HttpResponse(
        data[first : last + 1], status=206, headers={"Content-Range": f"bytes {first}-{last}/{len(data)}"}
    )


def _refusal(sentence: str, status: int, field: str) -> JsonResponse:
    return JsonResponse({"error": sentence, "field": field}, status=status)
