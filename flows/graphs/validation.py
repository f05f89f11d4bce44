"""Everything that is wrong with a flow's document, each with its block, its field and a sentence."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import msgspec
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core import languages
from core.errors import Refused, SluiceError
from flows import catalogue, silencing, translated
from flows.block import Block, Listen, Port, fits
from flows.graphs import graph
from flows.graphs.facts import DeviceFact, Facts, Scope
from flows.graphs.graph import Address, Document, Graph, Placed, glob_pattern
from flows.portable import absent as absent_names
from flows.subflows import declared, expansion
from flows.testing.document import tests_of, unknown_blocks


@dataclass(frozen=True)
class Problem:
    """One sentence about one field of one block; without a block it is about the whole flow."""

    block: str | None
    field: str | None
    message: str
    level: Literal["error", "warning"] = "error"

    def json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Checked:
    """What is known about a document: the graph when it has no errors, all problems, its blocks as they were drawn."""

    graph: Graph | None
    problems: list[Problem]
    drawn: Mapping[str, Placed]

    @property
    def ports(self) -> dict[str, tuple[list[Port], list[Port]]]:
        return {placed.id: (list(placed.inputs), list(placed.outputs)) for placed in self.drawn.values()}

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level == "error"]

    @property
    def is_each_device(self) -> bool | None:
        """Whether the flow runs once for each device; nobody knows while it has errors."""
        return self.graph.scope.is_each_device if self.graph else None

    def ports_json(self) -> dict[str, Any]:
        return {placed.id: translated.ports_json(placed) for placed in self.drawn.values()}


def check(raw: Any, facts: Facts, *, is_deployed: bool = False, subflow_id: int | None = None) -> Checked:
    """Check a document. It never raises: a flow half drawn is the usual case.

    A revision that is deployed was sound once. When a metric or device has gone since, it runs on without that. With
    `subflow_id` it is the document of a subflow: ports are allowed, and placeholders of its params.
    """
    document, problems = _read(raw)
    if document is None:
        return Checked(None, problems, {})
    unknown: set[tuple[str, str]] = set()
    if subflow_id is not None:
        problems += [Problem(None, "params", message) for message in declared.params_problems(raw)]
    problems += _fill(document, raw, is_subflow=subflow_id is not None, unknown=unknown)
    drawn = _place_all(document, facts, problems)
    problems += _connect(document, drawn, is_deployed=is_deployed)
    problems += _unwired(drawn, document)
    blocks, outlets, modes = drawn, dict[str, str](), silencing.modes_of(document.blocks)
    if expansion.has_subflows(document):
        inside = _Inside(document, drawn, facts, problems, subflow_id)
        unknown |= inside.expanded.unknown
        blocks, outlets = inside.blocks(is_deployed=is_deployed), inside.expanded.outlets
        modes = silencing.modes_of(inside.expanded.document.blocks)
        tell = inside.told_outside
    else:
        tell = _as_it_is
    working = {block_id: placed for block_id, placed in blocks.items() if block_id not in modes}
    scoped, (blocks, passed) = blocks, silencing.silenced(blocks, modes)
    outlets = _followed(outlets, passed)
    order, circle = graph.order_of(blocks)
    if circle:
        names = " → ".join(blocks[block_id].title for block_id in circle)
        message = f"These blocks feed each other in a circle: {names}. A circle needs a block that delays."
        problems.append(Problem(expansion.outer_of(circle[0]), None, message))
    problems[:] = [problem for problem in problems if not _is_unknown(problem, unknown)]
    if is_deployed and any(problem.level == "error" for problem in problems):
        return Checked(None, problems, {})
    # Also what is switched off says for what the flow runs: switching a source off changes nothing about it.
    scope, found = scope_of(scoped, facts)
    for placed in {**working, **drawn}.values():
        for complaint in placed.block.check_params(placed.params, facts, scope):
            # What does not run does no harm.
            level = "warning" if placed.id in modes else complaint.level
            found.append(Problem(placed.id, complaint.field, complaint.message, level))
    found += _self_feeding(blocks, facts, scope)
    problems += [tell(problem) for problem in found if not _is_unknown(problem, unknown)]
    problems += _of_tests(raw, document)
    is_sound = is_deployed or not any(problem.level == "error" for problem in problems)
    return Checked(Graph(blocks, tuple(order), scope, outlets) if is_sound else None, problems, drawn)


def _followed(outlets: Mapping[str, str], passed: Mapping[str, str]) -> dict[str, str]:
    """Ports of subflows that lead to a bypassed block lead to what stands for it."""
    return {**passed, **{port: passed.get(source, source) for port, source in outlets.items()}}


def _as_it_is(problem: Problem) -> Problem:
    return problem


def _is_unknown(problem: Problem, unknown: set[tuple[str, str]]) -> bool:
    """Whether it is about a param whose value only the users of a subflow will give."""
    _, _, path = (problem.field or "").partition(".")
    return (problem.block or "", path.partition(".")[0]) in unknown


def _fill(document: Document, raw: Mapping[str, Any], *, is_subflow: bool, unknown: set[tuple[str, str]]) -> Iterator[Problem]:
    """Put the defaults of a subflow's params where they are asked for, so that it can be checked."""
    values = declared.values_of(declared.params_of(raw), {}) if is_subflow else {}
    for block_id, item in document.blocks.items():
        if not is_subflow and item.type in (declared.INPUT, declared.OUTPUT):
            yield Problem(block_id, "type", "It stands only inside a subflow. Delete it, or make a subflow of these blocks.")
        if declared.is_filled(item.params):
            continue
        put = declared.filled(item.params, values)
        for name in sorted(put.undeclared):
            way_out = "Declare it, or put a value." if is_subflow else "Only a subflow has params: put a value."
            yield Problem(block_id, "params", f"There is no param “{name}” here. {way_out}")
        unknown |= {(block_id, name) for name in put.missing}
        document.blocks[block_id] = msgspec.structs.replace(item, params=put.params)


