"""Which other hosts' pages, pictures and films dashboards may show, as the environment says."""

import re
from typing import Final

from django.core.exceptions import ImproperlyConfigured

_ORIGIN: Final = re.compile(r"https://(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")


def hosts(text: str) -> list[str]:
    """Origins separated by commas. They go into a header of every answer, so nothing else may stand there."""
    found = [part.strip().rstrip("/").lower() for part in text.split(",") if part.strip()]
    for origin in found:
        if not _ORIGIN.fullmatch(origin):
            raise ImproperlyConfigured(
                f"SLUICE_EMBED_HOSTS: “{origin[:80]}” is no origin. Write https://camera.example or https://*.example.com, "
                "separated by commas."
            )
    return found
