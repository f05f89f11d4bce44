"""The demo's device: the machine that Sluice runs on, as any other device with a token over MQTT.

Publishes CPU load, memory, disk, network and temperature once a second and obeys two commands: `interval` (seconds,
1 to 60) and `burner` (keep one core busy, so that a threshold trips). `python -m devices.demo_agent` takes the port from
SLUICE_MQTT_PORT and name and token from SLUICE_AGENT_NAME and SLUICE_AGENT_TOKEN, or from `demo.json` in SLUICE_VAR.
It must stay small, so it knows nothing of Django.
"""

import asyncio
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from gmqtt import Client
from gmqtt.mqtt.constants import MQTTv311
from gmqtt.mqtt.handler import MQTTConnectError

logger = logging.getLogger("demo agent")

# Measurements kept while the edge is away.
KEPT = 600
BURN_S = 600
RETRY_S = (1, 2, 5, 10)
# Ids of commands remembered, because QoS 1 may bring one twice.
REMEMBERED = 200

# Keeps one core busy until it is stopped, its time is over or its parent is gone, whatever killed that.
_BURN = """
import os, sys, time
os.nice(10)  # whoever watches the burner must not be starved by it
parent, end = int(sys.argv[1]), time.monotonic() + float(sys.argv[2])
while os.getppid() == parent and time.monotonic() < end:
    for _ in range(200_000):
        pass
"""


class Account(NamedTuple):
    name: str
    token: str


class Refused(Exception):
    """The command cannot be obeyed; the text says why."""


