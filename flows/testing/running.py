"""Runs the tests of a flow: the interpreter over the given samples, on a clock that the test sets."""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple

from msgspec import UNSET

from core.errors import Refused
from flows import history, shown, tracing
from flows.block import Answer
from flows.graphs import compiler, validation
from flows.graphs.compiler import TICK, Row
from flows.graphs.facts import Facts
from flows.graphs.graph import Graph
from flows.graphs.interpreter import BlockRun, Interpreter, Wave
from flows.testing.document import Expected, FlowTest, Given, tests_of, unknown_blocks

RUNS_BOUND = 100_000  # of blocks, by all tests that are run at once
DIFFERENCES_SHOWN = 50
SAME_TIME_S = 0.0015
KEY = 1  # of the device that stands in


class TooMuch(Refused):
    """The tests would take too long."""

    def __init__(self) -> None:
        super().__init__(
            f"The tests need more than {RUNS_BOUND:,} runs of blocks. Shorten “run on”, or give fewer samples.", field="tests"
        )


class Budget:
    """How many runs of blocks are left for the tests that are run together."""

    def __init__(self) -> None:
        self.left = RUNS_BOUND

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooMuch


class Outcome(NamedTuple):
    """A value that left a port, or something that a block asked the world for (then `does` says what)."""

    block: str
    port: str
    does: str
    at_s: float
    value: Any
    detail: str = ""


@dataclass(frozen=True)
class Difference:
    """A place where it came otherwise than expected."""

    kind: Literal["missing", "unexpected", "different"]
    block: str
    port: str
    does: str
    at_s: float
    message: str
    expected: Any = None
    actual: Any = None


@dataclass
class Result:
    name: str
    is_ok: bool = True
    # Why the test could not be run at all.
    error: str = ""
    checked: int = 0
    differences: list[Difference] = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def sentence(self) -> str:
        """Why it fails."""
        return self.error or (self.differences[0].message if self.differences else "")


def run_tests(document: Mapping[str, Any], facts: Facts, *, names: Iterable[str] | None = None) -> list[Result]:
    """Each test of a document, or those with these names, with what came of it."""
    tests, problems = tests_of(document)
    wanted = None if names is None else set(names)
    results = [] if wanted is not None else [Result(name=f"Test {place + 1}", is_ok=False, error=why) for place, why in problems]
    budget = Budget()
    return [*results, *(_run(document, test, facts, budget) for test in tests if wanted is None or test.name in wanted)]


def _run(document: Mapping[str, Any], test: FlowTest, facts: Facts, budget: Budget) -> Result:
    try:
        graph = graph_for(document, test, facts)
        return compare(graph, test, outcomes(graph, test, budget))
    except Refused as error:
        return Result(name=test.name, is_ok=False, error=error.message)


def graph_for(document: Mapping[str, Any], test: FlowTest, facts: Facts) -> Graph:
    """The graph with the params of the test."""
    blocks = document.get("blocks", {})
    unknown = [*unknown_blocks(test, blocks), *(block_id for block_id in test.params if block_id not in blocks)]
    if unknown:
        raise Refused(f"The test names block {unknown[0]}, which the flow does not have any more.")
    if test.params:
        changed = {
            block_id: {**blocks[block_id], "params": {**blocks[block_id].get("params", {}), **params}}
            for block_id, params in test.params.items()
        }
        document = {**document, "blocks": {**blocks, **changed}}
    checked = validation.check(document, facts)
    if checked.graph is None:
        raise Refused(f"The flow has errors, so it cannot be tested: {checked.errors[0].message}")
    return checked.graph


def outcomes(graph: Graph, test: FlowTest, budget: Budget | None = None) -> list[Outcome]:
    """All that comes of the given samples, in the order in which it comes."""
    start_us = start_of(test)
    found: list[Outcome] = []
    budget = budget or Budget()

    def ran(run: BlockRun) -> None:
        budget.spend()
        at_s = (run.at - start_us) / 1_000_000
        found.extend(Outcome(run.block_id, port, "", at_s, value) for port, value in run.sent.items())
        for call in run.effects:
            if not tracing.is_timer_call(call):
                does, value, detail = tracing.parts_of(call)
                found.append(Outcome(run.block_id, "", does, at_s, value, detail))

    def waved(wave: Wave) -> None:
        budget.spend()
        if wave.source is not None:
            at_s = (wave.at - start_us) / 1_000_000
            sent = [address for address in wave.sent if address.block == wave.source.block]
            found.extend(Outcome(one.block, one.port, "", at_s, wave.memory.last[one]) for one in sent)

    Interpreter(graph, watch=ran, watch_wave=waved).run(rows_of(graph, test))
    return found


def start_of(test: FlowTest) -> int:
    try:
        moment = dt.datetime.fromisoformat(test.starts_at)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)
    except (ValueError, OverflowError):
        raise Refused(f"“{test.starts_at[:40]}” is no time for the test to start at: write 2026-01-05T06:00:00Z.") from None


def rows_of(graph: Graph, test: FlowTest) -> list[Row]:
    """The given samples as rows, with a start before them and the clock going on behind them."""
    start_us = start_of(test)
    ways = history.ways_in(graph)
    key = KEY if graph.scope.is_each_device else 0
    given = sorted(test.given, key=lambda item: item.at_s)
    rows = [_row(graph, item, ways, key, start_us) for item in given]
    first_us = min([start_us, *(row[2] for row in rows[:1])])
    if compiler.needs_start(graph):
        rows.insert(0, (TICK, key, first_us, first_us, 0, 0))
    if test.run_on_s > 0:
        end_us = (rows[-1][2] if rows else start_us) + round(test.run_on_s * 1_000_000)
        rows.append((TICK, key, end_us, end_us, 0, 0))
    return rows


