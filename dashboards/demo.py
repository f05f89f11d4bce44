"""The demo organization: this machine as a device, a flow that watches it, a dashboard that shows it.

All of it goes through the same verbs as a user's own work.
"""

import json
import os
import secrets
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction

import devices.services as device_services
import flows.services as flow_services
from dashboards import documents, services
from devices.models import DataType, Device, DeviceType, Metric
from flows.models import Flow
from organizations import profiles
from organizations.models import Organization, Profile, User

ORGANIZATION = "Demo"
DEVICE = "This machine"
PEOPLE = (
    ("demo@sluice.example", "Dana Demo", "administrator"),
    ("operator@sluice.example", "Olli Operator", "operator"),
    ("viewer@sluice.example", "Vera Viewer", "viewer"),
)
METRICS: dict[str, dict[str, Any]] = {
    "cpu_load": {"unit": "%", "low": 0, "high": 100},
    "cpu_busiest": {"unit": "%", "low": 0, "high": 100},
    "cpu_smoothed": {"unit": "%", "low": 0, "high": 100},
    "memory": {"unit": "%", "low": 0, "high": 100},
    "disk": {"unit": "%", "low": 0, "high": 100},
    "network_rx": {"unit": "B/s"},
    "network_tx": {"unit": "B/s"},
    "burner": {"data_type": DataType.BOOLEAN, "is_writable": True},
    "interval": {"unit": "s", "low": 1, "high": 60, "is_writable": True},
}
WINDOW, RAISE_AT, CLEAR_AT, DELAY_S = 5, 85.0, 70.0, 3.0


class Demo(NamedTuple):
    """What `./up` prints and the agent reads."""

    email: str
    password: str
    device: str
    token: str


@transaction.atomic
def make() -> Demo:
    """The demo, made on the first start; afterwards only what it was."""
    path = settings.VAR / "demo.json"
    if path.exists() and Organization.objects.filter(name=ORGANIZATION).exists():
        return Demo(**json.loads(path.read_text()))
    password = f"demo-{secrets.token_hex(4)}"
    organization = Organization.objects.create(name=ORGANIZATION)
    people = [_person(organization, email, name, preset, password) for email, name, preset in PEOPLE]
    device, metrics = _machine(organization)
    flow = _flow(organization, metrics, by=people[0])
    _dashboard(organization, metrics, flow, by=people[0])
    _, token = device_services.issue_token(device)
    demo = Demo(email=people[0].email, password=password, device=device.name, token=token)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(demo._asdict(), file, indent=1)
    return demo


def _person(organization: Organization, email: str, name: str, preset: str, password: str) -> User:
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    user.organization = organization
    user.set_password(password)
    user.save(update_fields=["password", "organization"])
    profiles.add_member(profiles.preset(organization, preset), user)
    return user


def _machine(organization: Organization) -> tuple[Device, dict[str, Metric]]:
    kind = DeviceType.objects.create(organization=organization, name="Computer")
    device = device_services.create_device(
        organization, name=DEVICE, description="The computer that Sluice runs on, measured every second", type=kind
    )
    metrics = {
        path: device_services.create_metric(device, path=path, expected_interval_s=None if path == "interval" else 1.0, **fields)
        for path, fields in METRICS.items()
    }
    return device, metrics


def _flow(organization: Organization, metrics: dict[str, Metric], *, by: User) -> Flow:
    """Smoothed load → threshold → must last → alarm; and the smoothed load as a metric of its own."""
    source = metrics["cpu_busiest"]
    steps: list[tuple[str, str, dict[str, Any], int, int]] = [
        ("load", "source.metric", {"mode": "metric", "metric": source.id}, 0, 110),
        ("smooth", "math.moving_average", {"window": WINDOW}, 230, 110),
        ("store", "output.metric", {"path": "cpu_smoothed"}, 460, 0),
        ("high", "logic.threshold", {"direction": "above", "raise_at": RAISE_AT, "clear_at": CLEAR_AT}, 460, 110),
        ("lasting", "logic.on_delay", {"delay_s": DELAY_S}, 690, 220),
        ("lamp", "output.widget", {"label": "CPU is busy"}, 690, 0),
        (
            "alarm",
            "output.alarm",
            {"severity": "major", "title": "CPU load is high", "text": "{device}: the busiest core is at {value:.0f} %"},
            920,
            160,
        ),
    ]
    document = {
        "schema": 1,
        "blocks": {
            name: {"type": kind, "version": 1, "params": params, "position": {"x": x, "y": y}, "label": ""}
            for name, kind, params, x, y in steps
        },
        "wires": [
            {"from": "load.value", "to": "smooth.value"},
            {"from": "smooth.value", "to": "store.value"},
            {"from": "smooth.value", "to": "high.value"},
            {"from": "high.active", "to": "lasting.value"},
            {"from": "lasting.value", "to": "alarm.active"},
            {"from": "high.value", "to": "alarm.value"},
            {"from": "high.active", "to": "lamp.value"},
        ],
    }
    flow = flow_services.create_flow(
        organization,
        name="CPU watch",
        description="Raises an alarm when a core stays busy",
        document=document,
        by=by,
    )
    flow_services.deploy(flow, message="First revision", by=by)
    return flow


