"""A device that publishes at QoS 1 while things break, and knows what must come of it."""

import itertools
import json
import time
from collections import deque
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from tests.stack import Api, Stack, wait_for

RATE_PER_S = 200
HALF_PERIOD = 100  # samples: half a second high, half a second low
HIGH, LOW = 90.0, 10.0


WINDOW = 100  # samples on their way at once


class Load:
    """Publishes a square wave. Whatever was not acknowledged is sent again after a reconnect, as MQTT demands.

    What comes while there is no connection, or while too much is on its way, waits here and not in the client: there a new
    message can overtake those that wait, and a flow would see a wave that never was.
    """

    def __init__(self, stack: Stack, *, device: str, token: str) -> None:
        self.topic = f"sluice/{device}/samples"
        self.stack = stack
        self.token = token
        self.times_ms: list[int] = []
        self.values: list[float] = []
        self._waiting: deque[str] = deque()
        # Packet ids; they start again at 1 only after 65,535, more than a run publishes.
        self.published: set[int] = set()
        self.acknowledged: set[int] = set()
        # A persistent session: the client keeps what is on its way and repeats it.
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"load-{device}", clean_session=False)
        self.client.username_pw_set("device", token)
        self.client.max_inflight_messages_set(2 * WINDOW)
        self.client.max_queued_messages_set(0)
        self.client.reconnect_delay_set(min_delay=1, max_delay=1)
        self.client.on_publish = self._published

    def _published(self, client: Any, userdata: Any, packet_id: int, reason: Any, properties: Any) -> None:
        self.acknowledged.add(packet_id)

    def connect(self) -> None:
        self.client.connect("127.0.0.1", self.stack.place.mqtt_port, keepalive=5)
        self.client.loop_start()
        wait_for(self.client.is_connected, within_s=30, says="the device is connected")

    def run(self, *, seconds: float) -> None:
        """Publish at the rate; sample number n carries its own time, so that a repeat is the same sample."""
        first_ms = int(time.time() * 1000)
        began = time.monotonic()
        for number in range(int(seconds * RATE_PER_S)):
            pause_s = began + number / RATE_PER_S - time.monotonic()
            if pause_s > 0:
                time.sleep(pause_s)
            time_ms = first_ms + number * 1000 // RATE_PER_S
            value = HIGH if (number // HALF_PERIOD) % 2 else LOW
            self.times_ms.append(time_ms)
            self.values.append(value)
            self._waiting.append(json.dumps({"load": value, "time": time_ms}))
            self._push()

    def _push(self) -> None:
        while self._waiting and self.client.is_connected() and len(self.published) - len(self.acknowledged) < WINDOW:
            self.published.add(self.client.publish(self.topic, self._waiting.popleft(), qos=1).mid)

    def _is_done(self) -> bool:
        self._push()
        return not self._waiting and self.acknowledged == self.published

    def finish(self, *, within_s: float) -> None:
        """Everything is acknowledged in the end."""
        wait_for(self._is_done, within_s=within_s, says="all samples are acknowledged")
        self.stop()

    def stop(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    @property
    def raise_times_ms(self) -> list[int]:
        """The times of the samples that must raise an alarm: the first high one of each wave."""
        return [self.times_ms[n] for n in range(HALF_PERIOD, len(self.times_ms), 2 * HALF_PERIOD)]


_numbers = itertools.count(1)


def load_with_alarm(stack: Stack, api: Api) -> tuple[Load, int, int]:
    """A new device, its metric and a deployed flow that watches it: (load, metric id, flow id)."""
    name = f"load {next(_numbers)} {int(time.time())}"
    device = api.post("/api/devices", {"name": name})
    metric = api.post(f"/api/devices/{device['id']}/metrics", {"path": "load"})
    token = api.post(f"/api/devices/{device['id']}/credentials")["token"]
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("in", "source.metric", {"mode": "metric", "metric": metric["id"]}),
        ("high", "logic.threshold", {"direction": "above", "raise_at": 80, "clear_at": 75}),
        ("alarm", "output.alarm", {"severity": "major", "title": f"{name} is high"}),
    ]
    blocks = {
        key: {"type": kind, "version": 1, "params": params, "position": {"x": 240 * n, "y": 0}, "label": ""}
        for n, (key, kind, params) in enumerate(steps)
    }
    wires = [
        {"from": "in.value", "to": "high.value"},
        {"from": "high.active", "to": "alarm.active"},
        {"from": "high.value", "to": "alarm.value"},
    ]
    flow = api.post("/api/flows", {"name": name, "document": {"schema": 1, "blocks": blocks, "wires": wires}})
    api.post(f"/api/flows/{flow['id']}/deploy", {"message": "for the test"})
    load = Load(stack, device=name, token=token)
    load.connect()
    return load, metric["id"], flow["id"]
