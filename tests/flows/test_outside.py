"""What blocks do outside, through lane, cold lane and back."""

import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from alarms.models import Alarm, AlarmTransition
from core import live
from core.errors import Missing, Refused, Unavailable
from core.redis import client
from dashboards import services as dashboards
from dashboards import topics
from devices import services as device_services
from devices.files import editing, places, storage
from devices.models import Command, Device
from flows import services
from flows.cold import calls
from flows.cold.kinds import Context, kinds
from flows.lane import state
from flows.models import FailedCall, Flow
from flows.web import credentials
from gateways import outgoing, publishing
from organizations import mail
from organizations.models import Organization, OutgoingMail, User
from telemetry.decode import directory
from telemetry.store import columns, current
from tests import factories
from tests.flows.drawing import draw
from tests.flows.lane import Lane, send, us

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_tickets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "later", lambda *args, **options: None)


@pytest.fixture
def organization(transactional_db: None) -> Organization:
    directory.forget()
    return factories.organization()


@pytest.fixture
def device(organization: Organization) -> Device:
    return factories.device(organization, "boiler")


def deployed(organization: Organization, block: str, params: dict[str, Any], way_in: str, *heard: str) -> Flow:
    """A source at the block's input `way_in`, and a debug block at each of the outputs."""
    blocks: dict[str, Any] = {"b1": ("source.metric", {"mode": "pattern", "path": "temp"}), "b2": (block, params)}
    wires = [f"b1.value > b2.{way_in}"]
    for name in heard:
        blocks[f"d_{name}"] = ("output.debug", {})
        wires.append(f"b2.{name} > d_{name}.value")
    flow = services.create_flow(organization, name=f"{block} {Flow.objects.count()}", document=draw(blocks, *wires))
    services.deploy(flow)
    return flow


def run(*samples: tuple[int, str, float, Any]) -> None:
    """The samples go in, what they ask for is done, and the answers are heard."""
    lane = Lane()
    send(*samples)
    lane.turn()
    calls.work("1")
    lane.turn()


def heard(flow: Flow) -> dict[str, Any]:
    """The last value at each output."""
    return {message["block"].removeprefix("d_"): message["value"] for message in reversed(state.debug_messages(flow.id))}


def context(organization: Organization, **changes: Any) -> Context:
    fields: dict[str, Any] = {"effect_id": "1.1.b2.0.1-0.0", "organization_id": organization.id, "flow_id": 1, "block_id": "b2"}
    return Context(**(fields | {"device_id": None, "time_us": us(0)} | changes))


def error_of(flow: Flow, block_id: str = "b2") -> str:
    message: str = state.block_errors(flow.id)[block_id]["message"]
    return message


# --- history


@pytest.fixture
def stored(device: Device, settings: Any, tmp_path: Path) -> Device:
    """The boiler had 0, 1, …, 9 in the ten minutes before, and a bad sample among them."""
    settings.READINGS_URL = f"sqlite:///{tmp_path / 'readings.db'}"
    metric = factories.metric(device, path="past")
    times = [us(-600 + 60 * minute) for minute in range(10)]
    values = [float(minute) for minute in range(10)]
    current().append(columns.Samples.of([metric.id] * 10, times, values))
    current().append(columns.Samples.of([metric.id], [us(-595)], [500.0], [2]))
    return device


def test_the_history_of_a_metric_comes_out_with_its_figures(organization: Organization, stored: Device):
    params = {"target": "run", "path": "past", "start": "now-5m", "limit": 3}
    flow = deployed(organization, "source.history", params, "read", "series", "count", "average", "minimum", "maximum", "sum")

    run((stored.id, "temp", 0, 1.0))

    assert heard(flow) == {
        "series": [[us(-180), us(-120), us(-60)], [7.0, 8.0, 9.0]],
        "count": 5,
        "average": 7.0,
        "minimum": 5.0,
        "maximum": 9.0,
        "sum": 35.0,
    }


def test_the_oldest_samples_can_be_taken_and_bad_ones_too(organization: Organization, stored: Device):
    request = {"metrics": ["past"], "start_us": us(-700), "end_us": us(0), "limit": 2, "keep": "oldest", "takes_bad": False}
    asked = context(organization, device_id=stored.id)

    good = kinds()["history"].perform(request, asked)["metrics"][0]["series"]
    bad = kinds()["history"].perform(request | {"takes_bad": True}, asked)["metrics"][0]["series"]

    assert good == [[us(-600), us(-540)], [0.0, 1.0]]
    assert bad == [[us(-600), us(-595)], [0.0, 500.0]]


