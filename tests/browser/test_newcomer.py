"""What somebody does in the first ten minutes, from signing in to a flow of their own on a dashboard."""

import csv
import io
import itertools
import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import log_in, still
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

ALARM = "CPU load is high"
# The burner has to raise the smoothed load and keep it up for the delay of the demo's flow.
BURNS_WITHIN_MS = 60_000


def widget(page: Page, title: str) -> Locator:
    """A widget of the open dashboard by its title."""
    return page.get_by_role("article", name=title, exact=True)


def open_demo(page: Page) -> None:
    """From the list of dashboards; the start page has a device of the same name."""
    page.wait_for_url("**/dashboards")
    page.get_by_test_id(re.compile(r"^dashboard-\d+$")).filter(has_text="This machine").click()
    page.wait_for_url(re.compile(r"/dashboards/\d+"))


def drag(page: Page, source: Locator, x: float, y: float) -> None:
    """Press on the middle of `source`, move in steps as a hand does, let go at the point."""
    source.scroll_into_view_if_needed()
    box = still(source)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 8, box["y"] + box["height"] / 2 + 8)
    page.mouse.move(x, y, steps=8)
    page.mouse.up()


def middle_of(element: Locator) -> tuple[float, float]:
    box = still(element)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def block(page: Page, kind: str) -> Locator:
    return page.locator(f'[data-testid^="block-"][data-type="{kind}"]')


def wire(page: Page, from_kind: str, output: str, to_kind: str, input_: str) -> None:
    """Draw a wire from an output to an input by dragging."""
    source = block(page, from_kind).locator(f'[data-side="output"][data-testid$=".{output}"]')
    target = block(page, to_kind).locator(f'[data-side="input"][data-testid$=".{input_}"]')
    drag(page, source, *middle_of(target))


def test_values_move_and_the_burner_raises_an_alarm_that_is_acknowledged(page: Page, stack: Stack) -> None:
    log_in(page, stack.demo["email"], stack.demo["password"])
    page.get_by_role("link", name="Dashboards", exact=True).first.click()
    open_demo(page)
    reading = widget(page, "Memory").get_by_test_id("reading")
    expect(reading).to_have_text(re.compile(r"\d"))
    first = reading.inner_text()
    expect(reading).not_to_have_text(first, timeout=20_000)

    burner = widget(page, "CPU burner")
    burner.get_by_role("switch").click()
    expect(burner).to_contain_text("Burning", timeout=20_000)
    alarm = widget(page, "Alarms").get_by_text(ALARM)
    expect(alarm).to_be_visible(timeout=BURNS_WITHIN_MS)

    page.goto("/alarms")
    page.get_by_role("button", name=f"Acknowledge {ALARM}").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Acknowledge")).to_be_disabled()
    dialog.get_by_label("Comment").fill("It is only the burner")
    dialog.get_by_role("button", name="Acknowledge").click()
    expect(dialog).to_be_hidden()

    page.get_by_role("tab", name="History").click()
    page.get_by_text(ALARM).first.click()
    expect(page.get_by_text("It is only the burner").first).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert any("It is only the burner" in row.values() and ALARM in row.values() for row in rows), rows

    page.goto("/dashboards")
    open_demo(page)
    burner.get_by_role("switch").click()
    expect(burner).to_contain_text("Off", timeout=20_000)


def test_a_flow_of_four_blocks_is_drawn_deployed_and_seen_on_a_widget(engineer_page: Page) -> None:
    page = engineer_page
    name = f"Doubled {int(time.time())}"
    page.goto("/flows")
    page.get_by_test_id("new-flow").click()
    page.get_by_label("Name").fill(name)
    page.get_by_test_id("create-flow").click()
    box = still(page.get_by_test_id("canvas"))
    left, top = box["x"] + 140, box["y"] + 160

    kinds = ["source.metric", "math.scale", "math.moving_average", "output.widget"]
    for place, kind in enumerate(kinds):
        drag(page, page.get_by_test_id(f"palette-{kind}"), left + place % 2 * 330, top + place // 2 * 170)
        expect(block(page, kind)).to_be_visible()
    for before, after in itertools.pairwise(kinds):
        wire(page, before, "value", after, "value")
    expect(page.locator('[data-testid^="wire-"]')).to_have_count(3)

    block(page, "source.metric").click()
    page.get_by_test_id("param-metric").get_by_role("combobox").or_(
        page.get_by_test_id("param-metric").get_by_role("textbox")
    ).first.fill("memory")
    page.get_by_role("option", name=re.compile("memory")).first.click()
    block(page, "math.scale").click()
    page.get_by_test_id("param-factor").fill("2")

    page.keyboard.press("Escape")
    expect(page.get_by_test_id("save-state")).to_contain_text("Saved")
    page.get_by_test_id("deploy").click()
    page.get_by_test_id("deploy-confirm").click()
    expect(page.get_by_test_id("flow-state")).to_contain_text("runs", timeout=20_000)

    page.goto("/dashboards")
    page.get_by_test_id("new-dashboard").click()
    page.get_by_label("Name").fill(name)
    page.get_by_test_id("create-dashboard").click()
    page.get_by_test_id("palette-value").click()
    page.get_by_role("button", name="Add a flow's output").click()
    page.get_by_role("combobox", name="Flow", exact=True).or_(page.get_by_role("textbox", name="Flow", exact=True)).click()
    page.get_by_role("option", name=name).click()
    page.get_by_role("combobox", name="Widget output").or_(page.get_by_role("textbox", name="Widget output")).click()
    page.get_by_role("option").first.click()
    page.get_by_test_id("done-editing").click()
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("done-editing")).to_have_count(0)
    expect(page.get_by_test_id("reading").first).to_have_text(re.compile(r"\d"), timeout=20_000)
