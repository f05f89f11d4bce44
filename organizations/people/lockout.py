"""Lock-out after failed log-ins, by django-axes: for one account from one address, so that nobody locks out others.

Whoever guesses from elsewhere leaves the account open for its owner; how fast one address may guess at all is bounded
besides (`ACCOUNT_RATE_LIMITS`).
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from core import actor
from core.sentences import said


def username(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Whom a log-in is for, for axes. Always as we store it, so that no letter's case makes another account of it."""
    given = (credentials or {}).get("email") or (credentials or {}).get("username") or ""
    return str(given).strip().lower()[:254]


def address(request: HttpRequest) -> str:
    return actor.address_of(request)


def wait_s(attempt: AccessAttempt) -> int:
    left = attempt.attempt_time + settings.AXES_COOLOFF_TIME - timezone.now()
    return max(1, int(left / timedelta(seconds=1)))


def answer(request: HttpRequest, original: Any = None, credentials: dict[str, Any] | None = None) -> JsonResponse:
    """What somebody who is locked out reads, in the form of the log-in's other answers."""
    rows = AccessAttempt.objects.filter(username=username(request, credentials), ip_address=address(request))
    row = rows.order_by("-attempt_time").first()
    left_s = wait_s(row) if row else int(settings.AXES_COOLOFF_TIME.total_seconds())
    minutes = -(-left_s // 60)
    error = {
        "message": said(
            f"Too many failed log-ins to this account from your address: wait {minutes} min, "
            "or ask an administrator of your organization to unlock it."
        ),
        "code": "locked_out",
        "param": "password",
    }
    return JsonResponse({"status": 429, "errors": [error]}, status=429, headers={"Retry-After": str(left_s)})


def locked(emails: Iterable[str]) -> set[str]:
    """Those of the addresses that cannot log in from somewhere at the moment."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    # One row for each browser; axes counts those of one address together.
    counts = (
        AccessAttempt.objects.filter(username__in=list(emails), attempt_time__gte=since)
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    )
    return {row["username"] for row in counts}


def unlock(email: str) -> int:
    """Forget the failed log-ins; answers from how many browsers there were some."""
    removed: int = AccessAttempt.objects.filter(username=email.lower()).delete()[0]
    return removed
