import importlib.util
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import flows.blocks
from flows.block import Block
from flows.catalogue import blocks


def test_a_skeleton_is_a_block_that_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    blocks()  # they are found once, and not where the skeleton goes
    monkeypatch.setattr(flows.blocks, "__path__", [str(tmp_path)])

    call_command("new", "block", "math.round_up")

    path = tmp_path / "math" / "round_up.py"
    assert str(path) in capsys.readouterr().out
    spec = importlib.util.spec_from_file_location("round_up", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    block = module.block
    assert isinstance(block, Block)
    assert (block.name, block.title) == ("math.round_up", "Round up")
    assert module.evaluate(module.Inputs(value=1.0), module.RoundUpParams()).value == 2.0


@pytest.mark.parametrize(
    ("name", "message"), [("math.scale", "There is a block"), ("Round", "is no block name"), ("../x.y", "is no block name")]
)
def test_a_name_that_cannot_be_is_refused(name: str, message: str):
    with pytest.raises(CommandError, match=message):
        call_command("new", "block", name)
