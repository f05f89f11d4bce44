"""What a new revision of a subflow does to its ports and params, as those see it that use it."""

from collections.abc import Iterator, Mapping
from typing import Any

from flows.block import Port
from flows.subflows import declared


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, str]]:
    """Ports and params that are added, removed or of another type."""
    old_inputs, old_outputs = declared.ports_of(before)
    new_inputs, new_outputs = declared.ports_of(after)
    return [
        *_compared("input", _by_port(old_inputs), _by_port(new_inputs)),
        *_compared("output", _by_port(old_outputs), _by_port(new_outputs)),
        *_compared("param", _by_param(before), _by_param(after)),
    ]


def _by_port(ports: list[Port]) -> dict[str, tuple[str, str]]:
    return {port.name: (port.title, port.type if port.required else f"{port.type}, optional") for port in ports}


def _by_param(document: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    return {
        item.name: (item.shown, item.type if item.default is None else f"{item.type}, {item.default} by default")
        for item in declared.params_of(document)
    }


def _compared(side: str, old: Mapping[str, tuple[str, str]], new: Mapping[str, tuple[str, str]]) -> Iterator[dict[str, str]]:
    for name, (title, kind) in new.items():
        if name not in old:
            yield {"side": side, "name": name, "title": title, "what": "added", "before": "", "after": kind}
        elif old[name][1] != kind:
            yield {"side": side, "name": name, "title": title, "what": "changed", "before": old[name][1], "after": kind}
    for name, (title, kind) in old.items():
        if name not in new:
            yield {"side": side, "name": name, "title": title, "what": "removed", "before": kind, "after": ""}
