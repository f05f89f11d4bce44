"""The queue of a slow reader."""

import pytest

from gateways.edge import limits
from gateways.edge.upstream import Held


def test_messages_of_all_subscriptions_come_out_in_their_order() -> None:
    held = Held()
    for number, subscription in enumerate(["a", "b", "a", "c"]):
        assert held.put(subscription, b"%d" % number, 0, b"") == []
    assert [held.take() for _ in range(5)] == [b"0", b"1", b"2", b"3", None]


def test_the_oldest_of_the_full_subscription_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SLOW_READER_MESSAGES", 2)
    held = Held()
    held.put("quiet", b"q", 0, b"")
    held.put("busy", b"1", 1, b"id")
    held.put("busy", b"2", 0, b"")
    assert held.put("busy", b"3", 0, b"") == [(1, b"id")]
    assert [held.take() for _ in range(3)] == [b"q", b"2", b"3"]


def test_large_messages_are_bounded_by_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SLOW_READER_BYTES", 100)
    held = Held()
    for subscription in ("a", "b", "c"):
        assert held.put(subscription, subscription.encode() * 30, 2, subscription.encode()) == []
    assert held.put("d", b"d" * 60, 0, b"") == [(2, b"a"), (2, b"b")]
    assert held.take() == b"c" * 30
