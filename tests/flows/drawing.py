"""Short ways to draw flows in tests."""

from typing import Any


def draw(blocks: dict[str, tuple[str, dict[str, Any]]], *wires: str) -> dict[str, Any]:
    """A document from `{"b1": ("math.scale", {...})}` and wires like `"b1.value > b2.value"`."""
    return {
        "schema": 1,
        "blocks": {
            block_id: {"type": kind, "version": 1, "params": params, "position": {"x": 0, "y": 0}, "label": ""}
            for block_id, (kind, params) in blocks.items()
        },
        "wires": [dict(zip(("from", "to"), wire.split(" > "), strict=True)) for wire in wires],
    }


def reference_flow(path: str = "temp", **source: Any) -> dict[str, Any]:
    """Scale, average of ten, threshold with hysteresis, alarm: for every device that has the metric."""
    return draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": path, **source}),
            "b2": ("math.scale", {"factor": 1.8, "offset": 32}),
            "b3": ("math.moving_average", {"window": 10}),
            "b4": ("logic.threshold", {"raise_at": 80, "clear_at": 75}),
            "b5": ("output.alarm", {"title": "Too hot", "text": "{device} is at {value}"}),
        },
        "b1.value > b2.value",
        "b2.value > b3.value",
        "b3.value > b4.value",
        "b4.active > b5.active",
        "b4.value > b5.value",
    )
