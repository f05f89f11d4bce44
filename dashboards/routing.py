"""The websockets."""

from django.urls import URLPattern, path

from dashboards.consumers import LiveConsumer

websocket_urlpatterns: list[URLPattern] = [path("ws/live", LiveConsumer.as_asgi())]
