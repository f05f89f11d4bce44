"""Flows and subflows as text that people read and Git compares: YAML or JSON, keys in the same order each time.

```yaml
sluice: flow
name: Boiler watch
description: Tells when it is too hot
schema: 1
blocks:
  b1:
    type: source.metric
    version: 1
    params:
      metric: {$metric: {device: boiler, path: temp}}
    position: {x: 0, y: 0}
wires:
- b1.value > b2.value
```
Everything in a document that this Sluice does not know is kept as it is.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import yaml

from core.errors import Refused
from flows.graphs.graph import MAX_BYTES, SCHEMA

Kind = Literal["flow", "subflow"]
Format = Literal["yaml", "json"]

MARK: Final = "sluice"
# Of the file, not of the document.
_HEAD: Final = ("name", "description", "is_enabled", "is_deployed", "icon", "color")
_BLOCK_ORDER: Final = ("type", "version", "label", "params", "position")
_HEAD_DEFAULTS: Final[dict[str, Any]] = {"description": "", "is_enabled": True, "is_deployed": True, "icon": "", "color": ""}
MAX_DEPTH: Final = 60


class NotAFlowFile(Refused):
    code = "no_flow_file"


@dataclass
class Portable:
    """A flow or subflow outside of any installation."""

    kind: Kind
    name: str
    document: dict[str, Any]
    head: dict[str, Any] = field(default_factory=dict)


def written(portable: Portable, format_: Format = "yaml") -> str:
    """The text of a flow or subflow."""
    whole: dict[str, Any] = {MARK: portable.kind, "name": portable.name}
    whole |= {key: value for key in _HEAD if (value := portable.head.get(key)) is not None and value != _HEAD_DEFAULTS.get(key)}
    document = portable.document
    whole["schema"] = document.get("schema", SCHEMA)
    known = ("schema", "params", "blocks", "wires")
    if document.get("params"):
        whole["params"] = document["params"]
    whole["blocks"] = {
        block_id: _block(document["blocks"][block_id]) for block_id in sorted(document.get("blocks", {}), key=_natural)
    }
    whole["wires"] = [_wire(wire) for wire in sorted(document.get("wires", []), key=_wire_order)]
    whole |= {key: document[key] for key in sorted(document) if key not in known}
    return as_text(whole, format_)


def as_text(whole: Mapping[str, Any], format_: Format = "yaml") -> str:
    """Plain values as YAML or JSON, in the order they are in."""
    if format_ == "json":
        return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    return str(yaml.dump(dict(whole), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, indent=2))


def read(text: str) -> Portable:
    """What a text says. Raises `NotAFlowFile` with a sentence when it is none."""
    if len(text) > 2 * MAX_BYTES:
        raise NotAFlowFile(f"The text has {len(text):,} characters; a flow takes at most {2 * MAX_BYTES:,}.")
    if not isinstance(whole := as_values(text), dict):
        raise NotAFlowFile("This is no flow: it holds no blocks. Choose a file that was downloaded from the flow editor.")
    kind = whole.pop(MARK, "flow")
    if kind == "blocks":  # copied from the canvas
        kind = "flow"
    if kind not in ("flow", "subflow"):
        raise NotAFlowFile(f"The text says “{MARK}: {str(kind)[:60]}”; flows say “{MARK}: flow”, subflows “{MARK}: subflow”.")
    head = {key: whole.pop(key) for key in _HEAD if key in whole}
    for key, value in head.items():
        if not isinstance(value, bool if key.startswith("is_") else str):
            raise NotAFlowFile(f"“{key}” cannot be {str(value)[:60]!r}.")
    blocks = whole.get("blocks", {})
    if not isinstance(blocks, dict) or not ("blocks" in whole or "wires" in whole):
        raise NotAFlowFile("This is no flow: it holds no blocks. Choose a file that was downloaded from the flow editor.")
    document = {**whole, "schema": whole.get("schema", SCHEMA)}
    document["blocks"] = {str(block_id): _read_block(str(block_id), item) for block_id, item in blocks.items()}
    document["wires"] = [_read_wire(wire) for wire in _list(whole.get("wires") or [])]
    return Portable(kind, str(head.pop("name", "")), document, head)


def file_name(portable: Portable, format_: Format = "yaml") -> str:
    """A name for the file: letters and digits of the flow's name."""
    stem = re.sub(r"[^\w-]+", "-", portable.name).strip("-").lower() or portable.kind
    return f"{stem}.{portable.kind}.{format_}"


# --- parts


