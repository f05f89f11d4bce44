"""Blocks that are out of work: switched off, so that nothing leaves them, or bypassed, so that what arrives leaves again.

`"mode": "off"` or `"mode": "bypass"` at a block in the document says so. Such a block stays in the graph with its outputs and
never runs: what hangs on it waits, as on any output that has not sent yet. Behind a bypassed block wires begin at what feeds it:
an output stands for the input of the same name, else for the first one whose values fit.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from flows.block import ERROR_PORT, Block, Params, Port, Ports, fits
from flows.graphs.graph import Address, BlockDocument, Placed

OFF: Final = "off"
BYPASS: Final = "bypass"


def _never() -> Ports:
    raise AssertionError("A block that is out of work does not run.")


_SILENT: Final = Block(name="silent", title="Out of work", evaluate=_never)
# A block without inputs would begin by itself.
_CLOSED: Final = (Port("closed", "Closed", "any", required=False),)


def modes_of(blocks: Mapping[str, BlockDocument]) -> dict[str, str]:
    """The blocks that are out of work, and how."""
    return {block_id: item.mode for block_id, item in blocks.items() if item.mode}


def silenced(blocks: Mapping[str, Placed], modes: Mapping[str, str]) -> tuple[dict[str, Placed], dict[str, str]]:
    """The blocks as they run; and for outputs of bypassed blocks the output that stands for them now."""
    if not modes:
        return dict(blocks), {}
    outlets: dict[str, str] = {}
    for block_id, mode in modes.items():
        for port in blocks[block_id].outputs if mode == BYPASS and block_id in blocks else ():
            source = _source_of(Address(block_id, port.name), blocks, modes)
            if source.block != block_id:
                outlets[f"{block_id}.{port.name}"] = str(source)
    running: dict[str, Placed] = {}
    for block_id, placed in blocks.items():
        if block_id in modes:
            running[block_id] = Placed(block_id, _SILENT, Params(), _CLOSED, placed.outputs, placed.title)
        else:
            wires = {name: _source_of(address, blocks, modes) for name, address in placed.wires.items()}
            running[block_id] = replace(placed, wires=wires)
    return running, outlets


def _source_of(address: Address, blocks: Mapping[str, Placed], modes: Mapping[str, str]) -> Address:
    """What an output stands for: itself, or behind bypassed blocks the output that feeds them."""
    seen: set[Address] = set()
    while modes.get(address.block) == BYPASS and address not in seen:
        seen.add(address)
        name = _way_through(blocks[address.block], address.port, blocks)
        if name is None:
            return address
        address = blocks[address.block].wires[name]
    return address


def _way_through(placed: Placed, output: str, blocks: Mapping[str, Placed]) -> str | None:
    """The input whose values leave by an output of a bypassed block; none where nothing wired fits."""
    port = placed.output(output)
    if port is None or port is ERROR_PORT:
        return None
    fitting = []
    for input_ in placed.inputs:
        address = placed.wires.get(input_.name)
        given = blocks[address.block].output(address.port) if address and address.block in blocks else None
        if given is not None and fits(given.type, port.type):
            fitting.append(input_.name)
    return output if output in fitting else next(iter(fitting), None)
