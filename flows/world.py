"""The effects that a block may ask for. They are noted during a run and done after the batch has been committed."""

from collections.abc import Mapping
from typing import Any, Literal, Protocol

Change = Literal["raise", "clear", "acknowledge"]


class World(Protocol):
    """What blocks see of everything outside themselves; tests and dry runs put another one in its place."""

    def show(self, value: object) -> None:
        """Make `value` the newest one of this block for widgets that are bound to it."""

    def look(self, look: Mapping[str, Any]) -> None:
        """Have the widget that this block stands for look so: `title`, `color`, `visible`, `text`, `unit` in place of its own."""

    def write(self, path: str, value: object, device_id: int | None = None) -> None:
        """Append a sample to a metric of `device_id`, or of the device of this run."""

    def alarm(self, change: Change, value: object, text: str) -> None:
        """Raise, clear or acknowledge the alarm of this block; `text`, the comment too, may hold {value} and {device}."""

    def command(self, value: object, *, expires_in_s: float, metric_id: int | None = None, path: str = "") -> None:
        """Send `value` to one metric's device, or to `path` of the device of this run."""

    def call(self, kind: str, request: Mapping[str, Any]) -> None:
        """Have the cold lane do something outside, once: `kind` names a file in `flows/outside/`, `request` is plain JSON.

        A block with `has_answer` is run again with what came of it.
        """

    def complain(self, message: str) -> None:
        """Count a failure of this block and show why, although it sends its outputs."""

    def note(self, value: object) -> None:
        """Keep `value` among the last messages for people who look for a mistake."""

    def wake_at(self, due_us: int) -> None:
        """Run this block again at `due_us` with the inputs it has then. A later call replaces an earlier one."""

    def stay_asleep(self) -> None:
        """Forget the wake-up call."""


class RecordingWorld:
    """Does nothing and remembers what it was asked for."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def show(self, value: object) -> None:
        self.calls.append(("show", value))

    def look(self, look: Mapping[str, Any]) -> None:
        self.calls.append(("look", dict(look)))

    def write(self, path: str, value: object, device_id: int | None = None) -> None:
        self.calls.append(("write", path, value) if device_id is None else ("write", path, value, device_id))

    def alarm(self, change: Change, value: object, text: str) -> None:
        self.calls.append((change, value, text))

    def command(self, value: object, *, expires_in_s: float, metric_id: int | None = None, path: str = "") -> None:
        self.calls.append(("command", path or metric_id, value))

    def call(self, kind: str, request: Mapping[str, Any]) -> None:
        self.calls.append(("call", kind, dict(request)))

    def complain(self, message: str) -> None:
        self.calls.append(("complain", message))

    def note(self, value: object) -> None:
        self.calls.append(("note", value))

    def wake_at(self, due_us: int) -> None:
        self.calls.append(("wake_at", due_us / 1_000_000))

    def stay_asleep(self) -> None:
        self.calls.append(("stay_asleep",))