def _place_all(document: Document, facts: Facts, problems: list[Problem]) -> dict[str, Placed]:
    blocks = {}
    for block_id, item in document.blocks.items():
        placed, found = place(block_id, item.type, item.version, item.params, facts, label=item.label)
        problems += found
        if placed is not None:
            blocks[block_id] = placed
    return blocks


class _Inside:
    """The blocks of a flow with those inside its subflows; what is wrong with these is told of the block that a person sees."""

    def __init__(
        self,
        document: Document,
        drawn: Mapping[str, Placed],
        facts: Facts,
        problems: list[Problem],
        subflow_id: int | None,
    ) -> None:
        self._drawn = drawn
        self._wired = {wire.target: Address.parse(wire.source).block for wire in document.wires}
        self._facts = facts
        self._problems = problems
        self.expanded = expansion.expand(document, facts, own_id=subflow_id)
        problems += [self.told_outside(Problem(trouble.block, None, trouble.message)) for trouble in self.expanded.troubles]

    def blocks(self, *, is_deployed: bool) -> dict[str, Placed]:
        blocks: dict[str, Placed] = {}
        found: list[Problem] = []
        for block_id, item in self.expanded.document.blocks.items():
            if "/" not in block_id:
                if block_id in self._drawn:
                    blocks[block_id] = replace(self._drawn[block_id], wires={})
                continue
            placed, wrong = place(block_id, item.type, item.version, item.params, self._facts, label=item.label, is_inside=True)
            found += wrong
            if placed is not None:
                blocks[block_id] = placed
        found += _connect(self.expanded.document, blocks, is_deployed=is_deployed)
        found = [problem for problem in found if "/" in (problem.block or "")]
        found += [problem for problem in _unwired(blocks, self.expanded.document) if self._is_news(problem)]
        # What is not known inside a subflow that is being drawn is no problem of it.
        found = [problem for problem in found if not _is_unknown(problem, self.expanded.unknown)]
        self._problems += [self.told_outside(problem) for problem in found]
        return blocks

    def _is_news(self, problem: Problem) -> bool:
        """Blocks inside, and those outside that hang on a port which has nothing behind it."""
        block_id = problem.block or ""
        if self.expanded.troubles:
            return False
        if "/" in block_id:
            return True
        port = (problem.field or "").removeprefix("inputs.")
        feeding = self._wired.get(f"{block_id}.{port}")
        return feeding is not None and feeding in self._drawn

    def told_outside(self, problem: Problem) -> Problem:
        block_id = problem.block or ""
        if "/" not in block_id:
            return problem
        outer = expansion.outer_of(block_id)
        names = [self.expanded.titles[place] for place in self._places(block_id) if place in self.expanded.titles]
        item = self.expanded.document.blocks.get(block_id)
        block = catalogue.blocks().get(item.type) if item else None
        if item is not None:
            names.append(item.label or (translated.title(block) if block else item.type))
        where = f"Inside, {' › '.join(f'“{name}”' for name in names)}" if names else "Inside"
        return Problem(outer, None, f"{where}: {problem.message}", problem.level)

    @staticmethod
    def _places(block_id: str) -> Iterator[str]:
        """The blocks between the outermost one and this: `b3/u1` for `b3/u1/x2`."""
        parts = block_id.split("/")
        for length in range(2, len(parts)):
            yield "/".join(parts[:length])


