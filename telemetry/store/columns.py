"""Samples as columns: numpy arrays of equal length, so that charts, exports and rollups share one form."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]

DOUBLE: Final = 0
LONG: Final = 1
BOOLEAN: Final = 2
STRING: Final = 3
JSON: Final = 4
BINARY: Final = 5
KIND_OF: Final = {"double": DOUBLE, "long": LONG, "boolean": BOOLEAN, "string": STRING, "json": JSON, "binary": BINARY}

_to_json = msgspec.json.Encoder().encode
_from_json = msgspec.json.Decoder().decode


class Samples:
    """One column per fact. `number` is NaN where a value is no number; `integer` is exact for longs and booleans."""

    __slots__ = ("integer", "kind", "number", "other", "quality", "series", "time")

    def __init__(
        self, series: Ints, time: Ints, kind: Bytes, quality: Bytes, number: Floats, integer: Ints | None, other: Objects | None
    ) -> None:
        self.series, self.time, self.kind, self.quality = series, time, kind, quality
        self.number = number
        self.integer = integer  # None: all are doubles
        self.other = other  # text of strings and JSON, bytes of binaries; None: there are none

    def __len__(self) -> int:
        return len(self.series)

    @classmethod
    def of(
        cls,
        series: Sequence[int],
        times_us: Sequence[int],
        values: Sequence[Any],
        qualities: Sequence[int] | None = None,
        data_types: Sequence[str] | str = "double",
    ) -> "Samples":
        """Columns from lists. Values must already fit their data type."""
        count = len(series)
        quality = np.zeros(count, np.uint8) if qualities is None else np.asarray(qualities, np.uint8)
        if isinstance(data_types, str):
            data_types = [data_types] * count
        kinds = set(data_types)
        base = np.asarray(series, np.int64), np.asarray(times_us, np.int64)
        if kinds <= {"double"}:
            return cls(*base, np.zeros(count, np.uint8), quality, np.asarray(values, np.float64), None, None)
        kind = np.fromiter((KIND_OF[data_type] for data_type in data_types), np.uint8, count)
        number = np.full(count, np.nan)
        integer = np.zeros(count, np.int64)
        other = np.full(count, None, object) if kinds & {"string", "json", "binary"} else None
        for place, (data_type, value) in enumerate(zip(data_types, values, strict=True)):
            if data_type == "double":
                number[place] = value
            elif data_type in ("long", "boolean"):
                number[place] = integer[place] = value
            else:
                assert other is not None
                other[place] = _to_json(value).decode() if data_type == "json" else value
        return cls(*base, kind, quality, number, integer, other)

    @classmethod
    def of_rows(cls, rows: Sequence[tuple[Any, ...]]) -> "Samples":
        """Columns from rows (series, time, kind, quality, f, i, t, b) of a database."""
        if not rows:
            return cls.of([], [], [])
        series, time, kinds, quality, f, i, t, b = zip(*rows, strict=True)
        kind = np.array(kinds, np.uint8)
        base = np.array(series, np.int64), np.array(time, np.int64), kind, np.array(quality, np.uint8)
        if not kind.any():
            return cls(*base, np.array(f, np.float64), None, None)
        integer = np.fromiter((0 if value is None else value for value in i), np.int64, len(rows))
        number = np.array(f, np.float64)  # None becomes NaN
        is_integer = (kind == LONG) | (kind == BOOLEAN)
        number[is_integer] = integer[is_integer]
        other = None
        if (kind >= STRING).any():
            other = np.full(len(rows), None, object)
            for place in np.flatnonzero(kind >= STRING):
                other[place] = b[place] if kind[place] == BINARY else t[place]
        return cls(*base, number, integer, other)

    @classmethod
    def joined(cls, parts: Sequence["Samples"]) -> "Samples":
        """The rows of one after those of the other."""
        parts = [part for part in parts if len(part)]
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return cls.of([], [], [])
        integers = None
        if any(part.integer is not None for part in parts):
            integers = np.concatenate([np.zeros(len(p), np.int64) if p.integer is None else p.integer for p in parts])
        others = None
        if any(part.other is not None for part in parts):
            others = np.concatenate([np.full(len(p), None, object) if p.other is None else p.other for p in parts])
        return cls(
            np.concatenate([part.series for part in parts]),
            np.concatenate([part.time for part in parts]),
            np.concatenate([part.kind for part in parts]),
            np.concatenate([part.quality for part in parts]),
            np.concatenate([part.number for part in parts]),
            integers,
            others,
        )

    def rows(self) -> list[tuple[Any, ...]]:
        """Rows (series, time, kind, quality, f, i, t, b) for a database."""
        series, time, kind, quality = self.series.tolist(), self.time.tolist(), self.kind.tolist(), self.quality.tolist()
        number = self.number.tolist()
        none = [None] * len(self)
        if self.integer is None:
            return list(zip(series, time, kind, quality, number, none, none, none, strict=True))
        integer = self.integer.tolist()
        other = none if self.other is None else self.other.tolist()
        return [
            (
                series[n],
                time[n],
                k,
                quality[n],
                number[n] if k == DOUBLE else None,
                integer[n] if k in (LONG, BOOLEAN) else None,
                other[n] if k in (STRING, JSON) else None,
                other[n] if k == BINARY else None,
            )
            for n, k in enumerate(kind)
        ]

    def take(self, places: Any) -> "Samples":
        """The rows at these places (indexes, mask or slice), in that order."""
        return Samples(
            self.series[places],
            self.time[places],
            self.kind[places],
            self.quality[places],
            self.number[places],
            None if self.integer is None else self.integer[places],
            None if self.other is None else self.other[places],
        )

    def ordered(self) -> "Samples":
        """By series and time, one row for each: of several the one that came last."""
        if len(self) < 2:
            return self
        order = np.lexsort((self.time, self.series))
        series, time = self.series[order], self.time[order]
        # lexsort is stable, so the last of equal keys is the one that came last.
        is_last = np.append((series[1:] != series[:-1]) | (time[1:] != time[:-1]), True)
        return self.take(order[is_last])

    def newest(self) -> "Samples":
        """The newest row of each series; the columns must be in order."""
        return self.take(np.append(self.series[1:] != self.series[:-1], True)) if len(self) else self

    def values(self) -> list[Any]:
        """Python values: float, int, bool, str, bytes, or what the JSON says."""
        numbers: list[Any] = self.number.tolist()
        if self.integer is None:
            return numbers
        integers = self.integer.tolist()
        others: list[Any] = [None] * len(self) if self.other is None else self.other.tolist()
        values: list[Any] = []
        for place, kind in enumerate(self.kind.tolist()):
            if kind == DOUBLE:
                values.append(numbers[place])
            elif kind == LONG:
                values.append(integers[place])
            elif kind == BOOLEAN:
                values.append(bool(integers[place]))
            elif kind == JSON:
                values.append(_from_json(others[place]))
            else:
                values.append(others[place])
        return values
