"""How smoothly the flow editor moves with five hundred blocks in headless Chromium, beside what the drawing library can do.

    python tests/load/editor_fps.py --url http://127.0.0.1:8000 --email ... --password ...

Signs in to a running Sluice, makes a flow of 500 blocks with live values, deploys it, and pans, zooms and drags 50 selected
blocks while it counts animation frames. Then it does the same in a page that holds nothing but React Flow with 500 empty nodes
and as many edges: that is the limit on this machine, and `editor_to_plain` the ratio of the two. At the end the flow is
deleted. `--frontend` names the folder with `node_modules` from which the plain page is built.

Without a graphics card the browser draws on the same cores, so run it on an otherwise quiet machine.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

from playwright.sync_api import Page, sync_playwright

BROWSER_ARGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run"]
COLUMNS: Final = 25
ROWS: Final = 20
PITCH_X: Final = 288
PITCH_Y: Final = 96
# Blocks of the selection that is dragged.
HELD: Final = 50
ROOT: Final = Path(__file__).resolve().parents[2]

START: Final = """
() => {
  const stop = { frames: [], long: 0, isOver: false };
  window.__fps = stop;
  new PerformanceObserver((list) => { stop.long += list.getEntries().length; }).observe({ entryTypes: ["longtask"] });
  const frame = (now) => { stop.frames.push(now); if (!stop.isOver) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}
"""
STOP: Final = """
() => {
  const { frames, long } = window.__fps;
  window.__fps.isOver = true;
  const gaps = frames.slice(1).map((at, index) => at - frames[index]).sort((a, b) => a - b);
  const took = frames.at(-1) - frames[0];
  return {
    fps: Math.round(gaps.length / took * 1000 * 10) / 10,
    p95_ms: Math.round(gaps[Math.floor(gaps.length * 0.95)] * 10) / 10,
    worst_ms: Math.round(gaps.at(-1)),
    long_tasks: long,
  };
}
"""

# A page with the drawing library alone: what 500 nodes cost before anything is in them.
PLAIN: Final = """
import "@xyflow/react/dist/base.css";
import { ReactFlow, applyNodeChanges } from "@xyflow/react";
import { createElement, useCallback, useState } from "react";
import { createRoot } from "react-dom/client";

const start = Array.from({ length: %(columns)d * %(rows)d }, (_, index) => ({
  id: `n${index}`,
  position: { x: (index %% %(columns)d) * %(pitch_x)d, y: Math.floor(index / %(columns)d) * %(pitch_y)d },
  data: { label: "" },
  width: 192,
  height: 56,
  selected: index < %(held)d,
}));
const edges = start.slice(1).filter((_, index) => (index + 1) %% %(columns)d).map(({ id }, index) => ({
  id: `e${id}`, source: `n${Number(id.slice(1)) - 1}`, target: id, type: "smoothstep",
}));
function Plain() {
  const [nodes, setNodes] = useState(start);
  const change = useCallback((changes) => setNodes((now) => applyNodeChanges(changes, now)), []);
  const options = { fitView: true, minZoom: 0.1, onlyRenderVisibleElements: true };
  return createElement(ReactFlow, { nodes, edges, onNodesChange: change, ...options });
}
createRoot(document.getElementById("root")).render(createElement(Plain));
"""

Json = dict[str, Any]


def main() -> None:
    options = arguments()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=BROWSER_ARGS)
        figures: Json = {}
        if not options.skip_editor:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            figures["editor"] = measure_editor(page, options)
            page.close()
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        with tempfile.TemporaryDirectory() as folder:
            page.goto(plain_page(Path(folder), Path(options.frontend)).as_uri())
            page.locator(".react-flow__node").first.wait_for()
            figures["plain"] = measure(page, options.seconds)
        browser.close()
    if "editor" in figures:
        figures["editor_to_plain"] = ratios(figures["editor"], figures["plain"])
    print(json.dumps(figures, indent=2))


def ratios(editor: Json, plain: Json) -> Json:
    """Frames a second of the editor for one of the plain page, for each kind of movement."""
    return {name: round(part["fps"] / plain[name]["fps"], 2) for name, part in editor.items() if isinstance(part, dict)}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--email", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--seconds", type=float, default=6, help="for each kind of movement")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    parser.add_argument("--frontend", default=str(ROOT / "frontend"))
    parser.add_argument("--skip-editor", action="store_true", help="measure the limit only")
    return parser.parse_args()


def measure_editor(page: Page, options: argparse.Namespace) -> Json:
    page.goto(f"{options.url}/login")
    page.wait_for_load_state("networkidle")  # the first answer brings the cookie that later calls must show
    if options.email:
        call(page, "POST", "/_allauth/browser/v1/auth/login", {"email": options.email, "password": options.password})
    metrics = call(page, "GET", "/api/metrics?limit=200")["items"]
    numbers = [metric["id"] for metric in metrics if metric["data_type"] in ("long", "double")]
    if not numbers:
        raise SystemExit("There is no metric with numbers to listen to.")
    name = f"Frames a second {time.time():.0f}"
    flow = call(page, "POST", "/api/flows", {"name": name, "document": document_of(numbers)})["id"]
    try:
        call(page, "POST", f"/api/flows/{flow}/deploy", {"message": ""})
        page.goto(f"{options.url}/flows/{flow}")
        page.locator(".react-flow__node").first.wait_for(timeout=60_000)
        page.wait_for_timeout(4_000)
        return measure(page, options.seconds)
    finally:
        call(page, "DELETE", f"/api/flows/{flow}")


def document_of(metrics: list[int]) -> Json:
    """Rows that each begin with a metric and hand its value on; the first fifty blocks are what is dragged."""
    blocks: Json = {}
    wires: list[Json] = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            block_id = f"b{row * COLUMNS + column + 1}"
            kind, params = "math.scale", {"factor": 1.01, "offset": 0.5}
            if column == 0:
                kind, params = "source.metric", {"metric": metrics[row % len(metrics)]}
            elif column == COLUMNS - 1:
                kind, params = "output.debug", {}
            position = {"x": column * PITCH_X, "y": row * PITCH_Y}
            blocks[block_id] = {"type": kind, "version": 1, "params": params, "position": position, "label": ""}
            if column:
                wires.append({"from": f"b{row * COLUMNS + column}.value", "to": f"{block_id}.value"})
    return {"schema": 1, "blocks": blocks, "wires": wires}


def measure(page: Page, seconds: float) -> Json:
    """Frames a second for each kind of movement, seen as a whole and close by."""
    canvas = page.locator(".react-flow__pane").bounding_box()
    assert canvas is not None
    x, y = canvas["x"] + canvas["width"] / 2, canvas["y"] + canvas["height"] / 2
    figures: Json = {}

    def during(name: str, step: Callable[[int], None]) -> None:
        page.evaluate(START)
        began, count = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            step(count)
            count += 1
        figures[name] = page.evaluate(STOP)

    def pan(count: int) -> None:
        page.mouse.move(x + 200 * (1 if count % 40 < 20 else -1) * (count % 20) / 20, y + (count % 10) * 8)

    def zoom(count: int) -> None:
        page.mouse.wheel(0, -60 if count % 40 < 20 else 60)

    figures["blocks"] = page.locator(".react-flow__node").count()
    figures["wires"] = page.locator(".react-flow__edge-path").count()
    # On the free room between two rows.
    page.mouse.move(x, y)
    free = empty_spot(page, x, y)
    page.mouse.move(*free)
    page.mouse.down()
    during("pan_whole", pan)
    page.mouse.up()
    during("zoom", zoom)
    for _ in range(8):
        page.mouse.wheel(0, -120)
        page.wait_for_timeout(60)
    free = empty_spot(page, x, y)
    page.mouse.move(*free)
    page.mouse.down()
    during("pan_close", pan)
    page.mouse.up()
    figures["live_values"] = page.locator('[data-testid^="chip-"]').count()
    drag(page, during)
    return figures


def empty_spot(page: Page, x: float, y: float) -> tuple[float, float]:
    """A point of the pane near the middle: a block there would be dragged instead."""
    found: list[float] = page.evaluate(
        """([x, y]) => {
          for (let step = 0; step < 400; step += 1) {
            const at = [x + (step % 20) * 7 - 70, y + Math.floor(step / 20) * 7 - 70];
            if (document.elementFromPoint(...at)?.classList.contains("react-flow__pane")) return at;
          }
          return [x, y];
        }""",
        [x, y],
    )
    return found[0], found[1]


def drag(page: Page, during: Callable[[str, Callable[[int], None]], None]) -> None:
    """Select the first fifty blocks with the lasso, and move them about."""
    fit = page.locator('button[aria-label="Zoom to everything"]')
    if fit.count():
        fit.click()
    else:
        for _ in range(40):
            page.mouse.wheel(0, 200)
    page.wait_for_timeout(600)
    boxes = [page.locator(f'.react-flow__node[data-id="{name}"]').bounding_box() for name in ends_of(page)]
    first, last = boxes
    assert first is not None
    assert last is not None
    page.keyboard.down("Shift")
    page.mouse.move(first["x"] - 3, first["y"] - 3)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] + 3, last["y"] + last["height"] + 3, steps=5)
    page.mouse.up()
    page.keyboard.up("Shift")
    page.wait_for_timeout(400)
    rectangle = page.locator(".react-flow__nodesselection-rect").bounding_box() or first
    grip_x, grip_y = rectangle["x"] + rectangle["width"] / 2, rectangle["y"] + rectangle["height"] / 2
    page.mouse.move(grip_x, grip_y)
    page.mouse.down()
    during("drag_50", lambda count: page.mouse.move(grip_x + count % 60, grip_y + count % 40))
    page.mouse.up()


def ends_of(page: Page) -> tuple[str, str]:
    """The corners of the first fifty, in the editor and in the plain page."""
    is_plain = page.locator('.react-flow__node[data-id="n0"]').count() > 0
    return ("n0", f"n{HELD - 1}") if is_plain else ("b1", f"b{HELD}")


def plain_page(folder: Path, frontend: Path) -> Path:
    """React Flow with empty nodes, as one file that needs no server."""
    values = {"columns": COLUMNS, "rows": ROWS, "pitch_x": PITCH_X, "pitch_y": PITCH_Y, "held": HELD}
    source = frontend / ".plain-flow.mjs"
    source.write_text(PLAIN % values)
    try:
        library = {"entry": str(source), "formats": ["iife"], "name": "plain", "cssFileName": "plain"}
        settings = {
            "configFile": False,
            "root": str(frontend),
            "logLevel": "error",
            "define": {"process.env.NODE_ENV": '"production"'},
            "build": {"outDir": str(folder), "emptyOutDir": False, "lib": library},
        }
        program = (
            f"import {{ build }} from 'vite'; const settings = {json.dumps(settings)};"
            "settings.build.lib.fileName = () => 'plain.js'; await build(settings);"
        )
        subprocess.run(["node", "--input-type=module", "-e", program], check=True, cwd=frontend)
    finally:
        source.unlink()
    html = folder / "plain.html"
    html.write_text(
        '<!doctype html><link rel="stylesheet" href="plain.css">'
        '<body style="margin:0"><div id="root" style="width:100vw;height:100vh"></div><script src="plain.js"></script>'
    )
    return html


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
