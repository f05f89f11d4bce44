"""A selection of blocks becomes a subflow: what crosses its border becomes ports, and one block takes its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.errors import Refused
from flows.block import Port, PortType
from flows.graphs.graph import SCHEMA, Address
from flows.subflows.declared import INPUT, OUTPUT

Ports = Mapping[str, tuple[list[Port], list[Port]]]

COLUMN: Final = 240
ROW: Final = 96


@dataclass(frozen=True)
class Extracted:
    """The subflow, and the wires to and from the block that takes the selection's place."""

    document: dict[str, Any]
    wires: list[dict[str, str]]
    position: dict[str, float]


class NothingSelected(Refused):
    code = "nothing_selected"

    def __init__(self) -> None:
        super().__init__("None of the selected blocks stands in this flow. Select the blocks that shall become a subflow.")


def extract(document: Mapping[str, Any], chosen: Iterable[str], ports: Ports, *, place: str) -> Extracted:
    """The chosen blocks as a subflow's document. `place` is the id of the block that will use it; the flow is not changed."""
    blocks = {block_id: item for block_id, item in document["blocks"].items() if block_id in set(chosen)}
    if not blocks:
        raise NothingSelected
    for block_id, item in blocks.items():
        if item["type"] in (INPUT, OUTPUT):
            title = item.get("label") or block_id
            raise Refused(f"“{title}” is a port of this subflow and stays in it. Leave it out of the selection.")
    border = _Border(blocks, ports, place)
    for wire in document["wires"]:
        border.take(wire)
    inner = {
        "schema": document.get("schema", SCHEMA),
        "blocks": border.blocks(),
        "wires": border.inner,
        "params": _params(document, blocks),
    }
    return Extracted(inner, border.outer, _corner(blocks))


def replaced(
    document: Mapping[str, Any], chosen: Iterable[str], extracted: Extracted, use: Mapping[str, Any], place: str
) -> dict[str, Any]:
    """The flow with the block `use` where the chosen blocks were."""
    gone = set(chosen) & document["blocks"].keys()
    blocks = {block_id: item for block_id, item in document["blocks"].items() if block_id not in gone}
    blocks[place] = dict(use)
    wires = [
        wire for wire in document["wires"] if not {Address.parse(wire["from"]).block, Address.parse(wire["to"]).block} & gone
    ]
    return {**document, "blocks": blocks, "wires": [*wires, *extracted.wires]}


def _params(document: Mapping[str, Any], blocks: Mapping[str, Any]) -> list[Any]:
    """Declarations that the chosen blocks ask for, when they are taken out of a subflow themselves."""
    declared = document.get("params", [])
    text = repr(list(blocks.values()))
    return [item for item in declared if isinstance(item, dict) and f"{{'$param': {item.get('name')!r}}}" in text]


class _Border:
    """Sorts the wires into those within, those without, and ports for those that cross."""

    def __init__(self, blocks: Mapping[str, Any], ports: Ports, place: str) -> None:
        self._blocks = dict(blocks)
        self._ports = ports
        self._place = place
        self.inner: list[dict[str, str]] = []
        self.outer: list[dict[str, str]] = []
        # The output that a port stands for -> id and name of the port.
        self._inputs: dict[str, tuple[str, str]] = {}
        self._outputs: dict[str, tuple[str, str]] = {}
        self._port_blocks: dict[str, dict[str, Any]] = {}

    def take(self, wire: Mapping[str, str]) -> None:
        source, target = Address.parse(wire["from"]), Address.parse(wire["to"])
        comes, goes = source.block in self._blocks, target.block in self._blocks
        if comes and goes:
            self.inner.append(dict(wire))
        elif goes:
            # One port for all wires from the same output.
            if wire["from"] not in self._inputs:
                self._inputs[wire["from"]] = self._port(INPUT, self._taken(target), self._given(source), target)
                self.outer.append({"from": wire["from"], "to": f"{self._place}.{self._inputs[wire['from']][1]}"})
            self.inner.append({"from": f"{self._inputs[wire['from']][0]}.value", "to": wire["to"]})
        elif comes:
            if wire["from"] not in self._outputs:
                self._outputs[wire["from"]] = self._port(OUTPUT, self._given(source), self._given(source), source)
                self.inner.append({"from": wire["from"], "to": f"{self._outputs[wire['from']][0]}.value"})
            self.outer.append({"from": f"{self._place}.{self._outputs[wire['from']][1]}", "to": wire["to"]})

    def blocks(self) -> dict[str, Any]:
        return {**self._blocks, **self._port_blocks}

    def _taken(self, address: Address) -> Port | None:
        return next((port for port in self._ports.get(address.block, ((), ()))[0] if port.name == address.port), None)

    def _given(self, address: Address) -> Port | None:
        return next((port for port in self._ports.get(address.block, ((), ()))[1] if port.name == address.port), None)

    def _port(self, kind: str, port: Port | None, feeding: Port | None, at: Address) -> tuple[str, str]:
        """A block for a port: named as the end of the wire inside, typed as what comes, because that fits wherever it goes."""
        is_input = kind == INPUT
        known = self._inputs if is_input else self._outputs
        name = _free(_name_of(at.port), {name for _, name in known.values()})
        block_id = _free("i1" if is_input else "o1", {*self._blocks, *self._port_blocks})
        type_: PortType = feeding.type if feeding else "any"
        params: dict[str, Any] = {"name": name, "type": type_}
        if port and port.title and port.title.lower() != name:
            params["title"] = port.title[:60]
        if is_input and port and not port.required and type_ != "trigger":
            params["is_required"] = False
        xs = [item.get("position", {}).get("x", 0) for item in self._blocks.values()]
        ys = [item.get("position", {}).get("y", 0) for item in self._blocks.values()]
        x = min(xs) - COLUMN if is_input else max(xs) + COLUMN
        position = {"x": x, "y": min(ys) + ROW * len(known)}
        self._port_blocks[block_id] = {"type": kind, "version": 1, "params": params, "position": position, "label": ""}
        return block_id, name


def _name_of(port: str) -> str:
    """A port's name as one that a subflow's port may have."""
    name = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in port.lower()).strip("_")[:40]
    return name if name[:1].isalpha() else f"port_{name}"[:40]


def _free(name: str, taken: Iterable[str]) -> str:
    names = set(taken)
    stem = name.rstrip("0123456789") or name
    number = int(name[len(stem) :] or 1)
    while name in names:
        number += 1
        name = f"{stem[:36]}{number}"
    return name


def _corner(blocks: Mapping[str, Any]) -> dict[str, float]:
    """Where the new block stands: in the middle of what it replaces."""
    places = [item.get("position", {}) for item in blocks.values()]
    return {axis: round(sum(place.get(axis, 0) for place in places) / len(places) / 8) * 8 for axis in ("x", "y")}
