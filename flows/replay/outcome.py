"""What came of one side of a replay, small however long the history was: alarms, curves, effects, errors."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from flows.graphs.columns import Array, Floats, Ints
from flows.graphs.compiler import sentence_of
from flows.graphs.graph import Graph, Placed
from flows.world import Change
from telemetry.times import ms

MAX_EPISODES = 20_000  # that are compared; further alarms are only counted
MAX_CURVES = 40
BUCKETS = 300  # of a curve; each has its lowest and its highest value
MAX_EFFECTS = 100
MAX_VALUE_CHARS = 200


@dataclass(slots=True)
class Episode:
    """One alarm, raised to cleared."""

    block_id: str
    key: int
    raised_us: int
    value: Any
    cleared_us: int | None = None


class Curve:
    """Values over the range, kept as they are while they are few, and as extremes of each bucket of time when they are not."""

    def __init__(self, start_us: int, end_us: int) -> None:
        self.count = 0
        self._start_us, self._width_us = start_us, max(1, -(-(end_us - start_us) // BUCKETS))
        self._few: list[tuple[Ints, Floats]] = []
        self._buckets: Array | None = None  # low, high, first, last of each

    def add(self, times: Ints, values: Floats) -> None:
        numbers = ~np.isnan(values)
        if not numbers.all():
            times, values = times[numbers], values[numbers]
        if not len(values):
            return
        self.count += len(values)
        if self._buckets is None:
            self._few.append((times, values))
            if self.count > 2 * BUCKETS:
                self._buckets = np.full((4, BUCKETS), np.nan)
                for one in self._few:
                    self._fold(*one)
                self._few.clear()
            return
        self._fold(times, values)

    def _fold(self, times: Ints, values: Floats) -> None:
        assert self._buckets is not None
        places = np.clip((times - self._start_us) // self._width_us, 0, BUCKETS - 1)
        starts = np.flatnonzero(np.append(True, places[1:] != places[:-1]))
        at = places[starts]
        low, high, first, last = self._buckets
        low[at] = np.fmin(low[at], np.minimum.reduceat(values, starts))
        high[at] = np.fmax(high[at], np.maximum.reduceat(values, starts))
        first[at] = np.where(np.isnan(first[at]), values[starts], first[at])
        last[at] = values[np.append(starts[1:], len(values)) - 1]

    def json(self) -> dict[str, Any]:
        if self._buckets is None:
            moments = [at for part, _ in self._few for at in part.tolist()]
            return {"ts": list(map(ms, moments)), "value": [v for _, part in self._few for v in part.tolist()], "reduced": False}
        there = np.flatnonzero(~np.isnan(self._buckets[0]))
        low, high, first, last = self._buckets[:, there]
        begin = self._start_us + there * self._width_us
        # A bucket that ends higher than it begins most likely had its low first.
        is_rising = last >= first
        times = np.stack([begin + self._width_us // 4, begin + 3 * self._width_us // 4], axis=1)
        values = np.stack([np.where(is_rising, low, high), np.where(is_rising, high, low)], axis=1)
        return {"ts": (times.ravel() / 1000).tolist(), "value": values.ravel().tolist(), "reduced": True}


class Outcome:
    """Takes down what one graph would have done between `start_us` and `end_us`; what came before was only to warm up."""

    def __init__(self, graph: Graph, *, start_us: int, end_us: int) -> None:
        self.graph, self.start_us, self.end_us = graph, start_us, end_us
        self.episodes: list[Episode] = []
        self.alarms = 0
        self.curves: dict[tuple[str, int], Curve] = {}
        self.curves_left_out = 0
        self.effects: Counter[tuple[str, str]] = Counter()
        self.first_effects: list[dict[str, Any]] = []
        self.errors: dict[str, dict[str, Any]] = {}
        self._open: dict[tuple[str, int], Episode] = {}

    # --- being told

    def alarm(self, block_id: str, key: int, at: int, change: Change, value: Any, text: str) -> None:
        address = (block_id, key)
        if change == "raise" and address not in self._open:
            self._open[address] = Episode(block_id, key, at, _small(value))
        elif change == "clear" and (episode := self._open.pop(address, None)):
            episode.cleared_us = at
            self._ended(episode)
        elif change == "acknowledge":
            self._effect("acknowledge", block_id, key, at, {"comment": text})

    def _ended(self, episode: Episode) -> None:
        if episode.cleared_us is not None and episode.cleared_us < self.start_us:
            return
        self.alarms += 1
        if len(self.episodes) < MAX_EPISODES:
            self.episodes.append(episode)

    def end_key(self, key: int) -> None:
        """No more comes of this key: what is still raised stays so."""
        for address in [address for address in self._open if address[1] == key]:
            self._ended(self._open.pop(address))

    def series(self, kind: str, block_id: str, key: int, times: Ints, values: Array, target: tuple[str, int | None]) -> None:
        if len(times) and times[0] < self.start_us:
            inside = times >= self.start_us
            times, values = times[inside], values[inside]
        if not len(times):
            return
        if kind != "show":
            self.effects[kind, block_id] += len(times)
            shown = [{"value": _small(value)} for value in values[: max(0, MAX_EFFECTS - len(self.first_effects))].tolist()]
            for at, details in zip(times.tolist(), shown, strict=False):
                if kind == "write":
                    details |= {"path": target[0], "device_id": target[1]}
                self._listed(kind, block_id, key, at, details)
        if kind != "note":
            self._draw(block_id, key, times, values)

    def _draw(self, block_id: str, key: int, times: Ints, values: Array) -> None:
        if values.dtype == object:
            values = np.array([value if isinstance(value, int | float) else np.nan for value in values], np.float64)
        curve = self.curves.get((block_id, key))
        if curve is None:
            if len(self.curves) >= MAX_CURVES:
                self.curves_left_out += 1
                return
            curve = self.curves[block_id, key] = Curve(self.start_us, self.end_us)
        curve.add(times, values.astype(np.float64, copy=False))

    def effect(self, kind: str, block_id: str, key: int, at: int, details: Mapping[str, Any]) -> None:
        self._effect(kind, block_id, key, at, {name: _small(value) for name, value in details.items()})

    def _effect(self, kind: str, block_id: str, key: int, at: int, details: dict[str, Any]) -> None:
        if at >= self.start_us:
            self.effects[kind, block_id] += 1
            self._listed(kind, block_id, key, at, details)

    def _listed(self, kind: str, block_id: str, key: int, at: int, details: dict[str, Any]) -> None:
        if len(self.first_effects) < MAX_EFFECTS:
            found = {"ts": ms(at), "kind": kind, "block": block_id, "device_id": key or None, "details": details}
            self.first_effects.append(found)

    def fail(self, block_id: str, key: int, at: int, error: Exception, inputs: Mapping[str, Any] | None = None) -> None:
        if at < self.start_us:
            return
        known = self.errors.get(block_id)
        if known is None:
            given = {name: _small(value) for name, value in (inputs or {}).items()}
            known = {"count": 0, "ts": ms(at), "device_id": key or None, "message": sentence_of(error), "inputs": given}
            self.errors[block_id] = known
        known["count"] += 1

    # --- telling

    def json(self) -> dict[str, Any]:
        return {
            "titles": {placed.id: title_of(placed) for placed in self.graph.in_order()},
            "alarms": self.alarms,
            "curves": [
                {"block": block_id, "device_id": key or None, "count": curve.count, **curve.json()}
                for (block_id, key), curve in self.curves.items()
                if curve.count
            ],
            "has_more_curves": self.curves_left_out > 0,
            "effects": [{"kind": kind, "block": block_id, "count": n} for (kind, block_id), n in self.effects.most_common()],
            "first_effects": sorted(self.first_effects, key=lambda effect: effect["ts"]),
            "errors": [{"block": block_id, **error} for block_id, error in self.errors.items()],
        }


def title_of(placed: Placed) -> str:
    """What people know the block by: its own name, that of its alarm, its widget or its metric, else its type."""
    if placed.label:
        return placed.label
    if placed.block.rule is not None:
        return placed.block.rule(placed.params)["title"]
    return getattr(placed.params, "label", "") or getattr(placed.params, "path", "") or placed.block.title


def _small(value: Any) -> Any:
    """A value that may stand in a result: itself, or the beginning of how it is written."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else msgspec.json.encode(value, enc_hook=str).decode()
    if len(text) > MAX_VALUE_CHARS:
        return text[:MAX_VALUE_CHARS] + "…"
    return value
