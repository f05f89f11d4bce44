"""An administrator of another organization gets nothing of ours from any call of the API, whatever ids they know."""

import datetime as dt
import json
import re
import uuid
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import async_to_sync
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from alarms import services as alarm_services
from dashboards import annotations
from dashboards import services as dashboard_services
from dashboards.models import Dashboard, Playlist
from dashboards.public import links as public_links
from devices.models import ClaimCode, Command, DeviceFile, DeviceType, FileVersion
from devices.models.imports import DeviceImport
from flows import services as flow_services
from flows.models import FailedCall, Notification, Replay
from flows.subflows import services as subflow_services
from flows.web import credentials
from gateways.models import BrokerConnection
from iotsite.api import api
from organizations.models import ApiKey, Invitation, Organization, OutgoingMail, Site, User
from telemetry.models import Export, ExportSchedule, Import, SavedQuery
from tests import factories

SCHEMA = api.get_openapi_schema()
MARK = "zebra"  # stands in everything of ours that people can read
LATER = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
# What carries its own proof, instead of asking who comes.
OPEN = {"/api/exports/download/{token}", "/api/docs/{slug}"}
CALLS = [
    (method, path, operation)
    for path, by_method in SCHEMA["paths"].items()
    for method, operation in by_method.items()
    if path not in OPEN and operation["security"]
]
# Taking away a favourite of one's own, which this never was, is done at once.
WITH_IDS = [call for call in CALLS if "{" in call[1] and call[:2] != ("delete", "/api/favourites/{key}")]
LISTS = [call for call in CALLS if "{" not in call[1] and call[0] == "get"]


