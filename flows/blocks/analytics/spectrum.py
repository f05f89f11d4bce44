"""Find the oscillations in a series: its spectrum (FFT) and its dominant frequency.

For vibrations, hunting controllers, pulsating flows, daily rhythms. The series is brought to an even step first; take one
with at least ten periods of what you look for, and at least two samples a period (a frequency above half of the sample rate
cannot be seen, and shows up as a false, lower one).

* `frequency` in Hz, `period` in seconds, `amplitude` in the unit of the value: of the strongest oscillation. `share` says
  how much of all movement it is: 1 is a pure wave, below 0.1 rather noise.
* `spectrum` has the lists `frequencies` and `amplitudes`, for a chart.
"""

from typing import Annotated, Any

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Json, Params, Ports, Series, port
from flows.toolbox import analytics
from flows.toolbox.series import columns
from flows.toolbox.windows import SECOND, finite


class Inputs(Ports):
    series: Series


class SpectrumParams(Params):
    step_s: float = Field(
        0.0, title="Step", description="0: the distance that most samples have", ge=0, le=86_400, json_schema_extra={"unit": "s"}
    )
    remove_trend: bool = Field(True, title="Remove the trend first")
    lines: int = Field(
        200, title="Lines", description="Of the spectrum, at most; the strongest of each stretch is kept", ge=10, le=5000
    )


class Outputs(Ports):
    frequency: Annotated[float | UnsetType, port("Frequency", "Hz; not sent when nothing oscillates")] = UNSET
    period: Annotated[float | UnsetType, port("Period", "s")] = UNSET
    amplitude: Annotated[float | UnsetType, port("Amplitude")] = UNSET
    share: Annotated[float | UnsetType, port("Share", "of all movement, 0 to 1")] = UNSET
    spectrum: Annotated[Json | UnsetType, port("Spectrum")] = UNSET


def evaluate(inputs: Inputs, params: SpectrumParams) -> Outputs:
    times, values = columns(inputs.series, least=8)
    _, step, evenly = analytics.even(times, values, round(params.step_s * SECOND))
    if len(evenly) < 8:
        raise ValueError(f"The series has {len(evenly)} steps of {step / SECOND:g} s; at least 8 are needed.")
    found = analytics.spectrum(evenly, step / SECOND, remove_trend=params.remove_trend)
    lines = _lines(found, params.lines)
    if not found.amplitude:
        return Outputs(spectrum=lines)
    return Outputs(
        finite(found.frequency, "frequency"), 1 / found.frequency, finite(found.amplitude, "amplitude"), found.share, lines
    )


def _lines(found: analytics.Spectrum, most: int) -> dict[str, Any]:
    """As many as fit into a chart; of several neighbours the strongest."""
    group = -(-len(found.amplitudes) // most)
    places = [begin + int(found.amplitudes[begin : begin + group].argmax()) for begin in range(0, len(found.amplitudes), group)]
    return {"frequencies": found.frequencies[places].tolist(), "amplitudes": found.amplitudes[places].tolist()}


block = Block(
    name="analytics.spectrum",
    title="Spectrum",
    may_take_long=True,
    evaluate=evaluate,
    keywords=["FFT", "Fourier", "frequency", "vibration", "oscillation", "dominant frequency", "period", "harmonic", "hunting"],
    examples=[
        Example(
            says="a value that does not move has no frequency",
            params={"lines": 10},
            inputs={"series": [[second * 1_000_000 for second in range(8)], [5] * 8]},
            outputs={"spectrum": {"frequencies": [0.0, 0.125, 0.25, 0.375, 0.5], "amplitudes": [0.0, 0.0, 0.0, 0.0, 0.0]}},
        )
    ],
)
