"""Verbs on dashboards: make, rename, save, go back, and send what a control says."""

import math
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from core.errors import Missing
from dashboards import documents, templates, topics
from dashboards.documents import AnyBinding, Document, MetricBinding, OutputBinding, PathBinding, Widget
from dashboards.errors import BadControlValue, BadDocument, BadName, BadTemplate, NameTaken, NoControl, Stale
from dashboards.models import Dashboard, DashboardShare, DashboardVersion
from dashboards.selectors import newest_version, share_choices
from dashboards.variables import resolving
from dashboards.variables.declared import Given
from dashboards.widgets import kind_of
from devices.models import Command, Device, Metric
from devices.services import send_command
from flows import sending
from flows.models import Flow
from organizations import rights
from organizations.models import Organization, Site, User

VERSIONS_KEPT = 500


@transaction.atomic
def create_dashboard(
    organization: Organization,
    *,
    name: str,
    by: User | None,
    template: str = "empty",
    device: Device | None = None,
    document: dict[str, Any] | None = None,
    site: Site | None = None,
    place: Device | None = None,
) -> Dashboard:
    """A dashboard from a template, or with the document given, at a site, at a device or at the organization itself.

    It is shared to those of its maker's profiles that let them see it.
    """
    if document is None:
        if template == "empty":
            document = documents.empty()
        elif template == "device" and device is not None:
            document = templates.device_document(device)
        else:
            raise BadTemplate(template)
    check_references(documents.parsed(document), organization_id=organization.id, user=by)
    dashboard = Dashboard(organization=organization, name=checked_name(name), changed_by=by, site=site, device=place)
    _save_named(dashboard)
    if by is not None:
        mine = rights.access_of(by).profiles_with("view_dashboards", dashboard.node_line())
        share_dashboard(dashboard, [profile.id for profile in share_choices(dashboard) if profile.id in mine])
    DashboardVersion.objects.create(dashboard=dashboard, number=1, author=by, message="Created", document=document)
    return dashboard


def rename_dashboard(dashboard: Dashboard, *, name: str) -> Dashboard:
    dashboard.name = checked_name(name)
    _save_named(dashboard)
    return dashboard


def place_dashboard(dashboard: Dashboard, *, site: Site | None, device: Device | None) -> Dashboard:
    """Put it at a device, at a site, or at the organization itself."""
    dashboard.site, dashboard.device = (None, device) if device is not None else (site, None)
    dashboard.save(update_fields=["site", "device"])
    rights.changed()
    return dashboard


@transaction.atomic
def share_dashboard(dashboard: Dashboard, profile_ids: Iterable[int]) -> None:
    """Show it to the people of exactly these profiles."""
    wanted = set(profile_ids)
    choices = set(share_choices(dashboard).values_list("id", flat=True))
    if unknown := sorted(wanted - choices):
        raise Missing(f"There is no profile {unknown[0]} that a dashboard of this organization could be shown to.")
    dashboard.shares.exclude(profile_id__in=wanted).delete()
    for profile_id in sorted(wanted):
        DashboardShare.objects.get_or_create(dashboard=dashboard, profile_id=profile_id)
    rights.changed()


def checked_name(name: str) -> str:
    name = name.encode(errors="replace").decode().replace("\0", "").strip()
    if not 1 <= len(name) <= 100:
        raise BadName
    return name


def _save_named(dashboard: Dashboard) -> None:
    try:
        with transaction.atomic():
            # Of one that is there only the name: somebody may be saving its document.
            dashboard.save(update_fields=["name"] if dashboard.pk else None)
    except IntegrityError:
        raise NameTaken(dashboard.name) from None


@transaction.atomic
def save_document(
    dashboard: Dashboard, *, document: dict[str, Any], base_version: int, by: User | None, message: str = ""
) -> DashboardVersion:
    """Add a version. Whoever began with an older one than the newest must look again first."""
    dashboard = Dashboard.objects.select_for_update().get(id=dashboard.id)
    newest = newest_version(dashboard)
    if base_version != newest.number:
        raise Stale(newest)
    check_references(documents.parsed(document), organization_id=dashboard.organization_id, user=by, known=newest.document)
    dashboard.version, dashboard.changed_at, dashboard.changed_by = newest.number + 1, now(), by
    dashboard.save(update_fields=["version", "changed_at", "changed_by"])
    dashboard.versions.filter(number__lte=dashboard.version - VERSIONS_KEPT).delete()
    return DashboardVersion.objects.create(
        dashboard=dashboard,
        number=dashboard.version,
        author=by,
        message=message.encode(errors="replace").decode().replace("\0", "").strip()[:200],
        document=document,
    )


def restore_version(dashboard: Dashboard, *, number: int, by: User | None) -> DashboardVersion:
    """Save an old version's document as the newest one."""
    old = dashboard.versions.filter(number=number).first()
    if old is None:
        raise Missing(f"There is no version {number}.")
    with transaction.atomic():
        dashboard = Dashboard.objects.select_for_update().get(id=dashboard.id)
        dashboard.version, dashboard.changed_at, dashboard.changed_by = dashboard.version + 1, now(), by
        dashboard.save(update_fields=["version", "changed_at", "changed_by"])
        return DashboardVersion.objects.create(
            dashboard=dashboard,
            number=dashboard.version,
            author=by,
            message=f"Version {number} restored",
            document=old.document,
        )


