"""The live socket of a public link: what it lets through, who may have one, and what ends it at once."""

import asyncio
import datetime as dt
import json
import time

import pytest
from channels.testing import WebsocketCommunicator
from django.utils.timezone import now

from alarms import services as alarm_services
from core import live
from dashboards import documents, hub, services
from dashboards.models import Dashboard, PublicLink
from dashboards.public import consumers, links
from devices.services.metrics import delete_metric
from iotsite.asgi import application
from organizations import rights
from tests import factories
from tests.dashboards.test_live_socket import NOT_YOURS, WAIT_S, heard_by_publisher
from tests.threads import close_connections, in_thread

pytestmark = pytest.mark.django_db(transaction=True)
# Long before anybody would look again by themselves.
AT_ONCE_S = 5.0


@pytest.fixture(autouse=True)
def _publisher(monkeypatch):
    own = live.Publisher()
    monkeypatch.setattr(hub, "JOIN_WITHIN_S", WAIT_S)
    monkeypatch.setattr(hub, "RETRY_S", 0.05)
    monkeypatch.setattr(live, "_publisher", own)
    yield
    own.stop()


@pytest.fixture
def metrics(organization, other_organization):
    """Shown, of the same device but not shown, of another device, of another organization."""
    boiler = factories.device(organization, name="boiler")
    return [
        factories.metric(boiler, path="temperature"),
        factories.metric(boiler, path="secret"),
        factories.metric(factories.device(organization, name="pump"), path="temperature"),
        factories.metric(factories.device(other_organization, name="theirs"), path="temperature"),
    ]


@pytest.fixture
def board(organization, engineer, metrics):
    board = services.create_dashboard(organization, name="Boiler room", by=engineer)
    show(board, engineer, metrics[0])
    return Dashboard.objects.get(id=board.id)


def show(board, by, metric, **more):
    whole = documents.empty()
    whole["widgets"] |= more
    whole["widgets"]["w1"] = {"type": "value", "version": 1, "bindings": [{"kind": "metric", "metric": metric.id}]}
    services.save_document(board, document=whole, base_version=Dashboard.objects.get(id=board.id).version, by=by)


class Visitor:
    """A page that was opened by a link."""

    def __init__(self, token, query="", *, address="198.51.100.7", headers=()):
        self.socket = WebsocketCommunicator(application, f"/ws/public/{token}{query}", headers=list(headers))
        self.socket.scope["client"] = [address, 50_000]

    async def __aenter__(self):
        self.accepted, _ = await self.socket.connect(timeout=WAIT_S)
        return self

    async def __aexit__(self, *_):
        await self.socket.disconnect()
        await close_connections()

    async def say(self, **message):
        await self.socket.send_json_to(message)

    async def hear(self, timeout_s=WAIT_S):
        return await self.socket.receive_json_from(timeout=timeout_s)

    async def subscribe(self, *topics):
        await self.say(op="subscribe", topics=list(topics))

    async def watches(self, organization, topic):
        """Watches the topic, which it may."""
        await self.subscribe(topic)
        assert (await self.hear())["op"] == "frame"
        await heard_by_publisher(organization, topic)

    async def closed(self, within_s=AT_ONCE_S):
        """The code it was closed with, and what it was told before."""
        told: list[str] = []
        until = time.monotonic() + within_s
        while True:
            message = await self.socket.receive_output(timeout=max(0.1, until - time.monotonic()))
            if message["type"] == "websocket.close":
                return message.get("code"), told
            told.append(message["text"])


async def made(board, by, **wish):
    link, token = await in_thread(lambda: links.make_link(board, by=by, **wish))
    return link, token


async def test_it_hears_of_what_the_dashboard_shows(organization, engineer, board, metrics):
    _, token = await made(board, engineer)
    topic = f"m:{metrics[0].id}"
    async with Visitor(token) as page:
        await page.watches(organization, topic)
        live.publisher().value(organization.id, topic, 1_500, 21.5)
        assert (await page.hear())["values"] == {topic: {"ts": 1.5, "v": 21.5, "q": 0, "p": [[1.5, 21.5]]}}


