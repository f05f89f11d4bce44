"""Every address of the program."""

from django.urls import include, path, re_path

from iotsite import docs, health
from iotsite.api import api
from iotsite.frontend import index, no_such_call, public_page

urlpatterns = [
    path("api/", api.urls),
    # Logging in with a token that some other program got from the provider: no page of ours does.
    path("_allauth/browser/v1/auth/provider/token", no_such_call),
    path("_allauth/", include("allauth.headless.urls")),
    # Where a single sign-on provider sends people back to.
    path("accounts/", include("allauth.urls")),
    re_path(r"^api/", no_such_call),
    path("healthz", health.healthz),
    path("metrics", health.metrics),
    path("docs/style.css", docs.style),
    re_path(r"^docs/pictures/(?P<name>[a-z0-9-]+)\.png$", docs.picture),
    re_path(r"^docs/(?P<slug>[a-z0-9/_.-]*)$", docs.show),
    path("public/<str:token>", public_page),
    # Every other address is a page of the single-page front end.
    re_path(r"^(?!api/|_allauth/|static/|ws/).*$", index),
]
