"""What the tests of exports and imports share."""

import csv
import io
from typing import Any

from django.test import Client

from telemetry.store import Samples
from telemetry.store.interface import Store

SECOND = 1_000_000
HOUR = 3600 * SECOND
T0 = 1_790_000_000 * SECOND  # 2026-09-21T14:13:20Z
MS = T0 // 1000


def send(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    call = getattr(client, method)
    options = {} if body is None else {"data": body, "content_type": "application/json"}
    response = call(f"/api/{path}", **options)
    is_json = response.headers["Content-Type"].startswith("application/json")
    return response.status_code, response.json() if is_json else response


def put_samples(
    store: Store, metric_id: int, values: list[Any], *, start_us: int = T0, step_us: int = SECOND, **options: Any
) -> None:
    count = len(values)
    store.append(Samples.of([metric_id] * count, [start_us + n * step_us for n in range(count)], values, **options))


def cells(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))
