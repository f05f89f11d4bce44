"""Live news through a real web server and a websocket client, also while Redis goes and comes."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import websockets
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.conf import settings

from core import live
from tests import factories
from tests.database import database_url
from tests.threads import in_thread

pytestmark = pytest.mark.django_db(transaction=True)
START_WITHIN_S = 30.0
WAIT_S = 15.0


class Program:
    """A process of this test, ended with it."""

    path: Path

    def __init__(self, *command, **environment):
        self.command, self.environment = command, os.environ | environment
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def own_redis():
    """A Redis of this test's own, which it may kill."""
    folder = Path(tempfile.mkdtemp(prefix="sluice-live-"))
    path = folder / "redis.sock"
    program = Program("redis-server", "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(folder))
    wait_for(path)
    program.path = path
    yield program
    program.kill()
    shutil.rmtree(folder)


@pytest.fixture
def web(own_redis):
    """Daphne over the tests' database; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Program(
        *(sys.executable, "-m", "iotsite.web", "-b", "127.0.0.1", "-p", str(port), "iotsite.asgi:application"),
        SLUICE_REDIS_URL=f"unix://{own_redis.path}",
        SLUICE_READINGS_URL=settings.READINGS_URL,
        DATABASE_URL=database_url(),
    )
    deadline = time.monotonic() + START_WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            break
        except OSError:
            assert program.process.poll() is None, "Daphne ended"
            assert time.monotonic() < deadline, "Daphne did not start in time"
            time.sleep(0.1)
    yield f"127.0.0.1:{port}"
    program.kill()


def wait_for(path):
    deadline = time.monotonic() + START_WITHIN_S
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} did not appear"
        time.sleep(0.02)


async def hear(page):
    return json.loads(await asyncio.wait_for(page.recv(), WAIT_S))


async def publish(layer, organization, topic, number):
    message = {"type": "live", "v": {topic: [number * 1_000, number, 0, [[number * 1_000, number]]]}, "e": [], "lost": []}
    await layer.group_send(live.group(organization.id), message)


async def test_a_browser_keeps_its_page_while_redis_goes_and_comes(web, own_redis, organization, viewer):
    def build():
        metric = factories.metric(factories.device(organization))
        return metric, factories.client(viewer).cookies["sessionid"].value

    metric, cookie = await in_thread(build)
    topic = f"m:{metric.id}"
    layer = RedisPubSubChannelLayer(hosts=[f"unix://{own_redis.path}?db=2"])
    headers = {"Cookie": f"sessionid={cookie}", "Origin": f"http://{web}"}
    async with websockets.connect(f"ws://{web}/ws/live?organization={organization.id}", additional_headers=headers) as page:
        await page.send(json.dumps({"op": "subscribe", "topics": [topic, "alarms"]}))
        assert await hear(page) == {"op": "frame", "seq": 1, "values": {}, "events": []}
        await publish(layer, organization, topic, 1)
        assert (await hear(page))["values"] == {topic: {"ts": 1, "v": 1, "q": 0, "p": [[1, 1]]}}

        own_redis.kill()
        await page.send(json.dumps({"op": "ping"}))
        assert await hear(page) == {"op": "pong"}
        own_redis.path.unlink(missing_ok=True)
        own_redis.start()
        await asyncio.to_thread(wait_for, own_redis.path)

        number, deadline = 1, time.monotonic() + WAIT_S
        frames: list[dict] = []
        while not any("values" in frame and frame["values"] for frame in frames):
            assert time.monotonic() < deadline, "no value came through the new Redis"
            number += 1
            try:
                await publish(layer, organization, topic, number)
                frames.append(json.loads(await asyncio.wait_for(page.recv(), 0.3)))
            except (OSError, TimeoutError, Exception):
                await asyncio.sleep(0.1)
        lost = [frame["lost"] for frame in frames if "lost" in frame]
        while not lost:  # the hub notices with its next look at Redis
            frame = await hear(page)
            lost += [frame["lost"]] if "lost" in frame else []
    await layer.flush()
    assert lost[0] == ["alarms"]


async def test_a_foreign_page_is_refused_by_the_server(web, viewer):
    cookie = await in_thread(lambda: factories.client(viewer).cookies["sessionid"].value)
    headers = {"Cookie": f"sessionid={cookie}", "Origin": "https://evil.example"}
    with pytest.raises(websockets.InvalidStatus) as refusal:
        async with websockets.connect(f"ws://{web}/ws/live", additional_headers=headers):
            pass
    assert refusal.value.response.status_code == 403


class Mute:
    """A client that speaks the least of the protocol, and listens only when told to."""

    def __init__(self, web, organization, cookie):
        host, _, port = web.partition(":")
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect((host, int(port)))
        self.socket.settimeout(WAIT_S)
        lines = [
            f"GET /ws/live?organization={organization.id} HTTP/1.1",
            *(f"Host: {web}", f"Origin: http://{web}", f"Cookie: sessionid={cookie}"),
            *("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"),
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += self.socket.recv(1)
        assert answer.startswith(b"HTTP/1.1 101 ")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def say(self, message):
        text = json.dumps(message).encode().ljust(126)  # shorter ones have another head
        # Masked with zeros, so that the text stands there as it is.
        self.socket.sendall(b"\x81\xfe" + len(text).to_bytes(2) + bytes(4) + text)

    def is_left(self):
        """Whether the server has gone."""
        try:
            while self.socket.recv(1 << 20):
                pass
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False
        return True


async def test_a_page_that_reads_nothing_is_left_however_much_it_says(web, organization, viewer):
    cookie = await in_thread(lambda: factories.client(viewer).cookies["sessionid"].value)

    def speak():
        # Each of these is answered by a thousand refusals, which nobody reads.
        refused = {"op": "subscribe", "topics": [f"x{number}" for number in range(1_000)]}
        with Mute(web, organization, cookie) as page:
            page.socket.settimeout(3)
            for count in range(2_000):
                try:
                    page.say(refused)
                except (TimeoutError, ConnectionError):
                    return count
        return None

    heard = await asyncio.to_thread(speak)
    assert heard is not None, "the server took all that was said"


async def test_a_page_that_reads_nothing_is_told_no_more(web, own_redis, organization, viewer):
    def build():
        metric = factories.metric(factories.device(organization), data_type="string")
        return metric, factories.client(viewer).cookies["sessionid"].value

    metric, cookie = await in_thread(build)
    topic = f"m:{metric.id}"
    layer = RedisPubSubChannelLayer(hosts=[f"unix://{own_redis.path}?db=2"])
    group, text = live.group(organization.id), "x" * 400_000

    def begin():
        page = Mute(web, organization, cookie)
        page.say({"op": "subscribe", "topics": [topic]})
        assert page.socket.recv(1) == b"\x81"  # the first frame: from now on it is told
        return page

    with await asyncio.to_thread(begin) as page:
        for number in range(150):
            values = {topic: [number, text, 0, [[number, text]]]}
            await layer.group_send(group, {"type": "live", "v": values, "e": [], "lost": []})
            await asyncio.sleep(0.06)
        # What stands in the system's own buffers still comes.
        assert await asyncio.to_thread(page.is_left)
    await layer.flush()
