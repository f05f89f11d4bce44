"""The flow editor by hand and by keys: building, rearranging, grouping, finding, and all of it undone."""

import json
import re
import time
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import still
from tests.browser.test_newcomer import block, drag, middle_of, wire
from tests.flows.drawing import draw
from tests.stack import Stack, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def open_new_flow(page: Page, name: str) -> Locator:
    page.goto("/flows")
    page.get_by_test_id("new-flow").click()
    page.get_by_label("Name").fill(f"{name} {int(time.time())}")
    page.get_by_test_id("create-flow").click()
    canvas = page.get_by_test_id("canvas")
    expect(canvas).to_be_visible()
    return canvas


def place(page: Page, kind: str, x: float, y: float) -> None:
    """Find a block by its name in the palette and drag it to a point of the canvas."""
    box = still(page.get_by_test_id("canvas"))
    page.get_by_test_id("palette-search").fill(kind)
    drag(page, page.get_by_test_id(f"palette-{kind}"), box["x"] + x, box["y"] + y)
    expect(block(page, kind).first).to_be_visible()
    page.get_by_test_id("palette-search").fill("")
    page.keyboard.press("Escape")


def wires(page: Page) -> Locator:
    return page.locator('[data-testid^="wire-"]')


def saved(page: Page) -> None:
    """Nothing is left to save."""
    expect(page.get_by_test_id("save-state")).to_contain_text("Saved")


def document(page: Page) -> dict[str, Any]:
    """What is stored, once nothing is left to save."""
    page.keyboard.press("Control+s")
    saved(page)
    flow = re.findall(r"/flows/(\d+)", page.url)[0]
    stored: dict[str, Any] = page.request.get(f"/api/flows/{flow}/draft").json()["document"]
    return stored


def test_blocks_come_into_wires_and_after_wires_and_all_of_it_is_undone(engineer_page: Page) -> None:
    page = engineer_page
    canvas = open_new_flow(page, "By hand")
    place(page, "source.constant", 150, 140)
    place(page, "output.debug", 760, 140)
    wire(page, "source.constant", "value", "output.debug", "value")
    expect(wires(page)).to_have_count(1)

    # A block from the palette, dropped on the wire.
    start, end = middle_of(block(page, "source.constant")), middle_of(block(page, "output.debug"))
    page.get_by_test_id("palette-search").fill("math.scale")
    drag(page, page.get_by_test_id("palette-math.scale"), (start[0] + end[0]) / 2, start[1] + 4)
    expect(block(page, "math.scale")).to_be_visible()
    expect(wires(page)).to_have_count(2)

    # A wire dropped on the empty canvas asks what shall follow, and wires it.
    output = block(page, "math.scale").locator('[data-side="output"][data-testid$=".value"]')
    box = still(canvas)
    drag(page, output, box["x"] + 560, box["y"] + 360)
    expect(page.get_by_test_id("pick-list").get_by_role("combobox")).to_be_focused()
    page.keyboard.type("threshold")
    page.keyboard.press("Enter")
    expect(block(page, "logic.threshold")).to_be_visible()
    expect(wires(page)).to_have_count(3)

    # Taken out of the line again, the neighbours are joined.
    page.keyboard.press("Escape")
    block(page, "math.scale").click()
    page.keyboard.press("Control+Delete")
    expect(block(page, "math.scale")).to_have_count(0)
    expect(wires(page)).to_have_count(2)

    for _ in range(6):
        page.keyboard.press("Control+z")
    expect(block(page, "source.constant")).to_have_count(0)
    expect(wires(page)).to_have_count(0)
    for _ in range(6):
        page.keyboard.press("Control+Shift+z")
    expect(wires(page)).to_have_count(2)
    expect(block(page, "math.scale")).to_have_count(0)
    assert len(document(page)["blocks"]) == 3


def test_a_free_block_is_dragged_into_a_wire(engineer_page: Page) -> None:
    page = engineer_page
    open_new_flow(page, "Into the wire")
    place(page, "source.constant", 150, 140)
    place(page, "output.debug", 760, 140)
    place(page, "math.scale", 450, 360)
    wire(page, "source.constant", "value", "output.debug", "value")
    page.keyboard.press("Escape")

    start, end = middle_of(block(page, "source.constant")), middle_of(block(page, "output.debug"))
    drag(page, block(page, "math.scale"), (start[0] + end[0]) / 2, start[1] + 4)

    expect(wires(page)).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(wires(page)).to_have_count(1)


