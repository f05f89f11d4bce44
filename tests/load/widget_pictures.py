"""Takes the pictures of all widgets for the handbook, and writes its list of them: `python -m tests.load.widget_pictures`.

Needs a built front end and Chromium.
"""

import json
import shutil

from playwright.sync_api import ViewportSize, sync_playwright

from iotsite.processes import CHECKOUT
from tests.browser.conftest import FLAGS, log_in
from tests.stack import Stack

PICTURES = CHECKOUT / "docs" / "pictures"
CHAPTER = CHECKOUT / "docs" / "widgets.md"
WIDGETS = CHECKOUT / "frontend" / "src" / "features" / "dashboards" / "widgets"
HEADING = "\n## Every widget\n"
FIRST_WITHIN_MS = 6_000
EACH_WITHIN_MS = 400
SIZE: ViewportSize = {"width": 1440, "height": 900}


def file_name(kind: str) -> str:
    return f"widget-{kind.replace('_', '-')}.png"


def listed(types: list[str]) -> str:
    """The last section of the chapter: each widget with its summary and its picture."""
    lines = [HEADING, "They stand in the program under `/dashboards/gallery`, too.\n"]
    for kind in types:
        words = json.loads((WIDGETS / kind / "messages" / "en.json").read_text())
        title = words["title"]
        lines.append(f"### {title}\n\n{words['summary']}\n\n![{title}](pictures/{file_name(kind)})\n")
    return "\n".join(lines)


def take(stack: Stack) -> list[str]:
    """Pictures of all widgets in the gallery; answers their types in its order."""
    types: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = chromium.new_page(base_url=stack.address, viewport=SIZE, locale="en-GB", timezone_id="UTC")
        log_in(page, stack.demo["email"], stack.demo["password"])
        page.goto("/dashboards/gallery")
        page.locator("[data-widget]").first.wait_for()
        for place in page.locator("[data-widget]").all():
            place.scroll_into_view_if_needed()
            page.wait_for_timeout(EACH_WITHIN_MS if types else FIRST_WITHIN_MS)
            types.append(str(place.get_attribute("data-widget")))
            place.screenshot(path=PICTURES / file_name(types[-1]))
        chromium.close()
    return types


def main() -> None:
    stack = Stack()
    try:
        stack.start()
        types = take(stack)
    finally:
        stack.stop()
    text = CHAPTER.read_text()
    CHAPTER.write_text(text.partition(HEADING)[0].rstrip() + "\n" + listed(types))
    print(f"{len(types)} pictures in docs/pictures")


if __name__ == "__main__":
    main()