async def test_it_hears_of_nothing_else(organization, other_organization, engineer, board, metrics):
    _, token = await made(board, engineer)
    hidden = [f"m:{metric.id}" for metric in metrics[1:]]
    strange = [
        *hidden,
        f"n:{board.id}",
        f"p:{board.id}",
        "b:1",
        "d:1",
        "t:1",
        "o:1:b1:",
        "w:1:b1.x",
        *live.ORGANIZATION_TOPICS,
        "x",
    ]
    async with Visitor(token) as page:
        await page.subscribe(*strange)
        refused = [await page.hear() for _ in strange]
        assert {one["topic"] for one in refused} == set(strange)
        assert {(one["op"], one["message"]) for one in refused} == {("error", NOT_YOURS)}
        await page.watches(organization, f"m:{metrics[0].id}")
        for metric in metrics[1:]:
            live.publisher().value(metric.device.organization_id, f"m:{metric.id}", 1_000, 666)
        for topic in live.ORGANIZATION_TOPICS:
            live.publisher().event(organization.id, topic, {"title": "secret"})
        live.publisher().value(organization.id, f"m:{metrics[0].id}", 2_000, 1)
        frame = await page.hear()
        assert (list(frame["values"]), frame["events"], "lost" in frame) == ([f"m:{metrics[0].id}"], [], False)


def raised(device, title):
    """An alarm of the device, as a flow raises it."""
    source = f"flow:{title}"
    rules = [alarm_services.RuleSpec(key="hot", title=title, severity="major")]
    alarm_services.set_rules(device.organization, source=source, rules=rules)
    moment = {"time_us": int(time.time() * 1e6), "device_id": device.id, "value": 9}
    event = alarm_services.AlarmEvent(effect_id=title, source=source, key="hot", change="raise", **moment)
    return alarm_services.apply([event])[0]


async def test_it_hears_that_alarms_of_its_devices_changed_and_of_no_others(organization, engineer, board, metrics):
    await in_thread(lambda: show(board, engineer, metrics[0], alarms={"type": "alarm_table", "version": 1}))
    shown, others = metrics[0].device, [metrics[2].device, metrics[3].device]
    _, token = await made(board, engineer)
    async with Visitor(token) as page:
        for device in others:
            await page.subscribe(f"a:{device.id}")
            assert await page.hear() == {"op": "error", "topic": f"a:{device.id}", "message": NOT_YOURS}
        await page.watches(organization, f"a:{shown.id}")

        def raise_all():
            for device in (*others, shown):
                raised(device, f"secret {device.name}")

        await in_thread(raise_all)
        frame = await page.hear()
        [(topic, told)] = frame["values"].items()
        # That something changed, and nothing of what.
        assert (topic, told["v"], frame["events"], "lost" in frame) == (f"a:{shown.id}", None, [], False)
        assert "secret" not in json.dumps(frame)

        def take_away():
            factories.deny(factories.profile(organization, None, engineer), shown)
            rights.changed()

        await in_thread(take_away)
        assert await page.hear(AT_ONCE_S) == {"op": "rights"}
        assert await page.hear(AT_ONCE_S) == {"op": "error", "topic": f"a:{shown.id}", "message": NOT_YOURS}


async def test_without_an_alarm_table_it_hears_of_no_alarms(organization, engineer, board, metrics):
    _, token = await made(board, engineer)
    async with Visitor(token) as page:
        await page.subscribe(f"a:{metrics[0].device_id}")
        assert (await page.hear())["message"] == NOT_YOURS


async def test_it_can_do_nothing_but_watch(engineer, board):
    _, token = await made(board, engineer)
    async with Visitor(token) as page:
        await page.say(op="ping")
        assert await page.hear() == {"op": "pong"}
        await page.say(op="command", topics=[])
        assert (await page.closed())[0] == 4400


