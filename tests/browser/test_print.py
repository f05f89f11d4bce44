"""A dashboard that is longer than the screen goes onto paper as a whole."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PICTURES, picture, still
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]

CHARTS = 6
HEIGHT = 14


@pytest.fixture
def board(stack: Stack) -> str:
    """Charts one below the other, and a text that is shown to nobody."""
    api = stack.engineer()
    device = api.post("/api/devices", {"name": "Long oven"})
    metric = api.post(f"/api/devices/{device['id']}/metrics", {"path": "temperature", "unit": "°C"})
    binding = {"kind": "metric", "metric": metric["id"]}
    never = {"kind": "source", "binding": binding, "is": "above", "value": "1"}
    widgets: dict[str, Any] = {
        f"w{n}": {"type": "timeseries", "version": 1, "title": f"Chart {n}", "bindings": [binding]} for n in range(CHARTS)
    }
    hidden = {"match": "all", "conditions": [never]}
    widgets["hidden"] = {"type": "value", "version": 1, "title": "Hidden", "bindings": [binding], "visibleWhen": hidden}
    boxes = [{"i": one, "x": 0, "y": HEIGHT * place, "w": 24, "h": HEIGHT} for place, one in enumerate(widgets)]
    document = {
        "schema": 1,
        "pages": [{"id": "p1", "title": "Overview"}],
        "layouts": {"desktop": {"p1": boxes}, "mobile": {"p1": []}},
        "widgets": widgets,
        "variables": [],
        "timeRange": {"from": "now-1h", "to": "now"},
    }
    return f"/dashboards/{api.post('/api/dashboards', {'name': 'Long', 'document': document})['id']}"


def test_all_charts_are_drawn_on_as_many_sheets_as_they_need(engineer_page: Page, board: str) -> None:
    page = engineer_page
    page.goto(board)
    last = page.get_by_test_id(f"widget-w{CHARTS - 1}")
    expect(page.locator("[data-testid=widget-w0] [data-drawn=true]")).to_be_visible()

    expect(page.locator("[data-drawn=true]")).to_have_count(CHARTS)

    paper = page.pdf(path=PICTURES / "print.pdf", format="A4", landscape=True, print_background=True)

    assert paper.count(b"/Type /Page\n") >= CHARTS // 2
    page.emulate_media(media="print")
    box = still(last)
    assert box["x"] < 40, "the rail leaves no gap"
    assert page.evaluate("document.documentElement.scrollHeight") >= box["y"] + box["height"]
    expect(page.get_by_text("Hidden", exact=True)).to_have_count(0)
    picture(page, "print", whole=True)