def _dashboard(organization: Organization, metrics: dict[str, Metric], flow: Flow, *, by: User) -> None:
    limits = [
        {"when": "above", "value": CLEAR_AT, "level": "minor", "text": "busy"},
        {"when": "above", "value": RAISE_AT, "level": "major", "text": "too busy"},
    ]

    def bound(*paths: str) -> list[dict[str, Any]]:
        return [{"kind": "metric", "metric": metrics[path].id} for path in paths]

    lamp = [{"kind": "output", "flow": flow.id, "block": "lamp", "key": None}]
    # kind, title, options, bindings, rules, (x, y, w, h) on a desk, (x, y, w, h) on a phone
    widgets: list[tuple[str, str, dict[str, Any], list[dict[str, Any]], list[dict[str, Any]], Any, Any]] = [
        (
            "gauge",
            "Busiest core",
            {"min": 0, "max": 100, "decimals": 0},
            bound("cpu_smoothed"),
            limits,
            (0, 0, 5, 8),
            (0, 0, 3, 6),
        ),
        ("sparkline", "CPU load", {}, bound("cpu_load"), [], (5, 0, 5, 4), (0, 6, 6, 4)),
        ("sparkline", "Memory", {}, bound("memory"), [], (10, 0, 5, 4), (0, 10, 6, 4)),
        ("value", "Disk used", {}, bound("disk"), [], (5, 4, 5, 4), (0, 14, 3, 3)),
        ("value", "Received", {"decimals": 0}, bound("network_rx"), [], (10, 4, 5, 4), (3, 14, 3, 3)),
        (
            "lamp",
            "CPU state",
            {"onText": "Busy", "offText": "Calm", "onLevel": "major"},
            lamp,
            [],
            (15, 0, 4, 4),
            (3, 0, 3, 3),
        ),
        ("toggle", "CPU burner", {"onText": "Burning", "offText": "Off"}, bound("burner"), [], (19, 0, 5, 4), (3, 3, 3, 3)),
        ("slider", "Measure every", {"min": 1, "max": 10, "step": 1}, bound("interval"), [], (15, 4, 9, 4), (0, 17, 6, 4)),
        (
            "timeseries",
            "CPU",
            {"style": "line", "min": 0, "max": 100},
            bound("cpu_busiest", "cpu_smoothed", "cpu_load"),
            [],
            (0, 8, 24, 10),
            (0, 21, 6, 9),
        ),
        (
            "latest_table",
            "Latest values",
            {"showDevice": False},
            bound("cpu_load", "memory", "disk", "network_rx", "network_tx", "interval"),
            [],
            (0, 18, 10, 8),
            (0, 39, 6, 9),
        ),
        ("alarm_table", "Alarms", {}, [], [], (10, 18, 14, 8), (0, 30, 6, 9)),
    ]
    document = documents.empty()
    document["timeRange"] = {"from": "now-15m", "to": "now"}
    document["flowId"] = flow.id
    for number, (kind, title, options, bindings, rules, desk, phone) in enumerate(widgets, start=1):
        name = f"w{number}"
        document["widgets"][name] = {
            "type": kind,
            "version": 1,
            "title": title,
            "options": options,
            "bindings": bindings,
            "rules": rules,
        }
        for layout, (x, y, w, h) in (("desktop", desk), ("mobile", phone)):
            document["layouts"][layout]["p1"].append({"i": name, "x": x, "y": y, "w": w, "h": h})
    dashboard = services.create_dashboard(organization, name="This machine", by=by, document=document)
    services.share_dashboard(dashboard, Profile.objects.filter(organization=organization).values_list("id", flat=True))
