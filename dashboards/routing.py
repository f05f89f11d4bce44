"""The websockets."""

from django.urls import URLPattern, path

from dashboards.consumers import LiveConsumer
from dashboards.public.consumers import PublicConsumer

websocket_urlpatterns: list[URLPattern] = [
    path("ws/live", LiveConsumer.as_asgi()),
    path("ws/public/<str:token>", PublicConsumer.as_asgi()),
]
