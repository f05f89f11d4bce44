"""The life of a dashboard: begun with a template, led to another machine, arranged in a draft, published, compared, wired, moved.

Each page that matters is photographed.
"""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import Traffic, at_rest, barriers_in_both_schemes
from tests.browser.conftest import ACTION_WITHIN_MS, let_in, picture
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

MAKE = """
from core.clock import now_us
from devices import services
from devices.models import DeviceType
from organizations.models import Organization, Site
from telemetry.store import Samples, current
organization = Organization.objects.get(name="Demo")
kind, _ = DeviceType.objects.get_or_create(organization=organization, name="Boiler")
site, _ = Site.objects.get_or_create(organization=organization, name="Hall 3")
facts = {"outlet/temp": "°C", "power": "kW", "fan/speed": "rpm", "vibration": "mm/s", "hours": "h"}
for number, name in enumerate(("boiler-north", "boiler-south")):
    device = organization.devices.filter(name=name).first()
    if device is None:
        device = services.create_device(organization, name=name, type=kind, site=site)
        metrics = [services.create_metric(device, path=path, unit=unit) for path, unit in facts.items()]
        metrics.append(services.create_metric(device, path="running", data_type="boolean"))
        end = now_us()
        ids, times, values = [], [], []
        for metric in metrics:
            for step in range(200):
                ids.append(metric.id)
                times.append(end - step * 15_000_000)
                wave = 60 + number * 25 + metric.id % 7 + (step * 7 % 23) / 3
                values.append(step % 60 > 12 if metric.path == "running" else wave)
        current().append(Samples.of(ids, times, values))
"""


def picture_at_rest(page: Page, name: str) -> None:
    at_rest(page)
    picture(page, name)


@pytest.fixture
def boilers(stack: Stack) -> None:
    stack.manage("shell", "--no-imports", "-c", MAKE)