def test_a_history_without_samples_says_that_there_are_none(organization: Organization, stored: Device):
    flow = deployed(
        organization, "source.history", {"target": "run", "path": "past", "start": "now-1s"}, "read", "series", "count", "average"
    )
    run((stored.id, "temp", 0, 1.0))
    assert heard(flow) == {"series": [[], []], "count": 0}


def test_a_metric_of_another_organization_has_no_history_here(organization: Organization, stored: Device):
    other = factories.organization()
    metric_id = stored.metrics.get(path="past").id
    request = {"metrics": [metric_id], "start_us": 0, "end_us": us(0), "limit": 2, "keep": "newest", "takes_bad": False}
    with pytest.raises(Refused, match="does not exist any more"):
        kinds()["history"].perform(request, context(other))


# --- files


def upload(organization: Organization, name: str, content: bytes, **place: Any) -> None:
    stored = storage.receive([content], limit=10_000_000)
    editing.create_file(places.Place(organization.id, **place), name=name, version="1", content=stored)


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.csv", b"hour;price\r\n0;0.21\r\n007;x\r\n", [{"hour": 0.0, "price": 0.21}, {"hour": "007", "price": "x"}]),
        ("a.json", b'{"a": [1]}', {"a": [1]}),
        ("a.txt", "Grüße\n".encode(), "Grüße\n"),
    ],
)
def test_a_file_is_read_by_its_ending(organization: Organization, device: Device, name: str, content: bytes, found: Any):
    upload(organization, name, content)
    flow = deployed(organization, "outside.file_read", {"name": name}, "read", "content", "version")
    run((device.id, "temp", 1, 1.0))
    assert heard(flow) == {"content": found, "version": "1"}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("b.json", b"{", "is no JSON"),
        ("b.txt", b"\xff\xfe", "no text in UTF-8"),
        ("b.bin", b"x" * 700_001, "700,001 bytes; 700,000 can be read"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(organization: Organization, device: Device, name: str, content: bytes, says: str):
    upload(organization, name, content)
    flow = deployed(organization, "outside.file_read", {"name": name}, "read", "content")
    run((device.id, "temp", 1, 1.0))
    assert says in error_of(flow)


def test_files_of_another_organization_are_not_there(organization: Organization, device: Device):
    upload(factories.organization(), "secret.txt", b"x")
    flow = deployed(organization, "outside.file_read", {"name": "secret.txt"}, "read", "content")
    run((device.id, "temp", 1, 1.0))
    assert error_of(flow) == "There is no active version of a file “secret.txt”. Look under Files."


# --- mail

MAIL = {"to": "ops@example.com", "subject": "{device} is hot", "text": "It has {value:.1f} °C."}


def mail_flow(organization: Organization) -> Flow:
    document = draw(
        {"b1": ("source.metric", {"mode": "pattern", "path": "temp"}), "b2": ("outside.email", MAIL), "b3": ("output.debug", {})},
        "b1.value > b2.send",
        "b1.value > b2.value",
        "b2.sent > b3.value",
    )
    flow = services.create_flow(organization, name="Mail", document=document)
    services.deploy(flow)
    return flow


def test_a_mail_stands_in_the_outbox_with_its_texts_filled_in(organization: Organization, device: Device):
    flow = mail_flow(organization)
    run((device.id, "temp", 1, 81.26))
    row = OutgoingMail.objects.get()
    assert (row.organization, row.recipients) == (organization, ["ops@example.com"])
    assert (row.subject, row.body) == ("boiler is hot", "It has 81.3 °C.")
    assert heard(flow) == {"b3": True}


def test_a_mail_that_is_asked_for_twice_is_written_once_and_keeps_its_message_id(organization: Organization, device: Device):
    request = {"to": ["ops@example.com"], "subject": "a", "text": "b", "value": None}
    kinds()["email"].perform(request, context(organization, effect_id="e1"))
    kinds()["email"].perform(request, context(organization, effect_id="e1"))
    first = OutgoingMail.objects.get()
    message_id = mail._message(first).extra_headers["Message-ID"]
    first.delete()  # it has left
    kinds()["email"].perform(request, context(organization, effect_id="e1"))
    assert mail._message(OutgoingMail.objects.get()).extra_headers["Message-ID"] == message_id


def test_flows_send_only_so_many_mails_an_hour(organization: Organization, settings: Any):
    settings.FLOW_MAILS_PER_HOUR = 2
    request = {"to": ["ops@example.com"], "subject": "a", "text": "b", "value": None}
    for effect_id in ("e1", "e2", "e2"):
        kinds()["email"].perform(request, context(organization, effect_id=effect_id))
    with pytest.raises(Refused, match="sent 2 mails within an hour"):
        kinds()["email"].perform(request, context(organization, effect_id="e3"))
    kinds()["email"].perform(request, context(factories.organization(), effect_id="e4"))


def test_what_comes_by_wire_is_no_template():
    from flows.blocks.outside import email
    from flows.world import RecordingWorld

    world = RecordingWorld()
    inputs = email.Inputs(send=True, text="{value} stays", to="a@example.com")
    email.evaluate(inputs, email.EmailParams(), None, world)
    assert world.calls[0][2]["text"] == "{{value}} stays"


# --- MQTT


def published() -> list[dict[str, Any]]:
    redis: Any = client()
    return [msgspec.json.decode(fields[outgoing.FIELD]) for _, fields in redis.xrange(outgoing.STREAM)]


def test_a_message_is_handed_to_the_edge_once(organization: Organization, device: Device):
    flow = deployed(organization, "outside.mqtt_publish", {"topic": "sluice/{device}/settings"}, "value", "published")
    run((device.id, "temp", 1, 21.5))
    for _ in range(2):
        request = {"topic": "sluice/boiler/settings", "payload": "again", "expires_in_s": 60}
        kinds()["mqtt_publish"].perform(request, context(organization, effect_id="e1"))

    assert [(item["kind"], item["organization"], item["topic"], item["payload"]) for item in published()] == [
        ("message", organization.id, "sluice/boiler/settings", "21.5"),
        ("message", organization.id, "sluice/boiler/settings", "again"),
    ]
    assert heard(flow) == {"published": True}


@pytest.mark.parametrize(
    "topic",
    [
        "sluice/boiler/samples",
        "sluice/boiler/files/list",
        "other/boiler/x",
        "sluice/boiler",
        "sluice/+/x",
        "sluice//x",
        "",
        "a\0b",
    ],
)
def test_topics_that_mean_something_else_are_refused(organization: Organization, topic: str):
    with pytest.raises(Refused):
        publishing.publish(organization.id, topic=topic, payload="x", effect_id="e1", expires_in_s=60)
    assert published() == []


# --- alarms and commands


def test_a_flow_acknowledges_its_alarm_once_with_a_comment(organization: Organization, device: Device):
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": ("logic.threshold", {"raise_at": 80, "clear_at": 75}),
            "b3": ("output.alarm", {"comment": "{device} has seen {value}"}),
            "b4": ("source.metric", {"mode": "pattern", "path": "seen"}),
        },
        "b1.value > b2.value",
        "b2.active > b3.active",
        "b2.value > b3.value",
        "b4.value > b3.acknowledge",
    )
    services.deploy(services.create_flow(organization, name="Boiler", document=document))
    lane = Lane()
    for sample in [(device.id, "temp", 1, 90.0), (device.id, "seen", 2, 1.0), (device.id, "seen", 3, 1.0)]:
        send(sample)
        lane.turn()

    alarm = Alarm.objects.get()
    assert (alarm.ack_comment, alarm.ack_by, alarm.state.name) == ("boiler has seen 90", None, "active_acked")
    assert list(AlarmTransition.objects.values_list("kind", "comment")) == [
        ("raised", ""),
        ("acknowledged", "boiler has seen 90"),
        ("nothing", ""),
    ]


