"""No page of ours asks another host for anything: the browser enforces it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Mantine and plotly set inline styles; scripts stay strict.
POLICY = (
    "default-src 'self'; connect-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self'; worker-src 'self' blob:; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)


def policy() -> str:
    """Single sign-on begins with a form that leads to the provider, which the settings name."""
    return " ".join([POLICY, *settings.FORM_TARGETS])


class ContentSecurityPolicy:
    """Adds the policy to each answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy())
        return response
