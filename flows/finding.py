"""Finding things in flows: where a metric is read or written, and which flows hold a word.

The database only narrows the search down; whether a block really uses a metric is asked of the block, so patterns, paths and
blocks inside subflows count like a metric that was chosen from a list.
"""

import itertools
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from devices.models import Device, Metric
from flows import catalogue
from flows.graphs import validation
from flows.graphs.facts import Scope
from flows.graphs.graph import Document, Placed, glob_pattern
from flows.models import Flow, FlowDraft
from flows.selectors import OrganizationFacts
from flows.subflows import expansion
from flows.subflows.declared import USE
from organizations import rights
from organizations.models import User

Does = Literal["reads", "writes"]
MAX_METRICS: Final = 200
MAX_HITS: Final = 5
# With more types than this a word says little, and every draft is opened.
MAX_TYPES: Final = 10
CHUNK: Final = 50


@dataclass(frozen=True)
class Use:
    """A block that a person sees in a flow, and what it does with the metric: in what runs, in the draft, or in both."""

    flow: Flow
    block: str
    title: str
    type: str
    does: Does
    is_live: bool
    is_draft: bool


@dataclass(frozen=True)
class Hit:
    """A block in which a word was found."""

    block: str
    title: str


# --- uses of a metric


def metric_uses(metric: Metric, flows: "QuerySet[Flow]") -> list[Use]:
    """All uses of a metric in the given flows, by the name of the flow."""
    facts = OrganizationFacts(metric.device.organization_id)
    # Blocks inside subflows stand in another row, so all that uses one is opened.
    parts = (str(metric.id), metric.path, "*", USE)
    rows = flows.annotate(draft_text=_text("draft__document"), live_text=_text("live__document"))
    rows = rows.filter(_mentions("draft", *parts) | _mentions("live", *parts))
    rows = rows.select_related("live", "draft").order_by("name", "id")
    return [use for flow in rows.iterator(chunk_size=CHUNK) for use in _uses_in(flow, metric, facts)]


def _uses_in(flow: Flow, metric: Metric, facts: OrganizationFacts) -> Iterator[Use]:
    live = _blocks_using(flow.live.document, metric, facts) if flow.live else {}
    draft = _blocks_using(flow.draft.document, metric, facts)
    for (block_id, does), placed in {**live, **draft}.items():
        yield Use(
            flow=flow,
            block=block_id,
            title=placed.title,
            type=placed.block.name,
            does=does,
            is_live=(block_id, does) in live,
            is_draft=(block_id, does) in draft,
        )


def _blocks_using(raw: Mapping[str, Any], metric: Metric, facts: OrganizationFacts) -> dict[tuple[str, Does], Placed]:
    """The blocks of a document by what they do with the metric. A half-drawn one is read as far as it goes."""
    try:
        document = msgspec.convert(raw, Document)
    except msgspec.ValidationError:
        return {}
    drawn = document.blocks
    if expansion.has_subflows(document):
        document = expansion.expand(document, facts).document
    placed = {}
    for block_id, item in document.blocks.items():
        found, _ = validation.place(block_id, item.type, item.version, item.params, facts, label=item.label, is_inside=True)
        if found is not None:
            placed[block_id] = found
    scope, _ = validation.scope_of(placed, facts)
    is_for_device = _runs_for(metric.device, placed.values(), scope)
    uses: dict[tuple[str, Does], Placed] = {}
    for block_id, one in placed.items():
        outer = expansion.outer_of(block_id)
        seen = placed.get(outer) or _placed(outer, drawn, facts) or one
        for does in _does(one, metric, is_for_device=is_for_device):
            uses.setdefault((outer, does), seen)
    return uses


def _placed(block_id: str, blocks: Mapping[str, Any], facts: OrganizationFacts) -> Placed | None:
    item = blocks.get(block_id)
    if item is None:
        return None
    return validation.place(block_id, item.type, item.version, item.params, facts, label=item.label)[0]


def _does(placed: Placed, metric: Metric, *, is_for_device: bool) -> Iterator[Does]:
    written = placed.block.writes(placed.params) if placed.block.writes else None
    if written is not None:
        if written.path == metric.path and (
            written.device_id == metric.device_id or (written.device_id is None and is_for_device)
        ):
            yield "writes"
        return
    if _hears(placed, metric):
        yield "reads"
    elif metric.id in _named(placed, "metric"):
        yield "writes" if placed.block.family == "output" else "reads"


def _runs_for(device: Device, blocks: Iterable[Placed], scope: Scope) -> bool:
    """Whether the flow is run for the device, so that what it writes without naming one belongs to this one."""
    if not scope.is_each_device:
        return scope.device is not None and scope.device.id == device.id
    listening = [listen for placed in blocks for listen in placed.listens if listen.is_pattern]
    return any(listen.takes(device.id, device.type_id, device.site_id) for listen in listening)