def _of_tests(raw: Any, document: Document) -> Iterator[Problem]:
    """Tests that cannot be run. They keep nobody from drawing; a deploy runs them."""
    tests, problems = tests_of(raw)
    for place, message in problems:
        yield Problem(None, f"tests.{place}", message, "warning")
    for test in tests:
        for block_id in unknown_blocks(test, document.blocks):
            yield Problem(None, "tests", f"Test “{test.name}” names block {block_id}, which is gone.", "warning")


def _read(raw: Any) -> tuple[Document | None, list[Problem]]:
    """The document's shape and size."""
    try:
        size = len(json.dumps(raw))
        if size > graph.MAX_BYTES:
            return None, [
                Problem(
                    None, None, f"The flow takes {size:,} bytes; {graph.MAX_BYTES:,} are allowed. Split it into several flows."
                )
            ]
        document = msgspec.convert(raw, Document)
    except (msgspec.ValidationError, TypeError, ValueError, RecursionError) as error:
        return None, [Problem(None, None, f"This is not the document of a flow: {error}.")]
    if document.schema != graph.SCHEMA:
        return None, [Problem(None, None, f"The document has schema {document.schema}; this Sluice reads schema {graph.SCHEMA}.")]
    problems = []
    if len(document.blocks) > graph.MAX_BLOCKS:
        problems.append(
            f"The flow has {len(document.blocks)} blocks; {graph.MAX_BLOCKS} are allowed. Split it into several flows."
        )
    if len(document.wires) > graph.MAX_WIRES:
        problems.append(f"The flow has {len(document.wires)} wires; {graph.MAX_WIRES} are allowed. Split it into several flows.")
    return (None if problems else document), [Problem(None, None, message) for message in problems]


