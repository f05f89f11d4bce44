"""A dashboard and its data flow are two views of one thing: every widget is a block there, and a wire to it binds it.

The blocks are those that any flow has: `output.widget` for what shows, `source.control` for what sends. New and renamed
widgets come into the draft of the flow with each save; deleted ones leave it when the dashboard is published. Wires become
bindings when the flow is deployed.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction

from dashboards import comparing, documents
from dashboards.models import Dashboard, DashboardDraft
from dashboards.selectors import newest_version, permission_bits
from dashboards.services import add_version
from dashboards.variables.declared import declared
from dashboards.widgets import kind_of
from flows import services as flow_services
from flows.models import Flow, FlowDraft
from organizations import rights
from organizations.models import User

SHOWS: Final = "output.widget"
SENDS: Final = "source.control"
# Widgets that are about no values: they need no block.
WITHOUT_VALUES: Final = frozenset(
    {"alarm_table", "clock", "divider", "image", "panel", "selector", "tabs", "time_range", "video", "web_frame"}
)
_SENT_AS: Final = {
    "button": "button",
    "toggle": "toggle",
    "checkbox": "toggle",
    "slider": "number",
    "knob": "number",
    "number_input": "number",
}
_BLOCKS_BOUND: Final = 450  # a flow takes 500
_APART_PX: Final = {"x": 320, "y": 90}


def block_id(dashboard_id: int, widget_id: str) -> str:
    """The widget's block. Block ids know letters, digits and _ only."""
    return f"D{dashboard_id}_{re.sub('[^A-Za-z0-9_]', '_', widget_id)}"[:40]


@transaction.atomic
def ensure_flow(dashboard: Dashboard, *, by: User | None) -> Flow:
    """The data flow of the dashboard, made when it has none yet, with a block for each widget."""
    dashboard = Dashboard.objects.select_for_update(of=("self",)).select_related("organization", "flow").get(id=dashboard.id)
    if dashboard.flow is None:
        dashboard.flow = _named_in(dashboard) or flow_services.create_flow(
            dashboard.organization,
            name=_free_name(dashboard),
            by=by,
            description=f"The data flow of the dashboard “{dashboard.name}”"[:500],
        )
        dashboard.save(update_fields=["flow"])
    draft = DashboardDraft.objects.filter(dashboard=dashboard).first()
    bring_widgets(dashboard, draft.document if draft else newest_version(dashboard).document, by=by)
    return dashboard.flow


def _named_in(dashboard: Dashboard) -> Flow | None:
    """The flow that the document itself names."""
    flow_id = newest_version(dashboard).document.get("flowId")
    rows = Flow.objects.filter(organization_id=dashboard.organization_id)
    return rows.filter(id=flow_id).first() if isinstance(flow_id, int) else None


def _free_name(dashboard: Dashboard) -> str:
    taken = set(Flow.objects.filter(organization_id=dashboard.organization_id).values_list("name", flat=True))
    name, number = dashboard.name, 1
    while name in taken:
        number += 1
        name = f"{dashboard.name[:90]} {number}"
    return name


def bring_widgets(dashboard: Dashboard, document: Mapping[str, Any], *, by: User | None, removes: bool = False) -> None:
    """Put a block for each widget into the draft of the dashboard's flow; with `removes` also take away those of deleted ones."""
    if dashboard.flow_id is None:
        return
    draft = FlowDraft.objects.select_for_update(of=("self",)).select_related("flow").get(flow_id=dashboard.flow_id)
    known = comparing.mapping(draft.document.get("blocks"))
    wanted = {
        block_id(dashboard.id, key): widget
        for key, widget in comparing.mapping(document.get("widgets")).items()
        if isinstance(widget, dict) and widget.get("type") not in WITHOUT_VALUES
    }
    blocks = dict(known)
    place = _first_place(known)
    for name, widget in wanted.items():
        if name in known:
            blocks[name] = known[name] | {"label": comparing.title_of(widget)[:100]}
        elif len(blocks) < _BLOCKS_BOUND:
            blocks[name] = _block(widget, place)
            place = {"x": place["x"], "y": place["y"] + _APART_PX["y"]}
    own = re.compile(rf"D{dashboard.id}_")
    gone = {name for name in known if removes and own.match(name) and name not in wanted}
    _store(draft, {name: block for name, block in blocks.items() if name not in gone}, _without(draft, gone), by=by)


def _first_place(blocks: Mapping[str, Any]) -> dict[str, int]:
    """To the right of all that is there, so that nothing is covered."""
    places = [block["position"] for block in blocks.values() if isinstance(block.get("position"), dict)]
    if not places:
        return {"x": 480, "y": 0}
    return {
        "x": int(max(place.get("x", 0) for place in places)) + _APART_PX["x"],
        "y": int(min(place.get("y", 0) for place in places)),
    }


