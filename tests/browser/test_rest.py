"""Data from somebody else's web service: a token, and what is read with it."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture
from tests.browser.test_editor import document, open_new_flow, place
from tests.browser.test_newcomer import block, wire
from tests.rest_server import PASSWORD, SERIAL, USER, RestServer, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def trusted() -> Iterator[RestServer]:
    with running(RestServer(token_s=20)) as server:
        yield server


def add_credential(page: Page, name: str) -> None:
    page.goto("/flows/credentials")
    page.get_by_test_id("new-credential").first.click()
    dialog = page.get_by_role("dialog")
    page.get_by_test_id("credential-title").fill(name)
    page.get_by_test_id("credential-username").fill(USER)
    page.get_by_test_id("credential-password").fill(PASSWORD)
    picture(page, "credential-dialog")
    page.get_by_test_id("save-credential").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("cell", name=name)).to_be_visible()
    picture(page, "credentials")


def test_a_token_and_the_data_read_with_it_are_drawn_tried_picked_and_run(engineer_page: Page, trusted: RestServer) -> None:
    page = engineer_page
    credential = f"Trusted {int(time.time())}"
    add_credential(page, credential)
    open_new_flow(page, "Trusted")
    for kind, x, y in (
        ("outside.token", 120, 120),
        ("source.timer", 120, 320),
        ("outside.rest", 420, 200),
        ("output.debug", 720, 200),
    ):
        place(page, kind, x, y)

    block(page, "source.timer").click()
    page.get_by_test_id("param-interval_s").fill("2")
    block(page, "outside.token").click()
    page.get_by_test_id("param-url").fill(f"{trusted.url}/token")
    page.get_by_test_id("param-credential").get_by_role("textbox").click()
    page.get_by_role("option", name=credential).click()
    page.get_by_test_id("test-call").click()
    expect(page.get_by_test_id("call-status")).to_contain_text("200 OK")
    expect(page.get_by_test_id("answer-tree")).to_contain_text("••••••")
    picture(page, "test-call-token")

    block(page, "outside.rest").click()
    page.get_by_test_id("param-url").fill(f"{trusted.url}/api/SensorData/Get?SerialNumber={SERIAL}&Count=1")
    headers = page.get_by_test_id("inspector").locator(".mantine-InputWrapper-root").filter(has_text="Headers")
    headers.get_by_role("button", name="Add").click()
    page.get_by_test_id("param-headers.0.name").fill("Authorization")
    page.get_by_test_id("param-headers.0.value").fill("Bearer #token")
    expect(page.get_by_test_id("sample-token")).to_be_visible()
    wire(page, "outside.token", "token", "outside.rest", "token")
    wire(page, "source.timer", "tick", "outside.rest", "request")
    wire(page, "outside.rest", "unauthorized", "outside.token", "renew")

    # Also with the token as an input there is something to pick.
    block(page, "outside.rest").click()
    page.get_by_test_id("test-call").click()
    tree = page.get_by_test_id("answer-tree")
    expect(tree).to_contain_text("Temperature")
    tree.get_by_role("treeitem", name="Temperature").click()
    expect(tree.get_by_role("treeitem", name="Temperature")).to_have_attribute("aria-selected", "true")
    tree.scroll_into_view_if_needed()
    picture(page, "test-call-rest")
    outputs = next(each for each in document(page)["blocks"].values() if each["type"] == "outside.rest")["params"]["outputs"]
    assert outputs == [{"name": "temperature", "path": "$[0].Temperature", "type": "number"}]

    wire(page, "outside.rest", "temperature", "output.debug", "value")
    page.get_by_test_id("deploy").click()
    page.get_by_test_id("deploy-confirm").click()
    expect(page.get_by_test_id("chip-" + chip(page))).to_be_visible(timeout=30_000)
    picture(page, "rest-flow-running")
    # Over the end of a token.
    while trusted.counts["/token"] < 3 or trusted.counts["/api/SensorData/Get"] < 10:
        page.wait_for_timeout(200)  # the test's own timeout ends this
    assert trusted.refused == 0
    assert not re.search(r"\btoken-\d", page.content())


def chip(page: Page) -> str:
    blocks = document(page)["blocks"]
    return next(name for name, each in blocks.items() if each["type"] == "outside.rest") + ".temperature"
