"""Make a random number each time something arrives, for trials and simulations.

The number follows from the time of the sample and the *seed*, so a replay of old data gives the same numbers again, and
two samples with the same time get the same number. Blocks with different seeds give different numbers.
"""

import math
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Ports, Trigger, port
from flows.toolbox.operands import finite


class Inputs(Ports):
    trigger: Annotated[Trigger, port("Trigger", "any value but false")] = False


_EVEN: dict[str, Any] = {"distribution": ["even", "whole"]}
_NORMAL: dict[str, Any] = {"distribution": ["normal"]}


class RandomParams(Params):
    distribution: Literal["even", "whole", "normal"] = Field(
        "even", title="Numbers", description="Evenly spread, whole ones, or around an average"
    )
    low: float = Field(0.0, title="Low", json_schema_extra={"show_when": _EVEN})
    high: float = Field(1.0, title="High", json_schema_extra={"show_when": _EVEN})
    average: float = Field(0.0, title="Average", json_schema_extra={"show_when": _NORMAL})
    deviation: float = Field(1.0, title="Standard deviation", ge=0, json_schema_extra={"show_when": _NORMAL})
    seed: int = Field(1, title="Seed", ge=0, lt=2**31)

    @model_validator(mode="after")
    def _ends_in_order(self) -> "RandomParams":
        if self.distribution != "normal" and self.low > self.high:
            raise ValueError(f"“Low” ({self.low:g}) must not be higher than “high” ({self.high:g}).")
        if self.distribution == "whole" and math.ceil(self.low) > math.floor(self.high):
            raise ValueError(f"There is no whole number from {self.low:g} to {self.high:g}.")
        return self


class Outputs(Ports):
    value: Annotated[float, port("Number")]


def evaluate(params: RandomParams, inputs: Inputs, at: int) -> Outputs:
    part = _part(at, params.seed)
    match params.distribution:
        case "whole":
            low, high = math.ceil(params.low), math.floor(params.high)
            return Outputs(finite(min(high, low + int(part * (high - low + 1)))))
        case "normal":
            radius = math.sqrt(-2 * math.log(1 - part))
            turn = math.cos(2 * math.pi * _part(at, params.seed + 2**31))
            return Outputs(finite(params.average + params.deviation * radius * turn))
    return Outputs(finite(params.low + part * (params.high - params.low)))


def _part(at: int, seed: int) -> float:
    """Evenly spread from 0 up to 1: the splitmix64 generator's next number after time and seed."""
    mixed = (at * 0x9E3779B97F4A7C15 + (seed + 1) * 0xD1B54A32D192ED03) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return ((mixed ^ (mixed >> 31)) >> 11) / 2**53


block = Block(
    name="math.random",
    title="Random number",
    evaluate=evaluate,
    keywords=["noise", "simulate", "dice", "test data", "rand", "chance"],
    examples=[
        Example(
            says="a dice, the same at each replay",
            params={"distribution": "whole", "low": 1, "high": 6},
            inputs=[{"trigger": True}, {"trigger": True}, {"trigger": True}],
            outputs=[{"value": 3}, {"value": 4}, {"value": 5}],
        )
    ],
)
