"""How smoothly the dashboard designer moves with two hundred widgets in headless Chromium.

    python -m tests.load.designer_fps --url http://127.0.0.1:8000 --email ... --password ...

Signs in to a running Sluice, makes a dashboard of 200 widgets with live values, opens it in the designer, and drags one widget
across the page, then fifty as one, stretches one by its corner and draws a rubber band, while it counts animation frames. At
the end the dashboard is deleted.

Without a graphics card the browser draws on the same cores, so run it on an otherwise quiet machine.
"""

import argparse
import json
import time
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

from tests.load.editor_fps import BROWSER_ARGS, START, STOP, call

WIDGETS: Final = 200
KINDS: Final = ("value", "sparkline", "gauge", "lamp")
IN_A_ROW: Final = 6
HELD: Final = 50

Json = dict[str, Any]


def main() -> None:
    options = arguments()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=BROWSER_ARGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        figures = measure_designer(page, options)
        browser.close()
    print(json.dumps(figures, indent=2))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--email", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--seconds", type=float, default=6, help="for each kind of movement")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    return parser.parse_args()


def measure_designer(page: Page, options: argparse.Namespace) -> Json:
    page.goto(f"{options.url}/login")
    page.wait_for_load_state("networkidle")  # the first answer brings the cookie that later calls must show
    if options.email:
        call(page, "POST", "/_allauth/browser/v1/auth/login", {"email": options.email, "password": options.password})
    metrics = call(page, "GET", "/api/metrics?limit=200")["items"]
    numbers = [metric["id"] for metric in metrics if metric["data_type"] in ("long", "double")]
    if not numbers:
        raise SystemExit("There is no metric with numbers to show.")
    dashboard = call(page, "POST", "/api/dashboards", {"name": f"Frames a second {time.time():.0f}"})
    try:
        body = {"document": document_of(numbers), "base_version": dashboard["version"]}
        call(page, "PUT", f"/api/dashboards/{dashboard['id']}/document", body)
        page.goto(f"{options.url}/dashboards/{dashboard['id']}?edit=1")
        page.get_by_test_id("select-w1").wait_for(timeout=60_000)
        page.wait_for_timeout(4_000)
        return measure(page, options.seconds)
    finally:
        call(page, "DELETE", f"/api/dashboards/{dashboard['id']}")


def document_of(metrics: list[int]) -> Json:
    """Rows of small widgets, each with a metric that changes."""
    widgets: Json = {}
    boxes: list[Json] = []
    for number in range(WIDGETS):
        name = f"w{number + 1}"
        binding = {"kind": "metric", "metric": metrics[number % len(metrics)]}
        widgets[name] = {"type": KINDS[number % len(KINDS)], "version": 1, "bindings": [binding]}
        boxes.append({"i": name, "x": number % IN_A_ROW * 4, "y": number // IN_A_ROW * 4, "w": 4, "h": 4})
    return {
        "schema": 1,
        "pages": [{"id": "p1", "title": "Many"}],
        "layouts": {"desktop": {"p1": boxes}, "mobile": {"p1": []}},
        "widgets": widgets,
        "timeRange": {"from": "now-5m", "to": "now"},
    }


def measure(page: Page, seconds: float) -> Json:
    """Frames a second for each kind of movement."""
    figures: Json = {"widgets": page.locator("[data-cell]").count()}

    def during(name: str, x: float, y: float) -> None:
        """Hold what is at this point and lead it about; Escape puts it back."""
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 8, y + 8)
        page.evaluate(START)
        began, count = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            page.mouse.move(x + count % 120 * 4, y + count % 90 * 3)
            count += 1
        figures[name] = page.evaluate(STOP)
        page.keyboard.press("Escape")
        page.mouse.up()
        page.keyboard.press("Escape")
        page.wait_for_timeout(500)

    during("drag_one", *middle(page, "w2"))
    page.keyboard.down("Shift")
    for number in range(1, HELD + 1):
        page.get_by_test_id(f"select-w{number}").dispatch_event("click", {"shiftKey": True})
    page.keyboard.up("Shift")
    page.get_by_test_id("select-w2").scroll_into_view_if_needed()
    during("drag_fifty", *middle(page, "w2"))
    page.get_by_test_id("select-w3").click()
    handle = page.locator('[data-edge="se"]').bounding_box()
    assert handle is not None
    during("stretch", handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    during("rubber_band", *between(page))
    return figures


def between(page: Page) -> tuple[float, float]:
    """The gap between two widgets, where a rubber band begins."""
    box = page.get_by_test_id("select-w1").bounding_box()
    assert box is not None
    return box["x"] + box["width"] + 4, box["y"] + 20


def middle(page: Page, widget: str) -> tuple[float, float]:
    box = page.get_by_test_id(f"select-{widget}").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


if __name__ == "__main__":
    main()
