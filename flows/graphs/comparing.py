"""What a deploy keeps of the state of a flow's blocks, and what it loses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flows.graphs import validation
from flows.graphs.facts import Facts
from flows.graphs.graph import Graph


@dataclass(frozen=True)
class LostState:
    """A block that remembers something now, and will not after a deploy."""

    block: str
    title: str
    # Its state begins anew because it changes; or the block goes, and its state with it.
    what: Literal["anew", "gone"]


def lost_state(before: Mapping[str, Any], after: Mapping[str, Any], facts: Facts) -> list[LostState]:
    """State that a deploy of `after` loses where `before` runs. Nothing is known while either cannot be read."""
    running = validation.check(before, facts, is_deployed=True).graph
    coming = validation.check(after, facts, is_deployed=True).graph
    if running is None or coming is None:
        return []
    return list(_lost(running, coming))


def _lost(running: Graph, coming: Graph) -> list[LostState]:
    lost = []
    for placed in running.in_order():
        if placed.block.state_type is None:
            continue
        next_ = coming.blocks.get(placed.id)
        if next_ is None:
            lost.append(LostState(placed.id, placed.title, "gone"))
        elif next_.fingerprint(of_state=True) != placed.fingerprint(of_state=True):
            lost.append(LostState(placed.id, placed.title, "anew"))
    return lost
