"""What blocks ask for in a replay and get: stored samples, as they were at the replayed moment. All else is only listed."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from core.errors import Refused
from flows.block import Answer
from flows.cold.kinds import Context, kinds
from flows.graphs.graph import Graph

# Kind of call -> the block that makes it. It reads our own store and changes nothing.
ANSWERED: Final[Mapping[str, str]] = {"history": "source.history"}

# Kind, request, block, key, time of the run -> the answer.
Ask = Callable[[str, Mapping[str, Any], str, int, int], Answer]


def answers_to(graph: Graph, organization_id: str, flow_id: int) -> Ask | None:
    """Who answers the blocks of a graph; nobody, when none of them asks."""
    if not any(placed.block.name in ANSWERED.values() for placed in graph.blocks.values()):
        return None
    one_device = graph.scope.device.id if graph.scope.device else None

    def ask(kind: str, request: Mapping[str, Any], block_id: str, key: int, at: int) -> Answer:
        context = Context(
            effect_id=f"replay {block_id} {key} {at}",
            organization_id=organization_id,
            flow_id=flow_id,
            block_id=block_id,
            device_id=key if graph.scope.is_each_device else one_device,
            time_us=at,
        )
        now = as_of(request, at)
        if now is None:
            return Answer(True, _nothing(request))
        try:
            return Answer(True, kinds()[kind].perform(now, context))
        except Refused as error:
            return Answer(False, error=error.message)

    return ask


def as_of(request: Mapping[str, Any], at: int) -> dict[str, Any] | None:
    """The request without what had not happened yet at that time; none when nothing of it had."""
    end_us = min(request["end_us"], at + 1)
    return {**request, "end_us": end_us} if request["start_us"] < end_us else None


def _nothing(request: Mapping[str, Any]) -> dict[str, Any]:
    empty: dict[str, Any] = {"count": 0} | ({"series": [[], []]} if request["limit"] else {})
    return {"metrics": [dict(empty) for _ in request["metrics"]]}
