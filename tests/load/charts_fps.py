"""How smoothly a dashboard of twenty live charts runs in headless Chromium.

    python -m tests.load.charts_fps --url http://127.0.0.1:8000 --email ... --password ...

Signs in to a running Sluice, makes a device whose metrics have 2,000 samples each and one more every second, makes a
dashboard of charts of them, looks at it for a while and deletes all of it again. `--profile FILE` writes what the page's
scripts did, for the browser's own performance panel.
Run it on an otherwise quiet machine: without a graphics card the browser draws on the same cores.
The goals at one sample per metric and second: at least 55 frames a second, and at most a fifth of the time of the page's
main thread (`main_thread_share`: all its tasks; `script_share`: the scripts among them; `main_thread_cpu_share`: what of it
was work and not waiting for a busy machine).
"""

import argparse
import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

from playwright.sync_api import Page, sync_playwright

from tests.load.plant import Plant

BROWSER_ARGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run"]
COLUMNS: Final = 24
CHART_WIDTH: Final = 6
CHART_HEIGHT: Final = 7
SAMPLES: Final = 2000

# Counts animation frames and tasks over 50 ms, and how often a chart was drawn anew, over `seconds`.
MEASURE: Final = """
async (seconds) => {
  let frames = 0;
  let longTasks = 0;
  let redraws = 0;
  new PerformanceObserver((list) => { longTasks += list.getEntries().length; }).observe({ entryTypes: ["longtask"] });
  const charts = [...document.querySelectorAll("[data-drawn=true]")];
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...where) {
    redraws += 1;
    return clearRect.apply(this, where);
  };
  const start = performance.now();
  await new Promise((done) => {
    const frame = () => {
      frames += 1;
      if (performance.now() - start < seconds * 1000) requestAnimationFrame(frame);
      else done();
    };
    requestAnimationFrame(frame);
  });
  const took_s = (performance.now() - start) / 1000;
  return { charts: charts.length, fps: frames / took_s, long_tasks: longTasks, redraws_a_second: redraws / took_s };
}
"""

Json = dict[str, Any]


def main() -> None:
    options = arguments()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=BROWSER_ARGS)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(f"{options.url}/login")
        page.wait_for_load_state("networkidle")  # the first answer brings the cookie that later calls must show
        call(page, "POST", "/_allauth/browser/v1/auth/login", {"email": options.email, "password": options.password})
        lines = options.charts * options.lines
        with Plant(options.url, options.email, options.password, metrics=lines, samples=SAMPLES) as plant:
            dashboard = make_dashboard(page, plant.metrics, charts=options.charts, lines=options.lines)
            try:
                page.goto(f"{options.url}/dashboards/{dashboard}")
                page.locator("[data-drawn=true]").first.wait_for(timeout=30_000)
                page.wait_for_timeout(options.settle_s * 1000)
                print(json.dumps(measured(page, options.seconds, profile=options.profile), indent=2))
            finally:
                call(page, "DELETE", f"/api/dashboards/{dashboard}")
                browser.close()


def measured(page: Page, seconds: float, *, profile: str = "") -> Json:
    """Frames and redraws as the page counts them, and what the browser says its main thread was busy with."""
    browser = page.context.new_cdp_session(page)
    browser.send("Performance.enable")
    if profile:
        browser.send("Profiler.enable")
        browser.send("Profiler.start")

    def busy() -> dict[str, float]:
        metrics = browser.send("Performance.getMetrics")["metrics"]
        return {metric["name"]: metric["value"] for metric in metrics}

    before = busy()
    counted: Json = page.evaluate(MEASURE, seconds)
    after = busy()
    if profile:
        Path(profile).write_text(json.dumps(browser.send("Profiler.stop")["profile"]))
    took_s = after["Timestamp"] - before["Timestamp"]
    shares = {"main_thread_share": "TaskDuration", "main_thread_cpu_share": "ThreadTime", "script_share": "ScriptDuration"}
    for name, metric in shares.items():
        counted[name] = round((after[metric] - before[metric]) / took_s, 3)
    return counted


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--email", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--charts", type=int, default=20)
    parser.add_argument("--lines", type=int, default=1, help="of each chart")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--settle-s", type=float, default=5, help="wait before measuring")
    parser.add_argument("--profile", default="", help="a file with the ending .cpuprofile")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    return parser.parse_args()


def make_dashboard(page: Page, metrics: list[int], *, charts: int, lines: int) -> int:
    made = call(page, "POST", "/api/dashboards", {"name": "Frames a second", "template": "empty"})
    call(
        page,
        "PUT",
        f"/api/dashboards/{made['id']}/document",
        {"document": document_of(metrics, charts=charts, lines=lines), "base_version": made["version"], "message": ""},
    )
    return int(made["id"])


def document_of(metrics: list[int], *, charts: int, lines: int) -> Json:
    """Charts in rows of four."""
    widgets: Json = {}
    boxes: list[Json] = []
    for number in range(charts):
        widgets[f"w{number}"] = {
            "type": "timeseries",
            "version": 1,
            "title": f"Chart {number + 1}",
            "options": {},
            "bindings": [{"kind": "metric", "metric": metric} for metric in metrics[number * lines : (number + 1) * lines]],
            "rules": [],
        }
        in_row = COLUMNS // CHART_WIDTH
        place = {"x": number % in_row * CHART_WIDTH, "y": number // in_row * CHART_HEIGHT}
        boxes.append({"i": f"w{number}", **place, "w": CHART_WIDTH, "h": CHART_HEIGHT})
    return {
        "schema": 1,
        "pages": [{"id": "p1", "title": "Charts"}],
        "layouts": {"desktop": {"p1": boxes}, "mobile": {"p1": []}},
        "widgets": widgets,
        "variables": [],
        "timeRange": {"from": f"now-{SAMPLES}s", "to": "now"},
        "flowId": None,
    }


def call(page: Page, method: str, path: str, body: Json | None = None) -> Json:
    """A request as the page itself would send it, with its cookies."""
    cookies = {cookie.get("name"): cookie.get("value") for cookie in page.context.cookies()}
    response = page.request.fetch(
        urljoin(page.url, path),
        method=method,
        data=json.dumps(body) if body is not None else None,
        headers={"Content-Type": "application/json", "X-CSRFToken": cookies.get("csrftoken") or ""},
    )
    if not response.ok:
        raise SystemExit(f"{method} {path}: {response.status} {response.text()[:300]}")
    answer: Json = response.json() if response.text() else {}
    return answer


if __name__ == "__main__":
    main()
