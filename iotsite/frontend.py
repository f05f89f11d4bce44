"""Hands out the built front end."""

import functools
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from core.languages import current
from core.security import policy
from core.sentences import said
from dashboards.public import links

NOT_BUILT = "The front end is not built yet: run ./up, or “npm run build” in frontend/."


# Pages of many scripts, by their address: the browser fetches all at once instead of one layer after the other.
EARLY: Final = {
    re.compile(r"dashboards/\d+$"): "features/dashboards/DashboardPage.tsx",
    re.compile(r"public/[^/]+$"): "features/dashboards/public/PublicPage.tsx",
}


@require_safe
@ensure_csrf_cookie
def index(request: HttpRequest) -> HttpResponse:
    """The one HTML page; its hashed scripts come from /static/. Whoever is signed in sees its frame at once."""
    return _page(request, is_framed=request.user.is_authenticated)


def _page(request: HttpRequest, *, is_framed: bool = False) -> HttpResponse:
    try:
        page = (settings.FRONTEND_DIST / "index.html").read_text()
    except FileNotFoundError:
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    if is_framed:
        # A wall shows no rail, not even for a moment.
        shown = 'class="first-frame" data-kiosk' if request.GET.get("kiosk") else 'class="first-frame"'
        page = page.replace('class="first-frame" hidden', shown, 1)
    path = request.path.strip("/")
    early = next((early for pattern, early in EARLY.items() if pattern.match(path)), None)
    if early:
        links = "".join(f'<link rel="{kind}" crossorigin href="/static/{file}">' for kind, file in _needed(early, current()))
        page = page.replace("</head>", f"{links}</head>", 1)
    return HttpResponse(page, headers={"Cache-Control": "no-cache"})


def _needed(page: str, language: str) -> list[tuple[str, str]]:
    """Scripts and style sheets that this page imports beyond the first script, the texts in that language included."""
    path = settings.FRONTEND_DIST / ".vite" / "manifest.json"
    try:
        return _in_manifest(path, path.stat().st_mtime_ns, page, language)
    except FileNotFoundError:
        return []


@functools.lru_cache(maxsize=20)
def _in_manifest(path: Path, _changed_at_ns: int, page: str, language: str) -> list[tuple[str, str]]:
    chunks = json.loads(path.read_text())

    def reached(keys: Iterable[str]) -> dict[str, None]:
        found: dict[str, None] = {}
        waiting = list(keys)
        while waiting:
            key = waiting.pop(0)
            if key not in found:
                found[key] = None
                waiting += chunks[key].get("imports", [])
        return found

    first = reached(["index.html"])
    texts = [key for key, chunk in chunks.items() if chunk.get("name") == f"texts-dashboards-{language}"]
    keys = [key for key in reached([f"src/{page}", *texts]) if key not in first]
    styles = dict.fromkeys(file for key in keys for file in chunks[key].get("css", []))
    return [*(("stylesheet", file) for file in styles), *(("modulepreload", chunks[key]["file"]) for key in keys)]


@require_safe
def public_page(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a public link: the only one that other sites may show in a frame, and only those that the link names.

    It leaves no cookie behind: its visitors log in nowhere, and in a frame browsers would throw it away.
    """
    response = _page(request)
    hosts = links.frame_hosts(token)
    if hosts is not None:
        response.headers["Content-Security-Policy"] = policy(frames=hosts)
        response.xframe_options_exempt = True
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def no_such_call(request: HttpRequest) -> JsonResponse:
    """An address under /api/ that no app serves: programs get the same form of answer as everywhere."""
    message = said(f"There is no call {request.method} {request.path}: see /api/openapi.json for those that exist.")
    return JsonResponse({"error": {"code": "missing", "message": message, "field": None}}, status=404)