def check_references(document: Document, *, organization_id: str, user: User | None, known: dict[str, Any] | None = None) -> None:
    """Refuse metrics and flows of others and what the user may not see.

    What the last version already named may be gone since: it shows as missing.
    """
    metrics, flows, devices = document.metric_ids, document.flow_ids, document.device_ids
    if known is not None:
        before = Document.model_validate(known)
        metrics, flows, devices = metrics - before.metric_ids, flows - before.flow_ids, devices - before.device_ids
    found = Metric.objects.filter(id__in=metrics, device__organization_id=organization_id)
    metrics -= set((found if user is None else rights.visible(user, found)).values_list("id", flat=True))
    flows -= set(Flow.objects.filter(id__in=flows, organization_id=organization_id).values_list("id", flat=True))
    seen = Device.objects.filter(id__in=devices, organization_id=organization_id)
    devices -= set((seen if user is None else rights.visible(user, seen)).values_list("id", flat=True))
    for widget_id, widget in document.widgets.items():
        for place, binding in enumerate([*widget.bindings, *widget.conditions]):
            if what := _gone(binding, metrics, flows, devices):
                part = f"bindings.{place}" if place < len(widget.bindings) else "visibleWhen"
                raise BadDocument(f"There is no {what}, or it is not yours.", field=f"widgets.{widget_id}.{part}")
    if document.flow_id in flows:
        raise BadDocument(f"There is no flow {document.flow_id}, or it is not yours.", field="flowId")


def _gone(binding: AnyBinding, metrics: set[int], flows: set[int], devices: set[int]) -> str:
    """What of these a binding names; empty when nothing."""
    if isinstance(binding, MetricBinding) and binding.metric in metrics:
        return f"metric {binding.metric}"
    if isinstance(binding, OutputBinding) and binding.flow in flows:
        return f"flow {binding.flow}"
    if isinstance(binding, PathBinding) and binding.device in devices:
        return f"device {binding.device}"
    return ""


def send_from_widget(dashboard: Dashboard, *, widget_id: str, value: Any, by: User, given: Given | None = None) -> Command | None:
    """Send what a toggle, button or slider says to the metric it is bound to, or into the flow: then there is no command."""
    document = Document.model_validate(newest_version(dashboard).document)
    resolved = resolving.resolved(document, organization_id=dashboard.organization_id, user=by, given=given or {})
    widget = resolved.document.widgets.get(widget_id)
    if widget is None:
        raise Missing(f"There is no widget “{widget_id[:40]}” on this dashboard.")
    if not kind_of(widget.type).is_control or not widget.bindings:
        raise NoControl
    first = widget.bindings[0]
    if isinstance(first, OutputBinding):
        _send_into_flow(dashboard, widget, first, value=value, by=by)
        return None
    if not isinstance(first, MetricBinding):
        raise Missing("The widget's device or metric is gone, or it is not yours: choose another one above the dashboard.")
    bound = [first.metric]
    metric = topics.readable_metrics(by, dashboard.organization_id, bound[:1]).get(bound[0])
    if metric is None:
        raise Missing("The widget's metric is gone.")
    rights.require(by, "write_metric", metric)
    check_control_value(widget, (metric.low, metric.high), value)
    return send_command(device=metric.device, metric=metric, value=value, by=by)


def _send_into_flow(dashboard: Dashboard, widget: Widget, binding: OutputBinding, *, value: Any, by: User) -> None:
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
    check_control_value(widget, sending.bounds_of(placed), value)
    sending.send_control(flow, block_id=binding.block, value=value, device=device)


def check_control_value(widget: Widget, bounds: tuple[float | None, float | None], value: Any) -> None:
    """What the designer laid down holds on the server too: a page can be forged."""
    options = widget.options
    match widget.type:
        case "toggle":
            _check_offered(value, [options.get("onValue", True), options.get("offValue", False)])
        case "button":
            _check_offered(value, [options.get("value", True)])
        case "slider":
            low = _first_number(options.get("min"), bounds[0], 0)
            high = _first_number(options.get("max"), bounds[1], 100)
            _check_on_scale(value, low, high, step=_first_number(options.get("step"), 1))


def _check_offered(value: Any, offered: list[Any]) -> None:
    if not any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in offered):
        raise BadControlValue(f"{_shown(value)} is not what this control sends: {' or '.join(map(_shown, offered))}.")


def _check_on_scale(value: Any, low: float, high: float, *, step: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadControlValue(f"{_shown(value)} is no number.")
    if not low <= value <= high:
        raise BadControlValue(f"{value:g} lies outside {low:g} to {high:g}.")
    steps = (value - low) / step if step > 0 else 0.0
    # A browser's arithmetic is as inexact as ours: a millionth of a step is no step.
    if abs(steps - round(steps)) > 1e-6:
        raise BadControlValue(f"{value:g} is no multiple of {step:g} from {low:g}.")


def _first_number(*candidates: Any) -> float:
    """The first that is a number; the last always is."""
    return next(float(one) for one in candidates if isinstance(one, int | float) and not isinstance(one, bool))


def _shown(value: Any) -> str:
    return repr(value)[:60]
