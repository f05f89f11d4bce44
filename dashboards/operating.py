"""What people do with controls: send a value, once allowed and proven, and look at what was sent."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, Q
from django.utils.timezone import now

from core.errors import Missing
from dashboards import controls, documents, pins, topics
from dashboards.controls import Asked
from dashboards.controls.form import is_required
from dashboards.device_commands import device_commands, given_parameters
from dashboards.documents import AnyBinding, CommandBinding, Document, MetricBinding, OutputBinding, Widget
from dashboards.errors import BadControlValue, NoControl
from dashboards.models import Dashboard, SentValue
from dashboards.selectors import newest_version
from dashboards.variables import resolving
from dashboards.variables.declared import Given
from dashboards.widgets import kind_of
from devices.errors import BadParameter
from devices.models import Command, DataType, Device, Metric
from devices.parameters import checked_parameters
from devices.services import send_command
from flows import sending
from flows.models import Flow
from organizations import audit, rights
from organizations.models import User

# Of what went into one control of a flow.
KEPT: Final = 200
HISTORY: Final = 50
# Other controls send one value, and a command takes several.
SENDS_COMMANDS: Final = ("button", "form")
TIMEOUTS_S: Final = (1, 7 * 24 * 3600)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a control's value goes: to a metric of a device, as a command to a device, or into a flow."""

    bounds: tuple[float | None, float | None]
    data_type: str
    metric: Metric | None = None
    flow: Flow | None = None
    block: str = ""
    device: Device | None = None
    # A command of the device's type, what it takes, and the parameters that the designer laid down.
    command: str = ""
    template: Sequence[Mapping[str, Any]] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return str(self.device.id) if self.device else ""


def send_from_widget(
    dashboard: Dashboard, *, widget_id: str, value: Any, by: User, pin: str = "", given: Given | None = None
) -> list[Command]:
    """Send what a control says to what it is bound to; what goes into a flow has no command.

    A form sends a list with a value for each of its bindings, null for those that stay; all are checked before any is sent.
    """
    widget = widget_of(dashboard, widget_id, by, given)
    targets = [_target(dashboard, binding, by) for binding in _bound(widget)]
    outgoing = _outgoing(widget, targets, value)
    _prove(widget, dashboard, by, pin)
    timeout_s = _timeout_of(widget)
    commands: list[Command] = []
    with transaction.atomic():
        for target, one in outgoing:
            if target.command:
                assert target.device is not None  # commands go to devices
                commands.append(
                    send_command(device=target.device, name=target.command, parameters=one, by=by, expires_in_s=timeout_s)
                )
            elif target.metric is not None:
                commands.append(
                    send_command(device=target.metric.device, metric=target.metric, value=one, by=by, expires_in_s=timeout_s)
                )
        # Last, because the log takes nothing back.
        for target, one in outgoing:
            if target.flow is not None:
                _send_into_flow(dashboard, target, one, by)
    return commands


def widget_of(dashboard: Dashboard, widget_id: str, user: User, given: Given | None = None) -> Widget:
    """A control as it is for this person: variables are what `given` says they are."""
    widget = _resolved(dashboard, user, given).widgets.get(widget_id)
    if widget is None:
        raise Missing(f"There is no widget “{widget_id[:40]}” on this dashboard.")
    if not kind_of(widget.type).is_control or not widget.bindings:
        raise NoControl
    return widget


def _resolved(dashboard: Dashboard, user: User, given: Given | None) -> Document:
    document = documents.read(newest_version(dashboard).document)
    return resolving.resolved(document, organization_id=dashboard.organization_id, user=user, given=given or {}).document


def _bound(widget: Widget) -> list[AnyBinding]:
    return list(widget.bindings if widget.type == "form" else widget.bindings[:1])


