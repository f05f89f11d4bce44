"""Database work of asynchronous tests, which leaves no connection behind that would keep the test database in use."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.db import connections

AnswerT = TypeVar("AnswerT")


async def in_thread(work: Callable[[], AnswerT]) -> AnswerT:
    """Do blocking work in a thread of its own connections, closed afterwards."""

    def run() -> AnswerT:
        try:
            return work()
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


async def close_connections() -> None:
    """Close those of the one thread in which asynchronous Django does its database work."""
    await sync_to_async(connections.close_all)()
