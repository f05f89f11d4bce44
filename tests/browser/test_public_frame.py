"""A public link in a frame of another site: whom browsers let show it, and whether it works there."""

import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from tests.browser.conftest import FLAGS, chromium, picture
from tests.browser.test_public_link import boiler, questions, tell
from tests.stack import Api, Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(240)]

NUMBERS = itertools.count(1)


@contextmanager
def site(src: str) -> Iterator[str]:
    """Another site, whose only page shows the address in a frame."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f'<h1>Intranet</h1><iframe src="{src}" title="Boiler" width="900" height="600"></iframe>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def frame_of(page: Page) -> Frame:
    return page.frames[-1]


@pytest.fixture
def board(stack: Stack) -> tuple[Api, int, int, str]:
    api = Api(stack, stack.demo["email"], stack.demo["password"])
    board_id, key = boiler(stack, api, name=f"Kettle {next(NUMBERS)}")
    device_id, token = key.split()
    return api, board_id, int(device_id), token


def embedded(stack: Stack, path: str) -> str:
    """Under another name than that of the sites: another site to the browser, although it is the same machine."""
    return f"{stack.address.replace('127.0.0.1', 'localhost')}{path}?embed=1"


def test_a_site_that_the_link_names_shows_it_live_and_another_is_refused(
    browser: Browser, stack: Stack, board: tuple[Api, int, int, str]
) -> None:
    api, board_id, device_id, token = board
    link = api.post(f"/api/dashboards/{board_id}/public-links", {"name": "Intranet"})
    address = embedded(stack, link["path"])
    with site(address) as allowed, site(address) as other:
        api.patch(f"/api/dashboards/{board_id}/public-links/{link['id']}", {"hosts": [allowed]})
        context = browser.new_context(viewport={"width": 1000, "height": 800}, locale="en-GB", timezone_id="UTC")
        page = context.new_page()
        sockets: list[str] = []
        page.on("websocket", lambda socket: sockets.append(socket.url))
        asked = questions(page)

        page.goto(allowed)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_test_id("widget-w1")).to_contain_text("62.5")
        expect(frame.locator("[data-testid=widget-w0] [data-drawn=true]")).to_be_visible()
        tell(stack, device_id, token, 78.0)
        expect(frame.get_by_test_id("widget-w1")).to_contain_text("78.0")
        assert asked == []
        assert [url.partition("?")[0] for url in sockets] == [
            f"{stack.address.replace('http://127.0.0.1', 'ws://localhost')}/ws{link['path']}"
        ]
        picture(page, "public-frame")
        assert context.cookies() == []

        page.goto(other)
        expect(page.get_by_role("heading", name="Intranet")).to_be_visible()
        while not frame_of(page).url.startswith("chrome-error://"):
            page.wait_for_timeout(50)  # the test's own timeout ends this
        expect(page.frame_locator("iframe").get_by_test_id("widget-w1")).to_have_count(0)
        context.close()


@pytest.fixture(params=["nothing", "a little"])
def keeping(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[tuple[bool, BrowserContext]]:
    """A browser that lets a frame of another site keep nothing, as private windows do, and one that does."""
    looks: dict[str, Any] = {"viewport": {"width": 1000, "height": 800}, "locale": "en-GB", "timezone_id": "UTC"}
    if request.param == "nothing":
        context = browser.new_context(**looks)
    else:
        settings = tmp_path / "Default" / "Preferences"
        settings.parent.mkdir()
        settings.write_text(json.dumps({"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}))
        context = browser.browser_type.launch_persistent_context(tmp_path, executable_path=chromium(), args=FLAGS, **looks)
    yield request.param != "nothing", context
    context.close()


def test_a_password_is_given_inside_of_the_frame(
    keeping: tuple[bool, BrowserContext], stack: Stack, board: tuple[Api, int, int, str]
) -> None:
    api, board_id, device_id, token = board
    keeps, context = keeping
    link = api.post(f"/api/dashboards/{board_id}/public-links", {"password": "open sesame"})
    with site(embedded(stack, link["path"])) as intranet:
        address = f"/api/dashboards/{board_id}/public-links/{link['id']}"
        api.patch(address, {"hosts": [intranet]})
        page = context.new_page()
        asked, errors = questions(page), list[str]()
        page.on("pageerror", lambda error: errors.append(str(error)))

        def open_with(password: str) -> None:
            frame.get_by_role("textbox", name="Password").fill(password)
            frame.get_by_role("button", name="Open").click()

        page.goto(intranet)
        frame = page.frame_locator("iframe")
        open_with("wrong one")
        expect(frame.get_by_role("link", name="Open it in a tab of its own")).to_have_count(0 if keeps else 1)
        expect(frame.get_by_text("This is not the password.")).to_be_visible()
        picture(page, "public-frame-password")
        open_with("open sesame")
        expect(frame.get_by_test_id("widget-w1")).to_contain_text("62.5")
        tell(stack, device_id, token, 79.0)
        expect(frame.get_by_test_id("widget-w1")).to_contain_text("79.0")
        assert asked == []

        page.reload()
        frame = page.frame_locator("iframe")
        if keeps:
            expect(frame.get_by_test_id("widget-w1")).to_contain_text("79.0")
        else:
            open_with("open sesame")
            expect(frame.get_by_test_id("widget-w1")).to_contain_text("79.0")

        # A new password ends the visit at once, and an end that has come does too.
        api.patch(address, {"password": "close sesame"})
        expect(frame.get_by_role("textbox", name="Password")).to_be_visible()
        open_with("close sesame")
        expect(frame.get_by_test_id("widget-w1")).to_contain_text("79.0")
        api.patch(address, {"expires_at": (datetime.now(UTC) + timedelta(seconds=2)).isoformat()})
        expect(frame.get_by_text("This link shows nothing")).to_be_visible()
        assert errors == []
