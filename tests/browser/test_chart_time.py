"""Time on charts, by mouse: one cursor for all, alarms and notes at their moments, an earlier period, and zooming."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import picture, still
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(240)]

# Four hours of two machines; the first is too hot in the middle of the last two hours, and says nothing for a while before.
MAKE = """
import json
from alarms import services as alarms
from core.clock import now_us
from devices import services
from organizations.models import Organization
from telemetry.store import Samples, current
organization = Organization.objects.get(name="Demo")
end, minute = now_us() // 60_000_000 * 60_000_000, 60_000_000
metrics = []
for name in ("Oven north", "Oven south"):
    device = organization.devices.filter(name=name).first() or services.create_device(organization, name=name)
    metrics.append(device.metrics.first() or services.create_metric(device, path="temperature", unit="°C"))
    times = [end - step * minute for step in range(240) if not 80 < step < 100]
    values = [60 + (time // minute % 17) for time in times]
    current().append(Samples.of([metrics[-1].id] * len(times), times, values))
source = f"flow:{metrics[0].id}"
alarms.set_rules(organization, source=source, rules=[alarms.RuleSpec(key="hot", title="Too hot", severity="major")])
of_oven = {"source": source, "key": "hot", "device_id": metrics[0].device_id, "metric_id": metrics[0].id, "value": 80}
for change, time in (("raise", end - 60 * minute), ("clear", end - 50 * minute)):
    alarms.apply([alarms.AlarmEvent(effect_id=f"{source} {change}", change=change, time_us=time, **of_oven)])
print(json.dumps({"end_ms": end // 1000, "metrics": [metric.id for metric in metrics]}))
"""
HOUR_MS = 3_600_000


@pytest.fixture(scope="module")
def board(stack: Stack) -> str:
    made = json.loads(stack.manage("shell", "--no-imports", "-c", MAKE).splitlines()[-1])
    limit = {"when": "above", "value": 72, "level": "major", "text": "Too hot"}

    def chart(title: str, metric: int) -> dict[str, Any]:
        bindings = [{"kind": "metric", "metric": metric}]
        return {"type": "timeseries", "version": 1, "title": title, "bindings": bindings, "rules": [limit]}

    document = {
        "schema": 1,
        "pages": [{"id": "p1", "title": "Overview"}],
        "layouts": {
            "desktop": {"p1": [{"i": one, "x": x, "y": 0, "w": 12, "h": 12} for one, x in (("w1", 0), ("w2", 12))]},
            "mobile": {"p1": []},
        },
        "widgets": {"w1": chart("North", made["metrics"][0]), "w2": chart("South", made["metrics"][1])},
        "variables": [],
        "timeRange": {"from": made["end_ms"] - 2 * HOUR_MS, "to": made["end_ms"]},
    }
    return f"/dashboards/{stack.engineer().post('/api/dashboards', {'name': 'Ovens', 'document': document})['id']}"


def chart(page: Page, widget: str) -> Locator:
    return page.locator(f"[data-testid=widget-{widget}] [data-drawn=true]")


def at(page: Page, widget: str, share: float) -> tuple[float, float]:
    """A point of the chart's inside, so far from the left."""
    still(chart(page, widget))
    return chart(page, widget).evaluate(
        """(host, share) => {
            const outer = host.getBoundingClientRect();
            const place = (side) => parseFloat(getComputedStyle(host.parentElement).getPropertyValue(`--plot-${side}`)) || 0;
            const width = outer.width - place("left") - place("right");
            return [outer.left + place("left") + width * share, outer.top + outer.height / 2];
        }""",
        share,
    )


def drag(page: Page, widget: str, start: float, end: float) -> None:
    page.mouse.move(*at(page, widget, start))
    page.mouse.down()
    page.mouse.move(*at(page, widget, end), steps=5)
    page.mouse.up()


def double_click(page: Page, widget: str) -> None:
    page.mouse.dblclick(*at(page, widget, 0.3))


def mark(page: Page, widget: str, name: str) -> Locator:
    return page.get_by_test_id(f"widget-{widget}").get_by_role("button", name=name)


def expect_at(found: Locator, percent: int) -> None:
    """The mark stands there, to the nearest pixel or two."""
    expect(found).to_have_attribute("style", re.compile(rf"left: ({percent - 1}|{percent})(\.\d+)?%"))


def test_charts_share_their_cursor_and_show_alarms_notes_and_an_earlier_period(engineer_page: Page, board: str) -> None:
    page = engineer_page
    page.goto(board)
    for widget in ("w1", "w2"):
        expect(chart(page, widget)).to_be_visible()
    expect_at(mark(page, "w1", "Too hot"), 50)
    expect(mark(page, "w2", "Too hot")).to_have_count(0)

    page.mouse.move(*at(page, "w1", 0.8))
    cursors = [page.get_by_test_id(f"widget-{widget}").locator("[class*=_line_][aria-hidden]") for widget in ("w1", "w2")]
    for cursor in cursors:
        expect(cursor).to_be_visible()
    page.get_by_test_id("compare").click()
    page.get_by_role("menuitem", name="The period before").click()
    page.wait_for_url(re.compile("compare=previous"))
    page.mouse.move(*at(page, "w1", 0.8))
    expect(page.get_by_test_id("widget-w1").locator("[data-faint=true]")).to_have_count(1)

    page.keyboard.down("Alt")
    page.mouse.click(*at(page, "w2", 0.25))
    page.keyboard.up("Alt")
    page.get_by_test_id("note-text").fill("Filter changed")
    page.get_by_test_id("save-note").click()
    for widget in ("w1", "w2"):
        expect_at(mark(page, widget, "Annotation: Filter changed"), 25)
    page.get_by_test_id("widget-w1").hover()
    page.get_by_test_id("widget-w1").get_by_test_id("add-note").click()
    expect(page.get_by_test_id("note-text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("note-text")).to_have_count(0)
    picture(page, "chart-time")


def test_a_drag_zooms_all_charts_and_a_pinned_one_alone_and_a_double_click_goes_back(engineer_page: Page, board: str) -> None:
    page = engineer_page
    page.goto(board)
    hot, own = mark(page, "w1", "Too hot"), page.get_by_test_id("own-range-w2")
    expect_at(hot, 50)

    drag(page, "w2", 0.4, 0.8)
    page.wait_for_url(re.compile(r"from=20.*&to=20"))
    expect_at(hot, 25)
    double_click(page, "w1")
    page.wait_for_url(re.compile(rf"{board}$"))
    expect_at(hot, 50)

    page.get_by_test_id("widget-w2").hover()
    page.get_by_test_id("widget-w2").get_by_test_id("detach").click()
    expect(own).to_be_visible()
    whole = own.inner_text()
    drag(page, "w1", 0.4, 0.8)
    expect_at(hot, 25)
    expect(own).to_have_text(whole)
    address = page.url
    drag(page, "w2", 0.4, 0.8)
    expect(own).not_to_have_text(whole)
    picture(page, "chart-pinned")
    double_click(page, "w2")
    expect(own).to_have_text(whole)
    assert page.url == address
    own.get_by_role("button", name="Back to the time range of the dashboard").click()
    expect(own).to_have_count(0)
    double_click(page, "w2")
    page.wait_for_url(re.compile(rf"{board}$"))
