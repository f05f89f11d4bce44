"""Members of JSON objects by paths with dots, such as `data.sensors.0.value`."""

import itertools
from typing import Any, Final

from flows.toolbox.named_ports import shown

MAX_DEPTH = 20
GONE: Final = object()


def path_of(text: str) -> list[str]:
    """The steps of a path; a ValueError when it is none."""
    steps = text.split(".")
    if not all(steps) or len(steps) > MAX_DEPTH:
        raise ValueError(f"“{text[:60]}” is no path. Write names with dots between them, for example data.level")
    return steps


def set_at(whole: Any, path: list[str], value: Any) -> None:
    """Set a member; objects on the way are made where there are none."""
    for step, following in itertools.pairwise(path):
        inner = _inside(whole, step)
        if inner is GONE:
            inner = {}
            _put(whole, step, inner)
        elif not isinstance(inner, dict | list):
            raise ValueError(f"“{step}” is {shown(inner)}, so it can have no “{following}”.")
        whole = inner
    _put(whole, path[-1], value)


def taken_from(whole: Any, path: list[str]) -> Any:
    """Remove a member and give it back; `GONE` when it is not there."""
    for step in path[:-1]:
        whole = _inside(whole, step)
    value = _inside(whole, path[-1])
    if value is not GONE:
        del whole[int(path[-1]) if isinstance(whole, list) else path[-1]]
    return value


def _inside(whole: Any, step: str) -> Any:
    if isinstance(whole, dict):
        return whole.get(step, GONE)
    if isinstance(whole, list) and step.isdecimal() and int(step) < len(whole):
        return whole[int(step)]
    return GONE


def _put(whole: Any, step: str, value: Any) -> None:
    if isinstance(whole, dict):
        whole[step] = value
    elif isinstance(whole, list) and step.isdecimal() and int(step) <= len(whole):
        whole[int(step) : int(step) + 1] = [value]
    else:
        raise ValueError(f"There is no place “{step}” in {shown(whole)}.")
