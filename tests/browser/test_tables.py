"""Params that are tables, units and schedules, edited in the inspector as people do, then deployed."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture
from tests.flows.drawing import draw
from tests.stack import Stack, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(240)]


def opened(page: Page, stack: Stack, name: str, document: dict[str, Any]) -> int:
    for index, block in enumerate(document["blocks"].values()):
        block["position"] = {"x": 240 * index, "y": 120}
    flow = stack.engineer().post("/api/flows", {"name": name, "document": document})
    page.goto(f"/flows/{flow['id']}")
    return int(flow["id"])


def test_a_state_machine_is_drawn_as_two_tables(engineer_page: Page, stack: Stack) -> None:
    page = engineer_page
    flow_id = opened(
        page,
        stack,
        "Pump",
        draw(
            {"b1": ("source.timer", {}), "b2": ("logic.state_machine", {}), "b3": ("output.debug", {})},
            "b1.tick > b2.start",
            "b2.state > b3.value",
        ),
    )
    page.get_by_test_id("block-b2").click()
    page.get_by_test_id("param-states.1.name").press("Enter")
    expect(page.get_by_test_id("param-states.2.name")).to_be_focused()
    page.keyboard.type("Fault")
    page.get_by_test_id("param-transitions.0.target").fill("Broken")
    expect(page.get_by_test_id("param-transitions.0.target")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("There is no state “Broken”. There are: Off, On, Fault.")).to_be_visible()
    picture(page, "state-machine-unknown-state")

    page.get_by_test_id("param-transitions.0.target").fill("Fault")
    page.get_by_test_id("param-transitions.0.target").press("Escape")
    expect(page.get_by_text("There is no state “Broken”")).to_have_count(0)
    page.get_by_role("button", name="Open “Transitions” large").click()
    picture(page, "state-machine-large")
    page.keyboard.press("Escape")

    expect(page.get_by_test_id("port-b2.entered_fault")).to_have_count(1)
    expect(page.get_by_test_id("save-state")).to_contain_text("Saved")
    draft = stack.engineer().get(f"/api/flows/{flow_id}/draft")
    assert [row["name"] for row in draft["document"]["blocks"]["b2"]["params"]["states"]] == ["Off", "On", "Fault"]


def test_a_schedule_says_what_it_means_and_runs_once_it_is_deployed(engineer_page: Page, stack: Stack) -> None:
    page = engineer_page
    flow_id = opened(
        page,
        stack,
        "Each second",
        draw(
            {"b1": ("source.scheduler", {}), "b2": ("math.count", {}), "b3": ("output.debug", {})},
            "b1.run > b2.value",
            "b2.count > b3.value",
        ),
    )
    page.get_by_test_id("block-b1").click()
    expect(page.get_by_test_id("schedule-text")).to_have_text("Every 15 minutes, counted from midnight")
    expect(page.get_by_test_id("schedule-times").get_by_role("listitem")).to_have_count(5)
    page.get_by_test_id("param-mode").click()
    page.get_by_role("option", name="Cron").click()
    page.get_by_test_id("param-cron").fill("* * * * * *")
    page.get_by_test_id("param-zone").fill("Europe/Ber")
    page.get_by_role("option", name="Europe/Berlin").click()
    expect(page.get_by_test_id("schedule-text")).to_have_text("Every second")
    expect(page.get_by_text("By the clock of Europe/Berlin.")).to_be_visible()
    picture(page, "schedule-cron")
    page.get_by_test_id("param-mode").click()
    page.get_by_role("option", name="Weekly").click()
    page.get_by_role("button", name="Saturday").click()
    expect(page.get_by_test_id("schedule-text")).to_have_text("Mon, Tue, Wed, Thu, Fri, Sat 08:00")
    picture(page, "schedule-week")
    page.get_by_test_id("param-mode").click()
    page.get_by_role("option", name="Cron").click()
    expect(page.get_by_test_id("schedule-text")).to_have_text("Every second")

    engineer = stack.engineer()
    expect(page.get_by_test_id("save-state")).to_contain_text("Saved")
    assert engineer.get(f"/api/flows/{flow_id}/draft")["document"]["blocks"]["b1"]["params"]["mode"] == "cron"
    engineer.post(f"/api/flows/{flow_id}/deploy", {})
    page.reload()
    wait_for(lambda: len(engineer.get(f"/api/flows/{flow_id}/debug")) > 2, within_s=30, says="the schedule has run three times")
    values = [message["value"] for message in engineer.get(f"/api/flows/{flow_id}/debug")]
    assert values == sorted(values, reverse=True)


def test_units_are_found_by_what_they_measure_and_checked(engineer_page: Page, stack: Stack) -> None:
    page = engineer_page
    formula = {
        "expression": "power = voltage * current",
        "units": [{"name": "voltage", "unit": "V"}, {"name": "current", "unit": ""}],
        "result_unit": "kg",
    }
    document = draw(
        {
            "b1": ("source.constant", {"number": 230}),
            "b2": ("source.constant", {"number": 2}),
            "b3": ("math.formula", formula),
            "b4": ("output.debug", {}),
        },
        "b1.value > b3.voltage",
        "b2.value > b3.current",
        "b3.value > b4.value",
    )
    document["blocks"]["b3"]["version"] = 2
    opened(page, stack, "Power", document)
    page.get_by_test_id("block-b3").click()
    page.get_by_test_id("param-units.1.unit").fill("current")
    page.get_by_role("option", name="mA", exact=True).click()
    expect(
        page.get_by_text("The formula gives V·mA (power), and the result is to be in kg (mass): they do not fit.")
    ).to_be_visible()
    picture(page, "formula-units")

    page.get_by_test_id("param-result_unit").fill("kW")

    expect(page.get_by_text("they do not fit")).to_have_count(0)
