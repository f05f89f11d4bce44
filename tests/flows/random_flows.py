"""Graphs by chance, of every block in the catalogue that works without a world of devices around it.

The params are those of the blocks' own examples, so a new block takes part by being there.
"""

import random
from typing import Any

from flows.block import Block, Port, fits
from flows.catalogue import blocks
from flows.graphs.facts import NoFacts
from flows.graphs.validation import check, place
from tests.flows.drawing import draw

EXTRA: list[tuple[str, dict[str, Any]]] = [
    ("math.scale", {"factor": 0.5, "offset": 1}),
    ("math.moving_average", {"window": 3}),
    ("math.moving_average", {"window": 40}),
    ("math.formula", {"expression": "a - b"}),
    ("math.formula", {"expression": "10 / a"}),
    ("math.formula", {"expression": "a // b + a % 3"}),
    ("math.formula", {"expression": "a if on else b"}),
    ("math.formula", {"expression": "clamp(a, 0, 4) + minimum(a, b) * sine(a)"}),
    ("math.formula", {"expression": "0 < a <= 3 and not on or a == b"}),
    ("logic.threshold", {"raise_at": 3, "clear_at": 1}),
    ("logic.threshold", {"direction": "below", "raise_at": 1, "clear_at": 2}),
    ("logic.on_delay", {"delay_s": 3}),
    ("output.alarm", {"title": "a"}),
    ("output.metric", {"path": "b/c"}),
]


def _candidates() -> list[tuple[Block, dict[str, Any]]]:
    """Blocks with params that can be placed where no device, metric or user is known."""
    found = [(blocks()[name], params) for name, params in EXTRA]
    for block in blocks().values():
        if block.is_source:
            continue
        for params in [{}, *(dict(example.params) for example in block.examples)]:
            placed, _ = place("b", block.name, block.version, params, NoFacts())
            if placed is None or not placed.inputs:
                continue
            # All that it may complain of here is that nothing is wired to it.
            alone = draw({"s1": ("source.metric", {"mode": "pattern", "path": "a"}), "b": (block.name, params)})
            problems = [problem for problem in check(alone, NoFacts()).problems if problem.level == "error"]
            if any(not (problem.field or "").startswith("inputs.") for problem in problems):
                continue
            found.append((block, params))
    return found


CANDIDATES = _candidates()


def random_flow(chance: random.Random, *, size: int = 10) -> dict[str, Any]:
    """Two sources, constants and some blocks, each fed by ones before it; what nobody hears ends in debug blocks.

    In some flows a few are out of work.
    """
    drawn: dict[str, tuple[str, dict[str, Any]]] = {
        "s1": ("source.metric", {"mode": "pattern", "path": "a"}),
        "s2": ("source.metric", {"mode": "pattern", "path": "b"}),
        "c1": ("source.constant", {"number": 2}),
        "c2": ("source.constant", {"kind": "boolean", "boolean": True}),
        "c3": ("source.constant", {"kind": "text", "text": "high"}),
    }
    outputs: list[tuple[str, str]] = []
    for block_id, (kind, params) in drawn.items():
        placed, _ = place(block_id, kind, 1, params, NoFacts())
        assert placed is not None
        outputs += [(f"{block_id}.{port.name}", port.type) for port in placed.outputs]
    wires: list[str] = []
    for index in range(chance.randint(1, size)):
        block, params = chance.choice(CANDIDATES)
        placed, _ = place(f"b{index}", block.name, block.version, params, NoFacts())
        assert placed is not None
        chosen = {port.name: _feeding(chance, port, outputs) for port in placed.inputs}
        if any(port.required and chosen[port.name] is None for port in placed.inputs):
            continue
        drawn[f"b{index}"] = (block.name, params)
        wires += [f"{output} > b{index}.{name}" for name, output in chosen.items() if output is not None]
        outputs += [(f"b{index}.{port.name}", port.type) for port in placed.outputs]
    for index, (output, _) in enumerate(outputs):
        drawn[f"d{index}"] = ("output.debug", {})
        wires.append(f"{output} > d{index}.value")
    document = draw(drawn, *wires)
    if chance.random() < 0.3:
        for block_id, item in document["blocks"].items():
            if block_id not in ("s1", "s2") and chance.random() < 0.2:
                item["mode"] = chance.choice(["off", "bypass"])
    return document


def _feeding(chance: random.Random, port: Port, outputs: list[tuple[str, str]]) -> str | None:
    fitting = [address for address, kind in outputs if fits(kind, port.type)]  # type: ignore[arg-type]  # the types of ports
    if not fitting or (not port.required and chance.random() < 0.3):
        return None
    return chance.choice(fitting)
