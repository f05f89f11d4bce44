"""What happens below and belongs on open pages: commands and devices that come and go."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from core import changes, languages, live
from core.errors import Missing
from core.sentences import in_other_languages
from dashboards import documents, flow_blocks, topics
from dashboards.models import Dashboard, DashboardVersion, PublicLink
from devices.models import Command, Device
from devices.signals import command_changed, command_queued, device_deleted, devices_left, presence_changed
from flows.graphs.validation import Problem
from flows.models import Flow
from flows.signals import binding_looked_at, flow_deployed, page_wanted
from organizations.models import Site, User
from organizations.signals import site_moving


@receiver([command_queued, command_changed])
def announce_commands(commands: Sequence[Command], **_: Any) -> None:
    """Sent after commit, so what is read here is what everybody reads."""
    # Edge, clock and lanes never serve the API: its library stays out of their memory until it is needed.
    from devices.api import CommandOut

    rows = Command.objects.filter(id__in=[command.pk for command in commands]).select_related("device", "requested_by")
    for command in rows.order_by("id"):
        # To people of all languages at once, whoever's request it was.
        with languages.reading(languages.ENGLISH):
            data = CommandOut.from_orm(command).model_dump(mode="json")
        if command.detail:
            data["detail_in"] = in_other_languages(command.detail)
        live.publisher().event(command.device.organization_id, "commands", data)


@receiver(post_delete, sender=PublicLink)
def end_visits(instance: PublicLink, **_: Any) -> None:
    """A dashboard takes its links along: whoever looks at it through one sees nothing more at once."""
    changes.tell(topics.public_news(instance.dashboard_id))


@receiver(page_wanted)
def show_page(organization_id: str, dashboard_id: int, page: str, **_: Any) -> None:
    """Whoever looks at the dashboard is shown this page of it."""
    dashboard = Dashboard.objects.filter(organization_id=organization_id, id=dashboard_id).first()
    version = DashboardVersion.objects.filter(dashboard=dashboard, number=dashboard.version).first() if dashboard else None
    if dashboard is None or version is None:
        raise Missing("The dashboard that the block names is gone. Choose another one.")
    pages = documents.read(version.document).pages
    found = next((each for each in pages if page in (each.id, each.title)), None)
    if found is None:
        titles = ", ".join(f"“{each.title}”" for each in pages)
        raise Missing(f"The dashboard “{dashboard.name}” has no page “{page}”. It has {titles}.")
    live.publisher().event(organization_id, f"p:{dashboard_id}", {"page": found.id})


@receiver(flow_deployed)
def bind_widgets(flow: Flow, document: Mapping[str, Any], is_each_device: bool, by: User | None, **_: Any) -> list[Problem]:
    """A wire to a widget's block binds the widget."""
    return flow_blocks.bind_wired(flow, document, is_each_device=is_each_device, by=by)


@receiver(binding_looked_at)
def tell_unbound(flow: Flow, document: Mapping[str, Any], is_each_device: bool, by: User, **_: Any) -> list[Problem]:
    return flow_blocks.would_not_bind(flow, document, is_each_device=is_each_device, by=by)


@receiver(presence_changed)
def announce_presence(devices: Sequence[Device], **_: Any) -> None:
    for device in devices:
        data = {
            "id": device.pk,
            "name": device.name,
            "online": device.online,
            "last_seen_at": device.last_seen_at.isoformat() if device.last_seen_at else None,
        }
        live.publisher().event(device.organization_id, "devices", data)


@receiver(device_deleted)
def announce_deleted_metrics(organization_id: str, **_: Any) -> None:
    changes.tell(topics.gone_news(organization_id))


@receiver(devices_left)
def keep_dashboards_of_moved_devices(organization_id: str, device_ids: list[int], **_: Any) -> None:
    """A dashboard stays in its organization, at its top when what it stood at moved away."""
    rows = Dashboard.objects.filter(organization_id=organization_id, device_id__in=device_ids)
    rows.exclude(device__organization_id=organization_id).update(device=None)


@receiver(site_moving)
def keep_dashboards_of_a_moved_site(site: Site, organization_id: str, **_: Any) -> None:
    Dashboard.objects.filter(organization_id=organization_id, site=site).update(site=None)
