"""Every page, on a desk and in a hand, in light and dark: it shows what it should, fits the screen and keeps nobody out.

`pages.json` holds them by their routes. A test of the front end compares it with the routes there are.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import COLOURS, Traffic, barriers, show_in
from tests.browser.conftest import ACTION_WITHIN_MS, Complaints, let_in, picture
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SCREENS = {"desk": (1440, 900), "hand": (390, 844)}
# Of each route its pages: the name, the address, and what must be there before the picture is taken.
ROUTES: dict[str, dict[str, list[str]]] = json.loads((Path(__file__).parent / "pages.json").read_text())
PAGES = {name: (route, *of_page) for route, pages in ROUTES.items() for name, of_page in pages.items()}
# For those who are not signed in.
PUBLIC = {
    "login",
    "forgotten-password",
    "reset-password/:key?",
    "confirm-email/:key?",
    "accept-invitation/:token?",
    "public/:token",
}
# On these something moves: the first live values and the chart must have come.
LIVE = {"home", "dashboard", "dashboard-edit", "device", "flow", "resources", "public"}
HISTORY = b"time;pressure\r\n2026-11-01 00:00;1.5\r\n2026-11-01 01:00;1.7\r\n"


class Watched:
    """A page with what it complains about and asks for."""

    def __init__(self, page: Page, stack: Stack) -> None:
        self.page = page
        self.complaints = Complaints(page, stack.address)
        self.traffic = Traffic(page)


@dataclass(frozen=True)
class Look:
    """A screen; the name of each picture begins with its name."""

    screen: str
    person: Watched
    # Nobody is signed in.
    visitor: Watched


@pytest.fixture(scope="module")
def made(stack: Stack) -> dict[str, Any]:
    """One of each thing that the demo has not, and that has a page."""
    api = stack.engineer()
    api.post("/api/playlists", {"name": "Hall 3 wall", "items": [{"dashboard": 1, "seconds": 20}]})
    begun = api.post("/api/imports", {"file_name": "history.csv", "size_bytes": len(HISTORY)})
    api.session.put(
        f"{stack.address}/api/imports/{begun['id']}/content",
        data=HISTORY,
        headers={"X-CSRFToken": str(api.session.cookies.get("csrftoken")), "Origin": stack.address},
        timeout=20,
    ).raise_for_status()
    return {
        "import": begun["id"],
        "subflow": api.post("/api/subflows", {"name": "Smoothing"})["id"],
        "public": api.post("/api/dashboards/1/public-links", {"name": "Lobby"})["path"],
    }


@pytest.fixture(scope="module", params=SCREENS)
def look(request: pytest.FixtureRequest, browser: Browser, stack: Stack) -> Iterator[Look]:
    screen = request.param
    width, height = SCREENS[screen]
    contexts = [
        browser.new_context(
            base_url=stack.address, viewport={"width": width, "height": height}, color_scheme="light", has_touch=screen == "hand"
        )
        for _ in range(2)
    ]
    for context in contexts:
        context.set_default_timeout(ACTION_WITHIN_MS)
    person, visitor = (Watched(context.new_page(), stack) for context in contexts)
    let_in(contexts[0], stack, stack.demo["email"], stack.demo["password"])
    yield Look(screen, person, visitor)
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_its_subject_fits_the_screen_and_keeps_nobody_out(look: Look, made: dict[str, Any], name: str) -> None:
    route, address, expected = PAGES[name]
    watched = look.visitor if route in PUBLIC else look.person
    page, complaints = watched.page, watched.complaints
    complaints.forget()

    page.emulate_media(color_scheme="light")
    page.goto(address.format(**made))
    expect(
        page.locator("main, body").get_by_text(re.compile(expected, re.IGNORECASE)).locator("visible=true").first
    ).to_be_visible()
    if name in LIVE:
        page.wait_for_timeout(1_200)
    watched.traffic.wait()
    found = []
    for scheme, rules in (("light", None), ("dark", COLOURS)):
        show_in(page, scheme)
        picture(page, f"{look.screen}-{scheme}-{name}")
        found += barriers(page, rules)

    assert not found, "\n".join(found)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{too_wide} px wider than the screen"
    assert page.title().endswith("Sluice")
    assert complaints.errors == []
    assert complaints.strangers == []
