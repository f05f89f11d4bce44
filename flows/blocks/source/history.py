"""Read what a metric was before: its samples of a range of time, and what they come to.

Each time something arrives at *Read*, the samples of the range are fetched. The range is relative to the time of what set it off
(`now-24h` to `now`), or comes from the inputs *Start* and *End*: milliseconds since 1970, or a date and time like
`2026-03-01T00:00:00Z`. At most *Samples* of them come out as a series, oldest first. Count, average, minimum, maximum and sum are
those of all numbers in the range, however many there are.

The answer takes a few milliseconds, longer for years of samples; the flow goes on meanwhile. Further metrics, read for the same
range, come out of outputs of their own. In a flow that runs for many devices, choose *Metric of the device of the run*.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET
from pydantic import Field

from core.errors import Refused
from flows.block import Answer, Block, Complaint, Example, MetricId, Params, Port, Ports, Trigger, port
from flows.graphs.facts import Facts, Scope
from flows.toolbox.named_ports import PortName, Row
from flows.world import World
from telemetry.times import read_moment

FIGURES = ("count", "average", "minimum", "maximum", "sum")
MAX_SAMPLES = 40_000  # of all metrics together
MAX_METRICS = 10


class More(Row):
    """One more metric and the beginning of the names of its outputs."""

    name: PortName = Field("other", title="Name", description="Its outputs are called after it")
    metric: MetricId | None = Field(None, title="Metric")
    path: str = Field("", title="Metric path", max_length=200)


class HistoryParams(Params):
    target: Literal["metric", "run"] = Field(
        "metric", title="Read", description="One metric, or a metric of the device of the run"
    )
    metric: MetricId | None = Field(None, title="Metric", json_schema_extra={"show_when": {"target": ["metric"]}})
    path: str = Field(
        "", title="Metric path", max_length=200, examples=["temperature"], json_schema_extra={"show_when": {"target": ["run"]}}
    )
    start: str = Field("now-24h", title="From", max_length=40, description="now-15m, now-7d, or a date", examples=["now-24h"])
    end: str = Field("now", title="To", max_length=40)
    limit: int = Field(1_000, title="Samples", description="At most; 0 for the figures alone", ge=0, le=MAX_SAMPLES)
    keep: Literal["newest", "oldest"] = Field("newest", title="When there are more, take the")
    use_bad_quality: bool = Field(False, title="Also take samples of bad quality")
    more: list[More] = Field(default_factory=list, title="Further metrics", max_length=MAX_METRICS)


class Inputs(Ports):
    read: Annotated[Trigger, port("Read", "Anything that arrives here reads the range")] = False
    start: Annotated[Any, port("Start", "Instead of “From”")] = None
    end: Annotated[Any, port("End", "Instead of “To”")] = None


def ports(params: HistoryParams, facts: Facts) -> tuple[list[Port], list[Port]]:
    inputs = [
        Port("read", "Read", "trigger", required=False, help="Anything that arrives here reads the range"),
        Port("start", "Start", "any", required=False, help="Instead of “From”"),
        Port("end", "End", "any", required=False, help="Instead of “To”"),
    ]
    outputs = _outputs("", "")
    for row in params.more:
        outputs += _outputs(f"{row.name}_", f"{row.name}: ")
    return inputs, outputs


def _outputs(prefix: str, title: str) -> list[Port]:
    series = Port(f"{prefix}series", f"{title}series" if title else "Series", "series", help="Oldest first")
    figures = [Port(prefix + name, f"{title}{name}" if title else name.capitalize(), "number") for name in FIGURES]
    return [series, *figures]


def check(params: HistoryParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    if params.target == "run" and not scope.is_each_device and scope.device is None:
        yield Complaint("params.target", "This flow does not run for one device alone, so choose one metric to read.")
    yield from _check_metric("metric", "path", params.target, params.metric, params.path, facts)
    names = [row.name for row in params.more]
    for row in params.more:
        yield from _check_metric("more", "more", params.target, row.metric, row.path, facts)
        if names.count(row.name) > 1:
            yield Complaint("params.more", f"Two further metrics are called “{row.name}”. Give one another name.")
    for field, text in (("start", params.start), ("end", params.end)):
        try:
            read_moment(text, now_us=0, field=field)
        except Refused as error:
            yield Complaint(f"params.{field}", error.message)
    if params.limit * (1 + len(params.more)) > MAX_SAMPLES:
        yield Complaint(
            "params.limit",
            f"{params.limit:,} samples of {1 + len(params.more)} metrics are too many: {MAX_SAMPLES:,} can be read in one go.",
        )


def _check_metric(
    field: str, path_field: str, target: str, metric_id: int | None, path: str, facts: Facts
) -> Iterator[Complaint]:
    if target == "run":
        if not path.strip("/ "):
            yield Complaint(f"params.{path_field}", "Give the path of the metric to read.")
    elif metric_id is None:
        yield Complaint(f"params.{field}", "Choose the metric to read.")
    elif facts.metric(metric_id) is None:
        yield Complaint(f"params.{field}", f"Metric {metric_id} does not exist. Choose another one.")


def prepare(params: HistoryParams) -> type[Ports]:
    names = [name for prefix in ("", *(f"{row.name}_" for row in params.more)) for name in (f"{prefix}series", *_named(prefix))]
    made = msgspec.defstruct("Outputs", [(name, Any, UNSET) for name in names], bases=(Ports,), gc=False)
    assert issubclass(made, Ports)
    return made


def _named(prefix: str) -> list[str]:
    return [prefix + name for name in FIGURES]


def evaluate(inputs: Inputs, params: HistoryParams, at: int, prepared: type[Ports], answer: Answer | None, world: World) -> Ports:
    if answer is not None:
        if not answer.ok:
            raise ValueError(answer.error)
        return prepared(**_sent(answer.value, params))
    if inputs.read:
        start_us = _moment(inputs.start, params.start, at, "Start")
        end_us = _moment(inputs.end, params.end, at, "End")
        if start_us >= end_us:
            raise ValueError("The range ends before it begins. Look at “From” and “To”, or at what arrives at Start and End.")
        is_run = params.target == "run"
        world.call(
            "history",
            {
                "metrics": [
                    params.path if is_run else params.metric,
                    *(row.path if is_run else row.metric for row in params.more),
                ],
                "start_us": start_us,
                "end_us": end_us,
                "limit": params.limit,
                "keep": params.keep,
                "takes_bad": params.use_bad_quality,
            },
        )
    return prepared()


def _sent(value: Mapping[str, Any], params: HistoryParams) -> dict[str, Any]:
    prefixes = ("", *(f"{row.name}_" for row in params.more))
    return {prefix + name: part for prefix, found in zip(prefixes, value["metrics"], strict=True) for name, part in found.items()}


def _moment(given: Any, text: str, at: int, name: str) -> int:
    try:
        if given is None or isinstance(given, bool):
            return read_moment(text, now_us=at, field=name)
        return read_moment(str(given), now_us=at, field=name)
    except Refused as error:
        raise ValueError(error.message) from None


block = Block(
    name="source.history",
    title="History",
    evaluate=evaluate,
    ports=ports,
    prepare=prepare,
    check=check,
    quiet=["start", "end"],
    has_answer=True,
    keywords=["past", "samples", "range", "query", "statistics", "average", "process data", "datanode", "read", "store"],
    examples=[
        Example(
            says="the last hour, each time something arrives",
            params={"metric": 12, "start": "now-1h"},
            inputs=[{"read": True}, {}],
            at_s=[7200, 7201],
            answers=[
                None,
                Answer(
                    True,
                    {
                        "metrics": [
                            {
                                "series": [[5_000_000_000, 6_000_000_000], [20.0, 22.0]],
                                "count": 2,
                                "average": 21.0,
                                "minimum": 20.0,
                                "maximum": 22.0,
                                "sum": 42.0,
                            }
                        ]
                    },
                ),
            ],
            outputs=[
                {},
                {
                    "series": [[5_000_000_000, 6_000_000_000], [20.0, 22.0]],
                    "count": 2,
                    "average": 21.0,
                    "minimum": 20.0,
                    "maximum": 22.0,
                    "sum": 42.0,
                },
            ],
            does=[
                (
                    "call",
                    "history",
                    {
                        "metrics": [12],
                        "start_us": 3_600_000_000,
                        "end_us": 7_200_000_000,
                        "limit": 1_000,
                        "keep": "newest",
                        "takes_bad": False,
                    },
                )
            ],
        )
    ],
)
