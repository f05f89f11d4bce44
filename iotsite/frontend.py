"""Hands out the built front end."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

NOT_BUILT = "The front end is not built yet: run ./up, or “npm run build” in frontend/."


@require_safe
@ensure_csrf_cookie
def index(request: HttpRequest) -> HttpResponse:
    """The one HTML page; its hashed scripts come from /static/."""
    try:
        page = (settings.FRONTEND_DIST / "index.html").read_bytes()
    except FileNotFoundError:
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(page, headers={"Cache-Control": "no-cache"})


def no_such_call(request: HttpRequest) -> JsonResponse:
    """An address under /api/ that no app serves: programs get the same form of answer as everywhere."""
    message = f"There is no call {request.method} {request.path}: see /api/openapi.json for those that exist."
    return JsonResponse({"error": {"code": "missing", "message": message, "field": None}}, status=404)