class Burner:
    """One busy core, for at most BURN_S."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_on(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def switch(self, is_on: bool) -> None:
        if is_on and not self.is_on:
            self._process = subprocess.Popen([sys.executable, "-I", "-c", _BURN, str(os.getpid()), str(BURN_S)])
        elif not is_on and self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Meter:
    """What the machine is doing."""

    def __init__(self, disk: str) -> None:
        self._disk = disk
        self._traffic = self._bytes()
        psutil.cpu_percent(percpu=True)  # the first answer is since boot

    def read(self) -> dict[str, float]:
        cores = psutil.cpu_percent(percpu=True)
        values = {
            "cpu_load": round(sum(cores) / len(cores), 1),
            "cpu_busiest": max(cores),
            "memory": psutil.virtual_memory().percent,
            "disk": psutil.disk_usage(self._disk).percent,
        }
        before, self._traffic = self._traffic, self._bytes()
        passed_s = max(self._traffic[0] - before[0], 0.001)
        values["network_rx"] = round(max(0, self._traffic[1] - before[1]) / passed_s, 1)
        values["network_tx"] = round(max(0, self._traffic[2] - before[2]) / passed_s, 1)
        temperature = self._temperature()
        if temperature is not None:
            values["temperature"] = temperature
        return values

    def _bytes(self) -> tuple[float, int, int]:
        found = psutil.net_io_counters(pernic=True)
        # What a machine says to itself is no traffic, unless there is nothing else.
        links = [link for name, link in found.items() if not name.startswith("lo")] or list(found.values())
        return time.monotonic(), sum(link.bytes_recv for link in links), sum(link.bytes_sent for link in links)

    def _temperature(self) -> float | None:
        """The hottest sensor; many machines, and all of macOS, have none."""
        read = getattr(psutil, "sensors_temperatures", None)
        sensors = [sensor.current for group in (read() if read else {}).values() for sensor in group]
        return max(sensors, default=None)


class Agent:
    def __init__(self, *, host: str, port: int, disk: str) -> None:
        self._host, self._port = host, port
        self._meter = Meter(disk)
        self._burner = Burner()
        self._interval_s = 1.0
        self._waiting: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._done: deque[int] = deque(maxlen=REMEMBERED)
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._account: Account | None = None
        self._client: Client | None = None

    async def run(self, stop: asyncio.Event) -> None:
        measuring = asyncio.create_task(self._measure())
        connecting = asyncio.create_task(self._stay_connected())
        await stop.wait()
        for task in (measuring, connecting):
            task.cancel()
        await asyncio.gather(measuring, connecting, return_exceptions=True)
        self._burner.switch(False)
        if self._client is not None:
            with contextlib.suppress(OSError):
                await self._client.disconnect()

    # --- the connection

    async def _stay_connected(self) -> None:
        attempt = 0
        while True:
            lost = asyncio.Event()
            try:
                self._account = account()
                await self._connect(self._account, lost)
                attempt = 0
                await lost.wait()
                logger.warning("The connection to the edge was lost.")
            except (OSError, MQTTConnectError, LookupError) as error:
                logger.warning("Not connected: %s", error)
            self._client = None
            await asyncio.sleep(RETRY_S[min(attempt, len(RETRY_S) - 1)])
            attempt += 1

    async def _connect(self, known: Account, lost: asyncio.Event) -> None:
        client = Client(f"agent-{known.name}")
        client.set_config({"reconnect_retries": 0})  # the loop above connects again, with a token read anew
        client.set_auth_credentials(known.name, known.token)
        client.on_disconnect = lambda *_: lost.set()
        client.on_message = self._on_message
        async with asyncio.timeout(10):
            # 3.1.1, which the stand-in broker of an installation without root speaks too.
            await client.connect(self._host, self._port, keepalive=30, version=MQTTv311)
        client.subscribe(f"sluice/{known.name}/commands", qos=1)
        self._client = client
        self._publish()
        logger.info("Connected as %s.", known.name)

    # --- measuring

    async def _measure(self) -> None:
        while True:
            due = self._loop.time() + self._interval_s
            while (left_s := due - self._loop.time()) > 0:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(left_s):
                        await self._changed.wait()
                if self._changed.is_set():
                    self._changed.clear()
                    due = min(due, self._loop.time() + self._interval_s)
                    self._note({})  # only the new state: loads over a few milliseconds would mean nothing
            self._note(self._meter.read())

    def _note(self, values: dict[str, float]) -> None:
        state = {"burner": self._burner.is_on, "interval": self._interval_s}
        self._waiting.append({"time": round(time.time() * 1000), **values, **state})
        self._publish()

    def _publish(self) -> None:
        if self._client is None or self._account is None or not self._waiting:
            return
        waiting = list(self._waiting)
        self._waiting.clear()
        self._client.publish(f"sluice/{self._account.name}/samples", waiting if len(waiting) > 1 else waiting[0], qos=1)

    # --- commands

    def _on_message(self, client: Client, topic: str, payload: bytes, qos: int, properties: dict[str, Any]) -> None:
        try:
            command = json.loads(payload)
            command_id, name, value = int(command["id"]), command["metric"], command["value"]
        except (ValueError, KeyError, TypeError):
            logger.warning("A command that cannot be read: %r", payload[:200])
            return
        if command_id in self._done:
            return
        self._done.append(command_id)
        try:
            detail, status = self._obey(name, value), "done"
        except Refused as refused:
            detail, status = str(refused), "failed"
        logger.info("Command %s=%r: %s, %s", name, value, status, detail)
        topic = topic.removesuffix("commands") + "results"
        client.publish(topic, {"id": command_id, "status": status, "detail": detail}, qos=1)
        self._changed.set()

    def _obey(self, name: str, value: Any) -> str:
        if name == "burner" and isinstance(value, bool):
            self._burner.switch(value)
            return f"One core is busy for at most {BURN_S // 60} minutes." if value else "The burner is off."
        if name == "burner":
            raise Refused(f"The burner is true or false, not {value!r}.")
        if name == "interval" and isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= 60:
            self._interval_s = float(value)
            return f"Measures every {self._interval_s:g} s."
        if name == "interval":
            raise Refused(f"The interval is 1 to 60 seconds, not {value!r}.")
        raise Refused(f"This device has no “{name}”: it obeys burner and interval.")


def account() -> Account:
    """Name and token of this machine's device; LookupError while nobody made it."""
    name, token = os.environ.get("SLUICE_AGENT_NAME"), os.environ.get("SLUICE_AGENT_TOKEN")
    if name and token:
        return Account(name, token)
    path = Path(os.environ.get("SLUICE_VAR") or "var") / "demo.json"
    try:
        demo = json.loads(path.read_text())
        return Account(demo["device"], demo["token"])
    except (OSError, ValueError, KeyError) as error:
        raise LookupError(f"{path} names no device and token yet ({type(error).__name__}: {error})") from None


async def main() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    host = os.environ.get("SLUICE_AGENT_HOST", "127.0.0.1")
    port = int(os.environ.get("SLUICE_MQTT_PORT", "1883"))
    await Agent(host=host, port=port, disk=os.environ.get("SLUICE_VAR") or "/").run(stop)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("gmqtt").setLevel(logging.ERROR)
    asyncio.run(main())
