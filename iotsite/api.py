"""The JSON API: mounts each app's router, knows who asks, and turns the error families into answers."""

import importlib
import importlib.util
import logging
import math
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from core import idempotency
from core.errors import Conflict, SluiceError
from core.sentences import said
from iotsite import docs, health
from iotsite.auth import Key, Session
from iotsite.schema import DESCRIPTION, Api

logger = logging.getLogger(__name__)

api = Api(
    title="Sluice",
    version="1",
    description=DESCRIPTION,
    # A key first: whoever brings one needs no session and no CSRF token.
    auth=[Key(), Session()],
    docs_url=None,
    urls_namespace="api",
)
api.add_decorator(idempotency.once)


@api.exception_handler(SluiceError)
def sluice_error(request: HttpRequest, error: SluiceError) -> HttpResponse:
    body: dict[str, Any] = {"code": error.code, "message": said(error.message), "field": error.field}
    if isinstance(error, Conflict):
        body["details"] = _told(error.details)
    response = api.create_response(request, {"error": body}, status=error.status)
    if error.retry_after_s is not None:
        response.headers["Retry-After"] = str(math.ceil(error.retry_after_s))
    return response


def _told(details: Mapping[str, Any]) -> dict[str, Any]:
    """What a conflict brings along: problems and tests have sentences too."""
    lists = {name: value for name, value in details.items() if name in ("problems", "tests") and isinstance(value, list)}
    return {**details, **{name: [_translated(row) for row in rows] for name, rows in lists.items()}}


def _translated(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said(value) if name in ("message", "error") and value else value for name, value in row.items()}


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    place = ".".join(str(part) for part in first["loc"][1:] if part not in ("payload", "data", "page"))
    words = said(first["msg"])
    if "input" in first and not isinstance(first["input"], dict | list):
        words = said(f"{words} (given: {str(first['input'])[:60]!r})")
    message = f"{place or said('The request')}: {words}."
    return api.create_response(request, {"error": {"code": "invalid", "message": message, "field": place or None}}, status=400)


@api.exception_handler(OverflowError)
@api.exception_handler(DataError)
def beyond_the_database(request: HttpRequest, error: Exception) -> HttpResponse:
    """A number of more than 63 bits, a time before the first year, a text with the character NUL: no table holds such."""
    if isinstance(error, OverflowError) and not re.search("SQLite INTEGER|date value out of range", str(error)):
        raise error
    logger.warning("%s %s asked for what the database cannot hold: %s", request.method, request.path, error)
    message = said("A number, a time or a text in the request is beyond what can be stored, so there is no such thing.")
    return api.create_response(request, {"error": {"code": "invalid", "message": message, "field": None}}, status=400)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    words = said({401: "Log in first."}.get(error.status_code, str(error)))
    return api.create_response(
        request,
        {"error": {"code": "unauthorized" if error.status_code == 401 else "refused", "message": words, "field": None}},
        status=error.status_code,
    )


for app in settings.INSTALLED_APPS:
    # Our apps bring their doors as `<app>/api.py` with a `router`.
    if "." not in app and app != "core" and importlib.util.find_spec(f"{app}.api"):
        module = importlib.import_module(f"{app}.api")
        if hasattr(module, "router"):
            api.add_router("", module.router, tags=[app])

# What belongs to the whole and to no app.
api.add_router("", docs.router)
api.add_router("", health.router)
