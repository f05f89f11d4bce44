"""What blocks can ask the cold lane for: one kind of call in each file of `flows/outside/`, found by walking the folder.

A file declares `kind = CallKind(...)`; its name is the name that blocks give to `world.call`.
"""

import functools
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import flows.outside

MAX_TRIES = 20
MAX_BACKOFF_S = 3_600.0
MAX_TIMEOUT_S = 300.0
RETRY_KEY = "_retry"
TIMEOUT_KEY = "_timeout_s"


@dataclass(frozen=True)
class Retry:
    """How often something is tried, and how long it waits in between: twice as long each time."""

    tries: int = 5
    backoff_s: float = 2.0
    max_backoff_s: float = 300.0

    def wait_s(self, tries: int) -> float:
        """How long to wait after so many tries."""
        return float(min(self.backoff_s * 2.0 ** min(tries - 1, 30), max(self.max_backoff_s, self.backoff_s)))


@dataclass(frozen=True, kw_only=True)
class Context:
    """For whom a call is done. `effect_id` is the same at each try: hand it to whoever can tell repeats apart by it."""

    effect_id: str
    organization_id: str
    flow_id: int
    block_id: str
    # The device of the run, when the flow runs for one.
    device_id: int | None
    # The time of the sample that caused it.
    time_us: int
    tries: int = 1
    timeout_s: float = 30.0


@dataclass(frozen=True, kw_only=True)
class CallKind:
    """One thing that the cold lane can do.

    `perform` answers a plain value, or raises `Refused` or `Missing` (it will never work), `Unavailable` (it may work later;
    an attribute `retry_after_s` says when). It keeps `context.timeout_s` itself, for nobody can stop a thread. What goes out
    may go out twice, when a process is killed just after it: that is what `context.effect_id` is for.
    """

    title: str
    perform: Callable[[dict[str, Any], Context], Any]
    timeout_s: float = 30.0
    retry: Retry = field(default_factory=Retry)
    # It changes nothing, so a replay may do it too.
    reads_only: bool = False

    def retry_of(self, request: Mapping[str, Any]) -> Retry:
        """Its own policy, or what the request asks for under `_retry`, within bounds."""
        asked = request.get(RETRY_KEY) or {}
        return Retry(
            tries=min(max(int(asked.get("tries", self.retry.tries)), 1), MAX_TRIES),
            backoff_s=min(max(float(asked.get("backoff_s", self.retry.backoff_s)), 0.1), MAX_BACKOFF_S),
            max_backoff_s=min(max(float(asked.get("max_backoff_s", self.retry.max_backoff_s)), 0.1), MAX_BACKOFF_S),
        )

    def timeout_of(self, request: Mapping[str, Any]) -> float:
        return min(max(float(request.get(TIMEOUT_KEY) or self.timeout_s), 0.1), MAX_TIMEOUT_S)


def plain(request: Mapping[str, Any]) -> dict[str, Any]:
    """The request without what only the lane reads."""
    return {name: value for name, value in request.items() if name not in (RETRY_KEY, TIMEOUT_KEY)}


@functools.cache
def kinds() -> Mapping[str, CallKind]:
    """Every kind by its name."""
    found: dict[str, CallKind] = {}
    for module_info in pkgutil.iter_modules(flows.outside.__path__):
        kind = getattr(importlib.import_module(f"flows.outside.{module_info.name}"), "kind", None)
        if not isinstance(kind, CallKind):
            raise TypeError(f"flows.outside.{module_info.name} declares no `kind`")
        found[module_info.name] = kind
    return MappingProxyType(found)


def title_of(name: str) -> str:
    """What people call it, also when there is no such kind any more."""
    kind = kinds().get(name)
    return kind.title if kind else name
