"""What an operator sets, presses and holds, against a device of paho-mqtt that obeys, refuses, and stays silent."""

import contextlib
import json
import random
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.accessibility import at_rest, barriers_in_both_schemes
from tests.browser.conftest import ACTION_WITHIN_MS, let_in, log_in, picture, still
from tests.browser.test_newcomer import drag, middle_of
from tests.stack import Api, Stack, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

DEVICE = "sampler"
PATHS: dict[str, dict[str, Any]] = {
    "number": {"expected_interval_s": 1.0},
    "low": {"low": 0, "high": 1000, "is_writable": True},
    "high": {"low": 0, "high": 1000, "is_writable": True},
    "running": {"data_type": "boolean", "is_writable": True},
    "mode": {"data_type": "long", "is_writable": True},
    "recipe": {"data_type": "string", "is_writable": True},
    "colour": {"data_type": "string", "is_writable": True},
    "next": {"data_type": "string", "is_writable": True},
    "times": {"data_type": "json", "is_writable": True},
}
WEEK = {
    "default": 17,
    "zone": "Europe/Berlin",
    "slots": [{"day": day, "from": "06:00", "to": "18:30", "value": 21} for day in range(5)]
    + [{"day": 5, "from": "08:00", "to": "12:00", "value": 24}],
}


class Sampler:
    """Says a random number between two limits, and both limits can be set from outside: but the lower stays the lower."""

    def __init__(self, port: int, token: str) -> None:
        self.state: dict[str, Any] = {
            "low": 100.0,
            "high": 200.0,
            "running": True,
            "mode": 1,
            "recipe": "Lager 12",
            "colour": "#2f9e44",
            "next": "2026-12-01T06:00:00Z",
            "times": WEEK,
        }
        self.forced: float | None = None
        self.is_silent = False
        self._over = threading.Event()
        self._hears = threading.Event()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"sampler-{random.random()}")
        self._client.username_pw_set(DEVICE, token)
        self._client.on_connect = lambda client, *_: client.subscribe(f"sluice/{DEVICE}/commands", 1)
        self._client.on_subscribe = lambda *_: self._hears.set()
        self._client.on_message = lambda _client, _data, message: self._told(json.loads(message.payload))
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert self._hears.wait(10), "the broker lets the sampler in"
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def runs(self) -> bool:
        return bool(self.state["running"])

    def _run(self) -> None:
        while not self._over.wait(0.5):
            self._say()

    def _say(self) -> None:
        low, high = self.state["low"], self.state["high"]
        number = self.forced if self.forced is not None else round(random.uniform(low, high), 1)
        values = self.state | ({"number": number} if self.state["running"] else {})
        # A value of its own may be an object: said as a value with its name.
        values["times"] = {"value": self.state["times"]}
        self._client.publish(f"sluice/{DEVICE}/samples", json.dumps(values), 1)

    def _told(self, command: dict[str, Any]) -> None:
        if self.is_silent:
            return
        wanted = self.state | {command["metric"]: command["value"]}
        answer = {"id": command["id"], "status": "done"}
        if wanted["low"] >= wanted["high"]:
            answer |= {"status": "failed", "detail": f"{wanted['low']:g} is not below {wanted['high']:g}."}
        else:
            self.state = wanted
        self._client.publish(f"sluice/{DEVICE}/results", json.dumps(answer), 1)
        self._say()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()
        self._client.disconnect()
        self._client.loop_stop()


