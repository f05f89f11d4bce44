"""Every block keeps what its examples promise."""

import json

import msgspec
import pytest
from msgspec import UNSET

from flows.block import Block, Example, ports_class
from flows.catalogue import blocks, describe
from flows.graphs.facts import NoFacts
from flows.world import RecordingWorld

EXAMPLES = [(block, example) for block in blocks().values() for example in block.examples]


@pytest.mark.parametrize(("block", "example"), EXAMPLES, ids=[f"{block.name}: {example.says}" for block, example in EXAMPLES])
def test_a_block_does_what_its_example_says(block: Block, example: Example):
    params = block.params_type(**example.params)
    inputs, outputs = block.ports_of(params, NoFacts())
    if block.evaluate is None:
        return
    struct = ports_class("Inputs", inputs) if block.ports else block.inputs_type
    world = RecordingWorld()
    state = block.state_type() if block.state_type else None
    for index, (at_s, given, expected) in enumerate(example.steps()):
        offered = {
            "inputs": struct(**given),
            "params": params,
            "state": state,
            "at": round(at_s * 1_000_000),
            "world": world,
            "prepared": block.prepare(params) if block.prepare else None,
            "fresh": frozenset(example.fresh[index] if example.fresh else given),
            "answer": example.answers[index] if example.answers else None,
            "quality": 0,
            "wired": frozenset(name for _, each, _ in example.steps() for name in each),
            "arrived": round(at_s * 1_000_000),
        }
        answer = block.evaluate(**{name: offered[name] for name in block.wants})
        sent, state = answer if block.state_type else (answer, None)
        assert {name: value for name, value in msgspec.structs.asdict(sent).items() if value is not UNSET} == expected
        assert set(expected) <= {port.name for port in outputs}
        if state is not None:
            packed = msgspec.msgpack.encode(state)
            state = msgspec.msgpack.decode(packed, type=block.state_type)
    assert world.calls == list(example.does)


@pytest.mark.parametrize("block", blocks().values(), ids=lambda block: block.name)
def test_a_block_is_described_for_the_editor(block: Block):
    entry = json.loads(json.dumps(describe(block)))

    assert entry["type"] == block.name
    assert entry["summary"].endswith((".", ":", "`"))
    assert entry["examples"], "an example is the shortest help"
    for name, schema in entry["params"]["properties"].items():
        assert schema.get("title"), f"the field {name} needs a title"
    assert set(block.on_change) <= {port["name"] for port in entry["outputs"]}
    assert set(block.quiet) <= {port["name"] for port in entry["inputs"]}
