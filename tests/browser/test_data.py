"""Data in the browser: ask, look, take out, bring in."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]

HISTORY = "Zeit;Kühlung [°C];Druck\r\n" + "".join(
    f"{day:02}.11.2026 {hour:02}:00;{20 + hour // 10},{hour % 10};{day}\r\n" for day in range(1, 8) for hour in range(24)
)


def test_history_comes_in_is_asked_and_goes_out_as_a_workbook(engineer_page: Page, tmp_path: Path) -> None:
    page = engineer_page
    file = tmp_path / "history.csv"
    file.write_bytes(HISTORY.encode("cp1252") + b"never;1;2\r\n")

    page.goto("/data/imports")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("heading", name="What the columns hold")).to_be_visible()
    page.get_by_role("textbox", name="Device of all rows").click()
    page.get_by_role("option", name=re.compile("This machine")).first.click()
    page.get_by_label("Make metrics that do not exist").check()
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("“never” is no time of the chosen form.")).to_be_visible()
    page.get_by_role("button", name="Import 336 values").click()
    expect(page.get_by_text("neither flows nor alarms were told")).to_be_visible()
    picture(page, "data-import")

    page.goto("/data?from=2026-11-01T00:00:00&to=2026-11-08T00:00:00&zone=UTC&width=86400&fn=avg,max")
    page.get_by_role("button", name="Add metrics").click()
    picker = page.get_by_role("dialog")
    picker.get_by_role("searchbox").fill("Kühlung")
    picker.get_by_role("treeitem", name=re.compile("Kühlung")).first.click()
    picker.get_by_role("button", name="Add").click()
    expect(page.get_by_role("row", name=re.compile("Kühlung · Average.*168")).first).to_be_visible()
    picture(page, "data-query")
    page.get_by_text("Table", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("2026-11-07 00:00:00"))).to_be_visible()

    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("dialog").get_by_label("Name").fill("Cooling of a week")
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.goto("/data")
    page.get_by_role("button", name="Saved").click()
    page.get_by_text("Cooling of a week").click()
    expect(page).to_have_url(re.compile(r"width=86400&fn=avg%2Cmax"))

    page.get_by_role("button", name="Export").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Excel", exact=True).click()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Export").click()
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))["Data"]
    assert sheet.max_row == 8
    assert [round(cell, 6) for cell in next(sheet.iter_rows(min_row=2, min_col=2, values_only=True))] == [21.15, 22.3]
