"""Tests out of what has happened: of a trace, or of a span of samples."""

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from core.errors import Refused
from flows import history, shown
from flows.block import ERROR_PORT
from flows.graphs.compiler import Row
from flows.graphs.graph import Graph
from flows.history import Heard
from flows.testing.document import Expected, FlowTest, Given
from flows.testing.running import SAME_TIME_S, Outcome, outcomes
from flows.web import sealed
from telemetry.times import iso

WARM_UPS = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 500)  # samples before the one in question, as few as do
SPAN_BOUND = 500
LONGEST_RUN_ON_S = 3_600.0


def of_trace(graph: Graph, trace: dict[str, Any], sources: Sequence[Heard], *, name: str) -> tuple[FlowTest, str]:
    """A test that brings the flow to where it stood by as few samples as do, then gives it the traced one.

    Also a sentence for people, when the state then rested on more history than a test holds.
    """
    sample = trace["sample"]
    key = trace["key"]
    ways = history.ways_in(graph)
    way = sample["block"] if sample["port"] == "value" else f"{sample['block']}.{sample['port']}"
    if way not in ways:
        raise Refused(f"The traced sample came in by {way}, which the flow does not have any more. Trace another one.")
    at = round(sample["at"] * 1000)
    row: Row = (ways[way], key, at, sample["value"], sample["quality"], 0)
    before = history.rows_before(sources, at, WARM_UPS[-1])
    wanted = _told(trace)
    run_on_s = _run_on_s(trace)
    made = None
    for count in dict.fromkeys(min(number, len(before)) for number in WARM_UPS):
        made = _given(graph, [*before[len(before) - count :], row], name=name, checked_from=at, device=sample["device"])
        found = [one for one in outcomes(graph, made) if _is_at(one, made)]
        if _shown(graph, found) == wanted:
            made.run_on_s = run_on_s
            return _with_expectations(graph, made), ""
    assert made is not None
    made.run_on_s = run_on_s
    note = (
        f"What the flow did then rests on more than the {len(before)} samples before it that are stored or that a test holds. "
        "The expectations are those of a run over these."
    )
    return _with_expectations(graph, made), note


def name_of(graph: Graph, trace: dict[str, Any]) -> str:
    """What a person would call a test of this trace."""
    sample = trace["sample"]
    value = sample["value"]
    placed = graph.blocks.get(sample["block"])
    given = f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
    title = sample["path"] or (placed.title if placed else sample["block"])
    does = [item["does"] for step in trace["steps"] for item in step["effects"]]
    follows = f" → {', '.join(dict.fromkeys(does))}" if does else ""
    return f"{title} {given}{follows}"[:100]


def of_span(graph: Graph, sources: Sequence[Heard], *, from_us: int, to_us: int, name: str) -> FlowTest:
    """A test that gives the flow the samples of a span, beginning with nothing remembered."""
    rows = history.rows_between(sources, from_us, to_us, SPAN_BOUND + 1)
    if not rows:
        raise Refused("No samples are stored for this span. Choose another one.", field="from")
    if len(rows) > SPAN_BOUND:
        message = f"The span has more than {SPAN_BOUND} samples, which is as many as a test takes. Choose a shorter one."
        raise Refused(message, field="from")
    device = sources[0].device.name if graph.scope.is_each_device else ""
    return _with_expectations(graph, _given(graph, rows, name=name, checked_from=None, device=device))


def _given(graph: Graph, rows: Sequence[Row], *, name: str, checked_from: int | None, device: str) -> FlowTest:
    names = {entry: way for way, entry in history.ways_in(graph).items()}
    start_us = rows[0][2]
    given = []
    for entry, _, at, value, quality, _ in rows:
        block, _, port = names[entry].partition(".")
        given.append(Given(block=block, at_s=(at - start_us) / 1_000_000, value=value, port=port or "value", quality=quality))
    return FlowTest(
        name=name,
        given=given,
        device=device,
        starts_at=iso(start_us),
        checked_from_s=None if checked_from is None else (checked_from - start_us) / 1_000_000,
    )


def _is_at(one: Outcome, test: FlowTest) -> bool:
    return test.checked_from_s is not None and one.at_s >= test.checked_from_s - SAME_TIME_S


def _told(trace: dict[str, Any]) -> list[tuple[str, str, str, Any]]:
    """What the traced sample did, in a form that can be compared."""
    found = []
    for step in trace["steps"]:
        if step["at"] != trace["sample"]["at"]:
            continue
        found += [(step["block"], port, "", value) for port, value in step["outputs"].items()]
        found += [(step["block"], "", item["does"], item["value"]) for item in step["effects"]]
    return sorted(found, key=repr)


def _shown(graph: Graph, found: Sequence[Outcome]) -> list[tuple[str, str, str, Any]]:
    told = []
    for one in found:
        port = graph.blocks[one.block].output(one.port)
        told.append((one.block, one.port, one.does, shown.at_port(port, one.value)))
    return sorted(told, key=repr)


def _run_on_s(trace: dict[str, Any]) -> float:
    """Until the last timer that the sample has set comes, unless that is far away."""
    at = trace["sample"]["at"]
    dues = [step["timer"]["due"] for step in trace["steps"] if step["timer"] and step["timer"]["due"] is not None]
    waits = [(due - at) / 1000 for due in dues if 0 < due - at <= LONGEST_RUN_ON_S * 1000]
    return max(waits, default=0.0)


def _with_expectations(graph: Graph, test: FlowTest) -> FlowTest:
    """Expect what comes: from the blocks at the ends, from those that feed them, and all that is asked of the world."""
    found = [one for one in outcomes(graph, test) if test.checked_from_s is None or _is_at(one, test)]
    fed = {address for placed in graph.blocks.values() for address in placed.wires.values()}
    used = {address.block for address in fed}
    ends = [placed for placed in graph.in_order() if placed.id not in used and not placed.block.is_source]
    feeding = {(address.block, address.port) for placed in ends for address in placed.wires.values()}
    feeding = {one for one in feeding if not graph.blocks[one[0]].block.is_source}
    chosen = feeding | {(placed.id, port.name) for placed in ends for port in placed.outputs}
    test.expect = [
        Expected(block=one.block, port=one.port, does=one.does, at_s=round(one.at_s, 6), value=_kept(one))
        for one in found
        if one.does or (one.block, one.port) in chosen
    ]
    named = {(item.block, item.port) for item in test.expect}
    for placed in ends:
        if all(port is ERROR_PORT for port in placed.outputs) and (placed.id, "") not in named:
            test.expect.append(Expected(block=placed.id, nothing=True))
    return test


def _kept(one: Outcome) -> Any:
    """A secret is expected to come, but not written down: it would be another one the next time."""
    text = repr(one.value)
    return UNSET if sealed.hidden(text) != text else one.value
