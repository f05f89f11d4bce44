"""Scripts as blocks use them: checked, run within limits, their process watched and replaced."""

import contextlib
import functools
import itertools
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import psutil

from core.errors import Unavailable

HOST = Path(__file__).parent / "host.py"
MAX_STATE = 16 * 1024
MAX_OUTPUT = 256 * 1024
# Beyond the script's own limit, before its process is killed.
GRACE_S = 0.25
LONGEST_S = 30.0  # also when the machine is too busy to give it any time
LOOK_EVERY_S = 0.05

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode
_numbers = itertools.count(1)


class SyntaxMistake(NamedTuple):
    message: str
    line: int
    column: int


class Done(NamedTuple):
    """What a run has come to."""

    outputs: dict[str, Any]
    state: str
    notes: list[str]


class ScriptFailed(ValueError):  # it says what happened, not what it is
    """The script threw, or went beyond a limit; it may have written notes before."""

    def __init__(self, message: str, notes: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.notes = list(notes)


class Host:
    """The process in which the scripts of this process run; started when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._known: set[str] = set()
        self._used_s = 0.0  # CPU time of the process when it answered last

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def check(self, code: str) -> list[Any]:
        with self._lock:
            return self._ask(["check", code], 1.0) or ["syntax", "The script takes too long to be read", 0, 0]

    def run(self, script: str, code: str, time_s: float, memory_bytes: int, payload: str) -> list[Any]:
        with self._lock:
            known = script in self._known and self._process is not None
            answer = self._ask(["run", script, None if known else code, time_s, memory_bytes, payload], time_s)
            if answer == ["unknown"]:
                answer = self._ask(["run", script, code, time_s, memory_bytes, payload], time_s)
            if answer is None:
                return ["failed", "InternalError: interrupted", 0, 0]
            if self._process is not None:
                self._known.add(script)
            return answer

    def stop(self) -> None:
        with self._lock:
            self._stop()

    def forget(self) -> None:
        """In a process that was just forked: the host belongs to the one that forked it."""
        self._lock = threading.Lock()
        process, self._process = self._process, None
        self._known = set()
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        os.close(pipe.fileno())
            process.returncode = 0  # not our child

    def _ask(self, request: list[Any], time_s: float) -> list[Any] | None:
        """The answer; None when it did not come in time, or the process broke."""
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        body = _encode(request)
        try:
            process.stdin.write(len(body).to_bytes(4) + body)
            process.stdin.flush()
            if not self._answers(process, self._used_s + time_s * 1.5 + GRACE_S):
                self._stop()
                return None
            head = process.stdout.read(4)
            answer = process.stdout.read(int.from_bytes(head)) if len(head) == 4 else b""
            if not answer:
                raise EOFError
        except (OSError, EOFError, psutil.Error):
            self._stop()
            return None
        self._used_s, found = _decode(answer)
        assert isinstance(found, list)
        return found

    def _answers(self, process: subprocess.Popen[bytes], most_cpu_s: float) -> bool:
        """Wait while the script is within its limit; a busy machine gives it little time, and that is not its fault."""
        answers = process.stdout
        assert answers is not None
        until = time.monotonic() + LONGEST_S
        while not select.select([answers], [], [], LOOK_EVERY_S)[0]:
            if _cpu_s(process.pid) > most_cpu_s or time.monotonic() > until:
                return False
        return True

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", str(HOST)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env={"TZ": "UTC", "LC_ALL": "C.UTF-8"},
                    cwd="/",
                )
            except OSError as error:
                raise Unavailable(f"The process for scripts cannot be started: {error.strerror}.") from None
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        self._known, self._used_s = set(), 0.0
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _cpu_s(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


host = Host()
os.register_at_fork(after_in_child=host.forget)


@functools.lru_cache(maxsize=256)
def mistake_in(code: str) -> SyntaxMistake | None:
    """What is wrong with the syntax of a script."""
    answer = host.check(code)
    return None if answer[0] == "ok" else SyntaxMistake(*answer[1:])


class Script:
    """A script with its limits. Each has a context of its own, so nothing passes from one to another."""

    def __init__(
        self,
        code: str,
        *,
        inputs: Mapping[str, str],
        outputs: Mapping[str, str],
        time_ms: int,
        memory_mb: int,
    ) -> None:
        self._id = f"{os.getpid()}-{next(_numbers)}"
        self._code = code
        self._types = {"inputTypes": dict(inputs), "outputTypes": dict(outputs)}
        self._time_ms = time_ms
        self._memory_mb = memory_mb

    def run(self, *, inputs: Mapping[str, Any], at_ms: float, trigger: Sequence[str], state: str) -> Done:
        """Run it once. Raises ScriptFailed."""
        payload = {**self._types, "inputs": dict(inputs), "at": at_ms, "trigger": list(trigger), "state": state}
        answer = host.run(
            self._id,
            self._code,
            self._time_ms / 1000,
            self._memory_mb * 1024 * 1024,
            msgspec.json.encode(payload).decode(),
        )
        if answer[0] == "failed":
            _, message, line, column = answer
            raise ScriptFailed(self._sentence(message, line, column))
        found = msgspec.json.decode(answer[1])
        if failed := found.get("failed"):
            raise ScriptFailed(self._sentence(failed["message"], *_place_of(failed["stack"])), found["notes"])
        state, outputs, notes = found["state"], found["outputs"], found["notes"]
        if len(state) > MAX_STATE:
            raise ScriptFailed(f"The state takes {len(state):,} characters of JSON; {MAX_STATE:,} are kept.", notes)
        if len(outputs) > MAX_OUTPUT:
            raise ScriptFailed(f"The outputs take {len(outputs):,} characters of JSON; {MAX_OUTPUT:,} can be passed on.", notes)
        return Done(msgspec.json.decode(outputs), state, notes)

    def _sentence(self, message: str, line: int, column: int) -> str:
        place = f" (line {line}, column {column})" if line else ""
        if "interrupted" in message:
            # Where it was is not said: QuickJS looks at the clock between two places, and names one that may be far.
            return f"The script took longer than {self._time_ms} ms and was stopped. Do less in it, or allow it more time."
        if "out of memory" in message or "string too long" in message:
            return f"The script needs more than {self._memory_mb} MB of memory and was stopped{place}."
        if "Maximum call stack" in message:
            return f"The script calls itself too deep and was stopped{place}."
        return f"{message}{place}"


def _place_of(stack: str) -> tuple[int, int]:
    """Line and column of the innermost place that is the user's: the first line is ours."""
    for part in stack.split("<input>:")[1:]:
        line, _, rest = part.partition(":")
        column = rest.partition(")")[0].strip()
        if line.isdecimal() and column.isdecimal() and int(line) > 1:
            return int(line) - 1, int(column)
    return 0, 0
