"""How soon a dashboard of twenty widgets stands in a browser that has never been here, on a processor four times slower.

    python -m tests.load.first_paint --url http://127.0.0.1:8000 --email ... --password ...

Signs in to a running Sluice with a built front end, makes a device with a past and a dashboard of twenty widgets of its metrics,
and opens it several times, each time with an empty cache: on a desk and on a phone. Prints medians in milliseconds since the
address was entered: `first_paint` (the first contents, as the browser counts them), `first_widget` and `half_of_widgets` (they
show their values), `all_widgets` (no widget in sight is a skeleton, every chart is drawn), and how much
was loaded for it. The goal is 2,000.
Run it on an otherwise quiet machine: server and browser share its cores, and only the browser's main thread is slowed down.
"""

import argparse
import json
import statistics
import time
from typing import Any, Final

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.load.charts_fps import BROWSER_ARGS, COLUMNS, call
from tests.load.plant import Plant

SLOWER: Final = 4
SAMPLES: Final = 900
SCREENS: Final[dict[str, ViewportSize]] = {"desk": {"width": 1440, "height": 1300}, "phone": {"width": 390, "height": 844}}
# In rows of four.
KINDS: Final = (
    *("value", "value", "value", "delta"),
    *("timeseries", "timeseries", "gauge", "linear_gauge"),
    *("timeseries", "timeseries", "lamp", "progress"),
    *("sparkline", "sparkline", "value", "value"),
    *("timeseries", "bar", "latest_table", "thermometer"),
)
IN_A_ROW: Final = 4
HEIGHT: Final = 6

# Looks in each frame which widgets stand there, so that looking costs nothing: what this frame changed is laid out anyway.
# What is below the edge of the page's window waits for its turn: a chart is not drawn there.
WATCH: Final = """
(count) => {
  const marks = {};
  const isThere = (widget) =>
    !widget.querySelector(".mantine-Skeleton-root") && !widget.querySelector("[data-drawn=false]");
  const isSeen = (widget) => {
    const { top } = widget.getBoundingClientRect();
    return top < document.getElementById("main").getBoundingClientRect().bottom;
  };
  const look = (done) => {
    const widgets = [...document.querySelectorAll("[data-testid^=widget-w]")];
    const seen = widgets.filter(isSeen);
    const there = seen.filter(isThere);
    const reached = {
      first_widget: there.length > 0,
      half_of_widgets: widgets.length === count && there.length >= seen.length / 2,
      all_widgets: widgets.length === count && there.length === seen.length,
    };
    // In the picture with this frame.
    setTimeout(() => {
      for (const [name, is] of Object.entries(reached)) if (is) marks[name] ??= performance.now();
      if (marks.all_widgets) done(marks);
    });
    if (!reached.all_widgets && performance.now() < 30_000) requestAnimationFrame(() => look(done));
    else if (!reached.all_widgets) done(null);
  };
  window.__marks = new Promise(look);
}
"""
FIGURES: Final = """
async () => {
  const marks = await window.__marks;
  if (!marks) throw new Error("Widgets are missing: " + document.body.innerText);
  const loaded = performance.getEntriesByType("resource");
  const scripts = loaded.filter(({ name }) => name.endsWith(".js"));
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const data = loaded.find(({ name }) => name.includes("/data?"));
  return {
    first_paint: Math.round(paint?.startTime ?? 0),
    data_answered: Math.round(data?.responseEnd ?? 0),
    ...Object.fromEntries(Object.entries(marks).map(([name, at]) => [name, Math.round(at)])),
    requests: loaded.length,
    scripts: scripts.length,
    scripts_kb: Math.round(scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1000),
  };
}
"""

Json = dict[str, Any]


def main() -> None:
    options = arguments()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=BROWSER_ARGS)
        maker = browser.new_page()
        maker.goto(f"{options.url}/login")
        maker.wait_for_load_state("networkidle")  # the first answer brings the cookie that later calls must show
        call(maker, "POST", "/_allauth/browser/v1/auth/login", {"email": options.email, "password": options.password})
        with Plant(options.url, options.email, options.password, metrics=len(KINDS), samples=SAMPLES) as plant:
            board = call(
                maker,
                "POST",
                "/api/dashboards",
                {"name": f"First paint {time.time():.0f}", "document": document_of(plant.metrics)},
            )["id"]
            try:
                address = f"{options.url}/dashboards/{board}"
                figures = {screen: medians(browser, maker, address, screen, options) for screen in SCREENS}
                print(json.dumps(figures, indent=2))
            finally:
                call(maker, "DELETE", f"/api/dashboards/{board}")
        browser.close()


def medians(browser: Browser, maker: Page, address: str, screen: str, options: argparse.Namespace) -> Json:
    found = [visit(browser, maker, address, screen, options) for _ in range(options.visits)]
    return {name: round(statistics.median(one[name] for one in found)) for name in found[0]}


def visit(browser: Browser, maker: Page, address: str, screen: str, options: argparse.Namespace) -> Json:
    """A new context has an empty cache, but the session."""
    context = browser.new_context(
        viewport=SCREENS[screen],
        is_mobile=screen == "phone",
        has_touch=screen == "phone",
        storage_state=maker.context.storage_state(),
    )
    page = context.new_page()
    page.add_init_script(f"({WATCH})({len(KINDS)})")
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": options.slower})
    page.goto(address, wait_until="commit")
    figures: Json = page.evaluate(FIGURES)
    if options.pictures:
        page.screenshot(path=f"{options.pictures}/first-paint-{screen}.png")
    context.close()
    return figures


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--email", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--slower", type=float, default=SLOWER, help="than this machine's processor")
    parser.add_argument("--pictures", default="", help="a folder for pictures of what was measured")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    return parser.parse_args()


def document_of(metrics: list[int]) -> Json:
    width = COLUMNS // IN_A_ROW
    widgets: Json = {}
    boxes: list[Json] = []
    for number, (kind, metric) in enumerate(zip(KINDS, metrics, strict=True)):
        widgets[f"w{number}"] = {
            "type": kind,
            "version": 1,
            "title": f"{kind} {number + 1}",
            "options": {},
            "bindings": [{"kind": "metric", "metric": metric}],
            "rules": [],
        }
        place = {"x": number % IN_A_ROW * width, "y": number // IN_A_ROW * HEIGHT}
        boxes.append({"i": f"w{number}", **place, "w": width, "h": HEIGHT})
    return {
        "schema": 1,
        "pages": [{"id": "p1", "title": "Overview"}],
        "layouts": {"desktop": {"p1": boxes}, "mobile": {"p1": []}},
        "widgets": widgets,
        "variables": [],
        "timeRange": {"from": "now-15m", "to": "now"},
    }


if __name__ == "__main__":
    main()
