"""axe-core in the page: what keeps somebody from reading or using it."""

from playwright.sync_api import Page, expect

from iotsite.processes import CHECKOUT

AXE = CHECKOUT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
# All that another colour scheme can spoil.
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """(rules) => axe.run(document, {
    resultTypes: ["violations"], preload: false, iframes: false, ...(rules && {runOnly: {type: "rule", values: rules}}),
}).then(({violations}) => violations.filter(({impact}) => impact === "serious" || impact === "critical").flatMap(
    ({id, nodes}) => nodes.map(({html, failureSummary}) => `${id}: ${html.slice(0, 300)}\\n${failureSummary}`)))"""


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
    # Colours change in steps.
    page.wait_for_timeout(SETTLE_MS)


SETTLE_MS = 200


def barriers_in_both_schemes(page: Page) -> list[str]:
    """Everything in light, then what is different in dark."""
    show_in(page, "light")
    found = barriers(page)
    show_in(page, "dark")
    found += [f"dark: {one}" for one in barriers(page, COLOURS)]
    return found
