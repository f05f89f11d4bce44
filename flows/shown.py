"""Values as people see them: on wires, beside errors, in traces. Long ones are cut, and of secrets, which travel
sealed, is shown only that they are there.

What does not stand for itself is an object with `$`: `{"$": "secret"}`, `{"$": "series", "count", "from", "to", "last"}`
(times in ms), `{"$": "cut", "text", "length"}`.
"""

import math
from collections.abc import Mapping
from typing import Any

import msgspec

from flows.block import Port
from flows.graphs.graph import Graph, Placed
from flows.web import sealed

LONGEST = 2_000  # characters of a text or of a structure's JSON
CUT_TO = 300
SECRET = {"$": "secret"}
_JSON_INTEGERS = 2**53

_json = msgspec.json.Encoder().encode


def value(given: Any, *, longest: int = LONGEST) -> Any:
    """Any value, as JSON that a browser reads: what is longer than `longest` characters is cut."""
    if given is None or isinstance(given, bool):
        return given
    if isinstance(given, int | float):
        is_exact = math.isfinite(given) and (isinstance(given, float) or abs(given) <= _JSON_INTEGERS)
        return given if is_exact else str(given)
    if isinstance(given, str):
        text = sealed.hidden(given)
        if text == sealed.HIDDEN:
            return SECRET
        return text if len(text) <= longest else _cut(text)
    if is_series(given):
        return series(given)
    try:
        text = sealed.hidden(_json(given).decode())
    except (TypeError, ValueError, OverflowError, RecursionError):
        return _cut(sealed.hidden(repr(given)))
    return msgspec.json.decode(text) if len(text) <= longest else _cut(text)


def _cut(text: str) -> dict[str, Any]:
    return {"$": "cut", "text": text[:CUT_TO], "length": len(text)}


def is_series(given: Any) -> bool:
    """Whether it looks like `[times in µs, values]`; a shorter one stands for itself."""
    if not isinstance(given, list) or len(given) != 2:
        return False
    times, values = given
    is_pair = isinstance(times, list) and isinstance(values, list) and len(times) == len(values)
    return is_pair and all(isinstance(time, int) and time > 10**14 for time in times[:2]) and bool(times)


def series(given: list[list[Any]]) -> dict[str, Any]:
    times, values = given
    if not times:
        return {"$": "series", "count": 0, "from": None, "to": None, "last": None}
    return {"$": "series", "count": len(times), "from": times[0] / 1000, "to": times[-1] / 1000, "last": value(values[-1])}


def at_port(port: Port | None, given: Any, *, longest: int = LONGEST) -> Any:
    """A value that came to or left a port."""
    if port is not None and port.type == "series" and isinstance(given, list) and len(given) == 2:
        return series(given)
    return value(given, longest=longest)


def on_wire(graph: Graph, name: str, given: Any) -> Any:
    """A value that left `block.port`; a device may stand behind it."""
    block_id, _, port = name.partition(":")[0].partition(".")
    placed = graph.blocks.get(block_id)
    return at_port(placed.output(port) if placed else None, given)


def inputs(graph: Graph, placed: Placed, given: Mapping[str, Any], *, longest: int = LONGEST) -> dict[str, Any]:
    """What a block was given."""
    told = {}
    for name, item in given.items():
        address = placed.wires.get(name)
        giver = graph.blocks[address.block].output(address.port) if address and address.block in graph.blocks else None
        port = placed.input(name)
        told[name] = at_port(port if port and port.type == "series" else giver, item, longest=longest)
    return told


def error_inputs(graph: Graph, given: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What each block was given in the run that failed; values that never came are left out."""
    told = {}
    for block_id, items in given.items():
        placed = graph.blocks.get(block_id)
        if placed is not None:
            came = {name: item for name, item in items.items() if not isinstance(item, msgspec.msgpack.Ext)}
            told[block_id] = inputs(graph, placed, came, longest=CUT_TO)
    return told


def plain(given: Any, *, longest: int = LONGEST) -> Any:
    """A state: its fields by name."""
    if given is None:
        return None
    fields = msgspec.to_builtins(given, builtin_types=(bytes,), enc_hook=repr)
    named = dict(zip(given.__struct_fields__, fields, strict=True)) if isinstance(fields, list) else fields
    return {name: value(item, longest=longest) for name, item in named.items()}