class Cable:
    """A wire between browser and server that can be cut."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._ends: set[socket.socket] = set()
        self._is_cut = False
        self._plug = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._plug.getsockname()[1]}"
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def _start(self, run: Callable[..., None], *given: Any) -> None:
        thread = threading.Thread(target=run, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._plug.accept()
                if self._is_cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends |= {near, far}
                self._start(self._carry, near, far)
                self._start(self._carry, far, near)

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        """From one end to the other, until either is gone; each closes the end that it read."""
        with one, contextlib.suppress(OSError):
            while piece := one.recv(65_536):
                other.sendall(piece)
        self._pull(other)

    def _pull(self, end: socket.socket) -> None:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        self._is_cut = True
        ends, self._ends = self._ends, set()
        for end in ends:
            self._pull(end)

    def mend(self) -> None:
        self._is_cut = False

    def close(self) -> None:
        self.cut()
        self._pull(self._plug)
        self._plug.close()
        for thread in self._threads:
            thread.join(5)


@pytest.fixture
def cable(stack: Stack) -> Iterator[Cable]:
    cable = Cable(stack.place.http_port)
    yield cable
    cable.close()


@pytest.fixture(scope="module")
def token(stack: Stack) -> str:
    api = stack.engineer()
    found = [one for one in api.get(f"/api/devices?search={DEVICE}")["items"] if one["name"] == DEVICE]
    device = found[0] if found else api.post("/api/devices", {"name": DEVICE})
    for path, facts in () if found else PATHS.items():
        api.post(f"/api/devices/{device['id']}/metrics", {"path": path, "data_type": "double", **facts})
    return str(api.post(f"/api/devices/{device['id']}/credentials", {"name": "test"})["token"])


@pytest.fixture
def sampler(stack: Stack, token: str) -> Iterator[Sampler]:
    sampler = Sampler(stack.place.mqtt_port, token)
    yield sampler
    sampler.stop()


@pytest.fixture
def engineer(stack: Stack) -> Api:
    return stack.engineer()


@pytest.fixture
def metrics(engineer: Api, token: str) -> dict[str, int]:
    found = engineer.get(f"/api/metrics?search={DEVICE}&limit=50")["items"]
    return {metric["path"]: metric["id"] for metric in found if metric["device"] == DEVICE}


@pytest.fixture
def page_of(browser: Browser, stack: Stack) -> Iterator[Callable[..., Page]]:
    """A page of somebody of the demo, in a browser of their own."""
    contexts = []

    def opened(who: str, **look: Any) -> Page:
        look = {"base_url": stack.address, "viewport": {"width": 1440, "height": 900}, **look}
        context = browser.new_context(**look)
        context.set_default_timeout(ACTION_WITHIN_MS)
        contexts.append(context)
        let_in(context, stack, f"{who}@sluice.example", stack.demo["password"])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def widget(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title, exact=True)


def state(of: Locator) -> Locator:
    return of.get_by_test_id("command-state")


def made(engineer: Api, name: str, *widgets: tuple[str, str, dict[str, Any], list[int]], wide: int = 6, high: int = 5) -> str:
    """A dashboard of these widgets, shown to all; answers its address."""
    document: dict[str, Any] = {
        "schema": 1,
        "pages": [{"id": "p1", "title": "Overview"}],
        "layouts": {"desktop": {"p1": []}, "mobile": {"p1": []}},
        "widgets": {},
        "variables": [],
        "timeRange": {"from": "now-5m", "to": "now"},
        "flowId": None,
    }
    sizes = {"schedule": (12, 13), "form": (6, 13), "knob": (6, 8), "timeseries": (12, 9)}
    x = y = row = below = 0
    for place, (kind, title, options, bound) in enumerate(widgets, start=1):
        name_of, (w, h) = f"w{place}", sizes.get(kind, (wide, high))
        if x + w > 24:
            x, y, row = 0, y + row, 0
        document["widgets"][name_of] = {
            "type": kind,
            "version": 1,
            "title": title,
            "options": options,
            "bindings": [{"kind": "metric", "metric": metric} for metric in bound],
            "rules": [],
        }
        document["layouts"]["desktop"]["p1"].append({"i": name_of, "x": x, "y": y, "w": w, "h": h})
        document["layouts"]["mobile"]["p1"].append({"i": name_of, "x": 0, "y": below, "w": 6, "h": h})
        x, row, below = x + w, max(row, h), below + h
    board = engineer.post("/api/dashboards", {"name": f"{name} {int(time.time())}", "document": document})
    choices = engineer.get(f"/api/dashboards/{board['id']}/shares")["choices"]
    engineer.put(f"/api/dashboards/{board['id']}/shares", {"profile_ids": [choice["id"] for choice in choices]})
    return f"/dashboards/{board['id']}"


def bind(page: Page, name: str) -> None:
    field = page.get_by_test_id("bind-metric").locator("input").first
    field.fill(name)
    page.get_by_role("option", name=re.compile(rf"{DEVICE} · {name}\b")).first.click()


def put(page: Page, kind: str, metric: str, title: str, *, column: int, y: int) -> None:
    """Drag a widget from the palette onto the page, bind it, and give it a title."""
    grid = page.get_by_test_id("grid")
    box = still(grid)
    page.get_by_test_id(f"palette-{kind}").drag_to(grid, target_position={"x": (column + 0.5) * box["width"] / 24, "y": y})
    bind(page, metric)
    page.get_by_test_id("param-title").fill(title)
    page.get_by_role("button", name="Back to the widgets").click()


def sent_from(engineer: Api, address: str) -> int:
    """How much was ever sent to where the first control of a dashboard sends."""
    return len(engineer.get(f"/api{address}/widgets/w1/history")["items"])


def number(shown: int) -> re.Pattern[str]:
    """This number and no other, with or without a decimal."""
    return re.compile(rf"^{shown}(\.0)?$")


def set_number(of: Locator, value: str) -> None:
    of.get_by_test_id("number-input").fill(value)
    of.get_by_test_id("set").click()


def test_limits_and_a_switch_are_built_by_dragging_and_the_device_obeys_or_says_why_not(
    engineer_page: Page, sampler: Sampler
) -> None:
    page = engineer_page
    page.goto("/dashboards")
    page.get_by_test_id("new-dashboard").click()
    page.get_by_label("Name").fill(f"Sampler {int(time.time())}")
    page.get_by_test_id("create-dashboard").click()
    expect(page.get_by_test_id("grid")).to_be_visible()
    put(page, "timeseries", "number", "Number", column=0, y=20)
    put(page, "number_input", "low", "Least", column=12, y=20)
    put(page, "number_input", "high", "Most", column=12, y=170)
    put(page, "toggle", "running", "Sampling", column=18, y=20)
    picture(page, "desk-light-controls-designer")
    page.get_by_test_id("done-editing").click()
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("done-editing")).to_have_count(0)

    low, high, sampling = widget(page, "Least"), widget(page, "Most"), widget(page, "Sampling")
    expect(low.get_by_test_id("reading")).to_have_text(number(100))
    set_number(low, "10")
    expect(state(low)).to_have_attribute("data-status", "done")
    expect(low.get_by_test_id("reading")).to_have_text(number(10))
    set_number(high, "20")
    expect(high.get_by_test_id("reading")).to_have_text(number(20))

    # The device refuses, and says why; what it reports stays what it is.
    set_number(low, "500")
    expect(state(low)).to_contain_text("500 is not below 20.")
    expect(low.get_by_test_id("reading")).to_have_text(number(10))
    # Sluice refuses before: nothing leaves.
    low.get_by_test_id("number-input").fill("2000")
    expect(low.get_by_role("alert")).to_have_text("Give 0 to 1000.")
    expect(low.get_by_test_id("set")).to_be_disabled()
    low.get_by_test_id("discard").click()

    sampling.get_by_role("switch").click()
    expect(sampling.get_by_test_id("reading")).to_have_text("Off")
    assert not sampler.runs()
    picture(page, "desk-light-controls-sampler")

    page.reload()
    expect(state(low)).to_contain_text("500 is not below 20.")
    low.get_by_test_id("command-history").click()
    expect(page.get_by_text("Failed: 500 is not below 20.", exact=True)).to_be_visible()
    expect(page.get_by_text("Dana Demo").last).to_be_visible()
    picture(page, "desk-light-controls-history")


def test_wires_drawn_to_widgets_set_what_they_are_called_how_they_look_and_whether_they_are_there(
    engineer_page: Page, engineer: Api, page_of: Callable[..., Page]
) -> None:
    kinds = {"w1": "value", "w2": "lamp", "w3": "text_input", "w4": "text_input", "w5": "number_input", "w6": "toggle"}
    titles = ("Heat", "Pump", "Name", "State", "Number", "Shown")
    address = made(engineer, "Led", *((kind, title, {}, []) for kind, title in zip(kinds.values(), titles, strict=True)))
    page = engineer_page
    page.goto(f"{address}?edit=1")
    page.get_by_test_id("open-flow").click()
    board = address.rpartition("/")[2]
    wires = {"w3": "w1.title", "w4": "w1.color", "w5": "w1.value", "w6": "w2.visible"}
    for source, target in wires.items():
        # Blocks stand below each other, none upon another, and all in sight.
        drag(
            page,
            page.get_by_test_id(f"port-D{board}_{source}.value"),
            *middle_of(page.get_by_test_id(f"port-D{board}_{target}")),
        )
    expect(page.locator('[data-testid^="wire-"]')).to_have_count(len(wires))
    picture(page, "widget-wires")
    page.get_by_test_id("deploy").click()
    page.get_by_test_id("deploy-confirm").click()
    expect(page.get_by_test_id("flow-state")).to_contain_text("Revision 1 runs", timeout=20_000)

    page.goto(address)
    watcher = page_of("viewer")
    watcher.goto(address)
    expect(widget(watcher, "Heat")).to_be_visible()
    for field, text in (("Name", "Boiler 2"), ("State", "major")):
        widget(page, field).get_by_test_id("text-input").fill(text)
        widget(page, field).get_by_test_id("set").click()
    set_number(widget(page, "Number"), "91.5")
    boiler = widget(watcher, "Boiler 2")
    expect(boiler).to_have_attribute("data-level", "major")
    expect(boiler.get_by_test_id("reading")).to_contain_text("91.5")
    for number_of_pumps in (1, 0):
        switch = widget(page, "Shown").get_by_role("switch")
        switch.click()
        expect(switch).to_be_checked(checked=bool(number_of_pumps))
        expect(widget(watcher, "Pump")).to_have_count(number_of_pumps)
    picture(watcher, "widgets-led")

    # It holds for whoever comes later; and a state that is none changes nothing.
    widget(page, "State").get_by_test_id("text-input").fill("pink")
    widget(page, "State").get_by_test_id("set").click()
    watcher.reload()
    expect(boiler).to_have_attribute("data-level", "major")
    expect(widget(watcher, "Pump")).to_have_count(0)


def test_what_is_held_and_has_a_pin_is_sent_by_operators_only_and_everybody_sees_it(
    engineer: Api, metrics: dict[str, int], sampler: Sampler, page_of: Callable[..., Page]
) -> None:
    options = {
        "label": "Stop sampling",
        "value": False,
        "color": "danger",
        "holdMs": 700,
        "pin": "dashboard",
        "confirmText": "Stop the sampler with {value}?",
    }
    address = made(engineer, "Stop", ("button", "Emergency", options, [metrics["running"]]))
    engineer.put(f"/api{address}/pin", {"pin": "4711"})
    operator, viewer = page_of("operator"), page_of("viewer")
    for page in (operator, viewer):
        page.goto(address)
    button = operator.get_by_test_id("button-input")

    button.click()  # too short
    expect(operator.get_by_role("dialog")).to_have_count(0)
    box = still(button)
    operator.mouse.move(box["x"] + 20, box["y"] + 10)
    operator.mouse.down()
    expect(operator.get_by_role("dialog")).to_be_visible()
    operator.mouse.up()
    expect(operator.get_by_text("Stop the sampler with Stop sampling?")).to_be_visible()
    operator.get_by_test_id("pin-input").fill("1111")
    operator.get_by_test_id("send-confirmed").click()
    expect(operator.get_by_text("This is not the PIN: 4 tries left.", exact=True)).to_be_visible()
    picture(operator, "desk-light-controls-pin")
    assert barriers_in_both_schemes(operator) == []
    assert sampler.runs()
    operator.get_by_test_id("pin-input").fill("4711")
    operator.keyboard.press("Enter")
    expect(operator.get_by_role("dialog")).to_have_count(0)
    for page in (operator, viewer):
        expect(state(widget(page, "Emergency"))).to_contain_text("Stop sampling: done")
    assert not sampler.runs()

    expect(viewer.get_by_test_id("button-input")).to_be_disabled()
    expect(state(widget(viewer, "Emergency"))).to_contain_text("Needs the operator role", timeout=30_000)
    viewer.get_by_test_id("command-history").click()
    expect(viewer.get_by_text("Olli Operator").last).to_be_visible()


def test_a_press_that_nobody_answers_runs_out_of_time_in_words(
    engineer: Api, metrics: dict[str, int], sampler: Sampler, page_of: Callable[..., Page]
) -> None:
    address = made(engineer, "Silent", ("toggle", "Sampling", {"timeoutS": 2}, [metrics["running"]]))

    def expired() -> int:
        sent = engineer.get(f"/api{address}/widgets/w1/history")["items"]
        return [line["status"] for line in sent].count("expired")

    before = expired()
    operator = page_of("operator")
    operator.goto(address)
    sampler.is_silent = True
    toggle = operator.get_by_test_id("toggle-input")
    expect(operator.get_by_test_id("reading")).to_have_text("On")
    toggle.dblclick()
    # The device has said nothing, so the switch has not moved; and a double click is one press.
    expect(operator.get_by_test_id("reading")).to_have_text("On")
    expect(state(widget(operator, "Sampling"))).to_contain_text(
        re.compile("expired: The device (did not take it in time|took it but never reported)"), timeout=30_000
    )
    operator.get_by_test_id("command-history").click()
    expect(operator.get_by_role("dialog").get_by_role("listitem").first).to_contain_text("Expired")
    assert expired() == before + 1


def test_what_failed_or_expired_is_never_shown_as_if_the_device_had_it(
    engineer: Api, metrics: dict[str, int], sampler: Sampler, page_of: Callable[..., Page]
) -> None:
    address = made(
        engineer,
        "Refused",
        ("number_input", "Least", {"timeoutS": 5}, [metrics["low"]]),
        ("slider", "Least by hand", {"timeoutS": 5}, [metrics["low"]]),
        ("value", "Least of the device", {}, [metrics["low"]]),
    )
    page = page_of("operator")
    page.goto(address)
    asked, slider, shown = widget(page, "Least"), widget(page, "Least by hand"), widget(page, "Least of the device")
    reported = number(100)
    expect(asked.get_by_test_id("reading")).to_have_text(reported)

    # Refused by the device: what was asked for and why not stands apart from what the device says.
    set_number(asked, "900")
    for one in (asked, slider):
        expect(state(one)).to_have_attribute("data-status", "failed")
        expect(state(one)).to_contain_text(re.compile(r"^900(\.0)?: failed: 900 is not below 200\.$"))
        expect(one.get_by_test_id("reading")).to_have_text(reported)
    expect(slider.get_by_test_id("slider-input")).to_have_value("100")
    expect(shown).to_contain_text("100")
    expect(shown).not_to_contain_text("900")
    picture(page, "desk-light-controls-failed")

    # Nobody answers: pending is said as asked for, and then it runs out with its reason.
    sampler.is_silent = True
    set_number(asked, "42")
    expect(state(asked)).to_have_attribute("data-status", re.compile("queued|sent|delivered"))
    expect(state(asked)).to_contain_text("42")
    expect(asked.get_by_test_id("reading")).to_have_text(reported)
    expect(state(asked)).to_have_attribute("data-status", "expired", timeout=30_000)
    expect(state(asked)).to_contain_text(re.compile("expired: The device (did not take it in time|took it but never reported)"))
    for one in (asked, slider):
        expect(one.get_by_test_id("reading")).to_have_text(reported)
    expect(slider.get_by_test_id("slider-input")).to_have_value("100")
    expect(shown).not_to_contain_text("42")
    picture(page, "desk-light-controls-expired")


def test_a_cut_connection_closes_controls_and_the_gap_is_filled_when_it_is_back(
    engineer: Api, metrics: dict[str, int], sampler: Sampler, page_of: Callable[..., Page], cable: Cable
) -> None:
    address = made(
        engineer,
        "Cut",
        ("timeseries", "Number", {}, [metrics["number"]]),
        ("toggle", "Sampling", {}, [metrics["running"]]),
    )
    operator = page_of("operator", base_url=cable.address)
    with operator.expect_websocket(lambda socket: "/ws/live" in socket.url) as live:
        operator.goto(address)
    expect(operator.get_by_test_id("reading")).to_have_text("On")
    expect(operator.locator("[data-drawn=true]").first).to_be_visible()
    # The first values may be there before the connection that brings further ones.
    live.value.wait_for_event("framereceived")
    cable.cut()
    expect(operator.get_by_text("No connection: nothing can be sent now")).to_be_visible()
    expect(operator.get_by_test_id("toggle-input")).to_be_disabled()
    expect(operator.get_by_text(re.compile(r"Connection lost\. Values are \d+ s old"))).to_be_visible()
    picture(operator, "desk-light-controls-cut")
    sampler.forced = 777.0
    metric = metrics["number"]
    wait_for(
        lambda: engineer.get(f"/api/samples/latest?metric={metric}")["values"][str(metric)]["value"] == 777,
        within_s=15,
        says="what was measured meanwhile is stored",
    )
    sampler.forced = None
    cable.mend()
    expect(operator.get_by_test_id("toggle-input")).to_be_enabled(timeout=30_000)
    operator.get_by_role("button", name="View as table").click()
    expect(widget(operator, "Number").get_by_text(re.compile("^777")).first).to_be_visible()


def everything(metrics: dict[str, int]) -> list[tuple[str, str, dict[str, Any], list[int]]]:
    return [
        ("toggle", "Sampling", {"onText": "Runs", "offText": "Stands"}, [metrics["running"]]),
        ("checkbox", "Sampling allowed", {}, [metrics["running"]]),
        ("button", "Restart", {"label": "Restart", "value": True, "holdMs": 1000}, [metrics["running"]]),
        ("slider", "Least", {}, [metrics["low"]]),
        ("number_input", "Most", {}, [metrics["high"]]),
        ("text_input", "Recipe", {}, [metrics["recipe"]]),
        ("select", "Mode", {}, [metrics["mode"]]),
        ("select", "Mode of the plant", {"look": "radio"}, [metrics["mode"]]),
        ("select", "Mode as list", {"look": "dropdown"}, [metrics["mode"]]),
        ("date_input", "Next start", {}, [metrics["next"]]),
        ("color_input", "Sign", {}, [metrics["colour"]]),
        ("button", "Emergency", {"label": "Stop", "value": False, "color": "danger"}, [metrics["running"]]),
        ("knob", "Least by hand", {}, [metrics["low"]]),
        ("form", "Batch", {}, [metrics["recipe"], metrics["low"], metrics["running"]]),
        ("schedule", "Heating times", {"min": 5, "max": 30, "unit": "°C"}, [metrics["times"]]),
    ]


LOOKS: dict[str, dict[str, Any]] = {
    "desk-light": {"viewport": {"width": 1440, "height": 1000}},
    "desk-dark": {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "dark"},
    "hand-light": {"viewport": {"width": 390, "height": 2600}, "has_touch": True},
}


@pytest.mark.parametrize("look", LOOKS)
def test_all_controls_stand_on_every_screen(
    engineer: Api, metrics: dict[str, int], sampler: Sampler, page_of: Callable[..., Page], look: str
) -> None:
    address = made(engineer, f"All {look}", *everything(metrics))
    page = page_of("operator", **LOOKS[look])
    page.goto(address)
    expect(page.get_by_test_id("slot").first).to_be_visible()
    expect(page.locator("article")).to_have_count(len(everything(metrics)))
    expect(page.get_by_test_id("reading").filter(has_text="No data yet")).to_have_count(0)
    at_rest(page)
    picture(page, f"{look}-controls")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    overflowing = page.evaluate(
        """() => [...document.querySelectorAll('article')].filter(
            (card) => [...card.querySelectorAll('button, input, p')].some((part) => {
              const a = part.getBoundingClientRect(), b = card.getBoundingClientRect();
              return a.width > 1 && (a.right > b.right + 1 || a.bottom > b.bottom + 1) && !part.closest('[class*=fields]');
            })).map((card) => card.getAttribute('aria-label'))"""
    )
    assert overflowing == []


def test_a_week_is_drawn_and_the_device_has_it(
    engineer: Api, metrics: dict[str, int], sampler: Sampler, page_of: Callable[..., Page]
) -> None:
    address = made(engineer, "Week", ("schedule", "Heating times", {"min": 5, "max": 30, "unit": "°C"}, [metrics["times"]]))
    page = page_of("operator")
    page.goto(address)
    expect(page.get_by_test_id("slot")).to_have_count(6)
    box = still(page.get_by_test_id("day-6"))
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    expect(page.get_by_test_id("slot-done")).to_be_visible()
    picture(page, "desk-light-controls-week")
    page.get_by_test_id("slot-done").click()
    page.get_by_test_id("set").click()
    expect(page.get_by_test_id("command-state")).to_contain_text("done")
    assert sampler.state["times"]["slots"][-1] == {"day": 6, "from": "06:00", "to": "12:00", "value": 18}


def test_a_wall_takes_turns_by_itself_and_by_keys(
    engineer: Api, metrics: dict[str, int], sampler: Sampler, page_of: Callable[..., Page]
) -> None:
    made(engineer, "Wall A", ("toggle", "Sampling", {}, [metrics["running"]]))
    made(engineer, "Wall B", ("value", "Number", {}, [metrics["number"]]))
    wall = page_of("operator", viewport={"width": 3840, "height": 2160})
    wall.goto("/dashboards")
    wall.get_by_role("button", name=re.compile("^Add Wall A")).first.click()
    expect(wall.get_by_role("button", name=re.compile("^Take Wall A"))).to_be_visible()
    wall.get_by_role("link", name="Playlists").click()
    wall.get_by_test_id("new-playlist").first.click()
    playlist = f"Hall {int(time.time())}"
    wall.get_by_test_id("playlist-name").fill(playlist)
    for place, name in enumerate(("Wall A", "Wall B")):
        wall.get_by_test_id("add-entry").click()
        field = wall.get_by_label("Dashboard", exact=True).nth(place)
        field.fill(name)
        wall.get_by_role("option", name=re.compile(f"^{name}")).first.click()
        wall.get_by_label("Seconds").nth(place).fill("6")
    picture(wall, "wall-playlist-dialog")
    wall.get_by_test_id("save-playlist").click()
    line = wall.get_by_role("listitem").filter(has_text=playlist)
    line.get_by_test_id(re.compile(r"^play-\d+$")).click()

    expect(widget(wall, "Sampling")).to_be_visible()
    # It does not turn under the hand that reaches for something.
    expect(wall.get_by_test_id("kiosk-scale")).to_be_attached()
    wall.keyboard.press("Space")
    expect(wall.get_by_text("Paused")).to_be_visible()
    wall.get_by_test_id("kiosk-scale").click()
    wall.get_by_role("option", name="Fit screen").click()
    expect(wall.locator("html")).to_have_css("zoom", "2")
    wall.get_by_test_id("grid").click(position={"x": 5, "y": 5})
    wall.keyboard.press("Space")
    expect(widget(wall, "Number")).to_be_visible(timeout=20_000)  # by itself
    wall.keyboard.press("Space")
    expect(wall.get_by_text("Paused")).to_be_visible()
    picture(wall, "wall-kiosk")
    wall.keyboard.press("ArrowLeft")
    expect(widget(wall, "Sampling")).to_be_visible()
    expect(wall).to_have_url(re.compile("scale=auto"))
    wall.get_by_role("button", name="Leave full screen").click()
    expect(wall.get_by_role("navigation").first).to_be_visible()
    expect(wall.locator("html")).to_have_css("zoom", "1")
    wall.goto("/")
    expect(wall.get_by_label("Favourite").first).to_be_visible()


def test_five_wrong_pins_close_a_control_for_this_person_and_for_nobody_else(
    engineer: Api, metrics: dict[str, int], sampler: Sampler, page_of: Callable[..., Page]
) -> None:
    address = made(engineer, "Locked", ("number_input", "Least", {"pin": "dashboard"}, [metrics["low"]]))
    engineer.put(f"/api{address}/pin", {"pin": "4711"})
    before = sent_from(engineer, address)
    operator = page_of("operator", viewport={"width": 390, "height": 844}, has_touch=True)
    operator.goto(address)
    set_number(widget(operator, "Least"), "7")
    dialog = operator.get_by_role("dialog")
    left = ["4 tries left", "3 tries left", "2 tries left", "1 try left", "the next try locks it"]
    closed = "Too many wrong PINs: try again in 5 minutes. Nothing was sent."
    wrong = [("1111", f"This is not the PIN: {tries}.") for tries in left]
    # The sixth is the right one, and comes too late.
    for pin, says in [*wrong, ("4711", closed)]:
        dialog.get_by_test_id("pin-input").fill(pin)
        with operator.expect_response(lambda answer: answer.url.endswith("/command")):
            dialog.get_by_test_id("send-confirmed").click()
        # What was typed is gone once its answer is taken.
        expect(dialog.get_by_test_id("pin-input")).to_have_value("")
        expect(dialog.get_by_text(says, exact=True)).to_be_visible()
    picture(operator, "hand-light-controls-pin-locked")
    dialog.get_by_role("button", name="Cancel").click()
    # What was typed is still there for later, and nothing left.
    expect(operator.get_by_test_id("number-input")).to_have_value("7")
    assert sent_from(engineer, address) == before
    other = page_of("demo")
    other.goto(address)
    set_number(widget(other, "Least"), "8")
    other.get_by_test_id("pin-input").fill("4711")
    other.keyboard.press("Enter")
    expect(state(widget(other, "Least"))).to_have_attribute("data-status", "done")
    assert sampler.state["low"] == 8


def swipe(page: Page, at: Locator, *, up: int) -> None:
    """A finger that goes down in the middle of something and moves by so many pixels."""
    box = still(at)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for moved in range(5, up + 1, 5):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - moved}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_turns_a_knob_by_its_hand_and_scrolls_the_page_beside_it(
    engineer: Api, metrics: dict[str, int], sampler: Sampler, page_of: Callable[..., Page]
) -> None:
    address = made(
        engineer, "Knob", ("knob", "Least", {"max": 150}, [metrics["low"]]), ("timeseries", "Number", {}, [metrics["number"]])
    )
    before = sent_from(engineer, address)
    page = page_of("operator", viewport={"width": 390, "height": 480}, has_touch=True, is_mobile=True)
    page.goto(address)
    knob = widget(page, "Least")
    expect(knob.get_by_test_id("reading")).to_have_text(number(100))
    top = still(knob)
    swipe(page, knob.locator("[class*=grip]"), up=40)
    expect(state(knob)).to_have_attribute("data-status", "done")
    assert knob.bounding_box() == top
    assert sent_from(engineer, address) == before + 1
    swipe(page, knob.get_by_test_id("reading"), up=80)
    page.wait_for_function("(was) => document.querySelector('article').getBoundingClientRect().y < was", arg=top["y"])
    assert sent_from(engineer, address) == before + 1


def test_what_is_sent_to_a_device_that_is_away_waits_for_it_and_says_so(
    engineer: Api, metrics: dict[str, int], stack: Stack, token: str, page_of: Callable[..., Page]
) -> None:
    address = made(engineer, "Away", ("number_input", "Least", {"timeoutS": 60}, [metrics["low"]]))
    page = page_of("operator")
    page.goto(address)
    low = widget(page, "Least")
    set_number(low, "33")
    expect(state(low)).to_contain_text(re.compile(r"^Requested 33(\.0)?: queued · \d+ s left$"))
    picture(page, "desk-light-controls-away")
    sampler = Sampler(stack.place.mqtt_port, token)
    try:
        expect(state(low)).to_have_attribute("data-status", "done", timeout=30_000)
        assert sampler.state["low"] == 33
        expect(low.get_by_test_id("reading")).to_have_text(number(33))
    finally:
        sampler.stop()


def test_who_loses_the_right_in_the_middle_sends_nothing_more_and_reads_why(
    engineer: Api, metrics: dict[str, int], sampler: Sampler, page_of: Callable[..., Page]
) -> None:
    address = made(engineer, "Lost right", ("number_input", "Least", {"confirmText": "Set {value}?"}, [metrics["low"]]))
    people = {one["email"]: one for one in engineer.get("/api/users?limit=50")["items"]}
    olli, viewers = people["operator@sluice.example"], people["viewer@sluice.example"]["profiles"]
    page = page_of("operator")
    page.goto(address)
    set_number(widget(page, "Least"), "3")
    expect(page.get_by_test_id("send-confirmed")).to_be_enabled()
    at_rest(page)
    try:
        engineer.patch(f"/api/users/{olli['id']}", {"profile_ids": [one["id"] for one in viewers]})
        # The press, or the news that the right is gone, which closes the button: whichever came first.
        page.get_by_test_id("send-confirmed").click(force=True)
        expect(state(widget(page, "Least"))).to_contain_text(re.compile("Rejected: |Needs the operator role"))
        picture(page, "desk-light-controls-lost-right")
        assert sampler.state["low"] == 100
        expect(page.get_by_test_id("number-input")).to_have_value("3")
    finally:
        engineer.patch(f"/api/users/{olli['id']}", {"profile_ids": [one["id"] for one in olli["profiles"]]})


@pytest.mark.parametrize("arrives", [True, False], ids=["it had arrived", "it had not"])
def test_what_became_of_a_command_that_was_under_way_when_the_wire_was_cut_is_shown_afterwards(
    engineer: Api, metrics: dict[str, int], sampler: Sampler, page_of: Callable[..., Page], cable: Cable, arrives: bool
) -> None:
    address = made(engineer, "Torn", ("number_input", "Least", {}, [metrics["low"]]))
    before = sent_from(engineer, address)
    page = page_of("operator", base_url=cable.address)
    page.goto(address)
    low = widget(page, "Least")
    expect(low.get_by_test_id("reading")).to_have_text(number(100))

    def torn(route: Route) -> None:
        if arrives:
            route.fetch()
        cable.cut()
        route.abort()

    page.route("**/command", torn)
    set_number(low, "61")
    # The news may have been faster than the cut.
    expect(state(low)).to_contain_text(
        re.compile(("Requested 61|61(.0)?: done|" if arrives else "") + "Not known whether it arrived")
    )
    picture(page, "desk-light-controls-torn")
    expect(low.get_by_test_id("set")).to_be_disabled()
    page.unroute("**/command")
    cable.mend()
    expect(low.get_by_test_id("set")).to_be_enabled(timeout=30_000)
    if arrives:
        expect(state(low)).to_contain_text(re.compile(r"^61(\.0)?: done"))
    else:
        expect(state(low)).to_have_text("It did not arrive: nothing was sent")
        assert sampler.state["low"] == 100
    # Whoever presses once more sends it once, and not twice.
    low.get_by_test_id("set").click()
    expect(low.get_by_test_id("reading")).to_have_text(number(61))
    expect(state(low)).to_contain_text("done")
    assert sent_from(engineer, address) == before + 1


def test_a_control_of_a_variable_sends_to_the_device_chosen_above_it(
    engineer: Api, metrics: dict[str, int], sampler: Sampler, page_of: Callable[..., Page]
) -> None:
    address = made(engineer, "Any", ("number_input", "Least", {}, [metrics["low"]]))
    spare = engineer.post("/api/devices", {"name": f"spare {time.time()}"})
    engineer.post(f"/api/devices/{spare['id']}/metrics", {"path": "low", "data_type": "double", "is_writable": True})
    board = engineer.get(f"/api{address}")
    document = board["document"]
    first = engineer.get(f"/api/metrics?search={DEVICE}&limit=1")["items"][0]["device_id"]
    document["variables"] = [{"name": "machine", "kind": "device", "label": "Machine", "default": first}]
    document["widgets"]["w1"]["bindings"] = [{"kind": "path", "device": "$machine", "path": "low"}]
    engineer.put(f"/api{address}/document", {"document": document, "base_version": board["version"]})
    page = page_of("operator")
    page.goto(address)
    low = widget(page, "Least")
    set_number(low, "12")
    expect(state(low)).to_contain_text("12: done")
    assert sampler.state["low"] == 12
    # Half typed for the one, it is not sent to the other.
    low.get_by_test_id("number-input").fill("77")
    page.get_by_role("combobox", name="Machine").click()
    page.get_by_role("option", name=spare["name"]).click()
    picture(page, "desk-light-controls-variable")
    expect(low.get_by_test_id("number-input")).not_to_have_value("77")
    set_number(low, "34")
    expect(state(low)).to_contain_text("Requested 34")
    assert sampler.state["low"] == 12
    sent = engineer.get(f"/api{address}/commands?var-machine={spare['id']}")["items"]
    assert [(one["device_id"], one["value"]) for one in sent] == [(spare["id"], 34.0)]


def test_through_a_public_link_controls_only_show_and_say_so(
    engineer: Api, metrics: dict[str, int], sampler: Sampler, browser: Browser, stack: Stack
) -> None:
    address = made(engineer, "For all", *everything(metrics))
    link = engineer.post(f"/api{address}/public-links", {})
    visitor = browser.new_context(base_url=stack.address, viewport={"width": 1440, "height": 1000}).new_page()
    visitor.goto(link["path"])
    expect(widget(visitor, "Least").get_by_test_id("reading")).to_contain_text("100")
    picture(visitor, "desk-light-controls-public")
    for title in ("Sampling", "Restart", "Least", "Recipe", "Mode", "Next start", "Sign", "Least by hand", "Batch"):
        expect(state(widget(visitor, title))).to_have_text("Read only through this link")
    expect(visitor.locator("article").locator("button:visible:enabled, input:visible:enabled")).to_have_count(0)
    visitor.context.close()


def test_a_control_whose_metric_was_deleted_says_so_and_sends_nothing(
    engineer: Api, sampler: Sampler, page_of: Callable[..., Page]
) -> None:
    device = engineer.post("/api/devices", {"name": f"short-lived {time.time()}"})
    fields = {"path": "valve", "data_type": "double", "is_writable": True}
    metric = engineer.post(f"/api/devices/{device['id']}/metrics", fields)
    address = made(engineer, "Gone", ("number_input", "Valve", {}, [metric["id"]]))
    page = page_of("operator")
    page.goto(address)
    widget(page, "Valve").get_by_test_id("number-input").fill("5")
    engineer.delete(f"/api/metrics/{metric['id']}")
    # At once, without a reload, and after one as well.
    for _ in range(2):
        expect(page.get_by_test_id("set")).to_have_count(0)
        expect(widget(page, "Valve")).to_contain_text("Deleted, or not yours to see")
        picture(page, "desk-light-controls-metric-gone")
        page.reload()


def test_signing_in_leads_to_the_dashboard_of_ones_profile_until_one_chooses_another(
    engineer: Api, metrics: dict[str, int], stack: Stack, page_of: Callable[..., Page], browser: Browser
) -> None:
    ours, mine = (made(engineer, name, ("value", "Number", {}, [metrics["number"]])) for name in ("Of all", "Of mine"))
    (profile,) = [one for one in engineer.get("/api/profiles")["items"] if one["name"] == "Viewers"]
    engineer.patch(f"/api/profiles/{profile['id']}", {"start_page": ours})
    try:
        fresh = browser.new_context(base_url=stack.address).new_page()
        log_in(fresh, "viewer@sluice.example", stack.demo["password"])
        fresh.wait_for_url(f"**{ours}")
        fresh.goto("/dashboards")
        fresh.get_by_test_id(f"dashboard-menu-{mine.rpartition('/')[2]}").click()
        with fresh.expect_response(lambda answer: answer.url.endswith("/api/me") and answer.request.method == "PATCH"):
            fresh.get_by_role("menuitem", name="Open after signing in").click()
        again = browser.new_context(base_url=stack.address).new_page()
        log_in(again, "viewer@sluice.example", stack.demo["password"])
        again.wait_for_url(f"**{mine}")
        for page in (fresh, again):
            page.context.close()
    finally:
        engineer.patch(f"/api/profiles/{profile['id']}", {"start_page": ""})
        Api(stack, "viewer@sluice.example", stack.demo["password"]).patch("/api/me", {"preferences": {"start_page": ""}})
