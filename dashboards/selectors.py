"""Everything a dashboard's widgets are drawn from, read at once."""

from typing import Any, NamedTuple

from django.db.models import QuerySet

from core import live
from dashboards import topics
from dashboards.documents import AnyBinding, Document, MetricBinding, Nothing, OutputBinding, Widget
from dashboards.models import Dashboard, DashboardVersion
from dashboards.variables import resolving
from dashboards.variables.declared import Given, declared
from dashboards.widgets import kind_of
from devices.models import DataType, Metric
from flows import sending
from flows.models import Flow
from organizations import rights
from organizations.models import Profile, User
from telemetry import selectors as samples
from telemetry.selectors import Series


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
    series: dict[int, Series]


def dashboard_data(
    dashboard: Dashboard, user: User, *, from_us: int, to_us: int, points: int, given: Given | None = None
) -> dict[str, Any]:
    """For each widget its sources, in the order of its bindings: what they are, their newest value, their samples.

    `given` is what the address says of the dashboard's variables; bindings that name one are led to what it stands for.

    Metrics and devices that the user may not see are as gone as those that were deleted.
    The number of reads does not grow with the number of widgets.
    """
    resolved = resolving.resolved(
        Document.model_validate(newest_version(dashboard).document),
        organization_id=dashboard.organization_id,
        user=user,
        given=given or {},
    )
    document = resolved.document
    metrics = topics.readable_metrics(user, dashboard.organization_id, document.metric_ids)
    flows = topics.flows_of(dashboard.organization_id, document.flow_ids)
    visible = {
        binding.topic
        for binding in document.bindings
        if (isinstance(binding, MetricBinding) and binding.metric in metrics)
        or (isinstance(binding, OutputBinding) and binding.flow in flows)
    }
    visible -= topics.outputs_of_hidden_devices(user, dashboard.organization_id, visible)
    access = rights.access_of(user)
    writable = {metric.id for metric in metrics.values() if metric.is_writable and access.can("write_metric", metric)}
    drawn = _series(document, metrics, from_us=from_us, to_us=to_us, points=points)
    found = Found(metrics, writable, _controls(document, dashboard), visible, topics.current(visible), drawn)
    return {
        "version": dashboard.version,
        "from": from_us / 1000,
        "to": to_us / 1000,
        **resolved.json(),
        "widgets": {widget_id: _widget(widget, found) for widget_id, widget in document.widgets.items()},
    }


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


def _series(document: Document, metrics: dict[int, Metric], *, from_us: int, to_us: int, points: int) -> dict[int, Series]:
    """The samples of each metric that some widget draws, as many as the one that draws most of them needs."""
    wanted: dict[int, int] = {}
    for widget in document.widgets.values():
        bound = min(points, kind_of(widget.type).points)
        for binding in widget.bindings:
            if bound and isinstance(binding, MetricBinding) and binding.metric in metrics:
                wanted[binding.metric] = max(bound, wanted.get(binding.metric, 0))
    found: dict[int, Series] = {}
    for bound in set(wanted.values()):
        alike = [metric_id for metric_id, points_wanted in wanted.items() if points_wanted == bound]
        found |= samples.series(alike, from_us=from_us, to_us=to_us, points=bound)
    return found


def _widget(widget: Widget, found: Found) -> dict[str, Any]:
    """The sources of a widget, and what decides whether it is shown where something does."""
    needs_series = kind_of(widget.type).points > 0
    answer = {"sources": [_source(binding, found, needs_series) for binding in widget.bindings]}
    if widget.conditions:
        answer["conditions"] = [_source(binding, found, needs_series=False) for binding in widget.conditions]
    return answer


def _source(binding: AnyBinding, found: Found, needs_series: bool) -> dict[str, Any]:
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
    if not isinstance(binding, MetricBinding):
        return source | NO_METRIC | {"state": "missing", "reason": binding.reason if isinstance(binding, Nothing) else None}
    metric = found.metrics.get(binding.metric)
    if metric is None:
        return source | NO_METRIC | {"state": "missing"}
    return source | {
        "state": "ok",
        "metric_id": metric.id,
        "device_id": metric.device_id,
        "device": metric.device.name,
        "path": metric.path,
        "unit": metric.unit,
        "data_type": metric.data_type,
        "expected_interval_s": metric.expected_interval_s,
        "low": metric.low,
        "high": metric.high,
        "is_writable": metric.is_writable and metric.id in found.writable,
        "series": found.series.get(metric.id, NO_SERIES) if needs_series else None,
    }


NO_SERIES: Series = {"ts": [], "value": [], "reduced": False}
NO_METRIC: dict[str, Any] = {
    "metric_id": None,
    "device_id": None,
    "device": "",
    "path": "",
    "unit": "",
    "data_type": DataType.DOUBLE.value,
    "expected_interval_s": None,
    "low": None,
    "high": None,
    "is_writable": False,
}
