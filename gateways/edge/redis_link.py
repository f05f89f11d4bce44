"""A pipelined connection to Redis for the path of samples.

A client library costs as much per call as the whole rest of that path, and asks for one answer after the other. Here a
batch is one MULTI, written at once; many may be on their way; answers come back in order. A batch whose answer was lost
with the connection is looked up by its number after the reconnect, so that it is neither lost nor written twice.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, cast

import hiredis

logger = logging.getLogger(__name__)

RETRY_S = 0.2
# Numbers of written batches that Redis remembers: more than can be on their way at one time.
REMEMBERED = 5_000
# Outlives a long outage, and the edge by not much.
GUARD_KEPT_S = 86_400

Command = tuple[bytes | str | int, ...]


def words(value: bytes | str) -> str:
    """An answer of Redis as text; its client's types leave open which of the two it is."""
    return value if isinstance(value, str) else value.decode()


class Batch:
    """One transaction and what follows once it is done."""

    __slots__ = ("answers", "data", "done", "number", "size")

    def __init__(self, number: int, data: bytes, answers: int, size: int, done: Callable[[], None]) -> None:
        self.number = number
        self.data = data
        self.answers = answers
        self.size = size
        self.done = done


class RedisLink(asyncio.Protocol):
    """Keeps one connection for as long as the edge lives, and every batch until Redis has it."""

    def __init__(self, options: Mapping[str, Any], *, name: str) -> None:
        self._options = options
        self._guard = f"edge:batch:{name}"
        self._transport: asyncio.Transport | None = None
        self._reader = hiredis.Reader()
        self._sent: deque[Batch] = deque()  # on their way, oldest first
        self._unsent: deque[Batch] = deque()  # while there is no connection
        self._answers: list[Any] = []
        self._greeting: deque[Callable[[Any], None]] = deque()
        self._number = 0
        self._is_closed = False
        self._task: asyncio.Task[None] | None = None
        self.is_up = False
        self.waiting_bytes = 0
        self.retries = 0
        self.on_settled: Callable[[], None] = lambda: None

    @property
    def is_idle(self) -> bool:
        return not self._sent and not self._unsent

    # --- batches

    def send(self, commands: list[Command], *, size: int, done: Callable[[], None]) -> None:
        """Write `commands` as one transaction; call `done` when they are in Redis, however long that takes."""
        self._number += 1
        guards: tuple[Command, ...] = (
            ("RPUSH", self._guard, self._number),
            ("LTRIM", self._guard, -REMEMBERED, -1),
            ("EXPIRE", self._guard, GUARD_KEPT_S),
        )
        packed = b"".join(
            (_MULTI, *(hiredis.pack_command(command) for command in (*commands, *guards)), _EXEC)  # type: ignore[arg-type]
        )
        batch = Batch(self._number, packed, len(commands) + len(guards) + 2, size, done)
        self.waiting_bytes += size
        if self.is_up and self._transport is not None:
            self._sent.append(batch)
            self._transport.write(batch.data)
        else:
            self._unsent.append(batch)

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        while (answer := self._reader.gets()) is not False:
            if self._greeting:
                self._greeting.popleft()(answer)
            elif self._sent:
                self._take(answer)

    def _take(self, answer: Any) -> None:
        batch = self._sent[0]
        self._answers.append(answer)
        if len(self._answers) < batch.answers:
            return
        answers, self._answers = self._answers, []
        outcome = answers[-1]
        if not isinstance(outcome, list) or any(isinstance(item, Exception) for item in outcome):
            self._refused(self._sent.popleft(), outcome)
            return
        self._settle(self._sent.popleft())
        if not self._sent and self._unsent and not self.is_up:
            self._retry_later()

    def _refused(self, batch: Batch, outcome: Any) -> None:
        """Full memory, loading, read-only: nothing of the batch is in. It is written again; new ones wait behind it."""
        if self.is_up:
            logger.warning("Redis refused a batch of the log, trying again: %s", outcome)
        self.is_up = False
        self.retries += 1
        self._unsent.append(batch)
        if not self._sent:
            self._retry_later()

    def _retry_later(self) -> None:
        transport = self._transport

        def retry() -> None:
            if transport is self._transport and not self.is_up:
                self._flow()

        asyncio.get_running_loop().call_later(RETRY_S, retry)

    def _flow(self) -> None:
        """Write all that waits, oldest first."""
        assert self._transport is not None
        self.is_up = True
        waiting = sorted(self._unsent, key=lambda batch: batch.number)
        self._unsent.clear()
        self._sent.extend(waiting)
        self._transport.write(b"".join(batch.data for batch in waiting))
        self.on_settled()

    def _settle(self, batch: Batch) -> None:
        self.waiting_bytes -= batch.size
        batch.done()
        self.on_settled()

    # --- the connection

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._connect())

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._is_closed:
            try:
                async with asyncio.timeout(5):
                    if path := self._options.get("path"):
                        await loop.create_unix_connection(lambda: self, path)
                    else:
                        await loop.create_connection(
                            lambda: self, self._options.get("host", "localhost"), int(self._options.get("port", 6379))
                        )
                return
            except (OSError, TimeoutError):
                await asyncio.sleep(RETRY_S)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class, not a subclass
        self._reader = hiredis.Reader()
        self._answers = []
        self._greeting.clear()
        if password := self._options.get("password"):
            user = self._options.get("username")
            self._greet(("AUTH", user, password) if user else ("AUTH", password))
        if database := self._options.get("db"):
            self._greet(("SELECT", int(database)))
        self._greeting.append(self._resume)
        self._transport.write(hiredis.pack_command(("LRANGE", self._guard, 0, -1)))  # type: ignore[arg-type]

    def _greet(self, command: Command) -> None:
        assert self._transport is not None
        self._greeting.append(self._check)
        self._transport.write(hiredis.pack_command(command))  # type: ignore[arg-type]

    def _check(self, answer: Any) -> None:
        if isinstance(answer, Exception):
            logger.error("Redis does not let us in: %s", answer)
            self._abort_later()

    def _resume(self, answer: Any) -> None:
        """What was written before the connection broke is settled, the rest is written again in its order."""
        if isinstance(answer, Exception):  # it is still loading its data
            self._abort_later()
            return
        written = {int(number) for number in answer}
        for batch in self._sent:
            if batch.number in written:
                self._settle(batch)
            else:
                self._unsent.append(batch)
        self._sent.clear()
        self._flow()

    def _abort_later(self) -> None:
        if self._transport is not None:
            asyncio.get_running_loop().call_later(RETRY_S, self._transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_up = False
        self._transport = None
        if not self._is_closed:
            self.start()

    def close(self) -> None:
        self._is_closed = True
        if self._task is not None:
            self._task.cancel()
        if self._transport is not None:
            self._transport.close()


_MULTI = hiredis.pack_command(("MULTI",))
_EXEC = hiredis.pack_command(("EXEC",))
