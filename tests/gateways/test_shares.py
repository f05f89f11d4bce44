"""Who is slowed when the log fills."""

import time
from collections.abc import Callable

from core.redis import client
from gateways.edge.shares import Shares
from telemetry import log
from tests.gateways.conftest import Account, Log, RunningEdge, eventually
from tests.gateways.wire import Wire

Connect = Callable[..., Wire]
BOUND = 32_000


def test_nobody_is_slowed_while_little_waits() -> None:
    shares = Shares(BOUND)
    shares.wrote("flood", 1_000_000)
    shares.wrote("other", 10)
    shares.look({0: 999, 1: 0})
    assert shares.slowed == frozenset()


def test_who_writes_far_more_than_the_others_is_slowed_until_it_relaxes() -> None:
    shares = Shares(BOUND)
    shares.wrote("flood", 1_000_000)
    shares.wrote("one", 2_000)
    shares.wrote("two", 3_000)
    shares.look({0: 0, 1: 1_000})
    assert shares.slowed == {"flood"}
    shares.look({0: 0, 1: 500})
    assert shares.slowed == {"flood"}
    shares.look({0: 0, 1: 249})
    assert shares.slowed == frozenset()


def test_equals_are_slowed_by_the_bound_alone() -> None:
    shares = Shares(BOUND)
    for name in ("one", "two", "three"):
        shares.wrote(name, 1_000_000)
    shares.look({0: 10_000})
    assert shares.slowed == frozenset()


def test_who_is_alone_is_slowed_by_the_bound_alone() -> None:
    shares = Shares(BOUND)
    shares.wrote("flood", 1_000_000)
    shares.look({0: 10_000})
    assert shares.slowed == frozenset()


def test_what_was_written_long_ago_counts_no_more() -> None:
    shares = Shares(BOUND)
    shares.wrote("once", 1_000)
    for _ in range(80):
        shares.look({0: 0})
    shares.wrote("now", 10)
    shares.look({0: 10_000})
    assert shares.slowed == frozenset()


def test_an_organization_whose_flows_have_too_much_waiting_is_not_read(
    press: Account, strange_press: Account, wire: Connect, written: Log, edge: RunningEdge
) -> None:
    mine, theirs = wire(press), wire(strange_press)
    log.set_crowded(client(), {press.device.organization_id})
    mine.acked("sluice/press/samples", "1")  # the edge looks when something comes
    eventually(lambda: edge.edge.shares.slowed == {press.device.organization_id})
    mine.acked("sluice/press/samples", "2")  # after this its socket is read no more
    mine.publish("sluice/press/samples", "3", qos=1)
    theirs.acked(f"sluice/{strange_press.device.name}/samples", "4")
    time.sleep(0.3)
    assert b"3" not in written.payloads()
    log.set_crowded(client(), (), {press.device.organization_id})
    eventually(lambda: b"3" in written.payloads())