class Ours:
    """One of everything, and its ids by the names that paths and queries have for them."""

    def __init__(self) -> None:
        organization = Organization.objects.create(name=f"{MARK} works")
        owner = factories.user(organization, name=f"{MARK} owner", email=f"{MARK}@example.com")
        profile = owner.memberships.get().profile
        profile.name = f"{MARK} profile"
        profile.save()
        site = Site.objects.create(organization=organization, name=f"{MARK} hall")
        kind = DeviceType.objects.create(organization=organization, name=f"{MARK} pump")
        device = factories.device(organization, f"{MARK} 7", site=site, type=kind)
        metric = factories.metric(device, f"{MARK}/temperature", is_writable=True)
        factories.token(device)
        rule = alarm_services.RuleSpec(key="hot", title=f"{MARK} too hot", severity="major")
        alarm_services.set_rules(organization, source="flow:1", rules=[rule])
        raised = alarm_services.AlarmEvent(
            effect_id="1", source="flow:1", key="hot", change="raise", time_us=1_700_000_000_000_000, device_id=device.id, value=1
        )
        flow = flow_services.create_flow(organization, name=f"{MARK} flow")
        subflow = subflow_services.create_subflow(organization, name=f"{MARK} subflow")
        failed = FailedCall.objects.create(
            organization=organization,
            flow=flow,
            block_id="b1",
            kind="email",
            effect_id="1",
            request={"to": MARK},
            effect={"time_us": 0},
            error=f"{MARK} is away.",
            tries=1,
            failed_at=now(),
        )
        spans = {"start_us": 0, "end_us": 1, "lead_s": 0, "device_id": device.id, "against": "none"}
        numbers = dict.fromkeys(("number", "draft_version", "against_number"), 1)
        replay = Replay.objects.create(organization=organization, user=owner, flow=flow, definition=spans | numbers)
        Notification.objects.create(organization=organization, title=f"{MARK} notice", effect_id="2")
        board = dashboard_services.create_dashboard(organization, name=f"{MARK} board", template="empty", device=None, by=owner)
        playlist = Playlist.objects.create(organization=organization, owner=owner, name=f"{MARK} list", is_shared=True)
        picture = board.pictures.create(name=MARK, content_type="image/png", content=b"", sha256="", size=0)
        link, _ = public_links.make_link(board, by=owner, name=f"{MARK} link")
        note = annotations.add_annotation(board, at=now(), text=f"{MARK} note", by=owner)
        file = DeviceFile.objects.create(organization=organization, device=device, name=f"{MARK}.bin")
        version = FileVersion.objects.create(file=file, version="1", size=1, sha256="0" * 64, note=MARK, is_active=True)
        batch = uuid.uuid4()
        command = Command.objects.create(device=device, name=f"{MARK} stop", value=1, expires_at=LATER, batch=batch)
        key = ApiKey.objects.create(user=owner, name=f"{MARK} key", token_hash="1" * 64, hint="1111")
        invitation = Invitation.objects.create(
            organization=organization, email=f"{MARK}2@example.com", token_hash="2" * 64, expires_at=LATER
        )
        mail = OutgoingMail.objects.create(
            organization=organization,
            recipients=["a@example.com"],
            subject=f"{MARK} mail",
            attachments=[{"name": "a.txt", "type": "text/plain", "size": 1, "path": __file__}],
        )
        session = UserSession.objects.create(user=owner, session_key="x" * 32, ip="127.0.0.1", user_agent=MARK)
        claim = ClaimCode.objects.create(
            organization=organization, name=f"{MARK} code", code_hash="3" * 64, hint="3333", expires_at=LATER
        )
        definition = {"nodes": [f"m:{metric.id}"]}
        export = Export.objects.create(organization=organization, user=owner, name=f"{MARK} export", definition=definition)
        schedule = ExportSchedule.objects.create(
            organization=organization,
            user=owner,
            name=f"{MARK} schedule",
            definition=definition,
            every="day",
            at=dt.time(8),
            next_due_at=LATER,
        )
        history = Import.objects.create(organization=organization, user=owner, file_name=f"{MARK}.csv", size_bytes=1)
        query = SavedQuery.objects.create(
            organization=organization, user=owner, name=f"{MARK} query", document={}, is_shared=True
        )
        broker = BrokerConnection.objects.create(
            organization=organization, name=f"{MARK} broker", host="broker.example", topic="x/{device}"
        )
        self.flow_credential = credentials.create_credential(
            organization, name=f"{MARK} credential", kind="bearer", settings={}, secrets={"token": "4"}
        ).id
        self.device_import = DeviceImport.objects.create(organization=organization, requested_by=owner, name=f"{MARK}.csv").id
        self.ids: dict[str, Any] = {
            "organization": organization.id,
            "user_id": owner.id,
            "user": owner.id,
            "profile_id": profile.id,
            "key_id": key.id,
            "invitation_id": invitation.id,
            "mail_id": mail.id,
            "place": 0,
            "session_id": session.pk,
            "site_id": site.id,
            "type_id": kind.id,
            "device_id": device.id,
            "device": device.id,
            "metric_id": metric.id,
            "metric": metric.id,
            "credential_id": device.credentials.get().id,
            "command_id": command.id,
            "batch": batch,
            "claim_id": claim.id,
            "file_id": file.id,
            "version_id": version.id,
            "name": file.name,
            "version": "1",
            "export_id": export.id,
            "schedule_id": schedule.id,
            "import_id": history.id,
            "query_id": query.id,
            "alarm_id": alarm_services.apply([raised])[0].id,
            "connection_id": broker.id,
            "flow_id": flow.id,
            "subflow_id": subflow.id,
            "flow": flow.id,
            "failed_call_id": failed.id,
            "replay_id": replay.id,
            "number": 1,
            "dashboard_id": board.id,
            "widget_id": "w1",
            "annotation_id": note.id,
            "playlist_id": playlist.id,
            "picture_id": picture.id,
            "link_id": link.id,
            "node": f"d:{device.id}",
            "key": f"d:{device.id}",
            "from": "now-1h",
            "to": "now",
            "permission": "read",
        }

    def address(self, path: str, operation: dict[str, Any]) -> str:
        ids = dict(self.ids)
        if path.startswith("/api/device-imports"):
            ids["import_id"] = self.device_import
        if path.startswith("/api/flow-credentials"):
            ids["credential_id"] = self.flow_credential
        filled = re.sub(r"\{(\w+)\}", lambda found: str(ids.get(found[1], 1)), path)
        query = [p["name"] for p in operation["parameters"] if p.get("in") == "query" and (p["required"] or p["name"] in ids)]
        return filled + "?" + "&".join(f"{name}={ids.get(name, 1)}" for name in query if name != "name")


