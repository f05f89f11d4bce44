"""Two people arrange one dashboard at the same time: the later one is told, and nothing of either is lost."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import barriers_in_both_schemes
from tests.browser.conftest import ACTION_WITHIN_MS, Complaints, let_in, picture
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

EMAIL, PASSWORD = "ada@sluice.example", "four words without sense"
COLLEAGUE = f"""
from organizations import profiles
from organizations.models import Organization, User
organization = Organization.objects.get(name="Demo")
if not User.objects.filter(email={EMAIL!r}).exists():
    ada = User.objects.create_user(email={EMAIL!r}, password={PASSWORD!r}, name="Ada Arranger", organization=organization)
    profiles.add_member(profiles.preset(organization, "administrator"), ada)
"""


@pytest.fixture(scope="module")
def ada(browser: Browser, stack: Stack) -> Iterator[Page]:
    """Somebody else who may arrange the same dashboards, at a desk of their own."""
    stack.manage("shell", "--no-imports", "-c", COLLEAGUE)
    context = browser.new_context(base_url=stack.address, viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(ACTION_WITHIN_MS)
    page = context.new_page()
    let_in(context, stack, EMAIL, PASSWORD)
    complaints = Complaints(page, stack.address)
    yield page
    context.close()
    assert complaints.errors == []


@pytest.fixture(scope="module")
def mine(browser: Browser, stack: Stack) -> Iterator[Page]:
    context = browser.new_context(base_url=stack.address, viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(ACTION_WITHIN_MS)
    page = context.new_page()
    let_in(context, stack, stack.demo["email"], stack.demo["password"])
    complaints = Complaints(page, stack.address)
    yield page
    context.close()
    assert complaints.errors == []


@pytest.fixture
def board(stack: Stack, mine: Page, ada: Page) -> str:
    """Two values beside each other, open in both designers."""
    boxes = [{"i": f"w{n}", "x": 6 * n, "y": 0, "w": 6, "h": 5} for n in (1, 2)]
    widgets = {
        f"w{n}": {"type": "value", "version": 1, "title": title, "options": {}, "bindings": [], "rules": []}
        for n, title in ((1, "Inlet"), (2, "Outlet"))
    }
    document = {
        "schema": 1,
        "pages": [{"id": "p1", "title": "Overview"}],
        "layouts": {"desktop": {"p1": boxes}, "mobile": {"p1": []}},
        "widgets": widgets,
        "variables": [],
        "timeRange": {"from": "now-5m", "to": "now"},
        "flowId": None,
    }
    made = stack.engineer().post("/api/dashboards", {"name": f"Shared {time.time():.0f}", "document": document})
    address = f"/dashboards/{made['id']}?edit=1"
    for page in (mine, ada):
        page.goto(address)
        expect(page.get_by_test_id("select-w2")).to_be_visible()
    return address


def call(page: Page, widget: str, title: str) -> None:
    page.get_by_test_id(f"select-{widget}").click()
    page.get_by_test_id("param-title").fill(title)


def save(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.get_by_test_id("save-state")).to_contain_text("Saved")


def expect_titles(page: Page, *titles: str) -> None:
    """Of all widgets on the page, in the order of their ids."""
    expect(page.locator("[data-cover]")).to_have_count(len(titles))
    for number, title in enumerate(titles, start=1):
        expect(page.get_by_test_id(f"select-w{number}")).to_have_attribute("aria-label", re.compile(f"^{title},"))


def test_who_saves_later_is_told_what_came_in_when_nothing_collides(mine: Page, ada: Page, board: str) -> None:
    call(ada, "w1", "Hot inlet")
    save(ada)

    mine.get_by_test_id("palette-gauge").click()
    call(mine, "w3", "Pressure")
    mine.keyboard.press("Control+s")

    told = mine.get_by_role("alert").filter(has_text="Ada Arranger saved meanwhile")
    expect(told).to_contain_text("Widget “Hot inlet”: title")
    picture(mine, "desk-light-two-editors-told")
    expect(mine.get_by_test_id("save-state")).to_contain_text("Saved")
    assert barriers_in_both_schemes(mine) == []
    expect_titles(mine, "Hot inlet", "Outlet", "Pressure")
    ada.reload()
    expect(ada.get_by_test_id("select-w3")).to_be_visible()
    expect_titles(ada, "Hot inlet", "Outlet", "Pressure")


def test_what_both_changed_differently_is_chosen_and_all_else_of_both_is_kept(mine: Page, ada: Page, board: str) -> None:
    call(ada, "w1", "Hot inlet")
    call(ada, "w2", "Cold outlet")
    save(ada)

    call(mine, "w2", "Return")
    mine.get_by_test_id("palette-gauge").click()
    call(mine, "w3", "Pressure")
    mine.keyboard.press("Control+s")

    dialog = mine.get_by_role("dialog", name="Somebody else changed this dashboard")
    expect(dialog).to_contain_text("Ada Arranger saved the draft while you were arranging it.")
    expect(dialog).to_contain_text("Widget “Hot inlet”: title")
    expect(dialog).to_contain_text("One thing that both of you changed")
    picture(mine, "desk-light-two-editors-choice")
    assert barriers_in_both_schemes(mine) == []
    dialog.get_by_text("Ada Arranger", exact=True).click()
    mine.get_by_test_id("conflict-merge").click()

    expect(dialog).to_be_hidden()
    expect(mine.get_by_test_id("save-state")).to_contain_text("Saved")
    expect_titles(mine, "Hot inlet", "Cold outlet", "Pressure")
    ada.reload()
    expect(ada.get_by_test_id("select-w3")).to_be_visible()
    expect_titles(ada, "Hot inlet", "Cold outlet", "Pressure")


def test_who_leaves_with_a_copy_has_theirs_and_the_dashboard_stays_the_others(mine: Page, ada: Page, board: str) -> None:
    call(ada, "w2", "Cold outlet")
    save(ada)

    call(mine, "w2", "Return")
    mine.keyboard.press("Control+s")
    mine.get_by_test_id("conflict-copy").click()

    mine.wait_for_url(lambda url: "/dashboards/" in url and not url.endswith(board))
    expect(mine.get_by_role("heading", name=re.compile(r"\(copy\)$"))).to_be_visible()
    expect(mine.get_by_role("button", name=re.compile("^Return, "))).to_be_visible()
    expect_titles(mine, "Inlet", "Return")
    mine.reload()
    expect(mine.get_by_role("button", name=re.compile("^Return, "))).to_be_visible()
    mine.goto(board)
    expect(mine.get_by_role("button", name=re.compile("^Cold outlet, "))).to_be_visible()
    expect_titles(mine, "Inlet", "Cold outlet")
