"""A process in which scripts run, and nothing else: no settings, no secrets, no connections.

It is a process of its own because QuickJS cannot be interrupted inside one long native step: a search for a long text in one
of some megabytes takes minutes, whatever the time limit says. The process that asks (`client.py`) kills this one when that
happens. For all other code, regular expressions included, QuickJS keeps the limits itself. Its time limit counts CPU time of
the whole process (`clock()`), which here is the script's own; a runtime may be used by one thread only, which here is the
only one.

Frames are a length of four bytes and MessagePack; answers come with the CPU time that this process has used.
`["check", code]` answers `["ok"]` or `["syntax", message, line, column]`; `["run", id, code or None, time_s, memory_bytes,
payload]` answers `["done", text]`, `["failed", message, line, column]`, or `["unknown"]` when it has no such script (any more)
and the code has to be sent along.
"""

import contextlib
import re
import resource
import sys
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import quickjs

MAX_CONTEXTS = 50
MAX_JOBS = 10_000
STACK_BYTES = 1024 * 1024
CHECK_S, CHECK_BYTES = 1.0, 32 * 1024 * 1024
GC_EVERY = 200
ADDRESS_SPACE = 1024 * 1024 * 1024

NAMES = "inputs, outputs, getInputValue, setOutputValue, state, console, at, trigger"
# The prelude takes the first line of a context, the head of the user's function that of its code.
_PRELUDE = " ".join((Path(__file__).parent / "prelude.js").read_text().split("\n"))
_PLACE = re.compile(r"<input>:(\d+):(\d+)")

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


class Context:
    """One script, compiled in a runtime of its own."""

    def __init__(self, code: str, time_s: float, memory_bytes: int) -> None:
        self._context = quickjs.Context()
        self._context.set_memory_limit(memory_bytes)
        self._context.set_max_stack_size(STACK_BYTES)
        self._context.set_time_limit(max(time_s, CHECK_S))
        prelude = self._context.eval(_PRELUDE)
        self._begin, self._end = _members(self._context, prelude)
        self._user = _function_of(self._context, code)
        self._context.set_time_limit(time_s)
        self._time_s = time_s
        self._runs = 0

    def run(self, payload: str) -> str:
        began = time.process_time()
        self._begin(self._user, payload)
        for _ in range(MAX_JOBS):
            if not self._context.execute_pending_job():
                break
            if time.process_time() - began > self._time_s:
                raise TimeoutError
        else:
            raise RecursionError
        self._runs += 1
        if self._runs % GC_EVERY == 0:
            self._context.gc()
        answer = self._end()
        assert isinstance(answer, str)
        return answer


def _members(context: Any, prelude: Any) -> tuple[Any, Any]:
    pick = context.eval("(function (made, name) { return made[name] })")
    return pick(prelude, "begin"), pick(prelude, "end")


def _function_of(context: Any, code: str) -> Any:
    """The user's code as a function."""
    text = f"function ({NAMES}) {{ 'use strict';\n{code}\n}}"
    made = context.eval(f"({text})")
    is_whole = context.eval("(function (made, text) { return Function.prototype.toString.call(made) === text })")
    if not is_whole(made, text):
        raise quickjs.JSException("SyntaxError: a brace closes more than the script has opened")
    return made


_contexts: OrderedDict[str, Context] = OrderedDict()


def check(code: str) -> list[Any]:
    context = quickjs.Context()
    context.set_memory_limit(CHECK_BYTES)
    context.set_time_limit(CHECK_S)
    context.set_max_stack_size(STACK_BYTES)
    try:
        _function_of(context, code)
    except quickjs.JSException as error:
        message, line, column = _said(str(error), lines_before=1)
        lines = code.split("\n")
        if line > len(lines):  # it goes on behind the end, where our brace is
            line, column = len(lines), len(lines[-1]) + 1
        return ["syntax", message, line, column]
    return ["ok"]


def run(script: str, code: str | None, time_s: float, memory_bytes: int, payload: str) -> list[Any]:
    context = _contexts.get(script)
    if context is None:
        if code is None:
            return ["unknown"]
        try:
            context = Context(code, time_s, memory_bytes)
        except quickjs.JSException as error:
            return ["failed", *_said(str(error), lines_before=1)]
        _contexts[script] = context
        while len(_contexts) > MAX_CONTEXTS:
            _contexts.popitem(last=False)
    _contexts.move_to_end(script)
    try:
        answer = context.run(payload)
    except (quickjs.JSException, TimeoutError, RecursionError, MemoryError) as error:
        # Cut off in the middle: what it left behind is not to be trusted.
        del _contexts[script]
        if isinstance(error, TimeoutError):
            return ["failed", "InternalError: interrupted", 0, 0]
        if isinstance(error, RecursionError):
            return ["failed", f"InternalError: more than {MAX_JOBS} promises follow each other", 0, 0]
        return ["failed", *_said(str(error), lines_before=1)]
    if "out of memory" in answer[:300]:
        del _contexts[script]
    return ["done", answer]


def _said(text: str, *, lines_before: int) -> tuple[str, int, int]:
    """Message, line and column in the user's code; 0 where it is not known."""
    return (text.partition("\n")[0], *place_of(text, lines_before=lines_before))


def place_of(text: str, *, lines_before: int) -> tuple[int, int]:
    for line, column in _PLACE.findall(text):
        if int(line) > lines_before:
            return int(line) - lines_before, int(column)
    return 0, 0


def serve(source: BinaryIO, target: BinaryIO) -> None:
    while len(head := source.read(4)) == 4:
        request = _decode(source.read(int.from_bytes(head)))
        answer = check(request[1]) if request[0] == "check" else run(*request[1:])
        body = _encode([time.process_time(), answer])
        target.write(len(body).to_bytes(4) + body)
        target.flush()


if __name__ == "__main__":
    for limit, most in ((resource.RLIMIT_AS, ADDRESS_SPACE), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        with contextlib.suppress(OSError, ValueError):  # not every system knows each of them
            resource.setrlimit(limit, (most, most))
    serve(sys.stdin.buffer, sys.stdout.buffer)
