"""A draft is replayed over yesterday's samples before anybody dares to deploy it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import at_rest
from tests.browser.conftest import picture
from tests.flows.drawing import draw
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(240)]

# A day of a tank that fills and empties every two hours, a sample each ten seconds.
HISTORY = """
import math, time
from devices import services
from devices.models import Device
from organizations.models import User
from telemetry.store import Samples, current

engineer = User.objects.get(email={email!r})
device = services.create_device(engineer.organization, name="Tank 7")
metric = services.create_metric(device, path="fill", unit="%")
now_us = time.time_ns() // 1000
times = [now_us - place * 10_000_000 for place in range(8_000, 0, -1)]
values = [round(50 + 40 * math.sin(at / 7.2e9 * 2 * math.pi) + place % 7 / 2, 2) for place, at in enumerate(times)]
current().append(Samples.of([metric.id] * len(times), times, values))
"""


def watching(raise_at: float) -> dict[str, Any]:
    return draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "fill"}),
            "b2": ("math.moving_average", {"window": 6}),
            "b3": ("logic.threshold", {"raise_at": raise_at, "clear_at": 60}),
            "b4": ("output.alarm", {"title": "Tank nearly full"}),
            "b5": ("output.widget", {"label": "Fill"}),
        },
        "b1.value > b2.value",
        "b2.value > b3.value",
        "b3.active > b4.active",
        "b3.value > b4.value",
        "b3.value > b5.value",
    )


def test_a_draft_is_held_against_what_runs_before_it_is_deployed(engineer_page: Page, stack: Stack) -> None:
    stack.manage("shell", given=HISTORY.format(email=stack.demo["email"]))
    engineer = stack.engineer()
    flow = engineer.post("/api/flows", {"name": "Tank watch", "document": watching(85)})
    engineer.post(f"/api/flows/{flow['id']}/deploy", {})
    # A lower limit: every alarm comes earlier.
    engineer.put(f"/api/flows/{flow['id']}/draft", {"document": watching(75), "base_version": flow["draft_version"]})
    page = engineer_page

    page.goto(f"/flows/{flow['id']}")
    page.get_by_test_id("open-replay").click()
    replay = page.get_by_role("dialog", name="Replay")
    expect(replay.get_by_text("Nothing is sent, stored or raised")).to_be_visible()
    expect(replay.get_by_text("Choose a range and start")).to_be_visible()
    picture(page, "replay-empty")
    replay.get_by_test_id("replay-start").click()

    result = replay.get_by_test_id("replay-result")
    expect(result).to_be_visible(timeout=60_000)
    expect(result.get_by_text("Draft beside Revision 1")).to_be_visible()
    expect(result.get_by_test_id("replay-moved")).to_contain_text(re.compile(r"1[0-3] moved in time"))
    expect(result.get_by_test_id("replay-only_here")).to_contain_text(re.compile("[01] only in Draft"))  # the wave of this moment
    expect(result.get_by_role("img", name="Fill over time")).to_have_attribute("data-drawn", "true")
    expect(result.get_by_role("row").nth(1)).to_contain_text("Tank nearly full")
    expect(result.get_by_text("Nothing outside would have been touched.")).to_be_visible()
    picture(page, "replay-result")
    # Nothing was raised for it.
    assert engineer.get("/api/alarms?search=Tank")["total"] == 0

    page.emulate_media(color_scheme="dark")
    page.evaluate("document.documentElement.dataset.mantineColorScheme = 'dark'")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/flows/{flow['id']}")
    page.get_by_test_id("open-replay").click()
    expect(page.get_by_test_id("replay-result")).to_be_visible()
    page.get_by_test_id("replay-result").scroll_into_view_if_needed()
    at_rest(page)
    too_wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not too_wide
    picture(page, "replay-phone")
