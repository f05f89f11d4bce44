"""Parts of flows that are drawn once; versions of a flow held against each other, taken back, merged and carried away."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import barriers_in_both_schemes
from tests.browser.conftest import picture
from tests.browser.test_editor import saved
from tests.flows.drawing import draw
from tests.stack import Api, Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(300)]


@pytest.fixture
def engineer(stack: Stack) -> Api:
    return stack.engineer()


def smoothing(metric: int, window: int = 5) -> dict[str, Any]:
    document = draw(
        {
            "b1": ("source.metric", {"mode": "metric", "metric": metric}),
            "b2": ("math.scale", {"factor": 2, "offset": 0}),
            "b3": ("math.moving_average", {"window": window}),
            "b4": ("output.widget", {"label": "Smooth"}),
        },
        "b1.value > b2.value",
        "b2.value > b3.value",
        "b3.value > b4.value",
    )
    for place, item in enumerate(document["blocks"].values()):
        item["position"] = {"x": place * 280, "y": 40}
    return document


def made(engineer: Api, name: str, document: dict[str, Any], *, deployed: bool = True) -> int:
    flow = engineer.post("/api/flows", {"name": name, "document": document})
    if deployed:
        engineer.post(f"/api/flows/{flow['id']}/deploy", {})
    return int(flow["id"])


def a_live_metric(engineer: Api) -> int:
    """One that the demo's machine writes all the time."""
    found = engineer.get("/api/metrics?search=memory&limit=50")["items"]
    return int(next(item["id"] for item in found if item["data_type"] in ("double", "long")))


def block(page: Page, block_id: str) -> Locator:
    return page.get_by_test_id(f"block-{block_id}")


def test_a_selection_becomes_a_subflow_that_is_changed_once_for_all(engineer_page: Page, engineer: Api) -> None:
    page = engineer_page
    metric = a_live_metric(engineer)
    flow = made(engineer, "Smooth memory", smoothing(metric))
    page.goto(f"/flows/{flow}")

    block(page, "b2").click()
    block(page, "b3").click(modifiers=["Shift"])
    page.get_by_test_id("inspector").get_by_role("button", name="Make a subflow").click()
    page.get_by_test_id("subflow-name").fill("Doubled and smooth")
    page.get_by_test_id("make-subflow").click()

    use = page.locator('[data-type="subflow.use"]')
    expect(use).to_contain_text("Doubled and smooth")
    expect(block(page, "b2")).to_have_count(0)
    page.get_by_test_id("canvas").click(position={"x": 40, "y": 300})
    page.keyboard.press("Control+z")
    expect(block(page, "b2")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    expect(use).to_be_visible()
    saved(page)
    picture(page, "subflow-made")

    page.get_by_test_id("deploy").click()
    expect(page.get_by_test_id("diff")).to_contain_text("New block Doubled and smooth")
    expect(page.get_by_test_id("lost-state")).to_contain_text("“Moving average” goes, and its state with it.")
    picture(page, "subflow-deploy")
    page.get_by_test_id("deploy-confirm").click()
    expect(page.get_by_test_id("flow-state")).to_contain_text("Revision 2 runs", timeout=20_000)
    # A value on the port of the block, although the port is gone when the flow runs.
    expect(page.get_by_test_id("chip-b5.value")).to_be_visible(timeout=30_000)

    use.dblclick()
    expect(page.get_by_test_id("inside-banner")).to_contain_text("as it runs in Smooth memory")
    expect(page.get_by_test_id("chip-b5/b2.value")).to_be_visible(timeout=30_000)
    picture(page, "subflow-inside")

    page.get_by_test_id("inside-banner").get_by_role("link", name="Edit subflow").click()
    expect(page.get_by_test_id("used-in")).to_contain_text("Smooth memory")
    block(page, "b2").click()
    page.get_by_test_id("bind-factor").click()
    page.get_by_test_id("bind-new").click()
    expect(page.get_by_test_id("param-factor")).to_contain_text("Factor")
    block(page, "b3").click()
    page.get_by_test_id("param-window").fill("9")
    saved(page)
    picture(page, "subflow-editor")
    page.get_by_test_id("publish").click()
    dialog = page.get_by_role("dialog", name="Publish")
    expect(dialog.get_by_test_id("port-changes")).to_contain_text("New param Factor (factor): number, 2 by default")
    expect(dialog.get_by_test_id("diff")).to_contain_text("5 values → 9 values")
    expect(dialog.get_by_test_id(f"user-flow-{flow}")).to_contain_text("The state of “Moving average” starts anew.")
    picture(page, "subflow-publish")
    dialog.get_by_label("What changes and why").fill("Longer window")
    dialog.get_by_test_id("publish-confirm").click()
    expect(page.get_by_test_id("subflow-state")).to_contain_text("Revision 2 published")

    page.goto(f"/flows/{flow}")
    expect(page.get_by_test_id("flow-state")).to_contain_text("Revision 3 runs", timeout=20_000)
    use.click()
    expect(page.get_by_test_id("inspector")).to_contain_text("in revision 2")
    page.get_by_test_id("param-values.factor").fill("4")
    saved(page)
    picture(page, "subflow-params")

    page.goto("/flows/subflows")
    expect(page.get_by_role("link", name="Doubled and smooth")).to_be_visible()
    picture(page, "subflow-list")
    page.goto(f"/flows/{made(engineer, 'Another', smoothing(metric), deployed=False)}")
    page.get_by_test_id("palette-search").fill("doubled")
    page.keyboard.press("Enter")
    expect(page.locator('[data-type="subflow.use"]')).to_be_visible()


def test_an_earlier_revision_runs_again_after_a_look(engineer_page: Page, engineer: Api) -> None:
    page = engineer_page
    metric = a_live_metric(engineer)
    flow = made(engineer, "Take back", smoothing(metric))
    engineer.put(f"/api/flows/{flow}/draft", {"document": smoothing(metric, window=50), "base_version": 1})
    engineer.post(f"/api/flows/{flow}/deploy", {"message": "Much longer"})
    page.goto(f"/flows/{flow}")

    page.get_by_role("button", name="Revisions").click()
    page.get_by_role("listitem").filter(has_text="Revision 2").get_by_role("button", name="Compare").click()
    expect(page.get_by_role("dialog", name="Compare revisions").get_by_test_id("diff")).to_contain_text("5 values → 50 values")
    picture(page, "flow-compare")
    page.keyboard.press("Escape")
    page.get_by_test_id("roll-back-1").click()
    dialog = page.get_by_role("dialog", name="back to revision 1")
    expect(dialog.get_by_test_id("diff")).to_contain_text("50 values → 5 values")
    expect(dialog.get_by_test_id("lost-state")).to_contain_text("The state of “Moving average” starts anew.")
    picture(page, "flow-roll-back")
    dialog.get_by_test_id("roll-back-confirm").click()

    expect(page.get_by_test_id("flow-state")).to_contain_text("Revision 3 runs", timeout=20_000)
    running = engineer.get(f"/api/flows/{flow}/revisions/3")
    assert running["message"] == "Roll back to revision 1"
    assert running["document"]["blocks"]["b3"]["params"]["window"] == 5


def test_two_people_at_once_bring_their_versions_together(engineer_page: Page, engineer: Api) -> None:
    page = engineer_page
    metric = a_live_metric(engineer)
    flow = made(engineer, "Two at once", smoothing(metric), deployed=False)
    page.goto(f"/flows/{flow}")
    block(page, "b3").click()
    expect(page.get_by_test_id("param-window")).to_have_value(re.compile("^5"))

    theirs = smoothing(metric, window=20)
    theirs["blocks"]["b2"]["params"]["factor"] = 3
    theirs["blocks"] |= draw({"b5": ("output.debug", {})})["blocks"]
    engineer.put(f"/api/flows/{flow}/draft", {"document": theirs, "base_version": 1})
    page.get_by_test_id("param-window").fill("7")
    expect(page.get_by_role("alert").filter(has_text="has changed this flow meanwhile")).to_be_visible()
    page.get_by_test_id("merge").click()
    dialog = page.get_by_role("dialog", name="Bring both versions together")
    expect(dialog.get_by_test_id("diff")).to_contain_text("New block Debug")
    conflict = dialog.get_by_test_id("conflict-b3")
    expect(conflict).to_contain_text("mine 7")
    picture(page, "flow-merge")
    assert barriers_in_both_schemes(page) == []
    dialog.get_by_test_id("merge-confirm").click()

    expect(block(page, "b5")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="has changed this flow meanwhile")).to_have_count(0)
    saved(page)
    merged = engineer.get(f"/api/flows/{flow}/draft")["document"]["blocks"]
    assert merged["b3"]["params"]["window"] == 7
    assert merged["b2"]["params"]["factor"] == 3
    assert "b5" in merged


