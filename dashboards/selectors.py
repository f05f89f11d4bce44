"""Everything a dashboard's widgets are drawn from, read at once."""

from collections.abc import Collection, Container
from typing import Any, NamedTuple

from django.db.models import QuerySet

from core import live
from dashboards import documents, marks, topics
from dashboards.device_commands import DeviceCommand, Key, device_commands
from dashboards.documents import AnyBinding, CommandBinding, Document, MetricBinding, Nothing, OutputBinding, Widget
from dashboards.levels import Levels, Page, Period
from dashboards.models import Dashboard, DashboardVersion
from dashboards.places import Place, places_of
from dashboards.variables import resolving
from dashboards.variables.declared import Given, declared
from dashboards.widgets import kind_of
from devices.models import DataType, Metric
from flows import sending
from flows.models import Flow
from organizations import rights
from organizations.models import Profile, User


def newest_version(dashboard: Dashboard) -> DashboardVersion:
    return dashboard.versions.select_related("author").get(number=dashboard.version)


def permission_bits(user: User, dashboard: Dashboard) -> int:
    """What the user may do on the dashboard, as bits of `organizations.rights`."""
    shared_with = [share.profile_id for share in dashboard.shares.all()]
    return rights.access_of(user).shared_bits(dashboard.node_line(), shared_with)


def share_choices(dashboard: Dashboard) -> "QuerySet[Profile]":
    """The profiles that the dashboard can be shown to: those of its organization."""
    return Profile.objects.filter(organization_id=dashboard.organization_id, access_dashboard=True)


def device_variable(dashboard: Dashboard, type_id: int) -> str | None:
    """The variable of the dashboard that devices of a type fit into: one for that type before one for any."""
    variables = declared(newest_version(dashboard).document.get("variables") or [])
    fitting = [one for one in variables if one.kind == "device" and one.device_type in (None, type_id)]
    fitting.sort(key=lambda one: one.device_type is None)
    return fitting[0].name if fitting else None


class Found(NamedTuple):
    """What the bindings of a document lead to; what is gone or another organization's is not in it."""

    metrics: dict[int, Metric]
    # Those of the metrics that the user may write.
    writable: set[int]
    # Those of the flows' controls that may be sent to: (flow id, block id) -> lowest and highest value, and the type.
    controls: dict[tuple[int, str], tuple[float | None, float | None, str]]
    topics: set[str]
    latest: dict[str, live.Newest]
    levels: Levels
    # Of the devices on maps: latitude and longitude.
    places: dict[int, Place]
    # Commands of device types that controls send.
    commands: dict[Key, DeviceCommand]
    # Those of their devices that the user may send commands to.
    commandable: set[int]


def dashboard_data(
    dashboard: Dashboard,
    user: User,
    *,
    page: Page,
    given: Given | None = None,
    document: Document | None = None,
    only: Collection[str] | None = None,
) -> dict[str, Any]:
    """For each widget its sources, in the order of its bindings: what they are, their newest value, their samples.

    `given` is what the address says of the dashboard's variables; bindings that name one are led to what it stands for.

    Metrics and devices that the user may not see are as gone as those that were deleted.
    The number of reads does not grow with the number of widgets. `only` names the widgets that are asked for,
    `document` takes the place of the saved one.
    """
    resolved = resolving.resolved(
        document or documents.read(newest_version(dashboard).document),
        organization_id=dashboard.organization_id,
        user=user,
        given=given or {},
    )
    document = resolved.document
    if document.settings.zone:
        page = page._replace(zone=document.settings.zone)
    if only is not None:
        asked = {one: document.widgets[one] for one in only if one in document.widgets}
        document = document.model_copy(update={"widgets": asked})
    metrics = topics.readable_metrics(user, dashboard.organization_id, document.metric_ids)
    visible = _visible_topics(document, dashboard, user, metrics)
    access = rights.access_of(user)
    writable = {metric.id for metric in metrics.values() if metric.is_writable and access.can("write_metric", metric)}
    levels = Levels(page, metrics)
    for widget in document.widgets.values():
        levels.want(widget)
    levels.read()
    commands = device_commands(document.commands, user, dashboard.organization_id)
    commandable = {one.device.id for one in commands.values() if access.can("write_metric", one.device)}
    found = Found(
        metrics,
        writable,
        _controls(document, dashboard),
        visible,
        topics.current(visible),
        levels,
        _places(document, metrics),
        commands,
        commandable,
    )
    return {
        "version": dashboard.version,
        "from": page.period.from_us / 1000,
        "to": page.period.to_us / 1000,
        "zone": page.zone,
        **resolved.json(),
        "widgets": {widget_id: _widget(widget, found) for widget_id, widget in document.widgets.items()},
        "marks": marks.marks(dashboard, user, page.period, metrics.values()),
    }


def newest_values(dashboard: Dashboard, user: User, given: Given) -> dict[str, live.Newest]:
    """The newest value of everything the saved dashboard shows, by topic, as far as the user may see it."""
    return topics.current(shown_topics(dashboard, user, given))


def shown_topics(dashboard: Dashboard, user: User, given: Given) -> set[str]:
    """The live topics of everything the saved dashboard shows, as far as the user may see it."""
    document, metrics = _shown(dashboard, user, given)
    return _visible_topics(document, dashboard, user, metrics)


def shown_devices(dashboard: Dashboard, user: User, given: Given) -> set[int]:
    """The devices whose metrics the saved dashboard shows, as far as the user may see them."""
    return {metric.device_id for metric in _shown(dashboard, user, given)[1].values()}


