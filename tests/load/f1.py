"""The reference flow F1 in a running Sluice, for a load generator that knows what must come of it.

    SLUICE_VAR=./var SLUICE_HTTP_PORT=8000 .venv/bin/python -m tests.load.f1 deploy
    SLUICE_VAR=./var SLUICE_HTTP_PORT=8000 .venv/bin/python -m tests.load.f1 deploy --external 127.0.0.1:18830
    SLUICE_VAR=./var SLUICE_HTTP_PORT=8000 .venv/bin/python -m tests.load.f1 stored

`deploy` makes 100 devices, one gateway with a token, the flow (scale v*1.8+32, moving average of 10 per device, raise above
80, clear below 75, alarm out, widget) and a dashboard, and prints the arguments for the bench. The bench itself stands
elsewhere; with SLUICE_BENCH naming its bench.py the whole command is printed. With `--external` the samples come from a broker of
the user's, where the alarms are published too. `stored` counts the samples that are in the store.
"""

import argparse
import json
import os
import shlex
from typing import Any

from iotsite.processes import Place
from iotsite.running import process_infos
from tests.stack import Api, Stack

DEVICES = 100
TYPE = "Bench"
FLOW = "F1"


def attached() -> Stack:
    """The Sluice that runs where the environment says."""
    stack = Stack.__new__(Stack)
    stack.place = Place.from_environment()
    stack.var = stack.place.var
    stack.address = f"http://127.0.0.1:{stack.place.http_port}"
    return stack


def name_of(number: int) -> str:
    return f"sensor-{number:03d}"


def have_devices(api: Api) -> tuple[dict[str, int], int]:
    """The bench's devices by name, and their type; made where they are missing."""
    types = api.get("/api/device-types")
    kinds = types["items"] if isinstance(types, dict) else types
    kind = next((one for one in kinds if one["name"] == TYPE), None) or api.post("/api/device-types", {"name": TYPE})
    found = {one["name"]: one["id"] for one in api.get("/api/devices?search=sensor-&limit=500")["items"]}
    for number in range(DEVICES):
        name = name_of(number)
        if name not in found:
            found[name] = api.post("/api/devices", {"name": name, "type_id": kind["id"]})["id"]
            api.post(f"/api/devices/{found[name]}/metrics", {"path": "temp", "unit": "°C"})
    return found, int(kind["id"])


def gateway_token(api: Api) -> str:
    listed = api.get("/api/devices?search=bench gateway")["items"]
    gateway = listed[0] if listed else api.post("/api/devices", {"name": "bench gateway", "is_gateway": True})
    token: str = api.post(f"/api/devices/{gateway['id']}/credentials")["token"]
    return token


def document(kind: int) -> dict[str, Any]:
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("in", "source.metric", {"mode": "pattern", "path": "temp", "device_type": kind}),
        ("scale", "math.scale", {"factor": 1.8, "offset": 32}),
        ("smooth", "math.moving_average", {"window": 10}),
        ("high", "logic.threshold", {"direction": "above", "raise_at": 80, "clear_at": 75}),
        ("alarm", "output.alarm", {"severity": "major", "title": "F1 is high"}),
        ("shown", "output.widget", {"label": "Smoothed"}),
    ]
    wires = ["in.value>scale.value", "scale.value>smooth.value", "smooth.value>high.value", "high.active>alarm.active"]
    wires += ["high.value>alarm.value", "smooth.value>shown.value"]
    return {
        "schema": 1,
        "blocks": {
            key: {"type": type_, "version": 1, "params": params, "position": {"x": 240 * n, "y": 0}, "label": ""}
            for n, (key, type_, params) in enumerate(steps)
        },
        "wires": [dict(zip(("from", "to"), wire.split(">"), strict=True)) for wire in wires],
    }


def have_flow(api: Api, kind: int) -> int:
    listed = [one for one in api.get(f"/api/flows?search={FLOW}")["items"] if one["name"] == FLOW]
    if listed:
        return int(listed[0]["id"])
    flow = api.post("/api/flows", {"name": FLOW, "document": document(kind)})
    api.post(f"/api/flows/{flow['id']}/deploy", {"message": "reference flow"})
    return int(flow["id"])