def test_what_becomes_of_a_command_comes_back_to_its_block(organization: Organization, device: Device):
    factories.metric(device, path="burner", data_type="double", is_writable=True)
    flow = deployed(organization, "output.command", {"target": "run", "path": "burner"}, "value", "status", "done", "failed")
    lane = Lane()
    send((device.id, "temp", 1, 5.0))
    lane.turn()
    command = Command.objects.get()

    for status in ("sent", "done"):
        device_services.record_command_results([(device.id, command.id, status, us(2), "")])
        lane.turn()

    told = [message["value"] for message in reversed(state.debug_messages(flow.id))]
    assert told[0] == "sent"
    assert sorted(told[1:], key=str) == [True, "done"]
    assert Command.objects.count() == 1


def test_a_command_that_nobody_waits_for_leaves_nothing_behind(organization: Organization, device: Device):
    factories.metric(device, path="burner", data_type="double", is_writable=True)
    deployed(organization, "output.command", {"target": "run", "path": "burner"}, "value")
    send((device.id, "temp", 1, 5.0))
    Lane().turn()
    assert Command.objects.count() == 1
    assert client().keys("flows:command:*") == []


def test_a_command_that_is_refused_comes_out_as_failed(organization: Organization, device: Device):
    factories.metric(device, path="burner", data_type="double", is_writable=False)
    flow = deployed(organization, "output.command", {"target": "run", "path": "burner"}, "value", "status", "detail")
    lane = Lane()
    send((device.id, "temp", 1, 5.0))
    lane.turn()
    lane.turn()
    assert heard(flow)["status"] == "failed"
    assert "burner" in heard(flow)["detail"]