def _target(dashboard: Dashboard, binding: AnyBinding, by: User) -> Target:
    if isinstance(binding, MetricBinding):
        metric = topics.readable_metrics(by, dashboard.organization_id, [binding.metric]).get(binding.metric)
        if metric is None:
            raise Missing("The widget's metric is gone.")
        rights.require(by, "write_metric", metric)
        return Target((metric.low, metric.high), metric.data_type, metric=metric)
    if isinstance(binding, CommandBinding):
        return _command_target(dashboard, binding, by)
    if not isinstance(binding, OutputBinding):
        raise Missing("The widget's device or metric is gone, or it is not yours: choose another one above the dashboard.")
    flow = Flow.objects.select_related("live").filter(id=binding.flow, organization_id=dashboard.organization_id).first()
    if flow is None:
        raise Missing("The widget's flow is gone.")
    device = None
    if binding.key:
        devices = rights.visible(by, Device.objects.filter(organization_id=dashboard.organization_id))
        device = devices.filter(id=int(binding.key)).first() if binding.key.isdecimal() else None
        if device is None:
            raise Missing("The widget's device is gone.")
    placed = sending.control_blocks([flow]).get((flow.id, binding.block))
    if placed is None:
        raise Missing("The widget's flow does not run, or has no such control any more.")
    return Target(sending.bounds_of(placed), sending.type_of(placed), flow=flow, block=binding.block, device=device)


def _command_target(dashboard: Dashboard, binding: CommandBinding, by: User) -> Target:
    known = next(iter(device_commands([binding], by, dashboard.organization_id).values()), None)
    if known is None:
        raise Missing(f"The widget's device is gone, or its type has no command “{binding.command[:60]}” any more.")
    rights.require(by, "write_metric", known.device)
    return Target(
        (None, None),
        DataType.JSON,
        device=known.device,
        command=known.template.name,
        template=known.template.parameters,
        fixed=binding.parameters,
    )


def _outgoing(widget: Widget, targets: list[Target], value: Any) -> list[tuple[Target, Any]]:
    """What goes where, each value checked."""
    moment = now()
    if widget.type != "form":
        target = targets[0]
        if target.command:
            if widget.type not in SENDS_COMMANDS:
                raise NoControl
            return [(target, _parameters(target, value, "value"))]
        one = controls.checked(widget.type, value, Asked(widget.options, target.bounds, moment))
        return [(target, _as_taken(one, target))]
    if not isinstance(value, list) or len(value) != len(targets):
        raise BadControlValue(f"A form sends a list with a value for each of its {len(targets)} fields.")
    found = []
    for place, (target, one) in enumerate(zip(targets, value, strict=True)):
        binding = widget.bindings[place]
        field = (binding.model_extra or {}).get("field")
        name = getattr(binding, "label", None) or (target.metric.path if target.metric else target.command or target.block)
        if one is None:
            if is_required(field):
                raise BadControlValue(f"{name}: it must be filled in.", field=f"value.{place}")
            continue
        if target.command:
            found.append((target, _parameters(target, one, f"value.{place}")))
            continue
        try:
            checked = controls.checked("form", one, Asked({"data_type": target.data_type, "field": field}, target.bounds, moment))
        except BadControlValue as refusal:
            raise BadControlValue(f"{name}: {refusal.message}", field=f"value.{place}") from None
        found.append((target, _as_taken(checked, target)))
    if not found:
        raise BadControlValue("Nothing was changed, so there is nothing to send.")
    return found


def _parameters(target: Target, value: Any, place: str) -> dict[str, Any]:
    """What a command takes with it; a refusal names the parameter and its place in what was sent."""
    given = given_parameters(target.fixed, value)
    try:
        return checked_parameters(target.template, given)
    except BadParameter as refusal:
        name = (refusal.field or "").removeprefix("parameters.")
        why = refusal.message.removeprefix(f"Parameter “{name}”: ")
        raise BadControlValue(f"{name}: {why}", field=f"{place}.{name}") from None


def _as_taken(value: Any, target: Target) -> Any:
    """Whoever takes text gets a schedule or a list as JSON."""
    if isinstance(value, dict | list) and target.data_type in (DataType.STRING, DataType.BINARY):
        return json.dumps(value, separators=(",", ":"))
    return value


def _prove(widget: Widget, dashboard: Dashboard, by: User, pin: str) -> None:
    wanted = widget.options.get("pin", "none")
    if wanted != "none":
        # An unknown word, of a newer program say, asks for more rather than for less.
        pins.require(dashboard if wanted == "dashboard" else by, pin, by=by)


def _timeout_of(widget: Widget) -> float | None:
    given = widget.options.get("timeoutS")
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    return min(max(given, TIMEOUTS_S[0]), TIMEOUTS_S[1])


