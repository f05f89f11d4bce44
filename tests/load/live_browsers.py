"""Many browsers on one dashboard: how late frames are, and what they cost the web process.

    .venv/bin/python -m tests.load.live_browsers [browsers] [metrics] [samples a second] [seconds]

Starts a Redis and a web process of its own in a temporary folder; another process publishes to them directly. Browsers stand on
machines of their own, so of all these pages only one in ten reads what is in its frames: else we would measure ourselves.
"""

import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(os.environ.get("SLUICE_VAR") or tempfile.mkdtemp(prefix="sluice-load-"))
READ_ONE_IN = 10
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "iotsite.settings",
    "SLUICE_VAR": str(FOLDER),
    "SLUICE_REDIS_URL": f"unix://{FOLDER}/redis.sock",
    "SLUICE_LOG_LEVEL": "ERROR",
}

import django  # noqa: E402  the settings read the environment

django.setup()

import psutil  # noqa: E402
import websockets  # noqa: E402
from django.core.management import call_command  # noqa: E402

from core import live  # noqa: E402
from tests import factories  # noqa: E402


def prepare(metrics: int) -> tuple[str, list[str], str]:
    call_command("migrate", verbosity=0)
    organization = factories.organization()
    device = factories.device(organization)
    topics = [f"m:{factories.metric(device, path=f'metric{number}').id}" for number in range(metrics)]
    cookie = factories.client(factories.user(organization)).cookies["sessionid"].value
    return organization.id, topics, cookie


class Figures:
    def __init__(self) -> None:
        self.late_ms: list[float] = []
        self.frames = self.points = self.bytes = 0

    def take(self, text: str, *, is_read: bool) -> None:
        moment_ms = time.time_ns() / 1e6
        self.frames += 1
        self.bytes += len(text)
        if not is_read:
            return
        frame = json.loads(text)
        for value in frame["values"].values():
            self.points += len(value["p"])
            self.late_ms.append(moment_ms - value["ts"])


async def browser(address: str, cookie: str, topics: list[str], ready: asyncio.Event, figures: Figures, *, is_read: bool) -> None:
    async with websockets.connect(address, additional_headers={"Cookie": f"sessionid={cookie}"}, max_size=None) as page:
        await page.send(json.dumps({"op": "subscribe", "topics": topics}))
        await page.recv()
        ready.set()
        async for text in page:
            figures.take(str(text), is_read=is_read)


def publish(organization_id: str, topics: list[str], rate: int, seconds: float) -> None:
    """In a process of its own."""
    live.publisher().watched()  # starts its thread
    time.sleep(1)  # publishers hear of a watch within a quarter of a second
    began, sent = time.monotonic(), 0
    while (now := time.monotonic() - began) < seconds:
        while sent < now * rate:
            live.publisher().value(organization_id, topics[sent % len(topics)], time.time_ns() // 1000, sent)
            sent += 1
        time.sleep(0.001)
    live.publisher().stop()
    print(sent)


async def measure(port: int, web: psutil.Process, *, browsers: int, metrics: int, rate: int, seconds: float) -> None:
    organization_id, topics, cookie = await asyncio.to_thread(prepare, metrics)
    figures, readies, pages = Figures(), [], []
    address = f"ws://127.0.0.1:{port}/ws/live?organization={organization_id}"
    for number in range(browsers):
        ready = asyncio.Event()
        readies.append(ready)
        pages.append(asyncio.create_task(browser(address, cookie, topics, ready, figures, is_read=number % READ_ONE_IN == 0)))
    await asyncio.gather(*(ready.wait() for ready in readies))
    before = sum(web.cpu_times()[:2])
    arguments = ["publish", organization_id, json.dumps(topics), str(rate), str(seconds)]
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.load.live_browsers", *arguments, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await other.communicate()
    sent = int(said)
    await asyncio.sleep(0.5)
    cpu_s = sum(web.cpu_times()[:2]) - before
    for page in pages:
        page.cancel()
    late = statistics.quantiles(figures.late_ms, n=100)
    points = figures.points * READ_ONE_IN / browsers
    print(
        f"{browsers} browsers, {metrics} metrics, {sent / seconds:,.0f} samples/s: "
        f"{figures.frames / browsers / seconds:.1f} frames/s a browser, {points:,.0f} of {sent:,} points, "
        f"{figures.bytes / figures.frames:,.0f} bytes a frame, late p50 {late[49]:.1f} ms p99 {late[98]:.1f} ms, "
        f"web {cpu_s / seconds * 100:.0f} % of a core, {web.memory_info().rss / 1e6:.0f} MB"
    )


def main(browsers: int = 200, metrics: int = 20, rate: int = 100, seconds: int = 10) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    redis = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", f"{FOLDER}/redis.sock", "--save", "", "--dir", str(FOLDER)],
        stdout=subprocess.DEVNULL,
    )
    web = subprocess.Popen(
        [sys.executable, "-m", "iotsite.web", "-b", "127.0.0.1", "-p", str(port), "iotsite.asgi:application"],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            except OSError:
                time.sleep(0.1)
        asyncio.run(measure(port, psutil.Process(web.pid), browsers=browsers, metrics=metrics, rate=rate, seconds=seconds))
    finally:
        web.kill()
        redis.kill()
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["publish"]:
        publish(sys.argv[2], json.loads(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
    else:
        main(*(int(argument) for argument in sys.argv[1:]))
