"""A flow's document without subflows: the blocks inside them put where they are used.

The block `x1` inside the subflow that `b3` uses becomes `b3/x1`; so it keeps its state, alarms and timers from deploy to
deploy, as long as it stays the same. Wires lead through the ports as if they had been drawn from block to block: nothing of a
subflow is left when the flow runs. An input that is not wired, and has a value to stand in, becomes a constant.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from pydantic import ValidationError

from core.errors import SluiceError
from flows import catalogue
from flows.block import ERROR_PORT
from flows.graphs import graph
from flows.graphs.facts import Facts, SubflowFact
from flows.graphs.graph import Address, BlockDocument, Document, WireDocument
from flows.subflows import declared
from flows.subflows.declared import ERRORS, INPUT, OUTPUT, USE

MAX_DEPTH: Final = 8
MAX_ID: Final = 100  # what alarm rules and live topics have room for
# Of the block that gathers the errors inside a use: no block that is drawn is called so.
GATHERING_ID: Final = "_errors"


@dataclass(frozen=True)
class Trouble:
    """Something that is wrong with a block that uses a subflow."""

    block: str
    message: str


@dataclass
class Expanded:
    """The document as it runs, and how to find back."""

    document: Document
    troubles: list[Trouble] = field(default_factory=list)
    # Ports that are gone -> the output that their wires come from now.
    outlets: dict[str, str] = field(default_factory=dict)
    # Titles of the blocks that subflows were put in for.
    titles: dict[str, str] = field(default_factory=dict)
    # (block, name of a param) whose value is not known yet, because a subflow is being drawn.
    unknown: set[tuple[str, str]] = field(default_factory=set)


def has_subflows(document: Document) -> bool:
    """Whether blocks of subflows run in it; one that is switched off is a block like others."""
    return any(item.type == USE and not item.mode for item in document.blocks.values())


def outer_of(block_id: str) -> str:
    """The block that a person sees in the flow, for one that may stand inside a subflow."""
    return block_id.partition("/")[0]


def used_in(document: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Blocks that use subflows -> which one, in which revision."""
    found = {}
    blocks = document.get("blocks")
    for block_id, item in blocks.items() if isinstance(blocks, dict) else ():
        if not isinstance(item, dict) or item.get("type") != USE:
            continue
        params = item.get("params") or {}
        subflow, number = params.get("subflow"), params.get("revision", 1)
        if isinstance(subflow, int) and isinstance(number, int):
            found[block_id] = (subflow, number)
    return found


def whole(document: Mapping[str, Any], facts: Facts) -> Mapping[str, Any]:
    """The blocks of a saved document with those inside its subflows, as JSON; the document itself when it has none.

    Also those that are switched off: they may come back.
    """
    if not used_in(document):
        return document
    blocks = _Expansion(msgspec.convert(document, Document), facts, None, takes_all=True).run().document.blocks
    return {"blocks": {block_id: {"type": item.type, "params": item.params} for block_id, item in blocks.items()}}


def expand(document: Document, facts: Facts, *, own_id: int | None = None) -> Expanded:
    """Put the blocks of all subflows where they are used. `own_id` is the subflow whose document this is, if it is one's."""
    return _Expansion(document, facts, own_id).run()


def size_of(document: Document, facts: Facts) -> int:
    """How many blocks it has with those inside subflows, however deep."""
    return _Sizes(facts).of(document, ())


