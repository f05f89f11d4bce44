import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from core import clock
from core.redis import client
from iotsite.celery import app


@pytest.fixture
def make_clock():
    client().delete(clock.LEADER_KEY)
    yield lambda: clock.LeaderScheduler(app, lazy=True)
    client().delete(clock.LEADER_KEY)


def test_one_clock_leads_and_the_other_stands_by(make_clock):
    first, second = make_clock(), make_clock()

    assert [first._leads(), second._leads()] == [True, False]


def test_the_other_leads_once_the_leaders_lease_is_over(make_clock):
    first, second = make_clock(), make_clock()
    first._is_leader = first._leads()
    client().delete(clock.LEADER_KEY)

    assert second._leads()
    assert not first._leads()


def test_the_clock_waits_for_redis_instead_of_ending(make_clock, monkeypatch):
    def away():
        raise RedisConnectionError("Redis is away")

    waiting = make_clock()
    monkeypatch.setattr(clock, "client", away)

    assert waiting.tick() == 1.0
    assert not waiting._is_leader
