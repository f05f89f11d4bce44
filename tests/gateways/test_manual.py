"""The examples of docs/mqtt.md and docs/certificates.md are run as they stand there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from devices import authority, certificates, registration
from devices.models import Device
from organizations.models import User
from tests.gateways.conftest import Account, Answering, Log, RunningEdge

DOCS = Path(__file__).parents[2] / "docs"


def examples(page: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", (DOCS / page).read_text(), re.DOTALL | re.MULTILINE)


def run_example(example: str, edge: RunningEdge, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    script = example
    for written, real in (("-p 1883", f"-p {edge.port}"), ("-p 8883", f"-p {edge.tls_port}"), (":8883", f":{edge.tls_port}")):
        script = script.replace(written, real)
    ran = subprocess.run(
        ["bash", "-e", "-c", script.replace("var/tls/ca.pem", str(edge.ca))],
        env={**os.environ, "FOLDER": str(folder), **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "denied" not in ran.stderr
    return ran


@pytest.mark.parametrize("example", examples("mqtt.md"))
def test_the_manuals_example_works(
    press: Account,
    gateway: Account,
    engineer: User,
    edge: RunningEdge,
    written: Log,
    answering: Answering,
    tmp_path: Path,
    example: str,
) -> None:
    _, code = registration.create_claim_code(press.device.organization, name="line 1", by=engineer)
    ran = run_example(example, edge, tmp_path, TOKEN=press.token, GATEWAY_TOKEN=gateway.token, CLAIM_CODE=code)
    samples = [message for message in written.messages() if message[0] == press.device.id]
    assert len(samples) == example.count("/samples")
    assert written.events("problem") == []
    assert len(answering.answered) == example.count("mosquitto_rr")
    assert '"error"' not in ran.stdout
    assert Device.objects.filter(name="pump 7").exists() is ("sluice/register" in example)


@pytest.mark.parametrize("example", examples("certificates.md"))
def test_the_example_with_certificates_works(
    press: Account, edge: RunningEdge, written: Log, tmp_path: Path, example: str
) -> None:
    issued = certificates.issue_certificate(press.device)
    files = {
        "certificate.pem": issued.certificate,
        "key.pem": issued.private_key or "",
        "ca.pem": authority.bundle(),
        "ca-ec.pem": authority.pem(authority.authority("ec").certificate),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    run_example(example, edge, tmp_path)
    assert len(written.messages()) == example.count("/samples")
