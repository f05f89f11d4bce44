"""Every page, on a desk and in a hand, in light and dark: it shows what it should and fits the screen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ACTION_WITHIN_MS, PICTURES, Complaints, log_in
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SCREENS = {"desk": (1440, 900), "hand": (390, 844)}
# Address of each page, and what must be on it before the picture is taken.
PAGES = {
    "home": ("/", "Current alarms"),
    "dashboards": ("/dashboards", "This machine"),
    "dashboard": ("/dashboards/1", "Busiest core"),
    "dashboard-edit": ("/dashboards/1?edit=1", "Busiest core"),
    "alarms": ("/alarms", "Current"),
    "alarm-history": ("/alarms?scope=history", "History"),
    "devices": ("/devices", "This machine"),
    "device": ("/devices/1", "cpu_load"),
    "resources": ("/resources", "This machine"),
    "device-types": ("/device-types", "Computer"),
    "flows": ("/flows", "CPU watch"),
    "flow": ("/flows/1", "Threshold"),
    "brokers": ("/brokers", "broker"),
    "data": ("/data", "Add metrics"),
    "data-exports": ("/data/exports", "New export"),
    "data-schedules": ("/data/schedules", "New schedule"),
    "data-imports": ("/data/imports", "Choose a file"),
    "status": ("/status", "Redis"),
    "help": ("/help", "Architecture"),
    "device-connection": ("/devices/1/connection", "Connection log"),
    "device-commands": ("/devices/1/commands", "Send a command"),
    "device-files": ("/devices/1/files", "Firmware"),
    "device-credentials": ("/devices/1/credentials", "Certificates"),
    "device-type": ("/device-types/1", "Commands"),
    "try-certificate": ("/devices/try-certificate", "Private key"),
    "users": ("/administration/users", "Vera Viewer"),
    "user": ("/administration/users/2", "Second factor"),
    "invitations": ("/administration/invitations", "Invite user"),
    "profiles": ("/administration/profiles", "Operators"),
    "profile": ("/administration/profiles/2", "System permissions"),
    "explain": ("/administration/explain", "Why may this user do this here"),
    "audit": ("/administration/audit", "Logged in user"),
    "outbox": ("/administration/outbox", "mail"),
    "account": ("/account", "Your profiles"),
    "security": ("/account/security", "Passkeys"),
    "keys": ("/account/keys", "API keys"),
    "preferences": ("/account/preferences", "Time zone"),
    "api-reference": ("/help/reference/devices", "/api/devices"),
    "missing": ("/there-is-no-such-page", "page"),
}

# On these something moves: the first live values and the chart must have come.
LIVE = {"home", "dashboard", "dashboard-edit", "device", "flow", "resources"}
# Transitions of colours and the like are over.
SETTLE_MS = 200


@pytest.fixture(scope="module", params=SCREENS)
def look(request: pytest.FixtureRequest, browser: Browser, stack: Stack) -> Iterator[tuple[str, Page]]:
    """A signed-in page of this size; each name of a picture begins with its name."""
    screen = request.param
    width, height = SCREENS[screen]
    context = browser.new_context(
        base_url=stack.address, viewport={"width": width, "height": height}, color_scheme="light", has_touch=screen == "hand"
    )
    context.set_default_timeout(ACTION_WITHIN_MS)
    page = context.new_page()
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.goto("/login")
    page.get_by_label("E-mail").wait_for()
    take_pictures(page, screen, "login")
    log_in(page, stack.demo["email"], stack.demo["password"])
    yield screen, page
    context.close()


def take_pictures(page: Page, screen: str, name: str) -> None:
    """In light and in dark: the page changes with the system's scheme, without being loaded again."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(f"html[data-mantine-color-scheme={scheme}]")).to_be_attached()
        page.wait_for_timeout(SETTLE_MS)
        page.screenshot(path=PICTURES / f"{screen}-{scheme}-{name}.png")
    page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_its_subject_and_fits_the_screen(look: tuple[str, Page], stack: Stack, name: str) -> None:
    screen, page = look
    address, expected = PAGES[name]
    complaints = Complaints(page, stack.address)

    page.goto(address)
    expect(
        page.locator("main, body").get_by_text(re.compile(expected, re.IGNORECASE)).locator("visible=true").first
    ).to_be_visible()
    if name in LIVE:
        page.wait_for_timeout(1_200)
    take_pictures(page, screen, name)

    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{too_wide} px wider than the screen"
    assert page.title().endswith("Sluice")
    assert complaints.errors == []
    assert complaints.strangers == []
