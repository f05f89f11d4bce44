"""A dashboard and its data flow are two views of one thing: every widget is a block there, and a wire to it binds it.

The blocks are those that any flow has: `output.widget` for what shows, `source.control` for what sends. New and renamed
widgets come into the draft of the flow with each save; deleted ones leave it when the dashboard is published. Wires become
bindings when the flow is deployed.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from dashboards import comparing, documents
from dashboards.models import Dashboard, DashboardDraft
from dashboards.selectors import newest_version, permission_bits
from dashboards.services import add_version
from dashboards.variables.declared import declared
from dashboards.widgets import WITH_TEXT_AND_UNIT, kind_of
from flows import services as flow_services
from flows.graphs.validation import Problem
from flows.models import Flow, FlowDraft
from flows.outputs import look_of
from organizations import rights
from organizations.models import User

SHOWS: Final = "output.widget"
SENDS: Final = "source.control"
_SENT_AS: Final = {
    "button": "button",
    "toggle": "toggle",
    "checkbox": "toggle",
    "slider": "number",
    "knob": "number",
    "number_input": "number",
}
_BLOCKS_BOUND: Final = 450  # a flow takes 500
_APART_PX: Final = {"x": 320, "y": 32}
# As high as the canvas draws a block: for its words, or for its ports in a row.
_HEAD_PX, _PORT_PX, _MARGIN_PX = 56, 24, 8


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
        if isinstance(widget, dict)
    }
    blocks = dict(known)
    place = _first_place(known)
    for name, widget in wanted.items():
        if name in known:
            blocks[name] = _renewed(known[name], widget)
        elif len(blocks) < _BLOCKS_BOUND:
            blocks[name] = _block(widget, place)
            place = {"x": place["x"], "y": place["y"] + _height_px(blocks[name]) + _APART_PX["y"]}
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


def _height_px(block: Mapping[str, Any]) -> int:
    return max(_HEAD_PX, _PORT_PX * len(block["params"].get("inputs", ())) + _MARGIN_PX)


def _renewed(block: Mapping[str, Any], widget: Mapping[str, Any]) -> dict[str, Any]:
    """The block of a widget that is there already: called as the widget is now, with the inputs of its type."""
    renewed = {**block, "label": comparing.title_of(widget)[:100]}
    if block.get("type") == SHOWS:
        renewed["params"] = comparing.mapping(block.get("params")) | {"inputs": _inputs(widget)}
    return renewed


def _inputs(widget: Mapping[str, Any]) -> list[str]:
    """What the block of a widget that shows something takes."""
    kind = kind_of(str(widget.get("type")))
    return [*(["value"] if kind.has_value else []), *kind.looks]


def _block(widget: Mapping[str, Any], place: Mapping[str, int]) -> dict[str, Any]:
    label = comparing.title_of(widget)[:100]
    kind: str = SHOWS
    params: dict[str, Any] = {"label": label, "inputs": _inputs(widget)}
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
def bind_wired(flow: Flow, document: Mapping[str, Any], *, is_each_device: bool, by: User | None) -> list[Problem]:
    """After a deploy: widgets whose blocks are wired show, or send, what the wire says; those unwired no longer do.

    Answers what stays as it was, and why.
    """
    wiring = _Wiring(flow.id, document, is_each_device=is_each_device)
    unbound: list[Problem] = []
    for dashboard in _dashboards_of(flow).select_for_update(of=("self",)):
        published = newest_version(dashboard).document
        changed = wiring.bound(dashboard, published)
        why = _why_not(dashboard, published, by)
        unbound += wiring.problems(dashboard, published, changed, why)
        if why:
            continue
        if changed != published:
            version = add_version(dashboard, document=changed, by=by, message=f"Wired in the data flow “{flow.name}”"[:200])
            _follow(dashboard, version.number)
        draft = DashboardDraft.objects.filter(dashboard=dashboard).first()
        if draft is not None:
            again = wiring.bound(dashboard, draft.document)
            if again != draft.document:
                draft.document = again
                draft.save(update_fields=["document"])
                dashboard.draft_version += 1
                dashboard.save(update_fields=["draft_version"])
    return unbound


def would_not_bind(flow: Flow, document: Mapping[str, Any], *, is_each_device: bool, by: User) -> list[Problem]:
    """What a deploy of the document by this person would leave as it is, and why. Changes nothing."""
    wiring = _Wiring(flow.id, document, is_each_device=is_each_device)
    unbound: list[Problem] = []
    for dashboard in _dashboards_of(flow):
        published = newest_version(dashboard).document
        changed = wiring.bound(dashboard, published)
        unbound += wiring.problems(dashboard, published, changed, _why_not(dashboard, published, by))
    return unbound


def _dashboards_of(flow: Flow) -> "QuerySet[Dashboard]":
    return Dashboard.objects.filter(flow=flow).select_related("device", "site", "organization").order_by("id")


def _why_not(dashboard: Dashboard, published: Mapping[str, Any], by: User | None) -> str:
    """Why this person's deploy cannot bind the widgets of the dashboard; empty when it can."""
    bits = permission_bits(by, dashboard) if by is not None else rights.BITS["edit_dashboards"] | rights.BITS["view_dashboards"]
    if not bits & rights.BITS["view_dashboards"]:
        # Its name is none of theirs.
        return "you may not see the dashboard that it stands on. Ask somebody who may edit that dashboard to deploy this flow."
    if not bits & rights.BITS["edit_dashboards"]:
        return (
            f"you may not edit the dashboard “{dashboard.name}” that it stands on. "
            "Ask somebody who may edit it to deploy this flow."
        )
    if documents.is_newer(published):
        return f"the dashboard “{dashboard.name}” was saved by a newer Sluice. Update this one first."
    return ""