def _row(graph: Graph, item: Given, ways: Mapping[str, int], key: int, start_us: int) -> Row:
    placed = graph.blocks.get(item.block)
    if placed is None:
        raise Refused(f"Block {item.block} takes no samples: give them to a source.")
    at = start_us + round(item.at_s * 1_000_000)
    if placed.block.is_source:
        entry = ways.get(compiler.way_of(item.block, item.port))
        if entry is None:
            raise Refused(f"Nothing comes in by output “{item.port}” of “{placed.title}” ({item.block}).")
        return entry, key, at, item.value, item.quality, 0
    if placed.block.has_answer:
        answers = compiler.compile_graph(graph).answer_entries
        return answers[item.block], key, at, Answer(item.ok, item.value, item.error), 0, 0
    raise Refused(f"“{placed.title}” ({item.block}) takes no samples: give them to a source.")


# --- comparing


def compare(graph: Graph, test: FlowTest, found: Sequence[Outcome]) -> Result:
    """What came against what was expected, for each port and each kind of effect that the test names."""
    wanted: dict[tuple[str, str, str], list[Expected]] = {}
    for item in test.expect:
        wanted.setdefault((item.block, item.port, item.does), []).append(item)
    from_s = -math.inf if test.checked_from_s is None else test.checked_from_s - SAME_TIME_S
    differences: list[Difference] = []
    for (block, port, does), items in wanted.items():
        came = [one for one in found if one.at_s >= from_s and _is_of(graph, one, block, port, does)]
        expected = sorted((item for item in items if not item.nothing), key=lambda item: item.at_s)
        differences += _differences(graph, expected, came, test.tolerance)
    differences.sort(key=lambda one: one.at_s)
    checked = len(test.expect)
    if not checked:
        return Result(test.name, is_ok=False, error="The test expects nothing. Say what has to come of its samples.")
    return Result(test.name, is_ok=not differences, checked=checked, differences=differences[:DIFFERENCES_SHOWN])


def _is_of(graph: Graph, one: Outcome, block: str, port: str, does: str) -> bool:
    """Whether it is what an expectation names; a port of a subflow stands for the one inside, its effects for all of those."""
    if port:
        return f"{one.block}.{one.port}" == graph.outlets.get(f"{block}.{port}", f"{block}.{port}")
    is_of_block = one.block == block or one.block.startswith(f"{block}/")
    return bool(one.does) and is_of_block and does in ("", one.does)


def _differences(graph: Graph, expected: Sequence[Expected], came: Sequence[Outcome], tolerance: float) -> Iterator[Difference]:
    """Go along both, side by side in time."""
    left, right = 0, 0
    while left < len(expected) or right < len(came):
        item = expected[left] if left < len(expected) else None
        one = came[right] if right < len(came) else None
        if item is not None and one is not None and abs(item.at_s - one.at_s) <= SAME_TIME_S:
            left, right = left + 1, right + 1
            if item.value is not UNSET and not is_same(item.value, one.value, tolerance):
                yield _difference(graph, "different", one, item.value)
        elif item is not None and (one is None or item.at_s < one.at_s):
            left += 1
            value = None if item.value is UNSET else item.value
            yield _difference(graph, "missing", Outcome(item.block, item.port, item.does, item.at_s, None), value)
        else:
            assert one is not None
            right += 1
            yield _difference(graph, "unexpected", one, None)


def _difference(graph: Graph, kind: Literal["missing", "unexpected", "different"], one: Outcome, expected: Any) -> Difference:
    inside, _, inner = graph.outlets.get(f"{one.block}.{one.port}", f"{one.block}.{one.port}").partition(".")
    placed = graph.blocks.get(inside)
    port = placed.output(inner) if placed else None
    title = placed.title if placed else one.block
    what = f"“{port.title}” of “{title}”" if port else f"“{title}”"
    actual, wanted = (shown.at_port(port, value) for value in (one.value, expected))
    when = f"at {one.at_s:g} s"
    verb = one.does or "anything"
    match kind, bool(one.port):
        case "missing", True:
            message = f"{what} sent nothing {when}; {_written(wanted)} was expected."
        case "missing", False:
            message = f"{what} did not ask for {verb} {when}."
        case "unexpected", True:
            message = f"{what} sent {_written(actual)} {when}; nothing was expected."
        case "unexpected", False:
            message = f"{what} asked for {verb} {_written(actual)} {when}; nothing was expected."
        case _, True:
            message = f"{what} sent {_written(actual)} {when}; {_written(wanted)} was expected."
        case _:
            message = f"{what} asked for {verb} {_written(actual)} {when}; {_written(wanted)} was expected."
    return Difference(
        kind=kind, block=one.block, port=one.port, does=one.does, at_s=one.at_s, message=message, expected=wanted, actual=actual
    )


def _written(value: Any) -> str:
    if value == shown.SECRET:
        return "a secret"
    if isinstance(value, str):
        return f"“{value[:100]}”"
    if value is None:
        return "a value"
    return str(value)[:100] if not isinstance(value, bool) else str(value).lower()


def is_same(expected: Any, actual: Any, tolerance: float) -> bool:
    """Whether two values are equal, numbers within the tolerance, wherever they stand."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, int | float) and isinstance(actual, int | float):
        return math.isclose(expected, actual, rel_tol=1e-9, abs_tol=max(tolerance, 0.0))
    if isinstance(expected, list | tuple) and isinstance(actual, list | tuple):
        return len(expected) == len(actual) and all(is_same(a, b, tolerance) for a, b in zip(expected, actual, strict=True))
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(is_same(item, actual[name], tolerance) for name, item in expected.items())
    return bool(expected == actual)