def test_a_flow_leaves_as_yaml_and_comes_back_under_another_name(engineer_page: Page, engineer: Api) -> None:
    page = engineer_page
    flow = made(engineer, "Traveller", smoothing(a_live_metric(engineer)))
    page.goto(f"/flows/{flow}")
    page.get_by_role("button", name="More actions").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Download as YAML").click()
    assert download.value.suggested_filename == "traveller.flow.yaml"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "$metric: {device:" in text or "{$metric:" in text

    page.goto("/flows")
    page.get_by_test_id("new-flow").click()
    picture(page, "flow-new")
    page.get_by_test_id("start-text").click()
    page.get_by_test_id("import-text").fill(text.replace("moving_average", "average_of_tomorrow"))
    expect(page.get_by_test_id("import-read")).to_contain_text("There is no block “math.average_of_tomorrow”")
    page.get_by_test_id("import-text").fill(text)
    expect(page.get_by_test_id("import-read")).to_contain_text("“Traveller”, 4 blocks")
    expect(page.get_by_test_id("import-read")).not_to_contain_text("There is no")
    picture(page, "flow-import")
    assert barriers_in_both_schemes(page) == []
    page.get_by_label("Name", exact=True).fill("Traveller two")
    page.get_by_test_id("create-flow").click()

    expect(page).to_have_url(re.compile(r"/flows/\d+$"))
    copy = int(page.url.rpartition("/")[2])
    original = engineer.get(f"/api/flows/{flow}/draft")["document"]
    assert engineer.get(f"/api/flows/{copy}/draft")["document"] == original


def test_a_new_flow_begins_with_a_device_type_or_a_proven_pattern(engineer_page: Page) -> None:
    page = engineer_page
    page.goto("/flows")
    page.get_by_test_id("new-flow").click()
    page.get_by_test_id("start-watchdog").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Watchdog")
    page.get_by_test_id("create-flow").click()
    expect(page.locator('[data-type="logic.watchdog"]')).to_be_visible()

    page.goto("/flows")
    page.get_by_test_id("new-flow").click()
    page.get_by_test_id("start-device_type").click()
    page.get_by_label("Device type").first.click()
    page.get_by_role("option").first.click()
    page.get_by_test_id("type-metrics").fill("temperature,")
    page.get_by_label("Name", exact=True).fill("All of a type")
    picture(page, "flow-device-type")
    page.get_by_test_id("create-flow").click()
    expect(page.locator('[data-type="source.metric"]')).to_contain_text("temperature")
