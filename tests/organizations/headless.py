"""A browser at allauth's headless endpoints, as the pages use them."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.factories import PASSWORD

BASE = "/_allauth/browser/v1"


class Browser:
    """One browser with its cookies; `address` is where it stands."""

    def __init__(self, address: str = "192.0.2.10", **headers: str) -> None:
        # To the newest try to log in.
        self.answer: Any = None
        self.client = Client(REMOTE_ADDR=address, headers=headers)

    def get(self, path: str, **extra: Any) -> Any:
        return self.client.get(f"{BASE}{path}", **extra)

    def post(self, path: str, payload: dict[str, Any] | None = None, **extra: Any) -> Any:
        return self.client.post(f"{BASE}{path}", payload or {}, content_type="application/json", **extra)

    def delete(self, path: str, payload: dict[str, Any] | None = None) -> Any:
        return self.client.delete(f"{BASE}{path}", payload or {}, content_type="application/json")

    def log_in(self, email: str, password: str = PASSWORD) -> Any:
        self.answer = self.post("/auth/login", {"email": email, "password": password})
        return self.answer

    def confirm_password(self, password: str = PASSWORD) -> Any:
        """What the pages ask for before they change how one logs in."""
        return self.post("/auth/reauthenticate", {"password": password})

    def is_logged_in(self) -> bool:
        return self.client.get("/api/me").status_code != 401


def shape(answer: HttpResponse) -> tuple[int, bytes]:
    """All of an answer that somebody outside can compare."""
    return answer.status_code, answer.content
