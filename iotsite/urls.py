"""Every address of the program."""

from django.urls import include, path, re_path

from iotsite.api import api
from iotsite.frontend import index, no_such_call

urlpatterns = [
    path("api/", api.urls),
    path("_allauth/", include("allauth.headless.urls")),
    re_path(r"^api/", no_such_call),
    # Every other address is a page of the single-page front end.
    re_path(r"^(?!api/|_allauth/|static/|ws/).*$", index),
]