def _block(item: Mapping[str, Any]) -> dict[str, Any]:
    ordered = {key: item[key] for key in _BLOCK_ORDER if key in item and not (key == "label" and not item[key])}
    return ordered | {key: item[key] for key in sorted(item) if key not in _BLOCK_ORDER}


def _read_block(block_id: str, item: Any) -> dict[str, Any]:
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        raise NotAFlowFile(f"The block “{block_id[:60]}” has no type. Write for example “type: math.scale”.")
    if not isinstance(item.get("params") or {}, dict):
        raise NotAFlowFile(f"The params of the block “{block_id[:60]}” are no names with values.")
    place = item.get("position")
    if not isinstance(place, dict) or not all(isinstance(place.get(axis), int | float) for axis in ("x", "y")):
        place = {"x": 0, "y": 0}
    version = item.get("version", 1)
    if not isinstance(version, int):
        raise NotAFlowFile(f"The version of the block “{block_id[:60]}” is a number, not {str(version)[:40]!r}.")
    return {
        **item,
        "version": version,
        "label": str(item.get("label") or ""),
        "params": item.get("params") or {},
        "position": place,
    }


def _wire(wire: Mapping[str, Any]) -> Any:
    return f"{wire['from']} > {wire['to']}" if wire.keys() == {"from", "to"} else dict(wire)


def _read_wire(wire: Any) -> dict[str, Any]:
    if isinstance(wire, str) and wire.count(">") == 1:
        source, target = (part.strip() for part in wire.split(">"))
        wire = {"from": source, "to": target}
    if not isinstance(wire, dict) or not all(isinstance(wire.get(end), str) and "." in wire[end] for end in ("from", "to")):
        raise NotAFlowFile(f"{str(wire)[:80]!r} is no wire. Write for example “b1.value > b2.value”.")
    return wire


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise NotAFlowFile("“wires” is a list, one wire a line.")
    return value


def _natural(block_id: str) -> tuple[Any, ...]:
    """b2 before b10."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", block_id))


def _wire_order(wire: Mapping[str, Any]) -> tuple[Any, ...]:
    return (_natural(wire["from"]), _natural(wire["to"]))


# --- YAML


class _Dumper(yaml.SafeDumper):
    """Short texts as they are, long ones as blocks; the same thing twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    if not all(letter.isprintable() or letter == "\n" for letter in value):
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')
    is_block = "\n" in value and not any(line != line.rstrip() for line in value.split("\n"))
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if is_block else None)


def _mapping(dumper: yaml.SafeDumper, value: dict[str, Any]) -> yaml.MappingNode:
    """A place, and what a thing is called, on one line."""
    is_short = value.keys() in ({"x", "y"}, {"device", "path"}) or (len(value) == 1 and next(iter(value)).startswith("$"))
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=is_short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)


class _Loader(yaml.SafeLoader):
    """YAML whose values are those of JSON: `on` is a text, and so is a date. No aliases, which could grow without bound."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise NotAFlowFile(f"Line {self.line + 1}: references (*name) are not taken. Write the value out.")
        if self.depth > MAX_DEPTH:
            raise NotAFlowFile(f"The text is nested more than {MAX_DEPTH} deep.")
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """Names are texts, also `on` and `1`."""
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


# What would be read as a number has to be quoted, also where other readers would not take it for one.
_Dumper.yaml_implicit_resolvers = {
    first: [*_Dumper.yaml_implicit_resolvers.get(first, []), *_Loader.yaml_implicit_resolvers.get(first, [])]
    for first in {*_Dumper.yaml_implicit_resolvers, *_Loader.yaml_implicit_resolvers}
}


def _float(loader: _Loader, node: yaml.ScalarNode) -> float:
    return float(node.value)


_Loader.add_constructor("tag:yaml.org,2002:float", _float)


def as_values(text: str) -> Any:
    """JSON is read as JSON, for its messages; everything else is YAML."""
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text, parse_constant=_no_constant)
        except json.JSONDecodeError as error:
            found = f"line {error.lineno}, column {error.colno}: {error.msg}"
        except RecursionError:
            found = "it is nested too deep"
        raise NotAFlowFile(f"The text cannot be read as JSON: {found}.")
    try:
        value = yaml.load(text, Loader=_Loader)
        json.dumps(value, allow_nan=False)
    except yaml.MarkedYAMLError as error:
        place = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise NotAFlowFile(f"The text cannot be read as YAML: {place}{error.problem or error.context}.") from None
    except (yaml.YAMLError, TypeError, ValueError, RecursionError) as error:
        raise NotAFlowFile(f"The text cannot be read: {error}.") from None
    return value


def _no_constant(name: str) -> float:
    raise NotAFlowFile(f"{name} is no number that can be held.")
