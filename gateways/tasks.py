"""What the cold lane does for the gateways."""

from celery import shared_task

from core.errors import Unavailable
from gateways import requests


@shared_task(name="gateways.answer_request", expires=120, autoretry_for=(Unavailable,), max_retries=3, retry_backoff=1)
def answer_request(request: requests.Request) -> None:
    """Answer what a device asked over MQTT."""
    requests.answer(request)
