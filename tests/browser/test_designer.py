"""A dashboard is arranged in a real browser: by mouse, by keyboard, and for the phone."""

import re
import time

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PICTURES


def new_dashboard(page: Page, name: str) -> None:
    page.goto("/dashboards")
    page.get_by_test_id("new-dashboard").click()
    page.get_by_label("Name").fill(f"{name} {time.time():.0f}")
    page.get_by_test_id("create-dashboard").click()
    expect(page.get_by_test_id("palette-value")).to_be_visible()


def drag(page: Page, source: Locator, x: float, y: float, steps: int = 12) -> None:
    """By the middle of `source` to a point of the page, as a hand does it."""
    box = source.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(x, y, steps=steps)
    page.mouse.up()


def box_of(page: Page, widget: str) -> tuple[int, int, int, int]:
    box = page.get_by_test_id(f"select-{widget}").bounding_box()
    assert box is not None
    return round(box["x"]), round(box["y"]), round(box["width"]), round(box["height"])


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"designer-{name}.png")


def test_widgets_are_dragged_in_moved_stretched_and_put_back(engineer_page: Page) -> None:
    page = engineer_page
    new_dashboard(page, "Arranged")
    grid = page.get_by_test_id("grid").bounding_box()
    assert grid is not None
    left, top = grid["x"], grid["y"]
    for place, kind in enumerate(["timeseries", "value", "gauge", "lamp"]):
        source = page.get_by_test_id(f"palette-{kind}")
        target_y = top + 20 + place * 40
        source.drag_to(page.get_by_test_id("grid"), target_position={"x": 20 + place * 120, "y": target_y - top})
        page.keyboard.press("Escape")
    expect(page.locator("[data-cell]")).to_have_count(4)
    picture(page, "dropped")
    start = {widget: box_of(page, widget) for widget in ("w1", "w2", "w3", "w4")}

    drag(page, page.get_by_test_id("select-w4"), left + grid["width"] - 120, top + 60)
    assert box_of(page, "w4") != start["w4"]
    picture(page, "moved")
    page.get_by_test_id("select-w1").click()
    handle = page.locator('[data-edge="se"]')
    corner = handle.bounding_box()
    assert corner is not None
    drag(page, handle, corner["x"] - 80, corner["y"] + 70)
    assert box_of(page, "w1")[2] < start["w1"][2]
    picture(page, "stretched")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert {widget: box_of(page, widget) for widget in start} == start

    page.keyboard.press("Control+a")
    expect(page.get_by_test_id("designer-panel")).to_contain_text("4 widgets selected")
    picture(page, "all")
    page.get_by_test_id("select-w2").click(button="right")
    expect(page.get_by_test_id("widget-menu")).to_be_visible()
    picture(page, "menu")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("announcer")).to_contain_text(re.compile("Undone"))
