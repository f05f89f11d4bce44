"""What the cold lane does for the gateways."""

from celery import shared_task

from gateways import requests


@shared_task(name="gateways.answer_request")
def answer_request(request: requests.Request) -> None:
    """Answer what a device asked over MQTT."""
    requests.answer(request)
