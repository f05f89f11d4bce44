"""Take the samples of a metric into the flow.

Choose **one metric**, or a **pattern** of metric paths over the devices of a type or at a site (or over all devices). With a
pattern the flow runs once for every device that has such a metric, each with its own memory: one flow serves ten
thousand devices.

In a path pattern `*` stands for any characters, `/` included: `temperature`, `*/temperature`, `phase*/current`.
If several metrics of one device fit, their samples arrive one after the other on the same wire.

Samples whose quality is bad are left out unless you ask for them.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field

from flows.block import Block, Complaint, DeviceTypeId, Example, Listen, MetricId, Params, Port, SiteId
from flows.graphs.facts import Facts, Scope, port_type


class MetricParams(Params):
    mode: Literal["metric", "pattern"] = Field(
        "metric", title="Listen to", description="One metric, or the same metric of many devices"
    )
    metric: MetricId | None = Field(None, title="Metric", json_schema_extra={"show_when": {"mode": ["metric"]}})
    path: str = Field(
        "",
        title="Metric path",
        description="`*` stands for any characters",
        max_length=200,
        examples=["temperature", "*/temperature"],
        json_schema_extra={"show_when": {"mode": ["pattern"]}},
    )
    device_type: DeviceTypeId | None = Field(
        None,
        title="Device type",
        description="Empty: devices of every type",
        json_schema_extra={"show_when": {"mode": ["pattern"]}},
    )
    site: SiteId | None = Field(
        None, title="Site", description="Empty: devices at every site", json_schema_extra={"show_when": {"mode": ["pattern"]}}
    )
    values: Literal["number", "boolean", "text", "json"] = Field(
        "number",
        title="Values",
        description="The type of the values; metrics of another type are left out",
        json_schema_extra={"show_when": {"mode": ["pattern"]}},
    )
    use_bad_quality: bool = Field(False, title="Also take samples of bad quality")


def ports(params: MetricParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    metric = facts.metric(params.metric) if params.mode == "metric" and params.metric else None
    kind = port_type(metric.data_type) if metric else params.values
    return [], [Port(name="value", title="Value", type=kind, help="Each sample, as it arrives")]


def check(params: MetricParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    if params.mode == "metric":
        if params.metric is None:
            yield Complaint("params.metric", "Choose the metric to listen to.")
        elif facts.metric(params.metric) is None:
            yield Complaint("params.metric", f"Metric {params.metric} does not exist. Choose another one.")
        return
    if not params.path.strip("/ "):
        yield Complaint("params.path", "Give the path of the metric, for example temperature or */temperature.")
    if params.device_type is not None and facts.device_type(params.device_type) is None:
        yield Complaint("params.device_type", f"Device type {params.device_type} does not exist. Choose another one.")
    if params.site is not None and facts.site(params.site) is None:
        yield Complaint("params.site", f"Site {params.site} does not exist. Choose another one.")


def listen(params: MetricParams) -> Listen:
    if params.mode == "metric":
        return Listen(metric_id=params.metric, takes_bad_quality=params.use_bad_quality)
    return Listen(
        path=params.path.strip(), device_type_id=params.device_type, site_id=params.site, takes_bad_quality=params.use_bad_quality
    )


block = Block(
    name="source.metric",
    title="Metric",
    params_class=MetricParams,
    ports=ports,
    listen=listen,
    check=check,
    keywords=["input", "sensor", "sample", "device", "pattern", "template", "data tag"],
    examples=[
        Example(says="one metric: every sample leaves as `value`", params={"mode": "metric", "metric": 12}),
        Example(
            says="`temperature` of every device: the flow runs once for each", params={"mode": "pattern", "path": "temperature"}
        ),
    ],
)