async def test_unknown_expired_and_revoked_links_close_alike(engineer, board):
    _, expired = await made(board, engineer)
    link, revoked = await made(board, engineer)
    await in_thread(lambda: PublicLink.objects.exclude(pk=link.pk).update(expires_at=now() - dt.timedelta(seconds=1)))
    await in_thread(lambda: links.revoke_link(link))
    for token in (expired, revoked, "x" * 43, "short"):
        async with Visitor(token) as page:
            assert await page.closed() == (4404, [])


async def test_another_page_may_not_open_it_from_afar(engineer, board):
    _, token = await made(board, engineer)
    async with Visitor(token, headers=[(b"origin", b"https://evil.example"), (b"host", b"sluice.example")]) as page:
        assert not page.accepted
    async with Visitor(token, headers=[(b"origin", b"https://sluice.example"), (b"host", b"sluice.example")]) as page:
        assert page.accepted
        await page.say(op="ping")
        assert await page.hear() == {"op": "pong"}


async def test_revoking_ends_it_at_once(organization, engineer, board, metrics):
    link, token = await made(board, engineer)
    _, open_token = await made(board, engineer)
    topic = f"m:{metrics[0].id}"
    async with Visitor(token) as page, Visitor(open_token) as neighbour:
        await page.watches(organization, topic)
        await neighbour.watches(organization, topic)
        await in_thread(lambda: links.revoke_link(link))
        assert (await page.closed())[0] == 4404
        # Another link of the same dashboard goes on.
        assert await neighbour.hear() == {"op": "rights"}
        live.publisher().value(organization.id, topic, 1_500, 3)
        assert (await neighbour.hear())["values"][topic]["v"] == 3


async def test_its_end_is_kept_to_the_second(organization, engineer, board, metrics):
    _, token = await made(board, engineer, expires_at=now() + dt.timedelta(seconds=2))
    async with Visitor(token) as page:
        await page.watches(organization, f"m:{metrics[0].id}")
        began = time.monotonic()
        assert (await page.closed())[0] == 4404
        assert time.monotonic() - began < 3


async def test_an_end_that_is_moved_nearer_holds_for_open_pages(organization, engineer, board, metrics):
    link, token = await made(board, engineer)
    async with Visitor(token) as page:
        await page.watches(organization, f"m:{metrics[0].id}")
        await in_thread(lambda: links.change_link(link, {"expires_at": now() + dt.timedelta(seconds=1)}))
        assert (await page.closed())[0] == 4404


async def test_a_new_password_ends_it_and_the_new_one_opens_it(organization, engineer, board, metrics):
    link, token = await made(board, engineer, password="open sesame")
    grant = await in_thread(lambda: links.grant_for(token, "open sesame", address="1.1.1.1"))
    async with Visitor(token) as page:
        assert await page.closed() == (4403, [])
    async with Visitor(token, f"?grant={grant}") as page:
        await page.watches(organization, f"m:{metrics[0].id}")
        await in_thread(lambda: links.change_link(link, {"password": "close sesame"}))
        assert (await page.closed())[0] == 4403
    grant = await in_thread(lambda: links.grant_for(token, "close sesame", address="1.1.1.1"))
    async with Visitor(token, f"?grant={grant}") as page:
        await page.watches(organization, f"m:{metrics[0].id}")


async def test_a_dashboard_that_is_deleted_takes_its_pages_along(organization, engineer, board, metrics):
    _, token = await made(board, engineer)
    async with Visitor(token) as page:
        await page.watches(organization, f"m:{metrics[0].id}")
        await in_thread(lambda: Dashboard.objects.get(id=board.id).delete())
        assert (await page.closed())[0] == 4404


async def test_what_its_maker_may_no_longer_read_goes_silent(organization, engineer, board, metrics):
    _, token = await made(board, engineer)
    topic = f"m:{metrics[0].id}"
    async with Visitor(token) as page:
        await page.watches(organization, topic)

        def take_away():
            factories.deny(factories.profile(organization, None, engineer), metrics[0].device)
            rights.changed()

        await in_thread(take_away)
        assert await page.hear(AT_ONCE_S) == {"op": "rights"}
        assert await page.hear(AT_ONCE_S) == {"op": "error", "topic": topic, "message": NOT_YOURS}