def test_groups_and_notes_are_made_moved_folded_and_kept(engineer_page: Page) -> None:
    page = engineer_page
    open_new_flow(page, "Grouped")
    place(page, "source.constant", 200, 200)
    place(page, "math.scale", 520, 200)
    wire(page, "source.constant", "value", "math.scale", "value")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+g")
    group = page.get_by_test_id("group-g1")
    expect(group).to_be_visible()
    page.get_by_test_id("group-title").fill("Warm part")
    page.keyboard.press("Escape")

    before = still(block(page, "math.scale"))
    head = group.get_by_text("Warm part")
    x, y = middle_of(head)
    drag(page, head, x + 80, y + 120)
    wait_for(
        lambda: still(block(page, "math.scale"))["y"] - before["y"] == pytest.approx(120, abs=10),
        within_s=15,
        says="what is in the group has come along",
    )

    page.keyboard.press("Escape")
    page.keyboard.press("c")
    note = page.get_by_test_id("note-n1")
    expect(note.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("**Ask Ada** first")
    page.keyboard.press("Escape")
    expect(note.locator("strong")).to_have_text("Ask Ada")

    group.get_by_role("button", name="Fold to one box").click()
    expect(block(page, "math.scale")).to_have_count(0)
    stored = document(page)
    assert stored["groups"]["g1"] | {"blocks": None} == {
        "title": "Warm part",
        "note": "",
        "color": "grey",
        "blocks": None,
        "notes": [],
        "is_collapsed": True,
    }
    assert stored["notes"]["n1"]["text"] == "**Ask Ada** first"

    # Searching finds what is folded away, and unfolds it.
    page.keyboard.press("Control+f")
    expect(page.get_by_test_id("find-bar").get_by_role("textbox")).to_be_focused()
    page.keyboard.type("math.scale")
    page.keyboard.press("Enter")
    expect(block(page, "math.scale")).to_be_visible()


def test_a_flow_is_built_and_changed_without_a_mouse(engineer_page: Page) -> None:
    page = engineer_page
    open_new_flow(page, "By keys")
    for kind in ("source.constant", "math.scale", "output.debug"):
        page.keyboard.press("a")
        expect(page.get_by_test_id("pick-list").get_by_role("combobox")).to_be_focused()
        page.keyboard.type(kind)
        page.keyboard.press("Enter")
        expect(block(page, kind)).to_be_visible()
    expect(wires(page)).to_have_count(2)

    page.keyboard.press("ArrowLeft")
    page.keyboard.press("F2")
    page.get_by_test_id("rename").fill("Twice")
    page.keyboard.press("Enter")
    expect(block(page, "math.scale")).to_contain_text("Twice")

    page.keyboard.press("r")
    expect(page.get_by_test_id("pick-list").get_by_role("combobox")).to_be_focused()
    page.keyboard.type("moving average")
    page.keyboard.press("Enter")
    expect(block(page, "math.moving_average")).to_contain_text("Twice")
    expect(wires(page)).to_have_count(2)

    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("On along the wire")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("Shift+L")
    blocks = document(page)["blocks"]
    places = [item["position"]["x"] for item in sorted(blocks.values(), key=lambda item: item["position"]["x"])]
    assert len(set(places)) == 3, json.dumps(blocks)


def test_a_flow_too_large_to_read_opens_as_a_map_with_its_wires(engineer_page: Page, stack: Stack) -> None:
    page = engineer_page
    drawn = draw({"b1": ("source.constant", {}), "b2": ("output.debug", {})}, "b1.value > b2.value")
    drawn["blocks"]["b2"]["position"] = {"x": 9_000, "y": 400}
    flow = stack.engineer().post("/api/flows", {"name": f"From far {time.time():.0f}", "document": drawn})["id"]

    page.goto(f"/flows/{flow}")
    expect(wires(page)).to_have_count(1)
    ports = page.locator(".react-flow__handle")
    expect(ports).to_have_count(0)
    start, end = still(block(page, "source.constant")), still(block(page, "output.debug"))
    line = page.locator(".react-flow__edge-path").bounding_box()
    assert line is not None
    assert line["x"] == pytest.approx(start["x"] + start["width"], abs=3)
    assert line["x"] + line["width"] == pytest.approx(end["x"], abs=3)

    block(page, "source.constant").click()
    page.keyboard.press("z")
    expect(ports).not_to_have_count(0)


def test_blocks_rest_and_groups_get_room(engineer_page: Page) -> None:
    page = engineer_page
    open_new_flow(page, "Rest and room")
    place(page, "source.constant", 150, 240)
    place(page, "math.scale", 400, 240)
    block(page, "math.scale").click()
    page.keyboard.press("o")
    expect(block(page, "math.scale")).to_have_attribute("data-mode", "off")
    page.keyboard.press("Shift+O")
    expect(block(page, "math.scale")).to_have_attribute("data-mode", "bypass")
    page.keyboard.press("Control+g")
    grip = page.get_by_test_id("group-grip-1-1")
    x, y = middle_of(grip)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 60, steps=5)
    page.mouse.up()

    stored = document(page)
    assert [item.get("mode") for item in stored["blocks"].values()] == [None, "bypass"]
    (group,) = stored["groups"].values()
    assert group["frame"]["width"] > 192 + 48