# --- webhooks


class Hook(BaseHTTPRequestHandler):
    """Keeps what it is sent and answers what it is told to."""

    got: ClassVar[list[tuple[str, dict[str, str], bytes]]] = []
    answers: ClassVar[list[tuple[int, dict[str, str]]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, dict(self.headers.items()), body))
        status, headers = self.answers.pop(0) if self.answers else (204, {})
        self.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def hook(settings: Any) -> Iterator[str]:
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    Hook.got.clear()
    Hook.answers.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/boilers"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_gets_each_value_with_its_id(organization: Organization, device: Device, hook: str):
    flow = deployed(organization, "outside.webhook", {"url": hook, "form": "event"}, "value", "taken", "status")
    run((device.id, "temp", 1, 81.5))
    path, headers, body = Hook.got[0]
    assert path == "/boilers"
    assert json.loads(body) == {"device": "boiler", "value": 81.5, "at": us(1) / 1000}
    assert headers["Idempotency-Key"].startswith(f"{flow.id}.1.b2.")
    assert heard(flow) == {"taken": True, "status": 204.0}


def test_a_webhook_is_signed_with_a_secret_of_the_store(organization: Organization, device: Device, hook: str):
    secret = credentials.create_credential(organization, name="key", kind="bearer", settings={}, secrets={"token": "s3cret"})
    deployed(organization, "outside.webhook", {"url": hook, "secret": secret.pk}, "value")
    run((device.id, "temp", 1, 81.5))
    _, headers, body = Hook.got[0]
    assert (body, headers["Content-Type"]) == (b"81.5", "application/json")
    assert headers["X-Signature-256"] == "sha256=" + hmac.new(b"s3cret", b"81.5", "sha256").hexdigest()


def test_a_webhook_that_refuses_is_not_called_again(organization: Organization, device: Device, hook: str):
    Hook.answers.append((404, {}))
    flow = deployed(organization, "outside.webhook", {"url": hook}, "value", "taken")
    run((device.id, "temp", 1, 81.5))
    calls.work("2")
    assert len(Hook.got) == 1
    assert error_of(flow) == "127.0.0.1 answered 404."
    assert FailedCall.objects.get().kind == "webhook"


def test_a_webhook_that_is_busy_is_called_when_it_says(organization: Organization, hook: str):
    Hook.answers.append((429, {"Retry-After": "7"}))
    request = {"url": hook, "value": 1, "at": None, "secret": None, "header": "X"}
    with pytest.raises(Unavailable) as busy:
        kinds()["webhook"].perform(request, context(organization))
    assert busy.value.retry_after_s == 7


# --- people in the program


def told(person: User, organization: Organization) -> dict[str, Any]:
    answer: dict[str, Any] = factories.client(person).get("/api/notifications").json()
    return answer


