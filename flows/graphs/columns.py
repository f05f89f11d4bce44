"""Columns: how a block computes many of its runs at once, so that replays over years take seconds.

`Block(columns=…)` names what it wants, as `evaluate` does, and gets it for a row of runs of one key: `inputs` with one array a
port, `at` as an array, `params`, `prepared`, `state` as it was before the first run, `world` as a `RowsWorld`. It answers a
dict of arrays by output (`Sent` where only some runs send), and the state after the last run if the block has one.

The answer must be the very same that `evaluate` would give run by run, to the last bit. What cannot be promised for some
input (whole numbers beyond floats, a run that fails) is refused by raising `NotInColumns`, before anything has been
changed; these runs are then done one by one.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from flows.world import World

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Array = npt.NDArray[Any]

# Up to here sums and products of whole numbers are the same as those of the floats that stand for them.
MAX_WHOLE = 2**32


class NotInColumns(Exception):
    """These runs have to be done one by one."""


class Sent(NamedTuple):
    """An output that is sent in some of the runs: values of all runs, and in which of them they count."""

    values: Array
    where: Booleans


Outputs = Mapping[str, Array | Sent]


class RowsWorld(Protocol):
    """What a block that computes columns sees of everything outside."""

    def run(self, place: int) -> World:
        """The world of one of the runs."""

    def show(self, values: Array) -> None:
        """Each run shows its value."""

    def write(self, path: str, values: Array, device_id: int | None = None) -> None:
        """Each run writes its value."""

    def note(self, values: Array) -> None:
        """Each run keeps its value among the messages."""


def floats(values: Any) -> Floats:
    """An input as floats, where that makes no difference to the numbers that have come."""
    found = np.asarray(values)
    if found.dtype == np.float64:
        return found
    if found.dtype == np.int64 and (not found.size or (found.min() >= -MAX_WHOLE and found.max() <= MAX_WHOLE)):
        return found.astype(np.float64)
    raise NotInColumns


def real_floats(values: Any) -> Floats:
    """An input of floats only: for blocks whose answer is a whole number when they are given one."""
    found = np.asarray(values)
    if found.dtype != np.float64:
        raise NotInColumns
    return found


def booleans(values: Any) -> Booleans:
    found = np.asarray(values)
    if found.dtype != np.bool_:
        raise NotInColumns
    return found


def finite(values: Floats) -> Floats:
    """Results that can all be passed on; a run that would fail must tell its own sentence."""
    if not np.isfinite(values).all():
        raise NotInColumns
    return values


def held(events: npt.NDArray[np.int8], before: bool) -> Booleans:
    """A memory of one bit: +1 switches it on, -1 off, 0 leaves it; its state after each run."""
    places = np.where(events != 0, np.arange(len(events)), -1)
    np.maximum.accumulate(places, out=places)
    return np.where(places >= 0, events[places] > 0, before)


def plain(value: Any) -> Any:
    """One element as Python's own number."""
    return value.item() if isinstance(value, np.generic) else value