def example(schema: dict[str, Any]) -> Any:
    """The smallest value that the schema lets through."""
    if reference := schema.get("$ref"):
        return example(SCHEMA["components"]["schemas"][reference.rpartition("/")[2]])
    for choices in ("anyOf", "oneOf", "allOf"):
        if choices in schema:
            return example(schema[choices][0])
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: example(schema["properties"][name]) for name in schema.get("required", ())}
        case "array":
            return [example(schema["items"])] * max(1, schema.get("minItems", 0)) if schema.get("items") else []
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case "string":
            return now().isoformat() if schema.get("format") == "date-time" else "x" * max(1, schema.get("minLength", 0))
    return None


def send(method: str, address: str, operation: dict[str, Any], person: User, token: str) -> Any:
    is_for_devices = operation["security"] == [{"deviceToken": []}]
    browser = Client() if is_for_devices else factories.client(person)
    headers = {"Authorization": f"Bearer {token}"} if is_for_devices else {}
    content = operation.get("requestBody", {}).get("content", {})
    body = json.dumps(example(content["application/json"]["schema"])) if "application/json" in content else ""
    content_type = "application/json" if body or not content else "application/octet-stream"
    return browser.generic(method.upper(), address, body, content_type=content_type, headers=headers)


class World:
    """Ours, and who comes from another organization: a person, and a device with its token."""

    def __init__(self) -> None:
        self.ours = Ours()
        organization = factories.organization()
        self.stranger = factories.user(organization, role="engineer")
        self.token = factories.token(factories.device(organization, "their pump"))


@pytest.fixture(scope="module")
def whole_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once for all calls."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(whole_world: World, django_db_blocker: Any) -> Iterator[World]:
    """As it was made; what a call does is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield whole_world
        transaction.set_rollback(True)


def text_of(answer: Any) -> str:
    if not answer.streaming:
        return str(answer.content.decode(errors="replace"))

    async def gather() -> bytes:
        return b"".join([piece async for piece in answer])

    content = async_to_sync(gather)() if answer.is_async else b"".join(answer)
    return content.decode(errors="replace")


@pytest.mark.parametrize(("method", "path", "operation"), WITH_IDS, ids=[f"{method} {path}" for method, path, _ in WITH_IDS])
def test_what_is_ours_reads_as_what_does_not_exist(world, method, path, operation):
    answer = send(method, world.ours.address(path, operation), operation, world.stranger, world.token)

    # A body that is refused before anybody looks for the thing says nothing about it either.
    assert answer.status_code in ((404, 400) if "requestBody" in operation else (404,)), text_of(answer)[:500]
    assert MARK not in text_of(answer).replace(f"{MARK}.bin", "")


@pytest.mark.parametrize(("method", "path", "operation"), LISTS, ids=[path for _, path, _ in LISTS])
def test_a_list_holds_nothing_of_ours(world, method, path, operation):
    answer = send(method, world.ours.address(path, operation), operation, world.stranger, world.token)
    plain = send(method, path, operation, world.stranger, world.token)

    assert answer.status_code in (200, 400, 403, 404)
    for each in (answer, plain):
        assert MARK not in text_of(each)


@pytest.mark.parametrize(("method", "path", "operation"), CALLS, ids=[f"{method} {path}" for method, path, _ in CALLS])
def test_who_is_not_logged_in_is_asked_to(world, method, path, operation):
    answer = Client().generic(method.upper(), world.ours.address(path, operation), "", content_type="application/json")
    assert answer.status_code == 401, text_of(answer)[:300]


def naming(ids: dict[str, Any]) -> dict[str, Any]:
    """A document that names everything of ours in every way that documents have."""
    metric = {"kind": "metric", "metric": ids["metric"]}
    bindings = [
        metric,
        {"kind": "output", "flow": ids["flow"], "block": "b1"},
        {"kind": "path", "device": ids["device"], "path": "", "role": "temperature"},
        {"kind": "path", "device": "$machine", "path": "", "role": "temperature", "deviceType": ids["type_id"]},
        {"kind": "command", "device": ids["device"], "command": "stop"},
    ]
    links = {"to": "dashboard", "dashboard": ids["dashboard_id"], "device": ids["device"]}
    when = {"match": "all", "conditions": [{"kind": "source", "binding": metric}]}
    widget = {"type": "table", "version": 1, "bindings": bindings, "link": links, "visibleWhen": when, "look": bindings[1]}
    drawn = {"type": "floor_plan", "version": 1, "options": {"picture": ids["picture_id"]}, "bindings": [metric]}
    variables = [
        {"name": "machine", "kind": "device", "default": ids["device"], "deviceType": ids["type_id"]},
        {"name": "hall", "kind": "site", "default": ids["site_id"]},
        {"name": "fact", "kind": "metric", "device": "$machine"},
    ]
    boxes = [{"i": one, "x": 0, "y": place * 6, "w": 6, "h": 6} for place, one in enumerate(("w1", "w2"))]
    return {
        "schema": 1,
        "pages": [{"id": "p1", "title": "Page"}],
        "layouts": {"desktop": {"p1": boxes}, "mobile": {"p1": []}},
        "widgets": {"w1": widget, "w2": drawn},
        "variables": variables,
        "timeRange": {"from": "now-1h", "to": "now"},
        "flowId": ids["flow"],
    }


def bodies(ids: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Calls on a dashboard of one's own, with ids in their bodies."""
    document = naming(ids)
    variables, of_widget = document["variables"], document["widgets"]["w1"]["bindings"]
    given = {"machine": [str(ids["device"])], "hall": [str(ids["site_id"])]}
    file = {"sluice": "dashboard", **{key: document[key] for key in document if key != "flowId"}}
    question = {"variables": variables, "given": given}
    return {
        ("post", "data?from=now-1h&to=now"): {"widgets": document["widgets"]},
        ("post", "resolve"): {"variables": variables, "bindings": of_widget, "given": given},
        ("post", "variable-choices"): {"variable": variables[0] | {"site": "$hall"}, **question},
        ("post", "variable-choices?of=hall"): {"variable": variables[1], **question},
        ("post", "variable-choices?of=fact"): {"variable": variables[2], **question},
        ("post", "merge"): {"base": 1, "mine": document},
        ("post", "export"): {"document": document},
        ("post", "templates"): {"name": "Mine", "document": document},
        ("put", "draft"): {"document": document, "base_version": 0},
        ("put", "document"): {"document": document, "base_version": 1},
        ("post", "annotations"): {"text": "x", "at": now().isoformat(), "metric_id": ids["metric"]},
        ("put", "shares"): {"profile_ids": [ids["profile_id"]]},
        ("patch", ""): {"site_id": ids["site_id"], "device_id": ids["device"]},
        ("post", "/api/dashboards"): {"name": "Mine", "document": document},
        ("post", "/api/dashboards?type"): {"name": "Mine", "template": "type", "device_type_id": ids["type_id"]},
        ("post", "/api/dashboards?device"): {"name": "Mine", "template": "device", "device_id": ids["device"]},
        ("post", "/api/dashboards?place"): {"name": "Mine", "place_site_id": ids["site_id"]},
        ("post", "/api/playlists"): {"name": "Mine", "items": [{"dashboard": ids["dashboard_id"], "page": None, "seconds": 30}]},
        ("post", "/api/dashboard-texts/read"): {"text": json.dumps(file)},
    }


