"""No page of ours asks another host for anything that the settings do not name: the browser enforces it."""

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Mantine and plotly set inline styles; scripts stay strict.
POLICY = (
    "default-src 'self'; connect-src 'self'; img-src 'self' data: blob:{hosts}; media-src 'self' blob:{hosts}; "
    "frame-src 'self'{hosts}; style-src 'self' 'unsafe-inline'; script-src 'self'; worker-src 'self' blob:; "
    "frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)


def policy(*, frames: Iterable[str] = ()) -> str:
    """Single sign-on begins with a form that leads to the provider, maps show tiles, and dashboards may show other hosts' pages:
    as far as the settings name them. `frames` are sites that may show this one page in a frame, besides our own.
    """
    hosts = "".join(f" {origin}" for origin in settings.EMBED_HOSTS)
    tiles = urlsplit(settings.MAP_TILES.replace("{s}", "*"))
    pictures = f"img-src {tiles.scheme}://{tiles.netloc}" if tiles.netloc else "img-src"
    of_page = POLICY.format(hosts=hosts).replace("img-src", pictures, 1)
    of_page = of_page.replace("frame-ancestors 'self'", " ".join(["frame-ancestors 'self'", *frames]), 1)
    return " ".join([of_page, *settings.FORM_TARGETS])


class ContentSecurityPolicy:
    """Adds the policy to each answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy())
        return response