def place(
    block_id: str,
    block_type: str,
    version: int,
    params: Mapping[str, Any],
    facts: Facts,
    *,
    label: str = "",
    is_inside: bool = False,
) -> tuple[Placed | None, list[Problem]]:
    """A block with its params checked, brought up to date when an older version saved them."""
    if not is_inside and not graph.BLOCK_ID.fullmatch(block_id):
        return None, [
            Problem(block_id, None, f"“{block_id}” is no block id. Use up to 40 letters, digits and _, with a letter first.")
        ]
    block = catalogue.blocks().get(block_type)
    if block is None:
        return None, [Problem(block_id, "type", f"There is no block “{block_type}”. Delete it or choose another one.")]
    if version > block.version:
        title = translated.title(block)
        words = f"“{title}” was saved by a newer Sluice (version {version}, here {block.version}). Update Sluice."
        return None, [Problem(block_id, "type", words)]
    absent = [
        Problem(block_id, f"params.{name}", absent_names.sentence(*found))
        for name, value in params.items()
        if (found := absent_names.unresolved(value)) is not None
    ]
    if absent:
        return None, absent
    try:
        checked = block.params_type(**_upgraded_params(block, version, params))
        inputs, outputs = block.ports_of(checked, facts)
    except ValidationError as error:
        return None, [_problem_of(block_id, block, details) for details in error.errors(include_url=False)]
    except SluiceError as error:
        return None, [Problem(block_id, error.field, error.message)]
    except TypeError as error:  # params whose names are no names
        return None, [Problem(block_id, None, f"The params cannot be read: {error}.")]
    return Placed(block_id, block, checked, tuple(inputs), tuple(outputs), label), []


def _upgraded_params(block: Block, version: int, params: Mapping[str, Any]) -> dict[str, Any]:
    if block.upgrade is None or version >= block.version:
        return dict(params)
    try:
        return block.upgrade(dict(params), version)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Refused(f"The params of version {version} cannot be brought to version {block.version}: {error!r}.") from None