async def test_a_deleted_metric_goes_silent_long_before_anybody_would_look(organization, engineer, board, metrics, monkeypatch):
    monkeypatch.setattr(consumers, "RECHECK_S", 10 * WAIT_S)
    _, token = await made(board, engineer)
    topic = f"m:{metrics[0].id}"
    async with Visitor(token) as page:
        await page.watches(organization, topic)
        await in_thread(lambda: delete_metric(metrics[0]))
        assert await page.hear(AT_ONCE_S) == {"op": "error", "topic": topic, "message": NOT_YOURS}


async def test_a_new_version_is_told_and_what_it_no_longer_shows_goes_silent(organization, engineer, board, metrics):
    _, token = await made(board, engineer)
    old, new = (f"m:{metric.id}" for metric in (metrics[0], metrics[2]))
    async with Visitor(token) as page:
        await page.watches(organization, old)
        await in_thread(lambda: show(board, engineer, metrics[2]))
        assert await page.hear() == {"op": "rights"}
        assert await page.hear() == {"op": "error", "topic": old, "message": NOT_YOURS}
        await page.watches(organization, new)


async def test_only_so_many_from_one_address_and_through_one_link(engineer, board, settings):
    settings.PUBLIC_SOCKETS_PER_ADDRESS, settings.PUBLIC_SOCKETS_PER_LINK = 2, 3
    _, token = await made(board, engineer)

    async def is_open(page):
        await page.say(op="ping")
        message = await page.socket.receive_output(timeout=WAIT_S)
        return message["type"] == "websocket.send" or message["code"]

    async with Visitor(token) as first, Visitor(token) as second:
        assert [await is_open(page) for page in (first, second)] == [True, True]
        async with Visitor(token) as third:
            assert await third.closed() == (4429, [])
        async with Visitor(token, address="198.51.100.8") as elsewhere:
            assert await is_open(elsewhere) is True
            async with Visitor(token, address="198.51.100.9") as beyond:
                assert await beyond.closed() == (4429, [])
    # Who leaves makes room.
    async with Visitor(token) as again:
        assert await is_open(again) is True


async def test_a_flood_of_questions_is_not_answered(engineer, board, metrics, settings):
    settings.PUBLIC_REQUESTS_PER_ADDRESS = 3
    _, token = await made(board, engineer)
    topic = f"m:{metrics[0].id}"
    async with Visitor(token) as page:
        for _ in range(2):
            await page.subscribe(topic)
            assert (await page.hear())["op"] == "frame"
        await page.subscribe(topic)
        assert await page.hear() == {"op": "error", "topic": topic, "message": NOT_YOURS}
    async with Visitor(token) as page:
        assert await page.closed() == (4429, [])


async def test_a_variable_is_chosen_by_the_address_of_the_socket_only_where_the_link_leaves_it_open(
    organization, engineer, metrics
):
    devices = [metrics[0].device, metrics[2].device]
    whole = documents.empty()
    whole["variables"] = [{"name": "machine", "kind": "device", "default": devices[0].id}]
    path = {"kind": "path", "device": "$machine", "path": "temperature"}
    whole["widgets"]["w1"] = {"type": "value", "version": 1, "bindings": [path]}

    def arrange():
        board = services.create_dashboard(organization, name="Machines", by=engineer)
        services.save_document(board, document=whole, base_version=1, by=engineer)
        return Dashboard.objects.get(id=board.id)

    board = await in_thread(arrange)
    topics = [f"m:{metrics[0].id}", f"m:{metrics[2].id}"]
    for choosable, device, heard in (([], devices[1], 0), (["machine"], devices[1], 1), (["machine"], metrics[3].device, None)):
        _, token = await made(board, engineer, choosable=choosable)
        async with Visitor(token, f"?var-machine={device.id}") as page:
            await page.subscribe(*topics)
            said = [await page.hear() for _ in range(2)]
            refused = {one["topic"] for one in said if one["op"] == "error"}
            assert refused == {topic for place, topic in enumerate(topics) if place != heard}
        await asyncio.sleep(0)
