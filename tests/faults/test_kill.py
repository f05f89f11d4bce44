"""kill -9 of each process in turn under load: nothing lost, nothing twice, back within seconds.

What stands here holds for killed processes. A loss of power may cost the last second of the log, see docs/architecture.md.
"""

import threading
from collections import Counter
from datetime import datetime

import paho.mqtt.client as mqtt
import pytest
import requests
from paho.mqtt.enums import CallbackAPIVersion

from tests.faults.load import HALF_PERIOD, RATE_PER_S, Load, load_with_alarm
from tests.stack import Api, Stack, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

SECONDS = 10
# In the middle of a high half wave: a sample that is sent again then cannot look like a new edge of the wave. Early, so that
# much of the load comes while the victim is away and after it has come back.
KILL_AFTER_S = (5 * HALF_PERIOD + HALF_PERIOD / 2) / RATE_PER_S


def stored_times_ms(api: Api, metric_id: int) -> list[float]:
    """The times of all stored samples, page by page."""
    times: list[float] = []
    cursor = ""
    while True:
        page = api.get(f"/api/metrics/{metric_id}/samples?from=now-1h&to=now%2B1h&order=asc&limit=5000{cursor}")
        times += page["ts"]
        if not page["next_cursor"]:
            return times
        cursor = f"&cursor={page['next_cursor']}"


def alarm_times_ms(api: Api, title: str) -> list[int]:
    """When each alarm of this title was raised, the current ones and those that are over."""
    alarms = [
        alarm
        for scope in ("history", "current")
        for alarm in api.get(f"/api/alarms?scope={scope}&search={title}&limit=500")["items"]
    ]
    return sorted(round(datetime.fromisoformat(alarm["raised_at"]).timestamp() * 1000) for alarm in alarms)


def backlog_bytes(api: Api) -> int:
    return sum(partition["backlog_bytes"] for partition in api.get("/api/status")["log"]["partitions"])


def assert_nothing_lost_or_doubled(api: Api, load: Load, metric_id: int) -> None:
    title = load.topic.split("/")[1]
    wait_for(lambda: backlog_bytes(api) == 0, within_s=60, says="the backlog is worked off")
    stored = Counter(round(ts) for ts in stored_times_ms(api, metric_id))
    assert [ts for ts in load.times_ms if ts not in stored] == [], "lost samples"
    assert [ts for ts, count in stored.items() if count != 1] == [], "samples stored twice"
    assert len(stored) == SECONDS * RATE_PER_S
    wait_for(lambda: len(alarm_times_ms(api, title)) >= len(load.raise_times_ms), within_s=60, says="all alarms are there")
    assert alarm_times_ms(api, title) == load.raise_times_ms


@pytest.mark.parametrize("victim", ["edge", "broker", "worker", "redis", "web", "clock"])
def test_a_killed_process_costs_nothing(stack: Stack, victim: str) -> None:
    api = stack.engineer()
    load, metric_id, _ = load_with_alarm(stack, api)
    killed: list[int] = []
    killer = threading.Timer(KILL_AFTER_S, lambda: killed.append(stack.kill(victim)))
    killer.start()

    load.run(seconds=SECONDS)
    killer.join()
    load.finish(within_s=90)

    wait_for(lambda: stack.pid_of(victim) not in (0, *killed), within_s=60, says=f"{victim} runs again")
    wait_for(stack.is_ready, within_s=60, says="everything is ready again")
    assert_nothing_lost_or_doubled(api, load, metric_id)


# Goal on a quiet machine: 5 s. Other tests run beside these.
BACK_WITHIN_S = 60


def sample_travels(stack: Stack, api: Api, load: Load, metric_id: int, value: float) -> bool:
    """A new connection publishes one sample, which is acknowledged, stored and read."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.username_pw_set("device", load.token)
    try:
        client.connect("127.0.0.1", stack.place.mqtt_port)
        client.loop_start()
        client.publish(load.topic, f'{{"load": {value}}}', qos=1).wait_for_publish(1)
        latest = api.get(f"/api/samples/latest?metric={metric_id}")["values"][str(metric_id)]
    except (OSError, RuntimeError, AssertionError, requests.RequestException):
        return False
    finally:
        client.disconnect()
        client.loop_stop()
    return bool(latest and latest["value"] == value)


@pytest.mark.parametrize("victim", ["edge", "broker", "worker", "redis", "web", "clock"])
def test_samples_travel_again_soon_after_a_kill(stack: Stack, victim: str) -> None:
    api = stack.engineer()
    load, metric_id, _ = load_with_alarm(stack, api)
    load.stop()
    before = stack.kill(victim)

    wait_for(
        lambda: stack.pid_of(victim) not in (0, before) and sample_travels(stack, api, load, metric_id, 42.0),
        within_s=BACK_WITHIN_S,
        says=f"a sample travels again after {victim} was killed",
    )
    wait_for(stack.is_ready, within_s=60, says="everything is ready again")
