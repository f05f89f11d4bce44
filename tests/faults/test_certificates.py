"""The whole product: a device with a certificate is cut off when it is revoked; another registers, gets firmware, renews."""

import base64
import hashlib
import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stack import Api, Stack, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def api(stack: Stack) -> Api:
    return stack.engineer()


def _files(folder: Path, issued: dict[str, Any]) -> list[str]:
    for name, text in (
        ("certificate.pem", issued["certificate"]),
        ("key.pem", issued["private_key"]),
        ("ca.pem", issued["authority"]),
    ):
        (folder / name).write_text(text)
    return ["--cafile", str(folder / "ca.pem"), "--cert", str(folder / "certificate.pem"), "--key", str(folder / "key.pem")]


@pytest.fixture
def listening(stack: Stack, api: Api, tmp_path: Path) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """A device whose mosquitto_sub is connected by its certificate."""
    device = api.post("/api/devices", {"name": f"board {tmp_path.name[-6:]}"})
    issued = api.post(f"/api/devices/{device['id']}/certificates", {"name": "first", "algorithm": "ec", "days": 30})
    options = ["-h", "localhost", "-p", str(stack.place.mqtts_port), *_files(tmp_path, issued)]
    process = subprocess.Popen(["mosquitto_sub", *options, "-q", "1", "-t", f"sluice/{device['name']}/commands"])
    wait_for(lambda: api.get(f"/api/devices/{device['id']}")["online"], within_s=60, says="the device is here")
    yield {**issued, "device": device}, options
    process.kill()
    process.wait()


def test_a_device_with_a_certificate_is_cut_off_when_it_is_revoked(
    stack: Stack, api: Api, listening: tuple[dict[str, Any], list[str]]
) -> None:
    issued, options = listening
    device = issued["device"]
    publish = ["mosquitto_pub", *options, "-q", "1", "-t", f"sluice/{device['name']}/samples/temperature", "-m", "21.5"]
    assert subprocess.run(publish, capture_output=True, timeout=10, check=False).returncode == 0
    api.delete(f"/api/credentials/{issued['id']}")

    def log(event: str) -> list[dict[str, Any]]:
        rows = api.get(f"/api/devices/{device['id']}/connection-log?limit=100")["items"]
        return [row for row in rows if row["event"] == event]

    wait_for(lambda: [row for row in log("disconnected") if "revoked" in row["reason"]], within_s=60, says="the log tells it")
    assert subprocess.run(publish, capture_output=True, timeout=10, check=False).returncode != 0
    refused = wait_for(lambda: log("refused"), within_s=60, says="the refusal is written down")
    assert f"Its certificate …{issued['hint']} was revoked at " in refused[0]["reason"]
    assert refused[0]["details"]["certificate"]["fingerprint"] == issued["fingerprint"]


def _ask(options: list[str], topic: str, answer: str, body: dict[str, Any]) -> Any:
    """Ask and hear the answer, with stock mosquitto_rr."""
    command = ["mosquitto_rr", *options, "-q", "1", "-W", "60", "-t", topic, "-e", answer, "-m", json.dumps(body)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_a_device_registers_gets_its_firmware_and_renews_its_certificate(stack: Stack, api: Api, tmp_path: Path) -> None:
    code = api.post("/api/claim-codes", {"name": "line 1", "max_devices": 1})["code"]
    request = [
        "openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/",
        "-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "request.pem"),
    ]  # fmt: skip
    subprocess.run(request, check=True, capture_output=True)
    csr = (tmp_path / "request.pem").read_text()
    plain = ["-p", str(stack.place.mqtt_port), "-u", "claim", "-P", code]
    name = f"pump {tmp_path.name[-6:]}"
    registered = _ask(plain, "sluice/register", "sluice/registered", {"name": name, "csr": csr})
    (tmp_path / "certificate.pem").write_text(registered["certificate"])
    options = [
        "-h", "localhost", "-p", str(stack.place.mqtts_port), "--cafile", str(stack.var / "tls" / "ca.pem"),
        "--cert", str(tmp_path / "certificate.pem"), "--key", str(tmp_path / "key.pem"),
    ]  # fmt: skip

    firmware = random.Random(7).randbytes(150_000)
    answer = api.session.post(
        f"{stack.address}/api/files",
        params={"node": f"d:{registered['device_id']}", "name": "firmware.bin", "kind": "FIRMWARE", "version": "1.0"},
        data=firmware,
        headers={
            "X-CSRFToken": str(api.session.cookies.get("csrftoken")),
            "Origin": stack.address,
            "Content-Type": "application/octet-stream",
        },
        timeout=90,
    )
    assert answer.ok, answer.text
    got = b""
    while True:
        body = {"id": len(got), "name": "firmware.bin", "offset": len(got)}
        chunk = _ask(options, f"sluice/{name}/files/get", f"sluice/{name}/files/chunk", body)
        got += base64.b64decode(chunk["data"])
        if len(got) >= chunk["size"]:
            break
    assert got == firmware
    assert hashlib.sha256(got).hexdigest() == chunk["sha256"]

    subprocess.run(
        [*request[:-4], "-keyout", str(tmp_path / "key2.pem"), "-out", str(tmp_path / "request2.pem")],
        check=True,
        capture_output=True,
    )
    body = {"id": "r", "csr": (tmp_path / "request2.pem").read_text()}
    renewed = _ask(options, f"sluice/{name}/certificates/renew", f"sluice/{name}/certificates/renewed", body)
    (tmp_path / "c2.pem").write_text(renewed["certificate"])
    fresh = [*options[:6], "--cert", str(tmp_path / "c2.pem"), "--key", str(tmp_path / "key2.pem")]
    sample = ["-q", "1", "-t", f"sluice/{name}/samples/temperature", "-m", "1"]
    assert subprocess.run(["mosquitto_pub", *options, *sample], timeout=10, check=False).returncode == 0
    assert subprocess.run(["mosquitto_pub", *fresh, *sample], timeout=10, check=False).returncode == 0
    credentials = f"/api/devices/{registered['device_id']}/credentials"
    wait_for(
        lambda: sorted(row["state"] for row in api.get(credentials)) == ["revoked", "valid"],
        within_s=60,
        says="the old certificate ended when the new one was used",
    )
