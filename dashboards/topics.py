"""What a browser may watch: the names of live topics, who may hear them, and what they say now.

| topic | brings |
|---|---|
| `m:<metric>` | samples of a metric |
| `o:<flow>:<block>:<key>` | what a widget output of a flow shows; the key is a device's id or empty |
| `w:<flow>:<block>.<port>` | values on a wire, sampled for the open editor; with `:<device>` behind it those of one device |
| `b:<flow>` | counters and errors of a flow's blocks |
| `t:<flow>` | traces of a flow that have been made |
| `d:<flow>` | debug messages of a flow |
| `p:<dashboard>` | the page of a dashboard that a flow wants its viewers to see |
| `a:<device>` | that alarms of a device changed, without saying what; for pages of public links alone |
| `n:<dashboard>` | news of what people noted on a dashboard's charts |
| `alarms`, `commands`, `devices`, `notifications` | changes in the organization's lists |
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec
from django.db.models import F, QuerySet

from core import live
from core.redis import client
from dashboards import documents
from dashboards.documents import OutputBinding
from dashboards.models import Dashboard, DashboardShare, DashboardVersion
from devices.models import Device, Metric
from flows.models import Flow
from organizations import rights
from organizations.models import User
from telemetry import selectors as samples

TOPIC_LENGTH_BOUND: Final = 250
DASHBOARDS_BOUND: Final = 500
METRIC = re.compile(r"m:([1-9][0-9]{0,17})")
OF_DASHBOARD = re.compile(r"[np]:([1-9][0-9]{0,17})")
OF_FLOW = re.compile(r"(?:[bdt]:([1-9][0-9]{0,17})|[ow]:([1-9][0-9]{0,17}):.+)")


def annotations_topic(dashboard_id: int) -> str:
    return f"n:{dashboard_id}"


def public_news(dashboard_id: int) -> str:
    """Said on the channel of changes when visitors of a public link may see something else, or nothing any more."""
    return f"public:{dashboard_id}"


def gone_news(organization_id: str) -> str:
    """Said there when metrics of an organization were deleted: open pages find out whether they are theirs."""
    return f"gone:{organization_id}"


class Parts(NamedTuple):
    """What a topic is about: a metric, a flow, a dashboard, or, with none of them, a list of the organization."""

    metric: int | None = None
    flow: int | None = None
    dashboard: int | None = None


def parts(topic: str) -> Parts | None:
    """None for what is no topic at all."""
    if topic in live.ORGANIZATION_TOPICS:
        return Parts()
    if len(topic) > TOPIC_LENGTH_BOUND:
        return None
    if match := METRIC.fullmatch(topic):
        return Parts(metric=int(match[1]))
    if match := OF_DASHBOARD.fullmatch(topic):
        return Parts(dashboard=int(match[1]))
    if match := OF_FLOW.fullmatch(topic):
        return Parts(flow=int(match[1] or match[2]))
    return None


def allowed(user: User, organization_id: str, topics: Iterable[str]) -> frozenset[str]:
    """Those of the topics that exist in the organization and may be read by the user: a handful of queries."""
    access = rights.access_of(user)
    if organization_id not in access.organizations:
        return frozenset()
    asked = {topic: found for topic in topics if (found := parts(topic))}
    metrics = readable_metrics(user, organization_id, {found.metric for found in asked.values() if found.metric is not None})
    flow_ids = {found.flow for found in asked.values() if found.flow is not None}
    flows = flows_of(organization_id, flow_ids)
    dashboards = dashboards_of(
        user, organization_id, {found.dashboard for found in asked.values() if found.dashboard is not None}
    )
    granted = {
        topic
        for topic, found in asked.items()
        if (found.metric is None or found.metric in metrics)
        and (found.flow is None or found.flow in flows)
        and (found.dashboard is None or found.dashboard in dashboards)
    }
    hidden = flows - set(rights.visible(user, Flow.objects.filter(id__in=flows)).values_list("id", flat=True)) if flows else set()
    if hidden:
        # Whoever may not look into a flow still sees what it shows on the dashboards that are shared to them.
        shown = shown_outputs(user, organization_id)
        granted -= {
            topic for topic in granted if asked[topic].flow in hidden and not {topic, f"{topic.rpartition(':')[0]}:$"} & shown
        }
    return frozenset(granted - outputs_of_hidden_devices(user, organization_id, granted))


def is_partial(user: User, organization_id: str) -> bool:
    """Whether some of the organization is hidden from the user, so that the news of its lists are not all theirs."""
    access = rights.access_of(user)
    return not access.is_superuser and (not access.can("read", organization_id) or bool(access.filter("read").taken))


def readable_metrics(user: User, organization_id: str, metric_ids: Iterable[int]) -> dict[int, Metric]:
    """Those of the metrics that stand in the organization and may be read by the user, with their devices."""
    wanted = list(metric_ids)
    if not wanted:
        return {}
    rows = Metric.objects.select_related("device").filter(id__in=wanted, device__organization_id=organization_id)
    return {metric.id: metric for metric in rights.visible(user, rows)}


def flows_of(organization_id: str, flow_ids: Iterable[int]) -> set[int]:
    """Those of the flows that belong to the organization."""
    wanted = list(flow_ids)
    return (
        set(Flow.objects.filter(id__in=wanted, organization_id=organization_id).values_list("id", flat=True)) if wanted else set()
    )


def dashboards_of(user: User, organization_id: str, dashboard_ids: Iterable[int]) -> set[int]:
    """Those of the dashboards that stand in the organization and may be seen by the user."""
    wanted = list(dashboard_ids)
    if not wanted:
        return set()
    rows = Dashboard.objects.filter(id__in=wanted, organization_id=organization_id)
    return set(visible_dashboards(user, rows).order_by().values_list("id", flat=True))


def outputs_of_hidden_devices(user: User, organization_id: str, topics: Iterable[str]) -> set[str]:
    """Those of the `o:` and `w:` topics that belong to a device which the user may not see."""
    device_of = {}
    for topic in topics:
        key = topic.rsplit(":", 1)[-1] if topic.startswith(("o:", "w:")) else ""
        if key.isascii() and key.isdigit() and len(key) < 19:
            device_of[topic] = int(key)
    if not device_of:
        return set()
    rows = Device.objects.filter(id__in=set(device_of.values()), organization_id=organization_id)
    mine = set(rights.visible(user, rows).values_list("id", flat=True))
    return {topic for topic, device_id in device_of.items() if device_id not in mine}


def shown_outputs(user: User, organization_id: str) -> set[str]:
    """The `o:` topics that stand on dashboards which the user may see."""
    dashboards = visible_dashboards(user, Dashboard.objects.filter(organization_id=organization_id))
    newest = DashboardVersion.objects.filter(number=F("dashboard__version"), dashboard__in=dashboards.order_by().values("id"))
    raw = newest.values_list("document", flat=True)[:DASHBOARDS_BOUND]
    return {
        # With a variable it may be any device's: the device's own rights decide below.
        binding.topic.partition("$")[0] + "$" if "$" in binding.topic else binding.topic
        for document in raw
        for binding in documents.read(document).bindings
        if isinstance(binding, OutputBinding)
    }


def visible_dashboards(
    user: User, rows: "QuerySet[Dashboard]", permission: rights.Permission = "view_dashboards"
) -> "QuerySet[Dashboard]":
    """Those of the dashboards on which the user has the permission."""
    return rights.visible_shared(
        user,
        rows,
        permission,
        shares=lambda profile_id: DashboardShare.objects.filter(profile_id=profile_id).values("dashboard_id"),
        own="b",
    )


def current(topics: Iterable[str]) -> dict[str, live.Newest]:
    """The latest value of each topic that has one. Rights are checked before."""
    topics = list(topics)
    metrics = {int(topic[2:]): topic for topic in topics if topic.startswith("m:")}
    values: dict[str, live.Newest] = {}
    if metrics:
        for metric_id, newest in samples.latest(metrics).items():
            values[metrics[metric_id]] = tuple(newest)
    outputs = [topic for topic in topics if topic.startswith("o:")]
    values.update(latest_outputs(outputs))
    return values


def latest_outputs(topics: Iterable[str]) -> dict[str, live.Newest]:
    """What flows last showed on these `o:` topics, from the engine's own memory."""
    by_flow: dict[str, list[str]] = {}
    for topic in topics:
        by_flow.setdefault(topic.split(":", 2)[1], []).append(topic)
    pipe = client().pipeline(transaction=False)
    for flow, of_flow in by_flow.items():
        pipe.hmget(f"flows:outputs:{flow}", [topic.split(":", 2)[2] for topic in of_flow])
    values: dict[str, live.Newest] = {}
    for of_flow, answers in zip(by_flow.values(), pipe.execute(), strict=True):
        for topic, packed in zip(of_flow, answers, strict=True):
            if packed is not None:
                time_us, value, quality = msgspec.msgpack.decode(packed)
                values[topic] = (time_us, value, quality)
    return values
