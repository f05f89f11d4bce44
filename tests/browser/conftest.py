"""A real browser in front of the running stack."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FloatRect, Locator, Page, expect, sync_playwright

from iotsite.processes import CHECKOUT
from tests.stack import Api, Stack

# Debian's Chromium, kept from calling its maker.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Where the pages' pictures go; look at them after a change of looks.
PICTURES = Path(os.environ.get("SLUICE_PICTURES") or CHECKOUT / "test-results" / "pictures")
PICTURES.mkdir(parents=True, exist_ok=True)
ACTION_WITHIN_MS = 15_000
expect.set_options(timeout=ACTION_WITHIN_MS)


def chromium() -> str:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.exit("The browser tests need Chromium: run ./check, which installs it.", returncode=3)
    return program


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        running.close()


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """What is seen now, or the `whole` page, for whoever looks at it later."""
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


def still(element: Locator) -> FloatRect:
    """Where it stands, once it stands still."""
    element.element_handle().wait_for_element_state("stable")
    box = element.bounding_box()
    assert box is not None
    return box


class Complaints:
    """What the page complained about: errors in its scripts, and requests that left this machine."""

    def __init__(self, page: Page, address: str) -> None:
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self._address = address
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._request(request.url))

    def forget(self) -> None:
        self.errors.clear()
        self.strangers.clear()

    def _console(self, message: ConsoleMessage) -> None:
        # The browser itself reports each 4xx as an error: the page asks who is logged in before anybody is.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def _request(self, url: str) -> None:
        if not url.startswith((self._address, self._address.replace("http", "ws", 1), "data:", "blob:")):
            self.strangers.append(url)


@pytest.fixture
def context(browser: Browser, stack: Stack) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=stack.address, viewport={"width": 1440, "height": 900}, accept_downloads=True, locale="en-GB", timezone_id="UTC"
    )
    context.set_default_timeout(ACTION_WITHIN_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, stack: Stack) -> Iterator[Page]:
    """A page whose every script error and every request to another host fails the test."""
    page = context.new_page()
    complaints = Complaints(page, stack.address)
    yield page
    assert complaints.errors == []
    assert complaints.strangers == []


@pytest.fixture
def engineer_page(page: Page, stack: Stack) -> Page:
    """Of the demo's engineer, with nothing in it yet."""
    let_in(page.context, stack, stack.demo["email"], stack.demo["password"])
    return page


def let_in(context: BrowserContext, stack: Stack, email: str, password: str) -> None:
    """Logged in without a page on which to type: that is tested once and would be asked for often."""
    context.add_cookies(
        [
            {"name": cookie.name, "value": cookie.value or "", "url": stack.address}
            for cookie in Api(stack, email, password).session.cookies
        ]
    )


def log_in(page: Page, email: str, password: str) -> None:
    page.goto("/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: not url.rstrip("/").endswith("/login"))