class _Sizes:
    """Each revision is counted once, so that subflows within subflows cost no more than there are."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[tuple[int, int], int] = {}

    def of(self, document: Document, chain: tuple[int, ...]) -> int:
        size = sum(1 for item in document.blocks.values() if item.type not in (USE, INPUT, OUTPUT))
        for item in document.blocks.values():
            fact = fact_of(item, self._facts) if item.type == USE else None
            if fact is None or fact.id in chain or len(chain) >= MAX_DEPTH:
                continue
            key = (fact.id, fact.number)
            if key not in self._known:
                self._known[key] = self.of(parsed(fact), (*chain, fact.id))
            size += self._known[key]
        return size


def fact_of(item: BlockDocument, facts: Facts) -> SubflowFact | None:
    subflow, number = item.params.get("subflow"), item.params.get("revision", 1)
    if not isinstance(subflow, int) or not isinstance(number, int):
        return None
    return facts.subflow(subflow, number)


def parsed(fact: SubflowFact) -> Document:
    return msgspec.convert(fact.document, Document)


class _Expansion:
    def __init__(self, document: Document, facts: Facts, own_id: int | None, *, takes_all: bool = False) -> None:
        self._document = document
        self._takes_all = takes_all
        self._facts = facts
        self._chain = (own_id,) if own_id is not None else ()
        self._blocks: dict[str, BlockDocument] = {}
        # Every wire by its target, at all depths; ports of subflows included.
        self._feeds: dict[str, str] = {}
        self._drawn: list[tuple[str, str]] = []
        # Blocks of the kinds that are gone: `b3/i1` -> the input `b3.temperature`; `b3` -> its outputs by name.
        self._inputs: dict[str, tuple[str, BlockDocument]] = {}
        self._outputs: dict[str, dict[str, str]] = {}
        # Uses whose error port is wired -> the output that carries what fails inside.
        self._errors: dict[str, str] = {}
        self._error_wires: list[WireDocument] = []
        self._result = Expanded(Document(document.schema))

    def run(self) -> Expanded:
        size = size_of(self._document, self._facts)
        if size > graph.MAX_BLOCKS:
            largest = self._largest()
            self._result.troubles.append(
                Trouble(
                    largest,
                    f"With the blocks inside subflows the flow has {size:,} blocks; {graph.MAX_BLOCKS} are allowed. "
                    "Split it into several flows.",
                )
            )
            return self._result
        self._inline(self._document, "", self._chain)
        self._gather_errors()
        self._result.document = Document(self._document.schema, self._blocks, [*self._wires(), *self._error_wires])
        for outlet in [
            *self._all_outputs(),
            *(f"{place}.{ERROR_PORT.name}" for place in self._errors),
            *(f"{block_id}.value" for block_id in self._inputs),
        ]:
            source = self._source_of(outlet)
            if source is not None:
                self._result.outlets[outlet] = source
        return self._result

    def _largest(self) -> str:
        sizes = _Sizes(self._facts)
        uses = {
            block_id: sizes.of(parsed(fact), (fact.id,))
            for block_id, item in self._document.blocks.items()
            if item.type == USE and (fact := fact_of(item, self._facts)) is not None
        }
        return max(uses, key=lambda block_id: uses[block_id])

    # --- blocks

    def _inline(self, document: Document, prefix: str, chain: tuple[int, ...]) -> None:
        for wire in document.wires:
            source, target = prefix + wire.source, prefix + wire.target
            self._feeds[target] = source
            self._drawn.append((source, target))
        for block_id, item in document.blocks.items():
            if item.type == USE and (self._takes_all or not item.mode):
                self._use(prefix + block_id, item, chain)
            elif prefix and item.type == INPUT:
                self._inputs[prefix + block_id] = (f"{prefix[:-1]}.{item.params.get('name') or block_id.lower()}", item)
            elif prefix and item.type == OUTPUT:
                self._outputs[prefix[:-1]][item.params.get("name") or block_id.lower()] = prefix + block_id
            else:
                self._blocks[prefix + block_id] = item

    def _use(self, place: str, item: BlockDocument, chain: tuple[int, ...]) -> None:
        self._outputs[place] = {}
        fact = fact_of(item, self._facts)
        if fact is None:
            if "/" in place:
                self._complain(place, f"“{item.label or 'Subflow'}” inside uses a subflow that is gone.")
            return  # said by the block itself otherwise
        self._result.titles[place] = item.label or fact.name
        if fact.id in chain:
            self._complain(place, f"“{fact.name}” uses itself. A subflow cannot run inside itself: take it out there.")
            return
        if len(chain) >= MAX_DEPTH:
            self._complain(place, f"“{fact.name}” stands {len(chain) + 1} subflows deep; {MAX_DEPTH} are allowed.")
            return
        document = parsed(fact)
        longest = max((len(block_id) for block_id in document.blocks), default=0)
        if len(place) + 1 + longest > MAX_ID:
            self._complain(place, f"The ids of the blocks inside “{fact.name}” become too long here. Nest it less deep.")
            return
        values = declared.values_of(declared.params_of(fact.document), item.params.get("values") or {})
        for block_id, inner in document.blocks.items():
            put = declared.filled(inner.params, values)
            self._result.unknown |= {(f"{place}/{block_id}", name) for name in put.missing}
            document.blocks[block_id] = msgspec.structs.replace(inner, params=put.params)
        self._inline(document, f"{place}/", (*chain, fact.id))

    def _complain(self, place: str, message: str) -> None:
        self._result.troubles.append(Trouble(place, message))

    # --- errors

    def _gather_errors(self) -> None:
        """Behind each error port that is wired a block that hears all errors inside which nothing inside hears."""
        heard = {source for source, _ in self._drawn}
        places = [place for place in self._outputs if f"{place}.{ERROR_PORT.name}" in heard]
        # From the innermost: what comes out of an inner one that is wired is heard there.
        for place in sorted(places, key=lambda place: place.count("/"), reverse=True):
            if place not in self._result.titles or ERROR_PORT.name in self._outputs[place]:
                continue
            failing = [
                block_id
                for block_id, item in self._blocks.items()
                if block_id.startswith(f"{place}/") and f"{block_id}.{ERROR_PORT.name}" not in heard and self._can_fail(item)
            ]
            heard |= {f"{block_id}.{ERROR_PORT.name}" for block_id in failing}
            titles = [self._title_of(self._blocks[block_id]) for block_id in failing]
            gathering = f"{place}/{GATHERING_ID}"
            self._blocks[gathering] = BlockDocument(ERRORS, 1, {"blocks": titles}, self._result.titles[place])
            self._errors[place] = f"{gathering}.{ERROR_PORT.name}"
            self._error_wires += [
                WireDocument(f"{block_id}.{ERROR_PORT.name}", f"{gathering}.e{number}")
                for number, block_id in enumerate(failing, 1)
            ]

    def _can_fail(self, item: BlockDocument) -> bool:
        block = catalogue.blocks().get(item.type)
        if block is None:
            return False
        params = item.params
        try:
            if block.upgrade is not None and item.version < block.version:
                params = block.upgrade(dict(params), item.version)
            return any(port is ERROR_PORT for port in block.ports_of(block.params_type(**params), self._facts)[1])
        except (ValidationError, SluiceError, LookupError, TypeError, ValueError, AttributeError):
            return False  # its params are wrong, which is said elsewhere

    @staticmethod
    def _title_of(item: BlockDocument) -> str:
        block = catalogue.blocks().get(item.type)
        return item.label or (block.title if block else item.type)

    # --- wires

    def _wires(self) -> Iterator[WireDocument]:
        ends = {block_id for outputs in self._outputs.values() for block_id in outputs.values()}
        for start, target in self._drawn:
            block_id = Address.parse(target).block
            if block_id in self._outputs or block_id in ends:
                continue
            source = self._source_of(start)
            if source is not None:
                yield WireDocument(source, target)

    def _all_outputs(self) -> Iterator[str]:
        for place, outputs in self._outputs.items():
            yield from (f"{place}.{name}" for name in outputs)

    def _source_of(self, start: str | None) -> str | None:
        """The output of a block that runs, behind all ports of subflows; none when nothing is wired there."""
        seen: set[str] = set()
        while start is not None and start not in seen:
            seen.add(start)
            address = Address.parse(start)
            if address.block in self._inputs:
                port, item = self._inputs[address.block]
                start = self._feeds.get(port) or self._stand_in(address.block, item)
                if start == f"{address.block}.value":
                    return start
            elif address.block in self._errors and address.port == ERROR_PORT.name:
                return self._errors[address.block]
            elif address.block in self._outputs:
                inner = self._outputs[address.block].get(address.port)
                start = self._feeds.get(f"{inner}.value") if inner else None
            else:
                return start
        return None

    def _stand_in(self, block_id: str, item: BlockDocument) -> str | None:
        """A constant for an input that is not wired and has a value for that."""
        kind, default = item.params.get("type", "number"), item.params.get("default", "")
        if default == "" or kind not in ("number", "boolean", "text"):
            return None
        try:
            value: Any = float(default) if kind == "number" else default == "true" if kind == "boolean" else str(default)
        except ValueError:
            return None  # said by the block inside
        constant = BlockDocument("source.constant", 1, {"kind": kind, kind: value}, item.label)
        self._blocks.setdefault(block_id, constant)
        return f"{block_id}.value"
