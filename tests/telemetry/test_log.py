"""The log's bound and its order."""

from typing import Any

import pytest
from django.conf import settings

from core.redis import client
from telemetry import log


@pytest.fixture(autouse=True)
def two_consumers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "consumers", {"a", "b"})
    monkeypatch.setattr(log, "_gate", log.Gate())
    monkeypatch.setattr(log, "_gate_read_at", 0.0)


def put(partition: int, body: bytes) -> None:
    pipe = client().pipeline(transaction=True)
    log.append(pipe, partition, log.RAW, body)
    pipe.execute()


def entries(partition: int) -> list[dict[bytes, bytes]]:
    rows: Any = client().xrange(log.stream(partition))
    return [fields for _, fields in rows]


def test_a_device_always_writes_to_the_same_partition():
    assert [log.partition_of(device) for device in (0, 1, 8, 9)] == [0, 1, 0, 1]
    assert len(log.partitions()) == settings.LOG_PARTITIONS == 8


def test_the_backlog_is_what_the_slowest_consumer_has_not_done():
    put(3, b"x" * 68)
    assert log.backlog()[3] == 100
    client().set(log.done_key("a", 3), 100)
    assert log.backlog()[3] == 100
    client().set(log.done_key("b", 3), 40)
    assert log.backlog()[3] == 60
    assert log.backlog()[0] == 0


def test_a_full_partition_refuses_until_a_fifth_of_its_bound_is_free(settings):
    settings.LOG_BOUND_BYTES = 1000
    log.check_room(2)
    put(2, b"x" * 968)
    log._gate_read_at = 0.0
    with pytest.raises(log.LogFull, match="partition 2 of the telemetry log"):
        log.check_room(2)
    log.check_room(1)
    for consumer in ("a", "b"):
        client().set(log.done_key(consumer, 2), 200)
    with pytest.raises(log.LogFull):
        log.check_room(2)
    for consumer in ("a", "b"):
        client().set(log.done_key(consumer, 2), 201)
    log.check_room(2)


def test_arrival_times_leave_room_for_every_sample_of_an_entry():
    arrivals = log.Arrivals()
    first = arrivals.take(1_000_000)
    second = arrivals.take(1)
    assert second == first + 1_000_000
    assert arrivals.take(1) == second + 1


def test_many_samples_are_cut_into_entries_and_sorted_into_partitions():
    pipe = client().pipeline(transaction=True)
    log.append_samples(pipe, [log.Sample(n % 2, "a", n, float(n)) for n in range(2_500)], arrival_us=5, origin="x", hops=1)
    pipe.execute()
    assert [client().xlen(log.stream(partition)) for partition in (0, 1, 2)] == [2, 2, 0]
    fields, rest = entries(1)
    arrival_us, device_ids, paths, times_us, values, qualities, origin, hops = log.decode_body(fields[log.SAMPLES])
    assert (arrival_us, origin, hops) == (5, "x", 1)
    assert device_ids == [1] * 1000
    assert times_us == list(range(1, 2001, 2))
    assert (paths[0], values[0], qualities[0]) == ("a", 1.0, 0)
    assert len(log.decode_body(rest[log.SAMPLES])[1]) == 250


async def test_asyncio_writers_share_the_format_and_the_bound():
    from core.redis import async_client

    redis = async_client()
    pipe = redis.pipeline(transaction=True)
    log.append_raw(pipe, 1, 5, "sluice", [1], ["samples"], [b"{}"])
    await pipe.execute()
    assert (await log.async_backlog(redis))[1] == log.backlog()[1] > 0
    await redis.aclose()
    (fields,) = entries(1)
    assert log.decode_body(fields[log.RAW]) == [5, "sluice", [1], ["samples"], [b"{}"]]
