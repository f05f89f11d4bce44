"""Connections to our Redis, database 0: log, flow state, live figures."""

import functools
import os

import redis
import redis.asyncio
from django.conf import settings
from redis.backoff import ExponentialBackoff
from redis.retry import Retry


@functools.lru_cache(maxsize=1)
def _client_of(pid: int) -> redis.Redis:
    return redis.Redis.from_url(
        url(0),
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.02), 3),
        health_check_interval=30,
    )


def url(database: int) -> str:
    """The address of one numbered database: 0 platform data, 1 Celery, 2 channel layer."""
    base: str = settings.REDIS_URL
    return f"{base}?db={database}" if base.startswith("unix://") else f"{base.rstrip('/')}/{database}"


def client() -> redis.Redis:
    """The process's shared, thread-safe client; answers are bytes. A forked child gets its own."""
    return _client_of(os.getpid())


def async_client() -> redis.asyncio.Redis:
    """A new asyncio client; the caller closes it."""
    return redis.asyncio.Redis.from_url(url(0), health_check_interval=30)


def as_text(answer: bytes | str) -> str:
    """An answer of `client()` as text: it always is bytes, but the library's types do not know that."""
    return answer.decode() if isinstance(answer, bytes) else answer