def test_a_notification_reaches_everybody_once_and_is_seen_by_each(organization: Organization, device: Device):
    first, second, stranger = (factories.user(place) for place in (organization, organization, factories.organization()))
    flow = deployed(organization, "outside.notification", {"title": "{device} is ready", "link": "/dashboards/3"}, "send", "told")
    run((device.id, "temp", 1, 81.5))

    listed = told(first, organization)
    assert [(item["title"], item["link"], item["is_seen"]) for item in listed["items"]] == [
        ("boiler is ready", "/dashboards/3", False)
    ]
    assert heard(flow) == {"told": True}
    assert told(stranger, organization)["items"] == []
    body = {"until": 2**50}
    factories.client(first).post("/api/notifications/seen", body, content_type="application/json")
    assert (told(first, organization)["unseen"], told(second, organization)["unseen"]) == (0, 1)


def test_a_notification_for_a_profile_is_for_those_who_have_it(organization: Organization):
    engineer, operator = factories.user(organization), factories.user(organization, role="operator")
    profile = operator.memberships.get().profile
    for effect_id in ("e1", "e1", "e2"):
        fields = {"title": effect_id, "text": "", "level": "info", "link": "", "profile": profile.name, "value": None}
        kinds()["notification"].perform(fields, context(organization, effect_id=effect_id, flow_id=None))
    assert [item["title"] for item in told(operator, organization)["items"]] == ["e2", "e1"]
    assert told(engineer, organization)["total"] == 0
    with pytest.raises(Refused, match="There is no profile “nobody”"):
        kinds()["notification"].perform(fields | {"profile": "nobody"}, context(organization, effect_id="e3", flow_id=None))


@pytest.mark.parametrize("link", ["https://evil.example.com", "//evil.example.com", "dashboards/3"])
def test_a_notification_leads_to_pages_of_the_program_only(organization: Organization, link: str):
    fields = {"title": "x", "text": "", "level": "info", "link": link, "profile": "", "value": None}
    with pytest.raises(Refused, match="no page of the program"):
        kinds()["notification"].perform(fields, context(organization, flow_id=None))


def test_a_page_of_a_dashboard_is_shown_to_its_viewers(organization: Organization, device: Device, monkeypatch):
    board = dashboards.create_dashboard(organization, name="Plant", template="empty", device=None, by=None)
    events: list[Any] = []
    monkeypatch.setattr(live.Publisher, "event", lambda self, *event: events.append(event))
    flow = deployed(organization, "outside.dashboard_page", {"dashboard": board.id, "page": "Overview"}, "show", "shown")
    run((device.id, "temp", 1, 81.5))
    assert (organization.id, f"p:{board.id}", {"page": "p1"}) in events
    assert heard(flow) == {"shown": True}


def test_a_page_that_is_not_there_says_which_there_are(organization: Organization):
    board = dashboards.create_dashboard(organization, name="Plant", template="empty", device=None, by=None)
    perform = kinds()["dashboard_page"].perform
    with pytest.raises(Missing, match=r"has no page “Burner”\. It has “Overview”"):
        perform({"dashboard": board.id, "page": "Burner"}, context(organization))
    with pytest.raises(Missing, match="is gone"):
        perform({"dashboard": board.id, "page": "Overview"}, context(factories.organization()))


def test_only_who_may_see_a_dashboard_hears_of_its_pages(organization: Organization):
    elsewhere = factories.organization()
    owner, stranger = factories.user(organization), factories.user(elsewhere)
    board = dashboards.create_dashboard(organization, name="Plant", template="empty", device=None, by=owner)
    assert topics.allowed(owner, organization.id, [f"p:{board.id}"]) == {f"p:{board.id}"}
    assert topics.allowed(stranger, organization.id, [f"p:{board.id}"]) == frozenset()
    assert topics.allowed(stranger, elsewhere.id, [f"p:{board.id}"]) == frozenset()


def test_a_report_says_what_would_be_sent(organization: Organization, device: Device, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO", logger="flows.outside.report")
    flow = deployed(organization, "outside.report", {"report": "Energy", "to": "a@example.com"}, "send", "planned")
    run((device.id, "temp", 1, 81.5))
    assert heard(flow)["planned"] == {"report": "Energy", "to": ["a@example.com"], "time_zone": "UTC", "is_sent": False}
    assert "would send the report “Energy”" in caplog.text