def _send_into_flow(dashboard: Dashboard, target: Target, value: Any, by: User) -> None:
    flow = target.flow
    assert flow is not None  # the caller asked
    address = SentValue.objects.filter(flow=flow, block=target.block, key=target.key)
    SentValue.objects.create(dashboard=dashboard, flow=flow, block=target.block, key=target.key, value=value, by=by)
    if beyond := address.order_by("-id").values_list("id", flat=True)[KEPT : KEPT + 1]:
        address.filter(id__lte=beyond[0]).delete()
    audit.record(
        "sent",
        kind="flow value",
        target_id=flow.id,
        target=f"{flow.name}: {target.block}",
        organization_id=flow.organization_id,
        changes={"value": (None, value)},
    )
    sending.send_control(flow, block_id=target.block, value=value, device=target.device, by=by)


# --- what was sent


@dataclass(frozen=True, slots=True)
class Sent:
    """One line of a control's history."""

    at: dt.datetime
    by: str | None
    name: str
    value: Any
    status: str
    detail: str
    finished_at: dt.datetime | None


def newest_commands(dashboard: Dashboard, user: User, given: Given | None = None) -> list[Command]:
    """The newest command to each metric, and of each name to each device, that a control of the dashboard sends to, of those
    the user may see."""
    document = _resolved(dashboard, user, given)
    bound = {
        binding.metric
        for widget in document.widgets.values()
        if kind_of(widget.type).is_control
        for binding in widget.bindings
        if isinstance(binding, MetricBinding)
    }
    ids: set[int] = set()
    if bound:
        newest = Command.objects.filter(metric_id__in=topics.readable_metrics(user, dashboard.organization_id, bound))
        ids |= set(newest.order_by().values("metric_id").annotate(newest=Max("id")).values_list("newest", flat=True))
    if named := _named(document.commands, user, dashboard):
        rows = Command.objects.filter(named, metric=None).order_by().values("device_id", "name")
        ids |= set(rows.annotate(newest=Max("id")).values_list("newest", flat=True))
    return list(Command.objects.filter(id__in=ids).select_related("device", "requested_by").order_by("id")) if ids else []


def _named(bindings: list[CommandBinding], user: User, dashboard: Dashboard) -> Q | None:
    """The commands of these names to these devices, as far as the user may see the devices."""
    found = device_commands(bindings, user, dashboard.organization_id)
    return reduce(or_, (Q(device_id=device_id, name=name) for device_id, name in found)) if found else None


def history(dashboard: Dashboard, *, widget_id: str, user: User, given: Given | None = None) -> list[Sent]:
    """The newest values that went to where the control sends, from this control or another, newest first."""
    found: list[Sent] = []
    for binding in _bound(widget_of(dashboard, widget_id, user, given)):
        if isinstance(binding, MetricBinding):
            readable = topics.readable_metrics(user, dashboard.organization_id, [binding.metric])
            commands = Command.objects.filter(metric_id__in=readable).select_related("requested_by")[:HISTORY]
            found += [_sent(command) for command in commands]
        elif isinstance(binding, CommandBinding):
            if (named := _named([binding], user, dashboard)) is not None:
                rows = Command.objects.filter(named, metric=None).select_related("requested_by")[:HISTORY]
                found += [_sent(command) for command in rows]
        elif isinstance(binding, OutputBinding) and not topics.outputs_of_hidden_devices(
            user, dashboard.organization_id, [binding.topic]
        ):
            sent = SentValue.objects.filter(
                flow_id=binding.flow,
                flow__organization_id=dashboard.organization_id,
                block=binding.block,
                key=binding.key or "",
            )
            found += [
                Sent(row.created_at, _who(row.by), row.block, row.value, "taken", "", row.created_at)
                for row in sent.select_related("by")[:HISTORY]
            ]
    return sorted(found, key=lambda sent: sent.at, reverse=True)[:HISTORY]


def _sent(c: Command) -> Sent:
    return Sent(c.created_at, _who(c.requested_by), c.name, c.value, c.status, c.detail, c.finished_at)


def _who(user: User | None) -> str | None:
    return str(user) if user else None
