"""A report on a schedule, drawn by hand: scheduler, report, and what came of it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture
from tests.browser.test_editor import open_new_flow, place
from tests.browser.test_newcomer import block, wire
from tests.stack import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_a_scheduler_has_a_report_planned_again_and_again(engineer_page: Page) -> None:
    page = engineer_page
    open_new_flow(page, "Morning report")
    place(page, "source.scheduler", 120, 160)
    place(page, "outside.report", 400, 160)
    place(page, "output.debug", 680, 160)
    wire(page, "source.scheduler", "run", "outside.report", "send")
    wire(page, "outside.report", "planned", "output.debug", "value")

    block(page, "source.scheduler").click()
    page.get_by_test_id("param-mode").click()
    page.get_by_role("option", name="Cron").click()
    page.get_by_test_id("param-cron").fill("*/2 * * * * *")
    expect(page.get_by_test_id("schedule-times").get_by_role("listitem")).to_have_count(5)
    block(page, "outside.report").click()
    page.get_by_test_id("param-report").fill("Energy of the week")
    page.get_by_test_id("param-to").fill("ops@example.com")
    page.keyboard.press("Escape")

    page.get_by_test_id("deploy").click()
    page.get_by_test_id("deploy-confirm").click()
    expect(page.get_by_test_id("flow-state")).to_contain_text("runs", timeout=20_000)
    flow = re.findall(r"/flows/(\d+)", page.url)[0]

    def debugged() -> list[Any]:
        found: list[Any] = page.request.get(f"/api/flows/{flow}/debug").json()
        return found

    wait_for(lambda: len(debugged()) > 1, within_s=30, says="two reports were planned")
    messages = debugged()

    planned = {
        "report": "Energy of the week",
        "to": ["ops@example.com"],
        "time_zone": "UTC",
        "is_sent": False,
    }
    assert [message["value"] for message in messages[:2]] == [planned, planned]
    picture(page, "flow-report")
