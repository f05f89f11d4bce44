"""The demo's device, as a process of its own against a real edge."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from devices import services
from tests import factories
from tests.gateways.conftest import Account, Log, RunningEdge, eventually


@pytest.fixture
def agent(press: Account, edge: RunningEdge) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "SLUICE_MQTT_PORT": str(edge.port),
        "SLUICE_AGENT_NAME": "press",
        "SLUICE_AGENT_TOKEN": press.token,
    }
    process = subprocess.Popen([sys.executable, "-m", "devices.demo_agent"], env=environment, stderr=subprocess.DEVNULL)
    yield process
    process.kill()
    process.wait(5)


def samples(written: Log) -> list[dict[str, object]]:
    return [json.loads(payload) for _, tail, payload in written.messages() if tail == "samples"]


def burners(agent: subprocess.Popen[bytes]) -> list[psutil.Process]:
    return psutil.Process(agent.pid).children()


def test_it_measures_every_second_and_stays_small(agent: subprocess.Popen[bytes], written: Log) -> None:
    eventually(lambda: len(samples(written)) >= 2, within_s=20)
    measured = samples(written)[-1]
    assert {"time", "cpu_load", "memory", "disk", "network_rx", "network_tx", "burner", "interval"} <= set(measured)
    assert (measured["burner"], measured["interval"]) == (False, 1.0)
    assert psutil.Process(agent.pid).memory_info().rss < 45 * 2**20


def test_it_obeys_and_says_what_it_did(agent: subprocess.Popen[bytes], press: Account, written: Log) -> None:
    burner = factories.metric(press.device, "burner", data_type="boolean", is_writable=True)
    interval = factories.metric(press.device, "interval", data_type="long", is_writable=True)
    on = services.send_command(device=press.device, metric=burner, value=True)
    eventually(
        lambda: [press.device.id, on.pk, "done", "One core is busy for at most 10 minutes."] in written.events("result"),
        within_s=20,
    )
    assert len(burners(agent)) == 1
    eventually(lambda: samples(written)[-1]["burner"])
    bad = services.send_command(device=press.device, metric=interval, value=99)
    eventually(
        lambda: [press.device.id, bad.pk, "failed", "The interval is 1 to 60 seconds, not 99."] in written.events("result")
    )
    off = services.send_command(device=press.device, metric=burner, value=False)
    eventually(lambda: [press.device.id, off.pk, "done", "The burner is off."] in written.events("result"))
    assert burners(agent) == []


def test_the_burner_never_outlives_the_agent(agent: subprocess.Popen[bytes], press: Account, written: Log) -> None:
    burner = factories.metric(press.device, "burner", data_type="boolean", is_writable=True)
    services.send_command(device=press.device, metric=burner, value=True)
    (process,) = eventually(lambda: burners(agent), within_s=20)
    agent.send_signal(signal.SIGKILL)
    agent.wait(5)
    eventually(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)


def test_it_waits_until_the_demo_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from devices import demo_agent

    monkeypatch.setenv("SLUICE_VAR", str(tmp_path))
    monkeypatch.delenv("SLUICE_AGENT_TOKEN", raising=False)
    with pytest.raises(LookupError, match=r"demo\.json names no device and token yet"):
        demo_agent.account()
    (tmp_path / "demo.json").write_text('{"device": "This machine", "token": "sluice_x"}')
    assert demo_agent.account() == ("This machine", "sluice_x")
