"""How times and values stand in cells."""

from typing import Any, Final, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from telemetry.exports.definition import ExportDefinition, Span
from telemetry.store.buckets import DAY_US
from telemetry.store.columns import Ints
from telemetry.zones import Offsets, offset_text

# What a spreadsheet takes for the beginning of a formula. A text from a device must not become a program.
FORMULA_MARKS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
# Days from 1899-12-30, where spreadsheets begin to count, to 1970.
EPOCH_DAYS: Final = 25_569


def guarded(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would calculate."""
    return f"'{text}" if text.startswith(FORMULA_MARKS) else text


def text_of(value: Any) -> str:
    """A value that is no number, as a text: JSON for what has an inside."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


class Clock:
    """The time columns: their titles, and their cells for whole columns of moments."""

    def __init__(self, definition: ExportDefinition, span: Span) -> None:
        self.form = definition.time_format
        self._offsets = Offsets(definition.zone(), *span)
        self._has_offset = self.form == "local" and definition.time_zone != "UTC"
        title = "Time (ms since 1970)" if self.form == "unix_ms" else f"Time ({definition.time_zone})"
        self.titles = [title, "UTC offset"] if self._has_offset else [title]

    def texts(self, times_us: Ints) -> list[list[Any]]:
        """Columns of texts."""
        if self.form == "unix_ms":
            return [[time_us // 1000 if time_us % 1000 == 0 else time_us / 1000 for time_us in times_us.tolist()]]
        offsets = self._offsets.of(times_us)
        unit: Literal["us", "ms"] = "us" if (times_us % 1000).any() else "ms"
        local: npt.NDArray[np.datetime64] = (times_us + offsets).astype("datetime64[us]")
        written = np.datetime_as_string(local, unit=unit).tolist()
        if self.form == "iso":
            return [[text + offset for text, offset in zip(written, self._offset_texts(offsets, before=""), strict=True)]]
        wall = [text.replace("T", " ") for text in written]
        return [wall, self._offset_texts(offsets)] if self._has_offset else [wall]

    def days(self, times_us: Ints) -> list[list[Any]]:
        """Columns for a workbook, whose own times are days by the wall clock."""
        if self.form != "local":
            return self.texts(times_us)
        offsets = self._offsets.of(times_us)
        days = ((times_us + offsets) / DAY_US + EPOCH_DAYS).tolist()
        return [days, self._offset_texts(offsets)] if self._has_offset else [days]

    def _offset_texts(self, offsets: Ints, before: str = "UTC") -> list[str]:
        words = {int(offset): f"{before}{offset_text(int(offset))}" for offset in np.unique(offsets)}
        return [words[offset] for offset in offsets.tolist()]
