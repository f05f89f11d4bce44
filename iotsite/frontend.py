"""Hands out the built front end."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from core.security import policy
from core.sentences import said
from dashboards.public import links

NOT_BUILT = "The front end is not built yet: run ./up, or “npm run build” in frontend/."


@require_safe
@ensure_csrf_cookie
def index(request: HttpRequest) -> HttpResponse:
    """The one HTML page; its hashed scripts come from /static/."""
    return _page()


def _page() -> HttpResponse:
    try:
        page = (settings.FRONTEND_DIST / "index.html").read_bytes()
    except FileNotFoundError:
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(page, headers={"Cache-Control": "no-cache"})


@require_safe
def public_page(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a public link: the only one that other sites may show in a frame, and only those that the link names.

    It leaves no cookie behind: its visitors log in nowhere, and in a frame browsers would throw it away.
    """
    response = _page()
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
