"""What makes the house installable: the manifest, the service worker, and the page that shows without a network.

Whoever holds the phone reads what stands under the icon, so it is a name alone (`APP_NAME`). Nothing here is about the
person who asks.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from alongside.ui import help_lines, ports
from alongside.ui.views import settings_region

BUILD = Path(__file__).parent / "static" / "ui" / "build"
PAPER, GREEN = "#f8f4eb", "#2d6a4f"
"""As in tokens.css: a manifest knows no style sheets."""


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest (W3C)."""
    icons = [("192", "any"), ("512", "any"), ("512", "maskable")]
    return JsonResponse(
        {
            "id": "/",
            "name": settings.APP_NAME,
            "short_name": settings.APP_NAME,
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": PAPER,
            "theme_color": PAPER,
            "lang": get_language(),
            "icons": [
                {
                    "src": static(f"ui/icons/{purpose}-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for size, purpose in icons
            ],
        },
        content_type="application/manifest+json",
    )


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root so that it serves every page; a new one whenever anything in it changed."""
    return HttpResponse(_worker(settings.APP_NAME), content_type="text/javascript; charset=utf-8")


@require_safe
@never_cache
def offline(request: HttpRequest) -> HttpResponse:
    """What is kept for when there is no network: help by telephone first. The worker writes the next session into it.

    It stays on the device, so it is the same for everyone who asks under this host name.
    """
    program = ports.program_at(request.get_host())
    first = getattr(program, "region", "") or settings_region()
    context = {
        "regions": help_lines.regions(first),
        "on_call_line": getattr(program, "on_call_line", ""),
        "app_name": settings.APP_NAME,
    }
    return render(request, "ui/offline.html", context)


@lru_cache(maxsize=2)
def _worker(name: str) -> str:
    script = (BUILD / "service_worker.js").read_text()
    fonts = sorted(path.name for path in BUILD.glob("*.woff2"))
    files = [static(f"ui/{path}") for path in ("build/app.css", "build/icons.svg", "favicon.svg")]
    files += [static(f"ui/build/{font}") for font in fonts]
    styles = (BUILD / "app.css").read_bytes()  # in development names don't change when what is in them does
    shell = {
        "files": files,
        "name": name,
        "icon": static("ui/icons/any-192.png"),
        "version": hashlib.sha256(json.dumps(files).encode() + styles + script.encode()).hexdigest()[:12],
    }
    return f"const SHELL = {json.dumps(shell)};\n{script}"
