"""The examples of docs/mqtt.md are run as they stand there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.gateways.conftest import Account, Log, RunningEdge

MANUAL = Path(__file__).parents[2] / "docs" / "mqtt.md"
EXAMPLES = re.findall(r"^```sh\n(.*?)^```", MANUAL.read_text(), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_manuals_example_works(press: Account, gateway: Account, edge: RunningEdge, written: Log, example: str) -> None:
    script = example.replace("-p 1883", f"-p {edge.port}").replace("-p 8883", f"-p {edge.tls_port}")
    script = script.replace("var/tls/ca.pem", str(edge.ca))
    ran = subprocess.run(
        ["bash", "-e", "-c", script],
        env={**os.environ, "TOKEN": press.token, "GATEWAY_TOKEN": gateway.token},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "denied" not in ran.stderr
    samples = [message for message in written.messages() if message[0] == press.device.id]
    assert len(samples) == script.count("/samples")
    assert written.events("problem") == []
