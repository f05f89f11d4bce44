"""How tests stand in the document of a flow, under `tests`.

```json
{"name": "Too hot after a minute", "device": "boiler 7", "starts_at": "2026-01-05T06:00:00Z",
 "given": [{"block": "b1", "at_s": 0, "value": 95}],
 "run_on_s": 60, "checked_from_s": 0, "tolerance": 0.001, "params": {"b4": {"delay_s": 30}},
 "expect": [{"block": "b3", "port": "value", "at_s": 0, "value": 95},
            {"block": "b5", "does": "raise", "at_s": 30},
            {"block": "b6", "nothing": true}]}
```

Times are seconds since `starts_at`. For every port or effect that is named, all that comes from `checked_from_s` on has to be
as expected: nothing less, nothing more. Without `value` any value will do.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

MAX_TESTS = 100
MAX_GIVEN = 2_000
MAX_EXPECTED = 2_000
STARTS_AT = "2026-01-05T00:00:00Z"  # a Monday
MAX_SECONDS = 400 * 24 * 3600.0


class Given(msgspec.Struct, omit_defaults=True):
    """A sample that comes in by a source; or what came of something that a block had asked for (`ok`, `error`)."""

    block: str
    at_s: float = 0.0
    value: Any = None
    port: str = "value"
    quality: int = 0
    ok: bool = True
    error: str = ""


class Expected(msgspec.Struct, omit_defaults=True):
    """A value that leaves a port, or something that a block asks the world for; or that there is nothing of the kind."""

    block: str
    port: str = ""
    # raise, clear, write, command, … as the block asks for it; with neither port nor this: anything it asks for.
    does: str = ""
    at_s: float = 0.0
    value: Any | UnsetType = UNSET
    nothing: bool = False


class FlowTest(msgspec.Struct, omit_defaults=True):
    name: str
    given: list[Given] = []
    expect: list[Expected] = []
    # Params that are others than in the flow, by block.
    params: dict[str, dict[str, Any]] = {}
    # For whom the flow runs here; a name for people.
    device: str = ""
    starts_at: str = STARTS_AT
    # How long timers go on after the last sample.
    run_on_s: float = 0.0
    # What comes before only brings the flow into its state.
    checked_from_s: float | None = None
    tolerance: float = 1e-6
    note: str = ""


def tests_of(document: Mapping[str, Any]) -> tuple[list[FlowTest], list[tuple[int, str]]]:
    """The tests of a document, and a sentence for each that cannot be read, with its place."""
    raw = document.get("tests") or []
    if not isinstance(raw, list):
        return [], [(0, "“tests” has to be a list.")]
    found, problems = [], []
    for place, item in enumerate(raw[:MAX_TESTS]):
        try:
            test = msgspec.convert(item, FlowTest)
        except msgspec.ValidationError as error:
            problems.append((place, f"Test {place + 1} cannot be read: {error}."))
            continue
        problems += [(place, message) for message in _beyond_types(test)]
        found.append(test)
    if len(raw) > MAX_TESTS:
        problems.append((MAX_TESTS, f"The flow has {len(raw)} tests; the first {MAX_TESTS} are run."))
    return found, problems


def _beyond_types(test: FlowTest) -> Iterator[str]:
    if len(test.given) > MAX_GIVEN or len(test.expect) > MAX_EXPECTED:
        counts = f"{len(test.given):,} samples and {len(test.expect):,} expectations"
        yield f"Test “{test.name}” has {counts}; {MAX_GIVEN:,} of each are allowed."
    times = [*(item.at_s for item in test.given), *(item.at_s for item in test.expect), test.run_on_s]
    far = next((at_s for at_s in times if not abs(at_s) <= MAX_SECONDS), None)
    if far is not None:
        yield f"Test “{test.name}” goes to {far:g} s; {MAX_SECONDS:,.0f} s are the longest."


def unknown_blocks(test: FlowTest, blocks: Mapping[str, Any]) -> list[str]:
    """The blocks that a test names and the flow does not have. Of one inside a subflow (`b3/u1`) the outermost counts."""
    named = [*(item.block for item in test.given), *(item.block for item in test.expect), *test.params]
    return [block_id for block_id in dict.fromkeys(named) if block_id.partition("/")[0] not in blocks]


def as_json(test: FlowTest) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(test)
    return made
