"""What blocks inside subflows do, told of the block that a person sees in the flow as well."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from flows import catalogue
from flows.graphs.facts import Facts
from flows.graphs.graph import Document, Graph
from flows.subflows.expansion import Expanded, expand, has_subflows

WIDGET: Final = "output.widget"
CONTROL: Final = "source.control"


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


@dataclass(frozen=True)
class DashboardBlock:
    """A block that shows something on dashboards, or takes what a control there sends."""

    block: str
    # With the names of the subflows around it.
    title: str
    is_control: bool


def dashboard_blocks(document: Mapping[str, Any], facts: Facts) -> list[DashboardBlock]:
    """What a flow hands to dashboards and takes from them, those inside its subflows included, by title."""
    try:
        parsed = msgspec.convert(document, Document)
    except msgspec.ValidationError:
        return []  # the editor tells what is wrong with it
    return sorted(_dashboard_blocks(expand(parsed, facts)), key=lambda one: (one.title.lower(), one.block))


def _dashboard_blocks(expanded: Expanded) -> Iterator[DashboardBlock]:
    for block_id, item in expanded.document.blocks.items():
        if item.type not in (WIDGET, CONTROL):
            continue
        named = next((item.params[name] for name in ("label", "name", "title") if item.params.get(name)), "")
        own = item.label or str(named) or block_id.rpartition("/")[2]
        around = [expanded.titles.get(place, place) for place in _uses(block_id)]
        yield DashboardBlock(block_id, " › ".join([*around, own]), item.type == CONTROL)
