"""Sort operating states into groups that it finds by itself (k-means).

A machine that idles, runs and overloads shows it in several values at once, such as current, speed and temperature. Wire
them to the inputs (best through *Join by time*, so that they belong together). The block collects the first so many sets of
values, finds as many groups in them as you ask for, and from then on says for each set to which group it belongs.

* `group`: 1, 2, 3 … in the order of the first input, so 1 is the one with its lowest values. Sent when it changes.
* `distance`: how far the set is from the middle of its group: up to 1 as in the learnt ones; above about 2 is something that
  was not there when it learnt, so it serves as an anomaly score over several values.
* `middles`: what the groups look like.

Every value counts with equal weight, whatever its unit. Set off `learn` to start anew.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import UNSET
from pydantic import Field, field_validator, model_validator

from flows.block import Block, Example, Params, Port, Ports, State
from flows.graphs.facts import Facts
from flows.toolbox.analytics import clusters
from flows.toolbox.named_ports import PortName, check_distinct

MAX_NUMBERS = 8_000


class ClusterParams(Params):
    names: list[PortName] = Field(["a", "b"], title="Inputs", min_length=1, max_length=8)
    groups: int = Field(3, title="Groups", ge=2, le=10)
    learn_from: int = Field(100, title="Learn from", ge=10, le=1000, json_schema_extra={"unit": "sets"})

    @field_validator("names")
    @classmethod
    def _are_distinct(cls, names: list[str]) -> list[str]:
        check_distinct(names, reserved=("error", "learn"))
        return names

    @model_validator(mode="after")
    def _fits_together(self) -> "ClusterParams":
        if self.learn_from < 3 * self.groups:
            raise ValueError(f"{self.learn_from} sets are too few for {self.groups} groups. Take {3 * self.groups} or more")
        return self


class Learnt(State):
    points: list[list[float]] = []
    centers: list[list[float]] = []
    scales: list[float] = []
    radii: list[float] = []


class Outputs(Ports):
    group: Any = UNSET
    distance: Any = UNSET
    middles: Any = UNSET


def ports(params: ClusterParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    inputs = [Port(name, name, "number") for name in params.names]
    inputs.append(Port("learn", "Learn anew", "trigger", required=False))
    return inputs, [
        Port("group", "Group", "number", help="Sent when it changes"),
        Port("distance", "Distance", "number", help="From the middle of its group; above 2 is new"),
        Port("middles", "Middles", "json", help="What the groups look like; sent when they have been learnt"),
    ]


def evaluate(inputs: Any, params: ClusterParams, state: Learnt, fresh: frozenset[str]) -> tuple[Outputs, Learnt]:
    if inputs.learn:
        state = Learnt()
    if not fresh - {"learn"}:
        return Outputs(), state
    point = [float(getattr(inputs, name)) for name in params.names]
    if not state.centers:
        state.points.append(point)
        if len(state.points) < params.learn_from:
            return Outputs(), state
        found = clusters(np.array(state.points), params.groups)
        learnt = Learnt(centers=found.centers, scales=found.scales, radii=found.radii)
        middles = [dict(zip(params.names, center, strict=True)) for center in found.centers]
        return Outputs(*_placed(point, learnt), middles), learnt
    return Outputs(*_placed(point, state)), state


def _placed(point: list[float], learnt: Learnt) -> tuple[float, float]:
    distances = [
        sum(((value - middle) / scale) ** 2 for value, middle, scale in zip(point, center, learnt.scales, strict=True)) ** 0.5
        for center in learnt.centers
    ]
    nearest = min(range(len(distances)), key=distances.__getitem__)
    # A group whose members are all alike is measured by the widest one.
    radius = learnt.radii[nearest] or max(learnt.radii) or 1.0
    return float(nearest + 1), distances[nearest] / radius


block = Block(
    name="analytics.clusters",
    title="Operating states",
    may_take_long=True,
    evaluate=evaluate,
    params_class=ClusterParams,
    ports=ports,
    on_change=["group"],
    keywords=["cluster", "k-means", "classification", "mode", "regime", "machine learning", "groups", "unsupervised", "ML"],
    examples=[
        Example(
            says="a motor that idles or runs",
            params={"names": ["current"], "groups": 2, "learn_from": 10},
            inputs=[{"current": value} for value in (1, 8, 1, 9, 2, 9, 2, 8, 1.5, 8.5, 1.5)],
            outputs=[
                *({} for _ in range(9)),
                {"group": 2.0, "distance": 0.0, "middles": [{"current": 1.5}, {"current": 8.5}]},
                {"group": 1.0, "distance": 0.0},
            ],
        )
    ],
)
