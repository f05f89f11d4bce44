"""All blocks, found by walking `flows/blocks/`, and their description for the editor."""

import functools
import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

import flows.blocks
from flows.block import Block, Port
from flows.graphs.facts import NoFacts


@functools.cache
def blocks() -> Mapping[str, Block]:
    """Every block by its name."""
    found: dict[str, Block] = {}
    for module_info in pkgutil.walk_packages(flows.blocks.__path__, "flows.blocks."):
        if module_info.ispkg or module_info.name.rpartition(".")[2].startswith("test_"):
            continue
        block = getattr(importlib.import_module(module_info.name), "block", None)
        if not isinstance(block, Block):
            raise TypeError(f"{module_info.name} declares no `block`")
        if block.name in found:
            raise TypeError(f"two blocks are called {block.name}")
        found[block.name] = block
    return MappingProxyType(dict(sorted(found.items())))


@functools.cache
def descriptions() -> tuple[dict[str, Any], ...]:
    """The whole catalogue as JSON; it changes with the program only."""
    return tuple(describe(block) for block in blocks().values() if not block.is_hidden)


def describe(block: Block) -> dict[str, Any]:
    """One entry of the catalogue as JSON."""
    try:
        inputs, outputs = block.ports_of(block.params_type(), NoFacts())
    except ValidationError:  # a block whose params have no defaults; its ports show once they are set
        inputs, outputs = [], []
    return {
        "type": block.name,
        "title": block.title,
        "family": block.family,
        "summary": block.help.partition("\n")[0],
        "help": block.help,
        "version": block.version,
        "params": block.params_type.model_json_schema(),
        "inputs": [port_json(port) for port in inputs],
        "outputs": [port_json(port) for port in outputs],
        "ports": "params" if block.ports else "fixed",
        "delays": block.delays,
        "answers": block.has_answer,
        "examples": [
            {
                "says": example.says,
                "params": dict(example.params),
                "steps": [{"at_s": at_s, "inputs": dict(given), "outputs": dict(sent)} for at_s, given, sent in example.steps()],
                "does": [list(call) for call in example.does],
            }
            for example in block.examples
        ],
        "keywords": list(block.keywords),
    }


def port_json(port: Port) -> dict[str, Any]:
    return {"name": port.name, "title": port.title, "type": port.type, "required": port.required, "help": port.help}
