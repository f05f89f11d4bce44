"""kill -9 under a flow with windows, timers and calls to other people's servers: nothing lost, wrong or double."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.faults.load import HALF_PERIOD, HIGH, RATE_PER_S, Load, load_with_alarm
from tests.faults.test_kill import KILL_AFTER_S, SECONDS, alarm_times_ms, backlog_bytes, stored_times_ms
from tests.stack import Api, Stack, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]

WINDOW = 10
DELAY_S = 0.25


class Receiver:
    """Somebody else's server: remembers the key of each call, and answers after a moment."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                receiver.keys.append(self.headers.get("Idempotency-Key", ""))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *arguments: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/alarm"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def have_rich_flow(api: Api, metric_id: int, title: str, url: str) -> None:
    """A window over ten values into a metric, an alarm that a timer raises, and a call for each edge."""
    kinds: dict[str, tuple[str, dict[str, Any]]] = {
        "in": ("source.metric", {"mode": "metric", "metric": metric_id}),
        "window": ("statistics.window", {"kind": "count", "values": WINDOW, "functions": ["sum"]}),
        "sums": ("output.metric", {"path": "sums"}),
        "high": ("logic.threshold", {"direction": "above", "raise_at": 80, "clear_at": 75}),
        "late": ("logic.on_delay", {"delay_s": DELAY_S}),
        "alarm": ("output.alarm", {"severity": "major", "title": title}),
        "edge": ("logic.rising_edge", {"counts_first": False}),
        "call": ("outside.webhook", {"url": url}),
    }
    wires = ["in.value>window.value", "window.sum>sums.value", "in.value>high.value", "high.active>late.value"]
    wires += ["late.value>alarm.active", "high.active>edge.value", "edge.edge>call.value"]
    document = {
        "schema": 1,
        "blocks": {
            key: {"type": kind, "version": 1, "params": params, "position": {"x": 240 * n, "y": 0}, "label": ""}
            for n, (key, (kind, params)) in enumerate(kinds.items())
        },
        "wires": [dict(zip(("from", "to"), wire.split(">"), strict=True)) for wire in wires],
    }
    flow = api.post("/api/flows", {"name": title, "document": document})
    api.post(f"/api/flows/{flow['id']}/deploy", {"message": "for the test"})
    time.sleep(1)  # workers look for other revisions ten times a second; samples before that would belong to none


def sums_of(load: Load) -> dict[int, float]:
    """What the window must have sent: time of its last value -> sum."""
    return {load.times_ms[end - 1]: sum(load.values[end - WINDOW : end]) for end in range(WINDOW, len(load.values) + 1, WINDOW)}


# Not the edge: after its death the device sends again what was not acknowledged, which a window by count takes for new.
@pytest.mark.parametrize("victim", ["worker", "redis"])
def test_windows_timers_and_calls_survive_a_kill(stack: Stack, receiver: Receiver, victim: str) -> None:
    api = stack.engineer()
    load, metric_id, _ = load_with_alarm(stack, api)
    title = f"{load.topic.split('/')[1]} stays high"
    have_rich_flow(api, metric_id, title, receiver.url)
    killed: list[int] = []
    killer = threading.Timer(KILL_AFTER_S, lambda: killed.append(stack.kill(victim)))
    killer.start()

    load.run(seconds=SECONDS)
    killer.join()
    load.finish(within_s=90)

    wait_for(stack.is_ready, within_s=60, says="everything is ready again")
    wait_for(lambda: backlog_bytes(api) == 0, within_s=60, says="the backlog is worked off")
    # The alarm of the timer comes exactly so much later than the edge, in the time of the samples.
    raised = [ts + round(DELAY_S * 1000) for ts in load.raise_times_ms]
    wait_for(lambda: len(alarm_times_ms(api, title)) >= len(raised), within_s=60, says="all alarms are there")
    assert alarm_times_ms(api, title) == raised
    expected = sums_of(load)
    device = api.get(f"/api/metrics?ids={metric_id}")["items"][0]["device_id"]
    (sums,) = [one for one in api.get(f"/api/metrics?device={device}&limit=50")["items"] if one["path"] == "sums"]
    wait_for(
        lambda: len(stored_times_ms(api, sums["id"])) >= len(expected),
        within_s=60,
        says=f"all {len(expected)} windows are there",
    )
    page = api.get(f"/api/metrics/{sums['id']}/samples?from=now-1h&to=now%2B1h&order=asc&limit=5000")
    assert {round(ts): value for ts, value in zip(page["ts"], page["value"], strict=True)} == expected
    # A call may be repeated in the instant between doing and noting, but then under the same key.
    edges = sum(1 for before, after in zip([0.0, *load.values], load.values, strict=False) if before != HIGH == after)
    wait_for(lambda: len(set(receiver.keys)) >= edges, within_s=90, says="all calls were made")
    counts = Counter(receiver.keys)
    assert len(counts) == edges == len(load.values) // (2 * HALF_PERIOD)
    assert "" not in counts
    assert sum(counts.values()) - len(counts) <= 1
    assert len(load.values) == RATE_PER_S * SECONDS
