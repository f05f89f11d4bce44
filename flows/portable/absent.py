"""Names of things that are not here: a flow from elsewhere keeps them, marked, until somebody chooses what is meant."""

from collections.abc import Mapping
from typing import Any, Final

KINDS: Final = frozenset({"metric", "device", "device_type", "site", "credential", "subflow", "dashboard"})


def unresolved(value: Any) -> tuple[str, Any] | None:
    """Kind and name of something that a param names and that is not here."""
    if isinstance(value, Mapping):
        if len(value) == 1 and (key := next(iter(value))).startswith("$") and key[1:] in KINDS:
            return key[1:], value[key]
        found = (unresolved(item) for item in value.values())
    elif isinstance(value, list):
        found = (unresolved(item) for item in value)
    else:
        return None
    return next((item for item in found if item is not None), None)


def sentence(kind: str, name: Any) -> str:
    """That something is not here, and the way out."""
    what = kind.replace("_", " ")
    if kind == "metric" and isinstance(name, Mapping):
        return f"There is no metric “{name.get('path')}” of a device “{name.get('device')}” here. Choose another one."
    return f"There is no {what} “{name}” here. Choose another one, or make it first."
