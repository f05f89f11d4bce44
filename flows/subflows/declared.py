"""What a subflow shows to the flows that use it: ports, made by the input and output blocks inside it, and params.

Params are declared in its document, `{"params": [{"name", "title", "type", "default", ...}]}`. Inside, `{"$param": "limit"}`
stands for the value of one, at any place in the params of a block.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.block import Port, PortType

INPUT: Final = "subflow.input"
OUTPUT: Final = "subflow.output"
USE: Final = "subflow.use"
ERRORS: Final = "subflow.errors"
PORT_NAME: Final = r"[a-z][a-z0-9_]{0,39}"
MAX_PARAMS: Final = 50

ParamType = Literal["number", "text", "boolean", "choice", "metric", "device", "device_type"]
# Types whose values are the ids of things.
REFERENCES: Final = frozenset({"metric", "device", "device_type"})
# What stands where a value should be and is not known yet: while a subflow is drawn, and a param has no default.
UNKNOWN: Final = object()


class Declared(BaseModel):
    """One param of a subflow."""

    model_config = ConfigDict(extra="ignore", str_max_length=1_000)

    name: str = Field(pattern=rf"^{PORT_NAME}$")
    title: str = Field("", max_length=100)
    type: ParamType = "number"
    default: Any = None
    unit: str = Field("", max_length=30)
    help: str = Field("", max_length=300)
    choices: list[str] = Field(default_factory=list, max_length=100)

    @property
    def shown(self) -> str:
        return self.title or self.name

    def complaint(self, value: Any) -> str:
        """What is wrong with a value; empty when nothing is."""
        match self.type:
            case "number":
                is_right = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
            case "text":
                is_right = isinstance(value, str)
            case "boolean":
                is_right = isinstance(value, bool)
            case "metric" | "device" | "device_type":
                is_right = isinstance(value, int) and not isinstance(value, bool) and value > 0
            case "choice":
                is_right = value in self.choices
        if is_right:
            return ""
        wanted = f"one of {', '.join(self.choices) or 'nothing'}" if self.type == "choice" else f"a {self.type.replace('_', ' ')}"
        return f"“{self.shown}” takes {wanted}, not {value!r:.60}."


def params_of(document: Mapping[str, Any]) -> list[Declared]:
    """The params that a document declares; what cannot be read is left out (see `params_problems`)."""
    return [item for item in _read(document) if isinstance(item, Declared)]


def params_problems(document: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the params that a document declares, a sentence each."""
    names: set[str] = set()
    for item in _read(document):
        if isinstance(item, str):
            yield item
            continue
        if item.name in names:
            yield f"Two params are called “{item.name}”. Rename one of them."
        names.add(item.name)
        if item.type == "choice" and not item.choices:
            yield f"The param “{item.shown}” offers no choices. Add at least one."
        if item.default is not None and (wrong := item.complaint(item.default)):
            yield f"Its default does not fit: {wrong}"


def _read(document: Mapping[str, Any]) -> Iterator[Declared | str]:
    raw = document.get("params", [])
    if not isinstance(raw, list):
        yield "The params of a subflow are a list."
        return
    if len(raw) > MAX_PARAMS:
        yield f"The subflow has {len(raw)} params; {MAX_PARAMS} are allowed."
    for item in raw[:MAX_PARAMS]:
        try:
            yield Declared.model_validate(item)
        except ValidationError as error:
            details = error.errors(include_url=False)[0]
            name = item.get("name") if isinstance(item, dict) else item
            if details["loc"][:1] == ("name",):
                yield f"“{name}” cannot be the name of a param. Use small letters, digits and _, with a letter first."
            else:
                place = details["loc"][0] if details["loc"] else "it"
                yield f"The param “{name}” cannot be read: {place}: {details['msg'].lower()}."


def values_of(declared: list[Declared], given: Mapping[str, Any]) -> dict[str, Any]:
    """Every param with what was given for it, else its default, else `UNKNOWN`."""
    values: dict[str, Any] = {}
    for item in declared:
        value = given.get(item.name)
        value = item.default if value is None else value
        values[item.name] = UNKNOWN if value is None else value
    return values


@dataclass
class Filled:
    """The params of a block with values where placeholders were."""

    params: dict[str, Any] = field(default_factory=dict)
    # Names of params in which a value is not known, and was left out.
    missing: set[str] = field(default_factory=set)
    # Names of placeholders that nothing declares.
    undeclared: set[str] = field(default_factory=set)


def filled(params: Mapping[str, Any], values: Mapping[str, Any]) -> Filled:
    """Put the values of a subflow's params where their placeholders stand in a block's params."""
    result = Filled()
    for name, value in params.items():
        put = _fill(name, value, values, result)
        if put is not UNKNOWN:
            result.params[name] = put
    return result


def _fill(name: str, value: Any, values: Mapping[str, Any], result: Filled) -> Any:
    if isinstance(value, dict):
        if value.keys() != {"$param"}:
            put = {key: _fill(name, item, values, result) for key, item in value.items()}
            return {key: item for key, item in put.items() if item is not UNKNOWN}
        wanted = value["$param"]
        found = values.get(wanted) if isinstance(wanted, str) and wanted in values else UNKNOWN
        if not isinstance(wanted, str) or wanted not in values:
            result.undeclared.add(str(wanted))
        if found is UNKNOWN:
            result.missing.add(name)
        return found
    if isinstance(value, list):
        items = [_fill(name, item, values, result) for item in value]
        return [item for item in items if item is not UNKNOWN]
    return value


def is_filled(params: Mapping[str, Any]) -> bool:
    """Whether no placeholder is left."""
    return not re.search(r"'\$param'", repr(params))


def ports_of(document: Mapping[str, Any]) -> tuple[list[Port], list[Port]]:
    """The inputs and outputs of a subflow, from top to bottom as its blocks stand."""
    inputs: list[Port] = []
    outputs: list[Port] = []
    for block_id, item in sorted(document.get("blocks", {}).items(), key=_height):
        if item.get("type") not in (INPUT, OUTPUT):
            continue
        params = item.get("params", {})
        name = params.get("name") or block_id.lower()
        kind: PortType = params.get("type") or "number"
        is_input = item["type"] == INPUT
        title = params.get("title") or str(name).replace("_", " ").capitalize()
        port = Port(str(name), title, kind, is_required(params) if is_input else True, params.get("help") or "")
        (inputs if is_input else outputs).append(port)
    return inputs, outputs


def is_required(params: Mapping[str, Any]) -> bool:
    """Whether an input must be wired: it says so, and has nothing to stand in."""
    return bool(params.get("is_required", True)) and params.get("default") in (None, "")


def port_block(document: Mapping[str, Any], kind: str, name: str) -> str | None:
    """The block behind a port."""
    for block_id, item in document.get("blocks", {}).items():
        if item.get("type") == kind and (item.get("params", {}).get("name") or block_id.lower()) == name:
            return str(block_id)
    return None


def _height(entry: tuple[str, Any]) -> tuple[float, float, str]:
    block_id, item = entry
    place = item.get("position") or {}
    x, y = place.get("x", 0), place.get("y", 0)
    return (y if isinstance(y, int | float) else 0, x if isinstance(x, int | float) else 0, block_id)
