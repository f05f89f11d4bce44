"""Verbs on dashboards: make, rename, share, save, go back. What controls send is in `operating.py`."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from core import changes
from core.errors import Missing
from dashboards import documents, templates, topics
from dashboards.documents import AnyBinding, CommandBinding, Document, MetricBinding, OutputBinding, PathBinding
from dashboards.errors import BadDocument, BadName, BadTemplate, NameTaken, Stale, TemplateNameTaken
from dashboards.models import Dashboard, DashboardDraft, DashboardShare, DashboardTemplate, DashboardVersion
from dashboards.pictures import carried
from dashboards.pictures.carried import Carried
from dashboards.selectors import newest_version, share_choices
from devices.models import Device, DeviceType, Metric
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
    device_type: DeviceType | None = None,
    document: dict[str, Any] | None = None,
    site: Site | None = None,
    place: Device | None = None,
    pictures: Mapping[str, Carried] | None = None,
) -> Dashboard:
    """A dashboard from a template, or with the document given, at a site, at a device or at the organization itself.

    It is shared to those of its maker's profiles that let them see it.
    """
    known = None
    if document is None:
        # What a template names may be gone since, or not be its user's to see: it shows as missing.
        known = document = template_document(organization, template, device=device, device_type=device_type)
    check_references(documents.kept(document), organization_id=organization.id, user=by, known=known)
    dashboard = Dashboard(organization=organization, name=checked_name(name), changed_by=by, site=site, device=place)
    _save_named(dashboard)
    if by is not None:
        mine = rights.access_of(by).profiles_with("view_dashboards", dashboard.node_line())
        share_dashboard(dashboard, [profile.id for profile in share_choices(dashboard) if profile.id in mine])
    document = carried.settled(dashboard, document, pictures or {}, by=by)
    # A template's are those of the dashboard that it was made from; whoever may not see that one gets none.
    document = carried.adopted(dashboard, document, _dashboards_of(organization, by))
    DashboardVersion.objects.create(dashboard=dashboard, number=1, author=by, message="Created", document=document)
    return dashboard


def _dashboards_of(organization: Organization, by: User | None) -> "QuerySet[Dashboard]":
    rows = Dashboard.objects.filter(organization=organization)
    return rows if by is None else topics.visible_dashboards(by, rows)


def template_document(
    organization: Organization, template: str, *, device: Device | None, device_type: DeviceType | None
) -> dict[str, Any]:
    """What is begun with: “empty”, “device” of a device, “type” of a device type, “own:<id>”, or the key of a ready one."""
    if template == "empty":
        return documents.empty()
    if template == "device" and device is not None:
        return templates.device_document(device)
    if template == "type" and device_type is not None:
        return templates.type_document(device_type)
    if template.startswith("own:"):
        number = template.removeprefix("own:")
        rows = DashboardTemplate.objects.filter(organization=organization)
        own = rows.filter(id=int(number)).first() if number.isdecimal() and len(number) < 19 else None
        if own is None:
            raise BadTemplate(template)
        return dict(own.document)
    return templates.starter_document(template, device_type)


def save_template(dashboard: Dashboard, *, name: str, description: str, document: dict[str, Any], by: User) -> DashboardTemplate:
    """Keep a document for new dashboards of the organization."""
    draft = DashboardDraft.objects.filter(dashboard=dashboard).first()
    known = draft.document if draft else newest_version(dashboard).document
    check_references(documents.parsed(document), organization_id=dashboard.organization_id, user=by, known=known)
    try:
        with transaction.atomic():
            return DashboardTemplate.objects.create(
                organization_id=dashboard.organization_id,
                name=checked_name(name),
                description=description.encode(errors="replace").decode().replace("\0", "").strip()[:500],
                document=document,
                created_by=by,
            )
    except IntegrityError:
        raise TemplateNameTaken(name) from None


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
    dashboard = Dashboard.objects.select_for_update(of=("self",)).get(id=dashboard.id)
    newest = newest_version(dashboard)
    if base_version != newest.number:
        raise Stale(newest)
    documents.require_ours(newest.document)
    check_references(documents.parsed(document), organization_id=dashboard.organization_id, user=by, known=newest.document)
    return add_version(dashboard, document=document, by=by, message=message)


def add_version(dashboard: Dashboard, *, document: dict[str, Any], by: User | None, message: str) -> DashboardVersion:
    """What everybody sees from now on. The caller has locked the dashboard and checked the document."""
    dashboard.version, dashboard.changed_at, dashboard.changed_by = dashboard.version + 1, now(), by
    dashboard.save(update_fields=["version", "changed_at", "changed_by"])
    dashboard.versions.filter(number__lte=dashboard.version - VERSIONS_KEPT).delete()
    changes.tell(topics.public_news(dashboard.pk))
    return DashboardVersion.objects.create(
        dashboard=dashboard,
        number=dashboard.version,
        author=by,
        message=message.encode(errors="replace").decode().replace("\0", "").strip()[:200],
        document=document,
    )


def restore_version(dashboard: Dashboard, *, number: int, by: User | None) -> DashboardVersion:
    """Publish an old version's document as the newest one."""
    old = dashboard.versions.filter(number=number).first()
    if old is None:
        raise Missing(f"There is no version {number} of this dashboard.")
    with transaction.atomic():
        dashboard = Dashboard.objects.select_for_update(of=("self",)).get(id=dashboard.id)
        return add_version(dashboard, document=old.document, by=by, message=f"Version {number} restored")


def check_references(document: Document, *, organization_id: str, user: User | None, known: dict[str, Any] | None = None) -> None:
    """Refuse metrics and flows of others and what the user may not see.

    What the last version already named may be gone since: it shows as missing.
    """
    metrics, flows, devices = document.metric_ids, document.flow_ids, document.device_ids
    if known is not None:
        before = documents.read(known)
        metrics, flows, devices = metrics - before.metric_ids, flows - before.flow_ids, devices - before.device_ids
    found = Metric.objects.filter(id__in=metrics, device__organization_id=organization_id)
    metrics -= set((found if user is None else rights.visible(user, found)).values_list("id", flat=True))
    flows -= set(Flow.objects.filter(id__in=flows, organization_id=organization_id).values_list("id", flat=True))
    seen = Device.objects.filter(id__in=devices, organization_id=organization_id)
    devices -= set((seen if user is None else rights.visible(user, seen)).values_list("id", flat=True))
    for widget_id, widget in document.widgets.items():
        named = [(f"bindings.{place}", binding) for place, binding in enumerate(widget.bindings)]
        named += [("visibleWhen", binding) for binding in widget.conditions]
        named += [("look", widget.look)] if widget.look is not None else []
        for part, binding in named:
            if what := _gone(binding, metrics, flows, devices):
                raise BadDocument(f"There is no {what}, or it is not yours.", field=f"widgets.{widget_id}.{part}")
    if document.flow_id in flows:
        raise BadDocument(f"There is no flow {document.flow_id}, or it is not yours.", field="flowId")


def _gone(binding: AnyBinding, metrics: set[int], flows: set[int], devices: set[int]) -> str:
    """What of these a binding names; empty when nothing."""
    if isinstance(binding, MetricBinding) and binding.metric in metrics:
        return f"metric {binding.metric}"
    if isinstance(binding, OutputBinding) and binding.flow in flows:
        return f"flow {binding.flow}"
    if isinstance(binding, PathBinding | CommandBinding) and binding.device in devices:
        return f"device {binding.device}"
    return ""