def _hears(placed: Placed, metric: Metric) -> bool:
    device = metric.device
    for listen in placed.listens:
        if listen.subject != "metric":
            continue
        if listen.metric_id is not None:
            if listen.metric_id == metric.id:
                return True
        elif (
            listen.path
            and glob_pattern(listen.path).match(metric.path)
            and listen.takes(device.id, device.type_id, device.site_id)
        ):
            return True
    return False


def _named(placed: Placed, kind: str) -> set[int]:
    """The ids of a kind ("metric", "device") that a block's params hold, found by their schema."""
    schema = placed.block.params_type.model_json_schema()
    return set(_ids(placed.params.model_dump(mode="json"), schema, schema, kind))


def _ids(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], kind: str) -> Iterator[int]:
    if reference := schema.get("$ref"):
        schema = root.get("$defs", {}).get(str(reference).rpartition("/")[2], {})
    if isinstance(value, int) and schema.get("format") == kind:
        yield value
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _ids(value, choice, root, kind)
    if isinstance(value, list):
        for item in value:
            yield from _ids(item, schema.get("items") or {}, root, kind)
    if isinstance(value, dict):
        for name, part in schema.get("properties", {}).items():
            yield from _ids(value.get(name), part, root, kind)


# --- words


def holding(flows: "QuerySet[Flow]", text: str, metrics: Collection[int]) -> "QuerySet[Flow]":
    """The flows that hold the text: in their name, or in their draft in a block's label, type or params, in the title of a
    group, in a note, or by one of the metrics."""
    types = _types_called(text)
    rows = FlowDraft.objects.filter(flow__in=flows).annotate(draft_text=_text("document"))
    if len(types) <= MAX_TYPES:
        rows = rows.filter(_mentions("draft", text, *types, *(["metric"] if metrics else [])))
    found = [
        flow_id
        for flow_id, document in rows.values_list("flow_id", "document").iterator(chunk_size=CHUNK)
        if _remarks_hold(document, text.lower()) or next(_hits(document, text, metrics), None) is not None
    ]
    return flows.filter(Q(name__icontains=text) | Q(id__in=found))


def metrics_called(text: str, organization_id: str, *, by: User) -> list[int]:
    """Ids of the metrics whose path holds the text, as far as the person may see them."""
    rows = rights.visible(by, Metric.objects.filter(device__organization_id=organization_id, path__icontains=text))
    return list(rows.order_by("id").values_list("id", flat=True)[:MAX_METRICS])


def hits_in(document: Mapping[str, Any], text: str, metrics: Collection[int]) -> list[Hit]:
    """The first blocks that hold the text, as `holding` finds them."""
    return list(itertools.islice(_hits(document, text, metrics), MAX_HITS))


def _hits(document: Mapping[str, Any], text: str, metrics: Collection[int]) -> Iterator[Hit]:
    word, types, wanted = text.lower(), _types_called(text), set(metrics)
    for block_id, item in _records(document.get("blocks")):
        label, kind = str(item.get("label") or ""), str(item.get("type") or "")
        if word in label.lower() or kind in types or _holds_word(item.get("params"), word, wanted):
            block = catalogue.blocks().get(kind)
            yield Hit(block_id, label or (block.title if block else kind))


def _remarks_hold(document: Mapping[str, Any], word: str) -> bool:
    groups = (f"{group.get('title', '')}\n{group.get('note', '')}" for _, group in _records(document.get("groups")))
    notes = (str(note.get("text", "")) for _, note in _records(document.get("notes")))
    return any(word in text.lower() for text in (*groups, *notes))


def _records(value: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(name, item) for name, item in value.items() if isinstance(item, dict)] if isinstance(value, dict) else []


def _holds_word(value: Any, word: str, metrics: set[int], name: str = "") -> bool:
    if isinstance(value, str):
        return word in value.lower()
    if isinstance(value, dict):
        return any(_holds_word(part, word, metrics, key) for key, part in value.items())
    if isinstance(value, list):
        return any(_holds_word(part, word, metrics, name) for part in value)
    return name in ("metric", "metrics") and value in metrics


def _types_called(text: str) -> set[str]:
    """Block types whose title or name holds the text."""
    word = text.lower()
    return {name for name, block in catalogue.blocks().items() if word in block.title.lower() or word in name}


# --- in the database


def _text(field: str) -> Cast:
    return Cast(field, TextField())


def _mentions(field: str, *parts: str) -> Q:
    """Rows whose document holds one of the parts anywhere in its text: a first, coarse look that every database can take."""
    found = Q()
    for part in parts:
        # JSON is stored with other signs as they are, or written as numbers.
        for written in {json.dumps(part)[1:-1], json.dumps(part, ensure_ascii=False)[1:-1]}:
            found |= Q(**{f"{field}_text__icontains": written})
    return found