def test_one_dashboard_serves_two_machines_from_template_to_file(
    engineer_page: Page, stack: Stack, browser: Browser, boilers: None, tmp_path: Path
) -> None:
    page = engineer_page
    name = f"Boilers {int(time.time())}"
    page.goto("/dashboards")
    page.get_by_test_id("new-dashboard").click()
    page.get_by_test_id("dashboard-name").fill(name)
    expect(page.get_by_test_id("template-alarm_wall")).to_be_visible()
    picture_at_rest(page, "desk-light-dashboard-create")
    page.get_by_test_id("template-machine_overview").click()
    page.get_by_role("combobox", name="Only devices of the type").click()
    page.get_by_role("option", name="Boiler").click()
    page.get_by_test_id("create-dashboard").click()
    page.wait_for_url(re.compile(r"/dashboards/\d+$"))

    # Which machine is chosen stands in the address, and the values follow.
    chooser = (
        page.get_by_test_id("variable-machine")
        .get_by_role("combobox")
        .or_(page.get_by_test_id("variable-machine").get_by_role("textbox"))
    )
    expect(chooser.first).to_have_value("boiler-north")
    expect(page.get_by_role("heading", name="Temperature", exact=True)).to_be_visible()
    picture_at_rest(page, "desk-light-dashboard-variable")
    chooser.first.click()
    page.get_by_role("option", name=re.compile("boiler-south")).click()
    expect(page).to_have_url(re.compile(r"var-machine=\d+"))
    expect(chooser.first).to_have_value("boiler-south")
    board = re.search(r"/dashboards/(\d+)", page.url)
    assert board is not None
    page.goto(f"/dashboards/{board[1]}?var-machine=987654")
    expect(page.get_by_text("There is no device 987654").first).to_be_visible()
    picture_at_rest(page, "desk-light-dashboard-missing-device")

    # What is arranged is a draft until it is published.
    page.goto(f"/dashboards/{board[1]}?edit=1")
    page.get_by_test_id("palette-gauge").click()
    page.get_by_test_id("param-title").fill("Outlet")
    page.get_by_test_id("bind-variable").click()
    page.get_by_test_id("bind-path").fill("outlet/temp")
    page.keyboard.press("Escape")
    picture_at_rest(page, "desk-light-dashboard-bind-variable")
    page.get_by_test_id("edit-variables").click()
    expect(page.get_by_test_id("variable-form-machine")).to_be_visible()
    picture_at_rest(page, "desk-light-dashboard-variables")
    page.keyboard.press("Escape")
    page.get_by_test_id("done-editing").click()
    expect(page.get_by_test_id("changes")).to_contain_text("Widget “Outlet” added")
    page.get_by_test_id("publish-message").fill("The outlet on a gauge")
    picture_at_rest(page, "desk-light-dashboard-publish")
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("done-editing")).to_have_count(0)
    expect(page.get_by_role("heading", name="Outlet", exact=True)).to_be_visible()

    # Two people at once: what both changed differently is chosen one by one.
    page.goto(f"/dashboards/{board[1]}?edit=1")
    expect(page.get_by_role("button", name=re.compile("^Outlet, "))).to_be_visible()
    other = browser.new_context(base_url=stack.address, viewport={"width": 1440, "height": 900}, locale="en-GB")
    other.set_default_timeout(ACTION_WITHIN_MS)
    second = other.new_page()
    let_in(other, stack, stack.demo["email"], stack.demo["password"])
    second.goto(f"/dashboards/{board[1]}?edit=1")
    second.get_by_role("button", name=re.compile("^Outlet, ")).click()
    second.get_by_test_id("param-title").fill("Theirs")
    second.get_by_test_id("save-dashboard").click()
    expect(second.get_by_test_id("save-state")).to_contain_text("Saved")
    page.get_by_role("button", name=re.compile("^Outlet, ")).click()
    page.get_by_test_id("param-title").fill("Mine")
    # A pause saves by itself, and finds that somebody else did.
    expect(page.get_by_test_id("conflict-merge")).to_be_enabled()
    picture_at_rest(page, "desk-light-dashboard-conflict")
    page.get_by_test_id("conflict-merge").click()
    expect(page.get_by_test_id("save-state")).to_contain_text("Saved")
    other.close()
    page.get_by_test_id("publish-dashboard").click()
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("done-editing")).to_have_count(0)
    expect(page.get_by_role("heading", name="Mine", exact=True)).to_be_visible()

    page.goto(f"/dashboards/{board[1]}?edit=1")
    page.get_by_test_id("versions").click()
    page.get_by_test_id("compare-2").click()
    expect(page.get_by_test_id("comparison")).to_contain_text("Widget “Outlet” added")
    picture_at_rest(page, "desk-light-dashboard-versions")
    page.keyboard.press("Escape")

    # The other view of the same thing, and back.
    page.get_by_test_id("open-flow").click()
    page.wait_for_url(re.compile(r"/flows/\d+"))
    expect(page.get_by_test_id(f"interface-{board[1]}")).to_be_visible()
    expect(page.get_by_text("Mine").first).to_be_visible()
    picture_at_rest(page, "desk-light-dashboard-flow")
    page.get_by_test_id(f"interface-{board[1]}").click()
    page.wait_for_url(re.compile(rf"/dashboards/{board[1]}"))

    # Out as a file, and in again by dropping it onto the list.
    page.get_by_test_id("dashboard-more").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export as YAML").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    text = path.read_text()
    assert "sluice: dashboard" in text
    assert "deviceType: {$device_type: Boiler}" in text
    page.goto("/dashboards")
    renamed = text.replace("$device_type: Boiler", "$device_type: Kiln")
    page.get_by_test_id("file-drop").evaluate(
        """(place, text) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "kiln.dashboard.yaml"));
            place.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
        }""",
        renamed,
    )
    dialog = page.get_by_role("dialog", name="Import a dashboard")
    expect(dialog).to_contain_text("Kiln")
    picture_at_rest(page, "desk-light-dashboard-import")
    assert barriers_in_both_schemes(page) == []
    dialog.get_by_role("textbox", name="Name").fill(f"{name} again")
    page.get_by_test_id("confirm-import").click()
    page.wait_for_url(re.compile(r"/dashboards/\d+$"))
    expect(page.get_by_role("heading", name="Mine", exact=True)).to_be_visible()


@pytest.mark.parametrize("key", ["energy", "climate", "tanks", "fleet_map", "alarm_wall"])
def test_ready_dashboards_look_right_with_what_there_is(engineer_page: Page, boilers: None, key: str) -> None:
    page, traffic = engineer_page, Traffic(engineer_page)
    page.goto("/dashboards")
    page.get_by_test_id("new-dashboard").click()
    page.get_by_test_id("dashboard-name").fill(f"{key} {int(time.time())}")
    page.get_by_test_id(f"template-{key}").click()
    page.get_by_test_id("create-dashboard").click()
    page.wait_for_url(re.compile(r"/dashboards/\d+$"))
    expect(page.get_by_test_id("variables")).to_be_visible()
    traffic.wait()
    picture_at_rest(page, f"desk-light-ready-{key}")
    page.set_viewport_size({"width": 390, "height": 844})
    traffic.wait()
    picture_at_rest(page, f"phone-light-ready-{key}")
