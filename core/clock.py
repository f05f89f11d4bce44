"""The clock process: Celery beat, of which one leads and the others stand by; and the time in our unit."""

import logging
import time
from typing import Any

from celery.beat import Scheduler
from redis.exceptions import RedisError

from core.redis import client

logger = logging.getLogger(__name__)

LEADER_KEY = "clock:leader"
LEASE_MS = 5_000


def now_us() -> int:
    """Microseconds since 1970 UTC."""
    return time.time_ns() // 1_000


class LeaderScheduler(Scheduler):  # type: ignore[misc]  # Celery has no types
    """Beat's in-memory scheduler behind a lease in Redis: nothing in our schedule needs memory across restarts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._me = f"{time.time_ns()}".encode()
        self._is_leader = False
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        try:
            self._is_leader = self._leads()
        except RedisError as error:
            logger.warning("The clock waits for Redis: %s", error)
            self._is_leader = False
        if not self._is_leader:
            return 1.0
        delay: float = super().tick(*args, **kwargs)
        return min(delay, 1.0)

    def _leads(self) -> bool:
        redis = client()
        if self._is_leader and redis.get(LEADER_KEY) == self._me:
            return bool(redis.pexpire(LEADER_KEY, LEASE_MS))
        return bool(redis.set(LEADER_KEY, self._me, nx=True, px=LEASE_MS))
