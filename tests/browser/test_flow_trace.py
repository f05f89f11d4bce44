"""A sample is followed through a flow, kept as a test, and the test keeps a mistake from being deployed."""

import json
import re
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture
from tests.flows.drawing import draw
from tests.stack import Api, Stack, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(360)]

# A boiler whose last four of twenty samples are hot; its token comes back for samples to come.
HISTORY = """
import json, time
from devices import credentials, services
from organizations.models import User
from telemetry.store import Samples, current

engineer = User.objects.get(email={email!r})
device = services.create_device(engineer.organization, name={name!r})
metric = services.create_metric(device, path="heat", unit="°C")
now_us = time.time_ns() // 1_000_000 * 1000
times = [now_us - place * 60_000_000 for place in range(20, 0, -1)]
current().append(Samples.of([metric.id] * 20, times, [60.0] * 16 + [90.0] * 4))
print("made", json.dumps([device.id, credentials.issue_token(device)[1]]))
"""


def watching(raise_at: float = 80) -> dict[str, Any]:
    return draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "heat"}),
            "b2": ("math.moving_average", {"window": 3}),
            "b3": ("logic.threshold", {"raise_at": raise_at, "clear_at": 70}),
            "b4": ("output.alarm", {"title": "Too hot"}),
            "b5": ("output.debug", {}),
        },
        "b1.value > b2.value",
        "b2.value > b3.value",
        "b3.active > b4.active",
        "b3.value > b4.value",
        "b2.error > b5.value",
    )


