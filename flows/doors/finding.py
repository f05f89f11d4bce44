"""Where a metric is used in flows, over HTTP."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from core.api import Listing, found
from devices.models import Metric
from flows import finding
from flows.models import Flow
from organizations import rights

router = Router()


class MetricUseOut(Schema):
    flow_id: int
    flow: str
    block: str
    title: str
    type: str
    does: str
    is_live: bool
    is_draft: bool
    is_enabled: bool


@router.get("/metrics/{metric_id}/uses", response=Listing[MetricUseOut])
def metric_uses(request: HttpRequest, metric_id: int) -> dict[str, Any]:
    """Every block that reads or writes the metric: in what runs (`is_live`), in the draft, or in both."""
    metric = found(rights.visible(request.user, Metric.objects.select_related("device")), id=metric_id)
    flows = rights.visible(request.user, Flow.objects.filter(organization_id=metric.device.organization_id))
    items = [
        {
            "flow_id": use.flow.id,
            "flow": use.flow.name,
            "block": use.block,
            "title": use.title,
            "type": use.type,
            "does": use.does,
            "is_live": use.is_live,
            "is_draft": use.is_draft,
            "is_enabled": use.flow.is_enabled,
        }
        for use in finding.metric_uses(metric, flows)
    ]
    return {"items": items, "total": len(items)}
