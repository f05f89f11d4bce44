"""What the doors of telemetry share: texts that every database takes, and answers of long columns."""

from typing import Annotated, Any

import msgspec
from django.http import HttpResponse
from pydantic import StringConstraints

# PostgreSQL keeps no zero characters, neither in texts nor in JSON.
Plain = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]


def answer(content: Any) -> HttpResponse:
    """Checking every number against a schema would take longer than reading it."""
    return HttpResponse(msgspec.json.encode(content), content_type="application/json")