def laid_out(document: dict[str, Any]) -> dict[str, Any]:
    for place, block in enumerate(document["blocks"].values()):
        block["position"] = {"x": 280 * (place % 4), "y": 160 * (place // 4)}
    return document


class Boiler:
    """A device with a past and a flow that hears it."""

    def __init__(self, stack: Stack, engineer: Api, name: str) -> None:
        told = stack.manage("shell", given=HISTORY.format(email=stack.demo["email"], name=name))
        made = re.search(r"made (\[.*\])", told)
        assert made is not None, told
        self.id, self.token = json.loads(made[1])
        self.name, self.stack = name, stack
        flow = engineer.post("/api/flows", {"name": f"{name} watch", "document": laid_out(watching())})
        self.flow_id = flow["id"]
        engineer.post(f"/api/flows/{self.flow_id}/deploy", {})

    def send(self, heat: float) -> None:
        answer = requests.post(
            f"{self.stack.address}/api/devices/{self.id}/samples",
            json={"heat": heat},
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=10,
        )
        assert answer.ok, answer.text


def choose_device(page: Page, name: str) -> None:
    picker = page.get_by_test_id("dock").get_by_label("Device")
    picker.click()
    picker.fill(name)
    page.get_by_role("option", name=re.compile(name)).click()


def test_a_stored_sample_is_traced_and_kept_as_a_test_that_stops_a_wrong_deploy(engineer_page: Page, stack: Stack) -> None:
    engineer = stack.engineer()
    boiler = Boiler(stack, engineer, "Boiler 4")
    flow_id, device = boiler.flow_id, boiler.name
    page = engineer_page

    # A stored sample is chosen and followed by the arrow keys.
    page.goto(f"/flows/{flow_id}")
    page.get_by_test_id("trace-tab").click()
    expect(page.get_by_text("choose one to see its samples")).to_be_visible()
    choose_device(page, device)
    # The third hot one is that which the average crosses the limit with.
    page.get_by_test_id("trace-sample").nth(1).click()
    trace = page.get_by_test_id("trace")
    expect(trace).to_contain_text("heat = 90")
    expect(page.get_by_test_id("block-b1")).to_have_attribute("data-trace", "current")
    expect(page.get_by_test_id("block-b4")).to_have_attribute("data-trace", "ahead")
    expect(page.get_by_test_id("block-b5")).to_have_attribute("data-trace", "outside")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("block-b4")).to_have_attribute("data-trace", "current")
    expect(page.get_by_test_id("chip-b2.value")).to_have_text("90")
    expect(page.get_by_test_id("trace-details")).to_contain_text("raise")
    picture(page, "flow-trace")
    with page.expect_download() as download:
        trace.get_by_label("Download as JSON").click()
    assert download.value.suggested_filename.startswith(f"trace-{flow_id}-")

    # One click makes a test of it, which passes.
    page.get_by_test_id("trace-to-test").click()
    expect(page.get_by_test_id("test-name")).to_have_value("heat 90 → raise")
    page.keyboard.press("Escape")  # closes nothing but the trace
    page.get_by_test_id("tests-run-all").click()
    expect(page.get_by_test_id("test-result")).to_contain_text("As expected")
    picture(page, "flow-tests")

    # With a wrong limit the deploy is stopped, and goes through only knowingly.
    page.get_by_test_id("block-b3").click()
    page.locator("input[data-testid='param-raise_at'], [data-testid='param-raise_at'] input").fill("95")
    page.get_by_test_id("deploy").click()
    page.get_by_test_id("deploy-confirm").click()
    failed = page.get_by_test_id("failed-tests")
    expect(failed).to_contain_text("did not ask for raise")
    picture(page, "flow-deploy-stopped")
    assert engineer.get(f"/api/flows/{flow_id}")["live_revision"] == 1
    page.get_by_test_id("deploy-despite").click()
    expect(page.get_by_test_id("flow-state")).to_contain_text("Revision 2 runs")
    newest = engineer.get(f"/api/flows/{flow_id}/revisions")["items"][0]
    assert (newest["number"], newest["message"]) == (2, "Deployed although tests fail: “heat 90 → raise”.")
    page.get_by_test_id("tests-tab").click()
    expect(page.get_by_test_id("tests-tab")).to_contain_text("1 test fails")


def test_the_next_sample_is_caught_as_it_comes(engineer_page: Page, stack: Stack) -> None:
    engineer = stack.engineer()
    boiler = Boiler(stack, engineer, "Boiler 5")
    page = engineer_page
    page.goto(f"/flows/{boiler.flow_id}")
    page.get_by_test_id("trace-tab").click()
    choose_device(page, boiler.name)

    page.get_by_test_id("trace-next").click()
    # What comes once it says so is surely met.
    expect(page.get_by_test_id("trace-waiting")).to_have_attribute("data-listening", "true")
    boiler.send(71.5)

    expect(page.get_by_test_id("trace")).to_contain_text("heat = 71.5")
    expect(page.get_by_test_id("trace")).to_contain_text("as it ran")
    picture(page, "flow-trace-live")


def test_wires_show_the_watched_device_and_a_failure_shows_its_inputs(engineer_page: Page, stack: Stack) -> None:
    engineer = stack.engineer()
    boiler = Boiler(stack, engineer, "Boiler 6")
    flow_id, device = boiler.flow_id, boiler.name
    document = watching()
    document["blocks"]["b2"] = {"type": "math.formula", "version": 1, "params": {"expression": "100 / value"}, "label": ""}
    document["wires"][0]["to"] = "b2.value"
    draft = engineer.get(f"/api/flows/{flow_id}/draft")
    engineer.put(f"/api/flows/{flow_id}/draft", {"document": laid_out(document), "base_version": draft["version"]})
    engineer.post(f"/api/flows/{flow_id}/deploy", {})
    page = engineer_page
    page.goto(f"/flows/{flow_id}")
    picker = page.get_by_test_id("watched-device").get_by_role("textbox")
    picker.click()
    picker.fill(device)
    page.get_by_role("option", name=re.compile(device)).click()

    def is_shown() -> bool:
        boiler.send(50)
        page.wait_for_timeout(300)
        # What the revision before made of it may have come first.
        return page.get_by_test_id("chip-b2.value").filter(has_text=re.compile(r"^2$")).count() > 0

    wait_for(is_shown, within_s=20, says="the value of the new revision is on its wire")
    expect(page.get_by_test_id("chip-b1.value")).to_be_visible()
    boiler.send(0)
    page.get_by_test_id("block-b2").click()
    expect(page.get_by_test_id("last-error")).to_contain_text("value0")
    expect(page.get_by_test_id("last-error")).to_contain_text(device)
    picture(page, "flow-watch-error")
