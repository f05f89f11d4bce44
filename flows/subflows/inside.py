"""What blocks inside subflows do, told of the block that a person sees in the flow as well."""

from collections.abc import Mapping
from typing import Any

import msgspec

from flows import catalogue
from flows.facts import Facts
from flows.graph import Document, Graph
from flows.subflows.expansion import expand, has_subflows


def _uses(block_id: str) -> list[str]:
    """The blocks around it, from the outermost: `b3` and `b3/u1` for `b3/u1/x2`."""
    parts = block_id.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def runs_with_uses(runs: Mapping[str, int]) -> dict[str, int]:
    """A block that uses a subflow has run as often as the block inside that ran most."""
    told = dict(runs)
    for block_id, count in runs.items():
        for use in _uses(block_id):
            told[use] = max(told.get(use, 0), count)
    return told


def errors_with_uses(errors: Mapping[str, dict[str, Any]], titles: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """A block that uses a subflow has all errors from inside, and shows the last one with the name of its block."""
    told = dict(errors)
    for block_id, error in errors.items():
        for use in _uses(block_id):
            known = told.get(use)
            newest = error | {"message": f"Inside, “{titles.get(block_id, block_id)}”: {error['message']}"}
            if known is None:
                told[use] = newest
            else:
                kept = newest if newest["at"] >= known["at"] else known
                told[use] = kept | {"count": known["count"] + error["count"]}
    return told


def titles_of(graph: Graph) -> dict[str, str]:
    return {placed.id: placed.title for placed in graph.blocks.values() if "/" in placed.id}


def titles_in(document: Mapping[str, Any], facts: Facts) -> dict[str, str]:
    """Titles of the blocks inside the subflows of a document."""
    parsed = msgspec.convert(document, Document)
    if not has_subflows(parsed):
        return {}
    blocks = catalogue.blocks()
    return {
        block_id: item.label or (blocks[item.type].title if item.type in blocks else item.type)
        for block_id, item in expand(parsed, facts).document.blocks.items()
        if "/" in block_id
    }
