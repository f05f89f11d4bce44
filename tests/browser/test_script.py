"""A script is written in the editor, its mistake is shown where it stands, and it runs."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture
from tests.flows.drawing import draw
from tests.stack import Stack, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(240)]

CODE = "const doubled = inputs.value * 2;\noutputs.result = doubled"


def test_a_script_is_written_corrected_and_deployed(engineer_page: Page, stack: Stack) -> None:
    engineer = stack.engineer()
    document = draw(
        {
            "b1": ("source.constant", {"number": 21}),
            "b2": ("script.javascript", {"code": CODE}),
            "b3": ("output.debug", {}),
        },
        "b1.value > b2.value",
        "b2.result > b3.value",
    )
    for place, block in enumerate(document["blocks"].values()):
        block["position"] = {"x": 260 * place, "y": 120}
    flow = engineer.post("/api/flows", {"name": "Doubled", "document": document})
    page = engineer_page

    page.goto(f"/flows/{flow['id']}")
    page.get_by_test_id("block-b2").click()
    expect(page.get_by_test_id("param-code")).to_be_visible()
    picture(page, "script-inspector")
    page.get_by_role("button", name="Edit script").click()
    editor = page.get_by_test_id("wide-code")
    expect(editor).to_be_visible()
    editor.click()
    expect(editor).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" +;", delay=20)
    dialog = page.get_by_role("dialog", name="Script")
    expect(dialog.get_by_role("alert")).to_contain_text("Line 2, column 27", timeout=20_000)
    expect(dialog.locator(".cm-lintRange-error")).to_be_visible()
    picture(page, "script-mistake")

    for _ in range(3):
        page.keyboard.press("Backspace")
    expect(dialog.get_by_role("alert")).to_have_count(0, timeout=20_000)
    page.keyboard.press("Enter")
    page.keyboard.type("outputs.", delay=40)
    page.keyboard.press("Control+Space")
    completion = page.locator(".cm-tooltip-autocomplete")
    expect(completion).to_contain_text("result")
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.documentElement.dataset.mantineColorScheme = 'dark'")
    picture(page, "script-dark")
    # The first Esc closes the list, the second the dialog.
    page.keyboard.press("Escape")
    expect(completion).to_have_count(0)
    expect(dialog).to_be_visible()
    for _ in range(9):
        page.keyboard.press("Backspace")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    picture(page, "script-inspector-dark")

    # What is deployed is what the server has.
    expect(page.get_by_test_id("save-state")).to_be_visible()
    engineer.post(f"/api/flows/{flow['id']}/deploy", {})
    page.reload()
    expect(page.get_by_test_id("flow-state")).to_contain_text("runs", timeout=20_000)
    heard = wait_for(lambda: engineer.get(f"/api/flows/{flow['id']}/debug"), within_s=60, says="the script has run")
    assert [message["value"] for message in heard] == [42]
