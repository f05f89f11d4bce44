"""What a browser may watch: the names of live topics, who may hear them, and what they say now.

| topic | brings |
|---|---|
| `m:<metric>` | samples of a metric |
| `o:<flow>:<block>:<key>` | what a widget output of a flow shows; the key is a device's id or empty |
| `w:<flow>:<block>.<port>` | values on a wire, sampled for the open editor |
| `b:<flow>` | counters and errors of a flow's blocks |
| `d:<flow>` | debug messages of a flow |
| `alarms`, `commands`, `devices` | changes in the organization's lists |
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

from core import live
from core.redis import client
from devices.models import Metric
from flows.models import Flow
from organizations import rights
from organizations.models import User
from telemetry import selectors as samples

TOPIC_LENGTH_BOUND: Final = 250
METRIC = re.compile(r"m:([1-9][0-9]{0,17})")
OF_FLOW = re.compile(r"(?:[bd]:([1-9][0-9]{0,17})|[ow]:([1-9][0-9]{0,17}):.+)")


class Parts(NamedTuple):
    """What a topic is about: a metric, a flow, or, with neither, a list of the organization."""

    metric: int | None = None
    flow: int | None = None


def parts(topic: str) -> Parts | None:
    """None for what is no topic at all."""
    if topic in live.ORGANIZATION_TOPICS:
        return Parts()
    if len(topic) > TOPIC_LENGTH_BOUND:
        return None
    if match := METRIC.fullmatch(topic):
        return Parts(metric=int(match[1]))
    if match := OF_FLOW.fullmatch(topic):
        return Parts(flow=int(match[1] or match[2]))
    return None


def allowed(user: User, organization_id: str, topics: Iterable[str]) -> frozenset[str]:
    """Those of the topics that exist in the organization and may be read by the user: at most three queries."""
    if not rights.can(user, "read", organization_id):
        return frozenset()
    asked = {topic: found for topic in topics if (found := parts(topic))}
    metrics = {found.metric for found in asked.values() if found.metric is not None}
    flows = {found.flow for found in asked.values() if found.flow is not None}
    mine: set[int] = set()
    if metrics:
        mine = set(Metric.objects.filter(id__in=metrics, device__organization_id=organization_id).values_list("id", flat=True))
    mine_flows = flows_of(organization_id, flows)
    return frozenset(
        topic
        for topic, found in asked.items()
        if (found.metric is None or found.metric in mine) and (found.flow is None or found.flow in mine_flows)
    )


def flows_of(organization_id: str, flow_ids: Iterable[int]) -> set[int]:
    """Those of the flows that belong to the organization."""
    wanted = list(flow_ids)
    return (
        set(Flow.objects.filter(id__in=wanted, organization_id=organization_id).values_list("id", flat=True)) if wanted else set()
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
