"""A dashboard is arranged in a real browser: by mouse, by keyboard, and for the phone."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import picture, still
from tests.stack import Stack, wait_for

STEPS = 20


def new_dashboard(page: Page, name: str) -> None:
    page.goto("/dashboards")
    page.get_by_test_id("new-dashboard").click()
    page.get_by_label("Name").fill(f"{name} {time.time():.0f}")
    page.get_by_test_id("create-dashboard").click()
    expect(page.get_by_test_id("palette-value")).to_be_visible()


def cell(page: Page, widget: str) -> Locator:
    return page.get_by_test_id(f"select-{widget}")


def box_of(page: Page, widget: str) -> tuple[int, int, int, int]:
    box = still(cell(page, widget))
    return round(box["x"]), round(box["y"]), round(box["width"]), round(box["height"])


def wait_until(is_so: Callable[[], bool], says: str) -> None:
    wait_for(is_so, within_s=15, says=says)


def drag(page: Page, source: Locator, x: float, y: float) -> None:
    """The middle of `source` by so many pixels, as a hand does it."""
    box = still(source)
    start_x, start_y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(start_x, start_y)
    page.mouse.down()
    page.mouse.move(start_x + x, start_y + y, steps=12)
    page.mouse.up()


def shelf(page: Page, name: str) -> None:
    page.get_by_test_id("library").get_by_text(name, exact=True).click()


def drop_data(page: Page, search: str, rows: list[str], at: tuple[int, int]) -> None:
    """Metrics found by search, ticked when there are several, and dragged onto the page."""
    tree = page.get_by_test_id("data-tree")
    tree.get_by_role("searchbox").or_(tree.get_by_role("textbox")).first.fill(search)
    # What was found before stands there for a moment longer.
    expect(tree.get_by_role("treeitem").filter(has_not_text=search)).to_have_count(0)
    items = [tree.get_by_role("treeitem", name=row).first for row in rows]
    for item in items if len(items) > 1 else []:
        item.click()
    items[0].drag_to(page.get_by_test_id("grid"), target_position={"x": at[0], "y": at[1]})


def laptop(stack: Stack) -> dict[str, Any]:
    """A machine that tells what it computes and can be told to end a process."""
    api = stack.engineer()
    device: dict[str, Any] = api.post("/api/devices", {"name": f"Laptop {time.time():.0f}"})
    metrics = [
        {"path": "processor/used", "unit": "%", "data_type": "double", "low": 0, "high": 100},
        {"path": "process/first", "data_type": "string"},
        {"path": "process/second", "data_type": "string"},
        {"path": "process/third", "data_type": "string"},
        {"path": "process/kill", "data_type": "long", "is_writable": True},
    ]
    for metric in metrics:
        api.post(f"/api/devices/{device['id']}/metrics", metric)
    return device


def test_widgets_are_dragged_in_moved_stretched_and_put_back(engineer_page: Page) -> None:
    page = engineer_page
    new_dashboard(page, "Arranged")
    for place, kind in enumerate(["timeseries", "value", "gauge", "lamp"]):
        page.get_by_test_id(f"palette-{kind}").drag_to(
            page.get_by_test_id("grid"), target_position={"x": 20 + place * 150, "y": 20}
        )
        page.keyboard.press("Escape")
        expect(page.locator("[data-cell]")).to_have_count(place + 1)
    start = {widget: box_of(page, widget) for widget in ("w1", "w2", "w3", "w4")}

    drag(page, cell(page, "w4"), 300, 90)
    wait_until(lambda: box_of(page, "w4") != start["w4"], "it is moved")
    cell(page, "w1").click()
    drag(page, page.locator('[data-edge="se"]'), -120, 70)
    wait_until(lambda: box_of(page, "w1")[2] < start["w1"][2], "it is narrower")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    wait_until(lambda: {widget: box_of(page, widget) for widget in start} == start, "all stand where they stood")
    expect(page.get_by_test_id("announcer")).to_contain_text("Undone")

    page.keyboard.press("Control+a")
    expect(page.get_by_test_id("designer-panel")).to_contain_text("4 widgets selected")
    cell(page, "w2").click(button="right")
    expect(page.get_by_test_id("widget-menu")).to_be_visible()
    picture(page, "designer-menu")


def test_a_machine_is_shown_and_commanded_by_dragging_what_it_says(engineer_page: Page, stack: Stack) -> None:
    page = engineer_page
    laptop(stack)
    new_dashboard(page, "Laptop")
    shelf(page, "Data")
    drop_data(page, "processor/used", ["processor/used"], (40, 40))
    picture(page, "designer-chooser")
    page.get_by_test_id("choose-timeseries").click()
    expect(page.get_by_test_id("widget-w1")).to_be_visible()
    page.get_by_test_id("param-title").fill("Processor")

    drop_data(page, "process/", ["process/first", "process/second", "process/third"], (40, 420))
    page.get_by_test_id("choose-latest_table").click()
    page.get_by_test_id("param-title").fill("Busiest processes")
    drop_data(page, "process/kill", ["process/kill"], (560, 420))
    page.get_by_test_id("choose-button").click()
    page.get_by_test_id("param-title").fill("Kill process")
    expect(page.locator("[data-cell]")).to_have_count(3)
    page.keyboard.press("Escape")

    # By keyboard alone: the table narrower, the button beside it, both named by the reader.
    cell(page, "w2").focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_test_id("announcer")).to_contain_text(re.compile(r"Column \d+, row \d+"))
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("param-title")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("F6")
    picture(page, "designer-laptop")

    page.get_by_text("Phone layout", exact=True).locator("xpath=ancestor::label").click()
    page.get_by_test_id("copy-from-desktop").click()
    cell(page, "w3").click()
    page.get_by_test_id("action-hideOnPhone").click()
    expect(page.locator("[data-cell]")).to_have_count(2)
    drag(page, cell(page, "w2"), 0, -500)
    wait_until(lambda: box_of(page, "w2")[1] < box_of(page, "w1")[1], "it stands above the other")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("hidden-on-phone")).to_contain_text("Kill process")
    picture(page, "designer-phone")
    page.get_by_text("Desktop layout", exact=True).locator("xpath=ancestor::label").click()
    expect(page.locator("[data-cell]")).to_have_count(3)

    finished = {widget: box_of(page, widget) for widget in ("w1", "w2", "w3")}
    for _ in range(STEPS):
        if page.get_by_test_id("undo").is_disabled():
            break
        page.keyboard.press("Control+z")
    expect(page.locator("[data-cell]")).to_have_count(0)
    for _ in range(STEPS):
        page.keyboard.press("Control+Shift+z")
    # The last thing done again was done to the phone's layout, and is shown there.
    expect(page.locator("[data-cell]")).to_have_count(2)
    page.get_by_text("Desktop layout", exact=True).locator("xpath=ancestor::label").click()
    expect(page.locator("[data-cell]")).to_have_count(3)
    wait_until(lambda: {widget: box_of(page, widget) for widget in finished} == finished, "all is as it was")
    page.get_by_test_id("save-dashboard").click()
    expect(page.get_by_test_id("save-state")).to_contain_text("Saved")
    page.get_by_test_id("publish-dashboard").click()
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("confirm-publish")).to_be_hidden()

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(page.url.split("?")[0])
    expect(page.get_by_test_id("widget-w2")).to_be_visible()
    expect(page.get_by_test_id("widget-w3")).to_have_count(0)
    picture(page, "designer-phone-viewer")


def written(page: Page) -> str:
    """The document that is stored, byte for byte, once nothing is left to save."""
    page.keyboard.press("Control+s")
    expect(page.get_by_test_id("save-state")).to_contain_text("Saved")
    board = re.findall(r"/dashboards/(\d+)", page.url)[0]
    stored = page.request.get(f"/api/dashboards/{board}").json()
    return json.dumps((stored["draft"] or stored)["document"], ensure_ascii=False)


@pytest.mark.timeout(180)
def test_twenty_steps_of_every_kind_are_taken_back_and_done_again_to_the_byte(engineer_page: Page) -> None:
    page = engineer_page
    new_dashboard(page, "Twenty steps")
    for kind in ("value", "gauge"):
        page.get_by_test_id(f"palette-{kind}").click()
        page.keyboard.press("Escape")
    before = written(page)
    page.reload()
    expect(cell(page, "w2")).to_be_visible()

    def select(*widgets: str) -> None:
        for place, widget in enumerate(widgets):
            cell(page, widget).click(modifiers=["Shift"] if place else [])

    def press(keys: str, *widgets: str) -> None:
        select(*widgets)
        page.keyboard.press(keys)

    def title(widget: str, text: str) -> None:
        select(widget)
        page.get_by_test_id("param-title").fill(text)

    def duplicate_page() -> None:
        page.get_by_test_id("page-menu").click()
        page.get_by_test_id("duplicate-page").click()
        page.get_by_test_id("page-p1").click()

    def lay_out(way: str) -> None:
        page.get_by_test_id("page-kind").get_by_text(way).click()

    def look_back() -> None:
        page.get_by_test_id("time-range").click()
        page.get_by_role("button", name="Last 6 hours").click()

    steps: list[Callable[[], None]] = [
        lambda: title("w1", "Inlet"),
        lambda: press("ArrowRight", "w2"),
        lambda: press("Shift+ArrowRight", "w1"),
        lambda: page.get_by_test_id("palette-lamp").click(),
        lambda: title("w3", "Running"),
        lambda: drag(page, cell(page, "w3"), 300, 90),
        lambda: press("Control+d", "w3"),
        lambda: press("Alt+Shift+W", "w1", "w2"),
        lambda: press("Control+g", "w1", "w2"),
        lambda: press("l", "w3"),
        lambda: press("Shift+l", "w3"),
        lambda: press("Delete", "w3"),
        lambda: press("Shift+h", "w4"),
        duplicate_page,
        lambda: lay_out("Freely"),
        lambda: press("{", "w4"),
        lambda: press("Control+Shift+g", "w1"),
        lambda: lay_out("On a grid"),
        lambda: page.get_by_test_id("palette-label").click(),
        look_back,
    ]
    assert len(steps) == STEPS
    for step in steps:
        step()
        # Out of the field, and then of the widget.
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    after = written(page)
    assert after != before
    picture(page, "designer-twenty-steps")

    for _ in range(STEPS):
        expect(page.get_by_test_id("undo")).to_be_enabled()
        page.keyboard.press("Control+z")
    expect(page.get_by_test_id("undo")).to_be_disabled()
    assert written(page) == before
    for _ in range(STEPS):
        expect(page.get_by_test_id("redo")).to_be_enabled()
        page.keyboard.press("Control+Shift+z")
    expect(page.get_by_test_id("redo")).to_be_disabled()
    assert written(page) == after


def test_a_process_picture_lies_freely_on_its_page(engineer_page: Page) -> None:
    page = engineer_page
    new_dashboard(page, "Picture")
    page.get_by_test_id("page-kind").get_by_text("Freely").click()
    for kind in ("gauge", "value"):
        page.get_by_test_id(f"palette-{kind}").drag_to(page.get_by_test_id("sheet"), target_position={"x": 200, "y": 120})
    drag(page, cell(page, "w2"), 40, 30)

    def overlap() -> bool:
        first, second = box_of(page, "w1"), box_of(page, "w2")
        return first[0] < second[0] < first[0] + first[2]

    wait_until(overlap, "they overlap")
    page.keyboard.press("{")
    depth = "element => Number(getComputedStyle(element.closest('[data-cell]')).zIndex)"
    wait_until(lambda: cell(page, "w2").evaluate(depth) < cell(page, "w1").evaluate(depth), "it lies below the other")
    page.keyboard.press("Control+a")
    page.get_by_test_id("action-alignLeft").click()
    wait_until(lambda: box_of(page, "w1")[0] == box_of(page, "w2")[0], "their left edges are one")
    picture(page, "designer-free")
