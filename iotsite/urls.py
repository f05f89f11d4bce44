"""Every address of the program."""

from django.urls import include, path, re_path

from iotsite import docs, health
from iotsite.api import api
from iotsite.frontend import index, no_such_call

urlpatterns = [
    path("api/", api.urls),
    path("_allauth/", include("allauth.headless.urls")),
    re_path(r"^api/", no_such_call),
    path("healthz", health.healthz),
    path("metrics", health.metrics),
    path("docs/style.css", docs.style),
    re_path(r"^docs/(?P<slug>[a-z0-9/_.-]*)$", docs.show),
    # Every other address is a page of the single-page front end.
    re_path(r"^(?!api/|_allauth/|static/|ws/).*$", index),
]
