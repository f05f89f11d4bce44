"""Sums that are the same on every Python and in columns: one addition after the other, oldest first."""

import sys
from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any


def _one_by_one(values: Iterable[float]) -> float:
    return reduce(add, values, 0)


# Since 3.12 `sum` repairs the rounding of floats as it goes, which columns of numbers cannot follow.
plain_sum: Any = _one_by_one if sys.version_info >= (3, 12) else sum
