"""A device for measurements: it has a past of so many samples, and sends on once a second while it is there."""

import math
import random
import threading
import time
from types import TracebackType
from typing import Any, Final

import requests

VALUES_A_MESSAGE: Final = 900
FOUND_WITHIN_S: Final = 60

Json = dict[str, Any]


class Plant:
    """Signed in by `email` it makes the device and its metrics in a running Sluice, and deletes them at the end."""

    def __init__(self, url: str, email: str, password: str, *, metrics: int, samples: int) -> None:
        self._url, self._count, self._samples = url, metrics, samples
        self._random = random.Random(1)
        self._is_over = threading.Event()
        self._feeder = threading.Thread(target=self._feed, daemon=True)
        self._session = requests.Session()
        self._session.get(f"{url}/login", timeout=20)
        self._call("POST", "/_allauth/browser/v1/auth/login", {"email": email, "password": password})
        self.device: int = 0
        self.metrics: list[int] = []

    def __enter__(self) -> "Plant":
        self.device = self._call("POST", "/api/devices", {"name": f"load {time.time():.0f}"})["id"]
        token = self._call("POST", f"/api/devices/{self.device}/credentials", {})["token"]
        self._sender = requests.Session()
        self._sender.headers["Authorization"] = f"Bearer {token}"
        self._feeder.start()
        try:
            self._tell_past()
            self.metrics = self._known()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._is_over.set()
        self._feeder.join()
        self._call("DELETE", f"/api/devices/{self.device}")

    def _tell_past(self) -> None:
        now_ms = int(time.time() * 1000)
        messages = [self._message(now_ms - second * 1000) for second in range(self._samples, 0, -1)]
        in_one = max(1, VALUES_A_MESSAGE // self._count)
        for start in range(0, len(messages), in_one):
            self._send(messages[start : start + in_one])

    def _feed(self) -> None:
        while not self._is_over.wait(1 - time.time() % 1):
            self._send([self._message(int(time.time() * 1000))])

    def _message(self, at_ms: int) -> Json:
        noise = self._random.random
        waves = {f"m{n:02d}": round(50 + 20 * math.sin(at_ms / 60_000 + n) + 8 * noise(), 3) for n in range(self._count)}
        return {"time": at_ms, **waves}

    def _send(self, messages: list[Json]) -> None:
        answer = self._sender.post(f"{self._url}/api/devices/{self.device}/samples", json=messages, timeout=20)
        answer.raise_for_status()

    def _known(self) -> list[int]:
        """The metrics, once all of them have been made of the first samples."""
        deadline = time.monotonic() + FOUND_WITHIN_S
        while time.monotonic() < deadline:
            found = self._call("GET", f"/api/devices/{self.device}/metrics")
            if len(found) == self._count:
                return [int(metric["id"]) for metric in found]
            time.sleep(0.5)
        raise SystemExit(f"The {self._count} metrics were not made within {FOUND_WITHIN_S} s.")

    def _call(self, method: str, path: str, body: Json | None = None) -> Any:
        headers = {"X-CSRFToken": str(self._session.cookies.get("csrftoken")), "Origin": self._url}
        answer = self._session.request(method, f"{self._url}{path}", json=body, headers=headers, timeout=20)
        if not answer.ok:
            raise SystemExit(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json() if answer.content else {}
