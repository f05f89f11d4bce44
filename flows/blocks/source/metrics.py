"""Take the samples of several metrics into the flow, each on an output of its own.

The same as several *Metric* blocks, in one place: for formulas over many measurements, or a block that joins them by time. When
all metrics are of one device, the flow runs for that device. A quantity of many devices is what the pattern of the *Metric*
block is for.
"""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from flows.block import Block, Complaint, Example, Listen, MetricId, Params, Port
from flows.graphs.facts import Facts, Scope, port_type


class Row(BaseModel):
    """One metric and the output it comes out of."""

    model_config = ConfigDict(extra="forbid")

    metric: MetricId | None = Field(None, title="Metric")
    name: str = Field(
        "", title="Output", pattern=r"^([a-z][a-z0-9_]{0,39})?$", description="Letters, digits and _; empty: m1, m2, …"
    )


class MetricsParams(Params):
    metrics: list[Row] = Field(default_factory=lambda: [Row(), Row()], title="Metrics", min_length=1, max_length=50)
    use_bad_quality: bool = Field(False, title="Also take samples of bad quality")

    def named(self) -> list[tuple[str, Row]]:
        """The rows with the names of their outputs."""
        return [(row.name or f"m{place}", row) for place, row in enumerate(self.metrics, start=1)]


def ports(params: MetricsParams, facts: Facts) -> tuple[list[Port], list[Port]]:
    outputs = []
    for name, row in params.named():
        metric = facts.metric(row.metric) if row.metric else None
        title = f"{metric.device} {metric.path}" if metric else name
        outputs.append(Port(name, title, port_type(metric.data_type) if metric else "number", help="Each sample, as it arrives"))
    return [], outputs


def check(params: MetricsParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    seen = set()
    for name, row in params.named():
        if row.metric is None:
            yield Complaint("params.metrics", f"Choose the metric of the output “{name}”.")
        elif facts.metric(row.metric) is None:
            yield Complaint("params.metrics", f"Metric {row.metric} does not exist. Choose another one for “{name}”.")
        if name in seen:
            yield Complaint("params.metrics", f"Two outputs are called “{name}”. Give one of them another name.")
        seen.add(name)


def listen(params: MetricsParams) -> list[Listen]:
    return [
        Listen(metric_id=row.metric, takes_bad_quality=params.use_bad_quality, port=name)
        for name, row in params.named()
        if row.metric is not None
    ]


block = Block(
    name="source.metrics",
    title="Several metrics",
    params_class=MetricsParams,
    ports=ports,
    listen=listen,
    check=check,
    keywords=["input", "sensors", "samples", "data tags", "multiple", "list"],
    examples=[
        Example(
            says="voltage and current of one machine, on two outputs",
            params={"metrics": [{"metric": 12, "name": "voltage"}, {"metric": 13, "name": "current"}]},
        )
    ],
)