# Answered although the ids lead nowhere: as when these things had been deleted.
ANSWERED = {"data", "resolve", "variable-choices", "merge", "export", "/api/dashboard-texts/read"}
# Those that tell names of what the ids lead to, to whoever may see it.
TELLING = {"data", "resolve", "variable-choices", "export"}


def tell(person: User, board: Dashboard, call: tuple[str, str], body: dict[str, Any]) -> Any:
    method, path = call
    address = path if path.startswith("/") else f"/api/dashboards/{board.id}/{path}".rstrip("/")
    return getattr(factories.client(person), method)(address, body, content_type="application/json")


NAMES = list(bodies(defaultdict(int)))


@pytest.mark.parametrize("call", NAMES, ids=[" ".join(call) for call in NAMES])
def test_ids_in_a_body_lead_a_stranger_to_nothing(world, call):
    organization = world.stranger.memberships.get().profile.organization
    board = dashboard_services.create_dashboard(organization, name="Mine", template="empty", device=None, by=world.stranger)
    body = bodies(world.ours.ids)[call]

    answer = tell(world.stranger, board, call, body)

    name = call[1].partition("?")[0]
    assert answer.status_code in ((200,) if name in ANSWERED else (400, 404)), text_of(answer)[:300]
    assert MARK not in text_of(answer)
    if name in TELLING:
        owner, ours = User.objects.get(id=world.ours.ids["user"]), Dashboard.objects.get(id=world.ours.ids["dashboard_id"])
        assert MARK in text_of(tell(owner, ours, call, body)), "the body names nothing that could be told"