def _follow(dashboard: Dashboard, version: int) -> None:
    """A draft that began with the version before has got the same wires: nobody needs to bring the two together."""
    DashboardDraft.objects.filter(dashboard=dashboard, base=version - 1).update(base=version)


class _Wiring:
    """What the wires of a flow say about the widgets of its dashboards."""

    def __init__(self, flow_id: int, document: Mapping[str, Any], *, is_each_device: bool) -> None:
        self._flow_id = flow_id
        self._is_each_device = is_each_device
        self._labels = comparing.mapping(document.get("blocks"))
        self._blocks = set(self._labels)
        # The ports of each block at which a wire ends.
        self._ports: dict[str, set[str]] = {}
        for wire in document.get("wires") or []:
            for end in ("from", "to"):
                block, _, port = str(wire.get(end, "")).partition(".")
                self._ports.setdefault(block, set()).add(port)

    def bound(self, dashboard: Dashboard, document: dict[str, Any]) -> dict[str, Any]:
        key = _key_of(document) if self._is_each_device else None
        widgets = {
            name: self._widget(widget, block_id(dashboard.id, name), key)
            for name, widget in comparing.mapping(document.get("widgets")).items()
        }
        return {**document, "widgets": widgets}

    def problems(self, dashboard: Dashboard, before: Mapping[str, Any], after: Mapping[str, Any], why_not: str) -> list[Problem]:
        """The widgets that would have been bound otherwise, or bound to what never comes."""
        found = []
        old = comparing.mapping(before.get("widgets"))
        has_no_device = self._is_each_device and _key_of(before) is None
        for name, widget in comparing.mapping(after.get("widgets")).items():
            block = block_id(dashboard.id, name)
            if why_not:
                if widget != old.get(name):
                    found.append(Problem(block, None, f"“{self._label(block)}” is not bound: {why_not}", "warning"))
            elif has_no_device and self._ports.get(block):
                found.append(
                    Problem(
                        block,
                        None,
                        f"“{self._label(block)}” shows nothing: this flow runs once for each device, and the dashboard "
                        f"“{dashboard.name}” has no variable that chooses a device. Add one to the dashboard.",
                        "warning",
                    )
                )
        return found

    def _label(self, block: str) -> str:
        """As the flow calls it."""
        return str(comparing.mapping(self._labels.get(block)).get("label") or block)

    def _widget(self, widget: dict[str, Any], block: str, key: str | None) -> dict[str, Any]:
        if block not in self._blocks:
            return widget
        ports = self._ports.get(block, set())
        is_wired = "value" in ports
        bindings = widget.get("bindings") or []
        others = [one for one in bindings if not _leads_to(one, self._flow_id, block)]
        if is_wired and len(others) == len(bindings):
            binding = {"kind": "output", "flow": self._flow_id, "block": block, "key": key}
            is_control = kind_of(str(widget.get("type"))).is_control
            widget = {**widget, "bindings": [binding] if is_control else [binding, *others]}
        elif not is_wired and len(others) < len(bindings):
            widget = {**widget, "bindings": others}
        return self._with_look(widget, look_of(block), key, [name for name in WITH_TEXT_AND_UNIT if name in ports])

    def _with_look(self, widget: dict[str, Any], block: str, key: str | None, inputs: list[str]) -> dict[str, Any]:
        if inputs:
            look = {"kind": "output", "flow": self._flow_id, "block": block, "key": key, "inputs": inputs}
            return {**widget, "look": look}
        if _leads_to(widget.get("look"), self._flow_id, block):
            return {name: value for name, value in widget.items() if name != "look"}
        return widget


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
