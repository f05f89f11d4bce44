"""A flow's document as objects: blocks placed with checked params, wires between their ports, and the order to run them
in."""

import hashlib
import heapq
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from flows import translated
from flows.block import Block, Listen, Params, Port
from flows.graphs.facts import Scope

SCHEMA = 1
BLOCK_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
MAX_BLOCKS = 500
MAX_WIRES = 1_000
MAX_BYTES = 1_000_000
EMPTY: Mapping[str, Any] = {"schema": SCHEMA, "blocks": {}, "wires": []}


class BlockDocument(msgspec.Struct):
    """One block as it is saved. Unknown fields belong to the editor and are none of our business."""

    type: str
    version: int = 1
    params: dict[str, Any] = {}
    label: str = ""
    # Out of work: switched off, or passed by (see flows/silencing.py).
    mode: Literal["", "off", "bypass"] = ""


class WireDocument(msgspec.Struct, rename={"source": "from", "target": "to"}):
    source: str
    target: str


class Document(msgspec.Struct):
    schema: int
    blocks: dict[str, BlockDocument] = {}
    wires: list[WireDocument] = []


@dataclass(frozen=True)
class Address:
    """A port of a block, written `block.port`."""

    block: str
    port: str

    @classmethod
    def parse(cls, text: str) -> "Address":
        block, _, port = text.partition(".")
        return cls(block, port)

    def __str__(self) -> str:
        return f"{self.block}.{self.port}"


@dataclass(frozen=True)
class Placed:
    """A block in a graph, with its checked params and the ports that follow from them."""

    id: str
    block: Block
    params: Params
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    label: str = ""
    # Input port -> the output that feeds it.
    wires: dict[str, Address] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.label or translated.title(self.block)

    def port_title(self, port: Port) -> str:
        return translated.port_title(self.block, port)

    def input(self, name: str) -> Port | None:
        return next((port for port in self.inputs if port.name == name), None)

    def output(self, name: str) -> Port | None:
        return next((port for port in self.outputs if port.name == name), None)

    @property
    def listens(self) -> tuple[Listen, ...]:
        """What a source hears, one for each of the outputs that carry what it hears."""
        found = self.block.listen(self.params) if self.block.listen else ()
        return (found,) if isinstance(found, Listen) else tuple(found)

    def fingerprint(self, *, of_state: bool = False) -> str:
        """Equal as long as type and params are: then a deploy keeps the state. Place and label do not count."""
        params = "" if of_state and self.block.keeps_state else self.params.model_dump_json()
        return digest(f"{self.block.name} {self.block.version} {params}")

    def wiring(self) -> str:
        """Equal as long as the block is the same and hears the same outputs."""
        return digest(f"{self.fingerprint()} {sorted((name, str(address)) for name, address in self.wires.items())}")


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Graph:
    """A flow that can be compiled: nothing is wrong with it any more."""

    blocks: Mapping[str, Placed]
    order: tuple[str, ...]
    scope: Scope
    # Ports of subflows, which are gone -> the output inside or outside that a wire from there stands for.
    outlets: Mapping[str, str] = field(default_factory=dict)

    def in_order(self) -> Iterable[Placed]:
        return (self.blocks[block_id] for block_id in self.order)

    def sources(self) -> list[Placed]:
        return [placed for placed in self.in_order() if placed.block.is_source]


def order_of(blocks: Mapping[str, Placed]) -> tuple[list[str], list[str]]:
    """The blocks so that each comes after those that feed it, by document order where there is a choice; and one circle, if any.

    A wire out of a block that delays belongs to a later run, so it does not count.
    """
    place = {block_id: index for index, block_id in enumerate(blocks)}
    waiting: dict[str, set[str]] = {}
    followers: dict[str, list[str]] = {block_id: [] for block_id in blocks}
    for placed in blocks.values():
        feeding = {address.block for address in placed.wires.values() if not blocks[address.block].block.delays}
        waiting[placed.id] = feeding
        for block_id in feeding:
            followers[block_id].append(placed.id)
    ready = [place[block_id] for block_id, feeding in waiting.items() if not feeding]
    heapq.heapify(ready)
    names, order = list(blocks), []
    while ready:
        block_id = names[heapq.heappop(ready)]
        order.append(block_id)
        for follower in followers[block_id]:
            waiting[follower].discard(block_id)
            if not waiting[follower]:
                heapq.heappush(ready, place[follower])
    left = {block_id: feeding for block_id, feeding in waiting.items() if feeding}
    return order, _circle(left) if left else []


def _circle(left: Mapping[str, set[str]]) -> list[str]:
    """Walk backwards until a block comes twice: each of the left ones is fed by another left one, or stands behind a circle."""
    path = [next(iter(left))]
    while True:
        before = min(block_id for block_id in left[path[-1]] if block_id in left)
        if before in path:
            return [*path[path.index(before) :], before][::-1]
        path.append(before)


def glob_pattern(path: str) -> re.Pattern[str]:
    """A path pattern in which `*` stands for any characters."""
    return re.compile(".*".join(re.escape(part) for part in path.split("*")) + r"\Z", re.DOTALL)


def topic_pattern(topic_filter: str) -> re.Pattern[str]:
    """An MQTT topic filter: `+` stands for one level, `#` for all that follow; empty takes every topic."""
    parts = topic_filter.strip("/").split("/") if topic_filter.strip("/") else ["#"]
    written = ""
    for place, part in enumerate(parts):
        slash = "/" if place else ""
        if part == "#":
            written += f"(?:{slash}.*)?"
            break
        written += slash + ("[^/]*" if part == "+" else re.escape(part))
    return re.compile(written + r"\Z", re.DOTALL)