def _block(widget: Mapping[str, Any], place: Mapping[str, int]) -> dict[str, Any]:
    label = comparing.title_of(widget)[:100]
    kind, params = SHOWS, {"label": label}
    if kind_of(str(widget.get("type"))).is_control:
        kind, params = SENDS, _control_params(widget, label)
    return {"type": kind, "version": 1, "params": params, "position": dict(place), "label": label}


def _control_params(widget: Mapping[str, Any], label: str) -> dict[str, Any]:
    sent = _SENT_AS.get(str(widget.get("type")), "text")
    params: dict[str, Any] = {"label": label, "kind": sent}
    options = comparing.mapping(widget.get("options"))
    low, high = options.get("min"), options.get("max")
    if sent == "number" and isinstance(low, int | float) and isinstance(high, int | float) and low < high:
        params |= {"low": low, "high": high}
    return params


def _without(draft: FlowDraft, gone: set[str]) -> list[Any]:
    """The wires that do not end at a block that is gone."""
    wires = draft.document.get("wires") or []
    return [wire for wire in wires if not gone & {str(wire.get(end, "")).partition(".")[0] for end in ("from", "to")}]


def _store(draft: FlowDraft, blocks: Mapping[str, Any], wires: list[Any], *, by: User | None) -> None:
    document = {**draft.document, "blocks": dict(blocks), "wires": wires}
    if document != draft.document:
        flow_services.change_draft(draft.flow, document, by=by)


@transaction.atomic
def bind_wired(flow: Flow, document: Mapping[str, Any], *, is_each_device: bool, by: User | None) -> None:
    """After a deploy: widgets whose blocks are wired show, or send, what the wire says; those unwired no longer do."""
    wired = {str(wire.get(end, "")).partition(".")[0] for wire in document.get("wires") or [] for end in ("from", "to")}
    blocks = set(comparing.mapping(document.get("blocks")))
    rows = Dashboard.objects.select_for_update(of=("self",)).filter(flow=flow).select_related("device", "site", "organization")
    for dashboard in rows:
        if by is not None and not permission_bits(by, dashboard) & rights.BITS["edit_dashboards"]:
            continue
        published = newest_version(dashboard).document
        changed = _bound(dashboard, published, flow, blocks, wired, is_each_device)
        if changed != published and not documents.is_newer(published):
            version = add_version(dashboard, document=changed, by=by, message=f"Wired in the data flow “{flow.name}”"[:200])
            _follow(dashboard, version.number)
        draft = DashboardDraft.objects.filter(dashboard=dashboard).first()
        if draft is not None:
            again = _bound(dashboard, draft.document, flow, blocks, wired, is_each_device)
            if again != draft.document:
                draft.document = again
                draft.save(update_fields=["document"])
                dashboard.draft_version += 1
                dashboard.save(update_fields=["draft_version"])


def _follow(dashboard: Dashboard, version: int) -> None:
    """A draft that began with the version before has got the same wires: nobody needs to bring the two together."""
    DashboardDraft.objects.filter(dashboard=dashboard, base=version - 1).update(base=version)


def _bound(
    dashboard: Dashboard, document: dict[str, Any], flow: Flow, blocks: set[str], wired: set[str], is_each_device: bool
) -> dict[str, Any]:
    key = _key_of(document) if is_each_device else None
    widgets = {}
    for name, widget in comparing.mapping(document.get("widgets")).items():
        block = block_id(dashboard.id, name)
        bindings = widget.get("bindings") or []
        others = [one for one in bindings if not _leads_to(one, flow.id, block)]
        if block in wired and len(others) == len(bindings):
            binding = {"kind": "output", "flow": flow.id, "block": block, "key": key}
            is_control = kind_of(str(widget.get("type"))).is_control
            widget = {**widget, "bindings": [binding] if is_control else [binding, *others]}
        elif block in blocks - wired and len(others) < len(bindings):
            widget = {**widget, "bindings": others}
        widgets[name] = widget
    return {**document, "widgets": widgets}


def _leads_to(binding: Any, flow_id: int, block: str) -> bool:
    return isinstance(binding, dict) and (binding.get("kind"), binding.get("flow"), binding.get("block")) == (
        "output",
        flow_id,
        block,
    )


def _key_of(document: Mapping[str, Any]) -> str | None:
    """A flow that runs once for each device shows that of the device that is chosen above the dashboard."""
    variables: Iterable[Any] = declared(document.get("variables") or [])
    return next((f"${one.name}" for one in variables if one.kind == "device"), None)