def pause_other_flows(api: Api) -> None:
    """The bench takes every alarm for one of its own: the demo's must not come in between."""
    for flow in api.get("/api/flows")["items"]:
        if flow["name"] != FLOW and flow["is_enabled"]:
            api.patch(f"/api/flows/{flow['id']}", {"is_enabled": False})


def have_external(api: Api, address: str) -> None:
    host, _, port = address.partition(":")
    body = {
        "name": "bench broker",
        "host": host,
        "port": int(port),
        "qos": 0,
        "protocol": "3.1.1",
        "topic": "bench/{device}/temp",
        "payload": "fields",
        "metric": "temp",
        "value_field": "v",
        "time_field": "ts",
        "alarm_topic": "bench/alarm/{device}",
    }
    for old in api.get("/api/broker-connections")["items"]:
        if old["name"] == body["name"]:
            api.delete(f"/api/broker-connections/{old['id']}")
    api.post("/api/broker-connections", body)


def bench_arguments(stack: Stack, api: Api, flow: int, devices: dict[str, int], external: str) -> list[str]:
    """For the bench's bench.py, after the mode and the rate."""
    topics = [f"o:{flow}:shown:{device_id}" for name, device_id in sorted(devices.items())]
    organization = api.get("/api/me")["organization"]["id"]
    watch = ",".join(f"{row['name']}={row['pid']}" for row in process_infos(stack.place).values() if row["name"] != "agent")
    common = [
        *("--device-format", "sensor-{i:03d}", "--devices", str(DEVICES)),
        *("--ws-mode", "plain", "--ws-url", f"ws://127.0.0.1:{stack.place.http_port}/ws/live?organization={organization}"),
        *("--ws-header", f"Cookie: {api.cookie_header}", "--ws-header", f"Origin: {stack.address}"),
        *("--ws-send", json.dumps({"op": "subscribe", "topics": topics})),
        *("--ws-ts-regex", r'"ts":([0-9.]+)', "--ws-id-regex", r'"(o:[^"]+)"'),
        *(part for one in watch.split(",") for part in ("--watch", one)),
    ]
    if external:
        host, _, port = external.partition(":")
        return ["--host", host, "--port", port, *common]
    return [
        *("--host", "127.0.0.1", "--port", str(stack.place.mqtt_port), "--user", "bench", "--password", gateway_token(api)),
        *("--topic", "sluice/{device}/samples", "--payload", '{"time":{ts},"temp":{v}}'),
        *("--alarm-topic", "sluice/+/alarms", "--alarm-device-regex", "/([^/]+)/alarms$"),
        *common,
    ]


def stored(api: Api) -> int:
    """Samples of the bench's devices in the store."""
    total = 0
    devices, _ = have_devices(api)
    metrics = [
        one["id"] for one in api.get("/api/metrics?search=temp&limit=500")["items"] if one["device_id"] in devices.values()
    ]
    for start in range(0, len(metrics), 20):
        wanted = "&".join(f"metric={metric}" for metric in metrics[start : start + 20])
        answer = api.get(f"/api/samples/buckets?{wanted}&from=now-1d&to=now%2B1h&width_s=3600&fn=count")
        total += sum(sum(count or 0 for count in series["count"]) for series in answer["series"])
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("deploy", "stored"))
    parser.add_argument("--external", default="", metavar="HOST:PORT", help="samples come from this broker")
    arguments = parser.parse_args()
    stack = attached()
    api = stack.engineer()
    if arguments.what == "stored":
        print(stored(api))
        return
    pause_other_flows(api)
    devices, kind = have_devices(api)
    flow = have_flow(api, kind)
    if arguments.external:
        have_external(api, arguments.external)
    found = bench_arguments(stack, api, flow, devices, arguments.external)
    bench = os.environ.get("SLUICE_BENCH")
    print(shlex.join((["python3", bench] if bench else []) + ["steady", "--rate", "1000", "--duration", "15", *found]))


if __name__ == "__main__":
    main()