def upgraded(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The document with all blocks at their present version, as the editor shows it; what cannot be upgraded stays."""
    blocks = {}
    for block_id, item in raw.get("blocks", {}).items():
        block = catalogue.blocks().get(item.get("type", ""))
        version = item.get("version", 1)
        if block is not None and version < block.version:
            try:
                params = _upgraded_params(block, version, item.get("params", {}))
                item = {**item, "version": block.version, "params": params}
            except Refused:
                pass
        blocks[block_id] = item
    return {**raw, "blocks": blocks}


def _problem_of(block_id: str, block: Block, details: ErrorDetails) -> Problem:
    name = str(details["loc"][0]) if details["loc"] else ""
    message = details["msg"].removeprefix("Value error, ").rstrip(".")
    known = block.params_type.model_fields.get(name)
    if details["type"] == "extra_forbidden":
        title = translated.title(block)
        message = f"“{title}” has no param “{name}”"
    elif known and details["type"] != "value_error":
        value = details.get("input")
        words = message[:1].lower() + message[1:]
        if details["type"] != "missing" and isinstance(value, str | int | float | bool):
            words = f"{words} (not {value!r:.60})"
        title = translated.texts(block.name, languages.current()).of(known.title or name)
        message = f"{title}: {words}"
    # A row of a table is named too: params.week.0.start
    in_row = [str(part) for part in details["loc"][1:3]] if len(details["loc"]) > 1 and isinstance(details["loc"][1], int) else []
    return Problem(block_id, ".".join(["params", *([name] if name else []), *in_row]), f"{message}.")


def _connect(document: Document, blocks: Mapping[str, Placed], *, is_deployed: bool) -> Iterator[Problem]:
    """Enter each wire that fits at its target; tell about the others."""
    for index, wire in enumerate(document.wires):
        source, target = Address.parse(wire.source), Address.parse(wire.target)
        missing = next((address for address in (source, target) if address.block not in document.blocks), None)
        if missing is not None:
            yield Problem(
                None, f"wires.{index}", f"A wire from {source} to {target} hangs in the air: there is no block {missing.block}."
            )
            continue
        if source.block not in blocks or target.block not in blocks:
            continue  # the block itself is wrong, which has been said
        giver, taker = blocks[source.block], blocks[target.block]
        output, input_ = giver.output(source.port), taker.input(target.port)
        if output is None:
            yield Problem(giver.id, f"wires.{index}", f"“{giver.title}” has no output “{source.port}” any more. Delete the wire.")
        elif input_ is None:
            yield Problem(taker.id, f"wires.{index}", f"“{taker.title}” has no input “{target.port}” any more. Delete the wire.")
        elif not fits(output.type, input_.type) and not is_deployed:
            yield Problem(
                taker.id,
                f"inputs.{target.port}",
                f"“{giver.port_title(output)}” of “{giver.title}” is {output.type}, "
                f"and “{taker.port_title(input_)}” of “{taker.title}” takes {input_.type} only.",
            )
        elif target.port in taker.wires:
            yield Problem(
                taker.id,
                f"inputs.{target.port}",
                f"Two wires lead into “{taker.port_title(input_)}” of “{taker.title}”. Delete one of them.",
            )
        else:
            taker.wires[target.port] = source


def _unwired(blocks: Mapping[str, Placed], document: Document) -> Iterator[Problem]:
    drawn = {wire.target for wire in document.wires}
    for placed in blocks.values():
        if document.blocks[placed.id].mode:
            continue
        for port in placed.inputs:
            # A wire that does not fit has been named already.
            if port.required and port.name not in placed.wires and f"{placed.id}.{port.name}" not in drawn:
                yield Problem(
                    placed.id,
                    f"inputs.{port.name}",
                    f"“{placed.port_title(port)}” of “{placed.title}” needs a wire: without it the block never runs.",
                )


def scope_of(blocks: Mapping[str, Placed], facts: Facts) -> tuple[Scope, list[Problem]]:
    """Whether the flow runs once for each device or once, and then for which device."""
    listening = [(placed, listen) for placed in blocks.values() for listen in placed.listens]
    patterns = [placed for placed, listen in listening if listen.is_pattern]
    if patterns:
        problems = [
            Problem(
                placed.id,
                "params.mode",
                f"“{patterns[0].title}” makes this flow run once for each device, so a single {_thing(listen)} "
                "cannot be joined to it. Use a pattern here too, or another flow.",
            )
            for placed, listen in listening
            if listen.metric_id is not None or listen.device_id is not None
        ]
        return Scope(is_each_device=True), problems
    devices = set()
    for _, listen in listening:
        metric = facts.metric(listen.metric_id) if listen.metric_id is not None else None
        device = facts.device(listen.device_id) if listen.device_id is not None else None
        if metric is not None:
            devices.add(DeviceFact(metric.device_id, metric.device, metric.device_type_id))
        if device is not None:
            devices.add(device)
    return Scope(device=devices.pop() if len(devices) == 1 else None), []


def _thing(listen: Listen) -> str:
    return "metric" if listen.subject == "metric" else "device"


def _self_feeding(blocks: Mapping[str, Placed], facts: Facts, scope: Scope) -> Iterator[Problem]:
    listening = [(placed, listen) for placed in blocks.values() for listen in placed.listens if listen.subject == "metric"]
    for placed in blocks.values():
        written = placed.block.writes(placed.params) if placed.block.writes else None
        if written is None or not written.path:
            continue
        device = facts.device(written.device_id) if written.device_id is not None else scope.device
        for source, listen in listening:
            if _hears(listen, written.path, device, facts):
                yield Problem(
                    placed.id,
                    "params.path",
                    f"“{placed.title}” writes to {written.path}, which “{source.title}” listens to: "
                    "the flow would feed itself. Choose another path.",
                )
                break


def _hears(listen: Listen, path: str, device: DeviceFact | None, facts: Facts) -> bool:
    """Whether the source takes samples of `path` of `device`; without a device, of any device of the run."""
    if listen.metric_id is not None:
        metric = facts.metric(listen.metric_id)
        return metric is not None and device is not None and (metric.device_id, metric.path) == (device.id, path)
    if not listen.path or not glob_pattern(listen.path).match(path):
        return False
    return device is None or listen.device_type_id is None or listen.device_type_id == device.type_id
