"""axe-core in the page: what keeps somebody from reading or using it."""

from playwright.sync_api import Page, Request, expect

from iotsite.processes import CHECKOUT

AXE = CHECKOUT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
# All that another colour scheme can spoil.
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """(rules) => axe.run(document, {
    resultTypes: ["violations"], preload: false, iframes: false, ...(rules && {runOnly: {type: "rule", values: rules}}),
}).then(({violations}) => violations.filter(({impact}) => impact === "serious" || impact === "critical").flatMap(
    ({id, nodes}) => nodes.map(({html, failureSummary}) => `${id}: ${html.slice(0, 300)}\\n${failureSummary}`)))"""
# Two frames: the first shows what was just asked for, and begins to move it. What goes on for longer is no unfolding.
REST = """async () => {
    const rested = async () => {
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
        const ends = (one) => Number.isFinite(one.effect?.getComputedTiming().endTime);
        await Promise.allSettled(document.getAnimations().filter(ends).map((one) => one.finished));
    };
    await Promise.race([rested(), new Promise((over) => setTimeout(over, 500))]);
}"""


class Traffic:
    """What a page has asked for and has not got yet, from now on."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._open: set[Request] = set()
        page.on("request", self._asked)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._answered)

    def _asked(self, request: Request) -> None:
        self._open.add(request)

    def _answered(self, request: Request) -> None:
        self._open.discard(request)

    def wait(self) -> None:
        at_rest(self._page)
        while self._open:  # the test's own timeout ends this
            self._page.wait_for_timeout(20)
            at_rest(self._page)


def at_rest(page: Page) -> None:
    """What unfolds has unfolded, and colours have changed."""
    page.evaluate(REST)


def barriers(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe-core calls serious or critical, each with its rule, its element and the reason."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(RUN, rules)
    return found


def show_in(page: Page, scheme: str) -> None:
    """The page changes with the system's scheme, without being loaded again."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    expect(page.locator(f"html[data-mantine-color-scheme={scheme}]")).to_be_attached()
    at_rest(page)


def barriers_in_both_schemes(page: Page) -> list[str]:
    """Everything in light, then what is different in dark."""
    at_rest(page)
    found = barriers(page)
    show_in(page, "dark")
    found += [f"dark: {one}" for one in barriers(page, COLOURS)]
    show_in(page, "light")
    return found
