"""Values as people see them."""

from typing import Annotated

import pytest

from flows import shown
from flows.block import Port, State


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        (1.5, 1.5),
        (True, True),
        (float("inf"), "inf"),
        (2**60, str(2**60)),
        ("short", "short"),
        ("x" * 2_001, {"$": "cut", "text": "x" * 300, "length": 2_001}),
        ({"a": [1, 2]}, {"a": [1, 2]}),
        ([1, 2], [1, 2]),
        ([], []),
        ([[], []], [[], []]),
        ("sealed:" + "x" * 40, {"$": "secret"}),
        ({"token": "sealed:" + "x" * 40}, {"token": "••••••"}),
    ],
)
def test_a_value_stands_for_itself_unless_it_is_too_long_or_secret(given: object, seen: object):
    assert shown.value(given) == seen


def test_of_samples_in_a_row_their_number_span_and_last_are_shown():
    times = [1_770_000_000_000_000 + minute * 60_000_000 for minute in range(1_440)]

    seen = shown.at_port(Port("value", "Value", "series"), [times, [20.0] * 1_439 + [21.5]])

    assert seen == {"$": "series", "count": 1_440, "from": times[0] / 1000, "to": times[-1] / 1000, "last": 21.5}
    assert shown.at_port(Port("value", "Value", "series"), [[], []])["count"] == 0


def test_a_state_is_shown_by_the_names_of_its_fields():
    class Window(State):
        values: Annotated[list[float], "oldest first"] = []
        total: float = 0.0

    assert shown.plain(Window([1.0, 2.0], 3.0)) == {"values": [1.0, 2.0], "total": 3.0}