def _shown(dashboard: Dashboard, user: User, given: Given) -> tuple[Document, dict[int, Metric]]:
    resolved = resolving.resolved(
        documents.read(newest_version(dashboard).document),
        organization_id=dashboard.organization_id,
        user=user,
        given=given,
    )
    return resolved.document, topics.readable_metrics(user, dashboard.organization_id, resolved.document.metric_ids)


def _visible_topics(document: Document, dashboard: Dashboard, user: User, metrics: Container[int]) -> set[str]:
    """The live topics that the document's bindings lead to, without what the user may not see."""
    flows = topics.flows_of(dashboard.organization_id, document.flow_ids)
    visible = {
        binding.topic
        for binding in document.bindings
        if (isinstance(binding, MetricBinding) and binding.metric in metrics)
        or (isinstance(binding, OutputBinding) and binding.flow in flows)
    }
    return visible - topics.outputs_of_hidden_devices(user, dashboard.organization_id, visible)


def marks_of(dashboard: Dashboard, user: User, period: Period, given: Given) -> dict[str, list[dict[str, Any]]]:
    """What the charts of a dashboard mark in a period."""
    resolved = resolving.resolved(
        documents.read(newest_version(dashboard).document),
        organization_id=dashboard.organization_id,
        user=user,
        given=given,
    )
    metrics = topics.readable_metrics(user, dashboard.organization_id, resolved.document.metric_ids)
    return marks.marks(dashboard, user, period, metrics.values())


def _controls(document: Document, dashboard: Dashboard) -> dict[tuple[int, str], tuple[float | None, float | None, str]]:
    """The controls of flows that this dashboard's widgets send to."""
    flow_ids = {
        binding.flow
        for widget in document.widgets.values()
        if kind_of(widget.type).is_control
        for binding in widget.bindings
        if isinstance(binding, OutputBinding)
    }
    if not flow_ids:
        return {}
    flows = Flow.objects.filter(id__in=flow_ids, organization_id=dashboard.organization_id)
    blocks = sending.control_blocks(flows).items()
    return {address: (*sending.bounds_of(placed), sending.type_of(placed)) for address, placed in blocks}


def _places(document: Document, metrics: dict[int, Metric]) -> dict[int, Place]:
    """Where the devices stand whose metrics are on some map."""
    bound = {
        binding.metric
        for widget in document.widgets.values()
        if kind_of(widget.type).needs_place
        for binding in widget.bindings
        if isinstance(binding, MetricBinding)
    }
    return places_of({metrics[metric_id].device_id for metric_id in bound if metric_id in metrics})


def _widget(widget: Widget, found: Found) -> dict[str, Any]:
    """The sources of a widget, and where there are such: what decides whether it is shown, and how the flow has it look."""
    answer: dict[str, Any] = {"sources": [_source(widget, binding, found) for binding in widget.bindings]}
    if widget.conditions:
        answer["conditions"] = [_source(None, binding, found) for binding in widget.conditions]
    if widget.look is not None:
        answer["look"] = _source(None, widget.look, found)
    return answer


def _source(widget: Widget | None, binding: AnyBinding, found: Found) -> dict[str, Any]:
    newest = found.latest.get(binding.topic)
    source: dict[str, Any] = {
        "topic": binding.topic,
        "latest": {"ts": newest[0] / 1000, "value": newest[1], "quality": newest[2]} if newest else None,
        "series": None,
    }
    if isinstance(binding, OutputBinding):
        bounds = found.controls.get((binding.flow, binding.block))
        low, high, data_type = bounds or (None, None, DataType.DOUBLE.value)
        state = "ok" if binding.topic in found.topics else "missing"
        facts = {"state": state, "is_writable": bounds is not None, "low": low, "high": high, "data_type": data_type}
        return source | NO_METRIC | facts
    if isinstance(binding, CommandBinding):
        return source | _command_facts(binding, found)
    if not isinstance(binding, MetricBinding):
        return source | NO_METRIC | {"state": "missing", "reason": binding.reason if isinstance(binding, Nothing) else None}
    metric = found.metrics.get(binding.metric)
    if metric is None:
        return source | NO_METRIC | {"state": "missing"}
    facts = {
        "state": "ok",
        "metric_id": metric.id,
        "device_id": metric.device_id,
        "device": metric.device.name,
        "place": found.places.get(metric.device_id),
        "path": metric.path,
        "unit": metric.unit,
        "data_type": metric.data_type,
        "expected_interval_s": metric.expected_interval_s,
        "low": metric.low,
        "high": metric.high,
        "is_writable": metric.is_writable and metric.id in found.writable,
    }
    return source | facts | (found.levels.of(widget, metric.id) if widget else {})


def _command_facts(binding: CommandBinding, found: Found) -> dict[str, Any]:
    """Nothing is shown of a command but what it takes."""
    known = found.commands.get((binding.device, binding.command)) if isinstance(binding.device, int) else None
    if known is None:
        return NO_METRIC | {"state": "missing", "reason": {"code": "missing_command", "name": binding.command}}
    return NO_METRIC | {
        "state": "ok",
        "device_id": known.device.id,
        "device": known.device.name,
        "path": known.template.title or known.template.name,
        "data_type": DataType.JSON.value,
        "is_writable": known.device.id in found.commandable,
        "command": known.json() | {"fixed": binding.parameters},
    }


NO_METRIC: dict[str, Any] = {
    "metric_id": None,
    "device_id": None,
    "device": "",
    "place": None,
    "path": "",
    "unit": "",
    "data_type": DataType.DOUBLE.value,
    "expected_interval_s": None,
    "low": None,
    "high": None,
    "is_writable": False,
}
