"""An administrator builds a company in the pages, lets people in, and takes a right away again."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.accessibility import at_rest
from tests.browser.conftest import ACTION_WITHIN_MS, Complaints, log_in
from tests.stack import Stack, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

COMPANY = "Meadow Dairy"
SITES = {"North": 6, "South": 4}
DENIED = "North pump 2"
DASHBOARD = "North hall"
PASSWORD = "milk in the morning"
PEOPLE = {"engineer": ("eva@dairy.example", "Eva Engineer"), "operator": ("otto@dairy.example", "Otto Operator")}


class People:
    """Browsers of their own for everybody in the story."""

    def __init__(self, browser: Browser, stack: Stack) -> None:
        self.stack = stack
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._complaints: list[Complaints] = []

    def page(self) -> Page:
        context = self._browser.new_context(
            base_url=self.stack.address, viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="UTC"
        )
        context.set_default_timeout(ACTION_WITHIN_MS)
        self._contexts.append(context)
        page = context.new_page()
        self._complaints.append(Complaints(page, self.stack.address))
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        for complaints in self._complaints:
            assert complaints.errors == []
            assert complaints.strangers == []


@pytest.fixture
def people(browser: Browser, stack: Stack) -> Iterator[People]:
    everybody = People(browser, stack)
    yield everybody
    everybody.close()


# --- what the administrator does


def menu(page: Page, place: str, item: str) -> Locator:
    """Choose from the actions of a place in the tree of resources; answers the dialog that opens."""
    page.get_by_role("button", name=f"Actions of {place}", exact=True).click()
    page.get_by_role("menuitem", name=item).click()
    return page.get_by_role("dialog")


def select(page: Page, kind: str, name: str) -> None:
    page.get_by_role("treeitem", name=re.compile(rf"^{kind} {name}\b")).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def build_company(page: Page) -> None:
    page.goto("/resources")
    dialog = menu(page, "Demo", "New sub-organization")
    dialog.get_by_label("Name").fill(COMPANY)
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name=COMPANY)).to_be_visible()
    for site, devices in SITES.items():
        select(page, "Organization", COMPANY)
        dialog = menu(page, COMPANY, "New site")
        dialog.get_by_label("Name").fill(site)
        dialog.get_by_role("button", name="Create").click()
        expect(page.get_by_role("heading", name=site, exact=True)).to_be_visible()
        for number in range(1, devices + 1):
            select(page, "Site", site)
            dialog = menu(page, site, "New device")
            dialog.get_by_label("Name").fill(f"{site} pump {number}")
            dialog.get_by_role("button", name="Add device").click()
            expect(page.get_by_role("heading", name=f"{site} pump {number}")).to_be_visible()
    select(page, "Organization", COMPANY)
    company = page.get_by_role("treeitem", name=re.compile(rf"^Organization {COMPANY}\b"))
    expect(company).to_have_attribute("aria-description", "10")


def switch_to_company(page: Page) -> None:
    page.get_by_role("button", name=re.compile("User menu$")).click()
    page.get_by_role("dialog").get_by_role("button", name=COMPANY).click()
    expect(page.get_by_role("button", name=f"{COMPANY} User menu")).to_be_visible()


def add_place(page: Page, name: str, *above: str) -> Locator:
    """Choose a place in the tree of the profile editor; answers its entry."""
    page.get_by_role("button", name="Add places").click()
    dialog = page.get_by_role("dialog")
    for step in above:
        dialog.get_by_role("button", name=f"Open {step}", exact=True).click()
    dialog.get_by_role("treeitem", name=name, exact=True).click()
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog).to_be_hidden()
    return page.get_by_role("region", name=name, exact=True)


def choose(entry: Locator, role: str, name: str) -> None:
    """Mantine hides its inputs behind what is drawn: the label is what a hand meets, once it stands still."""
    expect(entry).to_be_visible()
    at_rest(entry.page)
    entry.get_by_role(role, name=name, exact=True).check(force=True)  # type: ignore[arg-type]  # one of the roles that can be checked


def make_profiles(page: Page) -> None:
    page.goto("/administration/profiles/new")
    page.get_by_label("Name").fill("Plant engineers")
    at_rest(page)
    page.get_by_role("switch", name=re.compile("^Access management")).check(force=True)
    entry = add_place(page, COMPANY)
    for permission in ("Write metrics", "Manage metrics", "Manage sites", "Manage devices"):
        choose(entry, "checkbox", permission)
    choose(entry, "radio", "Manager")
    page.get_by_role("button", name="Create profile").click()
    page.wait_for_url(re.compile(r"/administration/profiles(/\d+)?$"))

    page.goto("/administration/profiles/new")
    page.get_by_label("Name").fill("Night shift")
    entry = add_place(page, "North", COMPANY)
    choose(entry, "checkbox", "Write metrics")
    choose(entry, "radio", "Operator")
    add_place(page, DENIED, COMPANY, "North").get_by_text("Deny", exact=True).click()
    page.get_by_role("button", name="Create profile").click()
    page.wait_for_url(re.compile(r"/administration/profiles(/\d+)?$"))


def invite(page: Page, email: str, name: str, profile: str) -> str:
    """Invite somebody; answers the link of the mail, as it stands in the outbox."""
    page.goto("/administration/invitations")
    page.get_by_role("button", name="Invite user").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_label("Profiles").click()
    page.get_by_role("option", name=profile).click()
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_role("row").filter(has_text=email)).to_be_visible()
    return read_link(page, email)


def read_link(page: Page, email: str) -> str:
    page.goto("/administration/outbox")
    page.get_by_role("row").filter(has_text=email).click()
    link = page.get_by_role("dialog").get_by_role("link", name=re.compile("accept-invitation")).get_attribute("href")
    assert link is not None
    return link.removeprefix(page.url.partition("/administration")[0])


def accept(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url(lambda url: "accept-invitation" not in url)


def issue_token(page: Page, site: str, device: str) -> tuple[int, str]:
    """On the device's page; answers its id and the token that is shown once."""
    page.goto("/resources")
    page.get_by_role("button", name=f"Show what is in {COMPANY}").click()
    page.get_by_role("button", name=f"Show what is in {site}").click()
    select(page, "Device", device)
    page.get_by_role("tab", name="Credentials").click()
    page.get_by_role("button", name="New token").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Issue").click()
    token = dialog.get_by_text(re.compile("^sluice_")).inner_text()
    dialog.get_by_role("button", name="I have copied it").click()
    found = re.search(r"/d(?:%3A|:)(\d+)", page.url)
    assert found is not None
    return int(found[1]), token


def make_dashboard(page: Page) -> str:
    """A dashboard of one device at its site, shown to the night shift; answers its address."""
    page.goto("/dashboards")
    page.get_by_role("button", name="New dashboard").first.click()
    dialog = page.get_by_role("dialog", name="New dashboard")
    dialog.get_by_role("textbox", name="Name").fill(DASHBOARD)
    dialog.get_by_text("A device", exact=True).click()
    dialog.get_by_role("textbox", name="Device").fill("North pump 1")
    page.get_by_role("option", name="North pump 1").click()
    dialog.get_by_role("button", name=re.compile("^Stands at")).click()
    places = page.get_by_role("dialog", name="Stands at")
    places.get_by_role("button", name=f"Open {COMPANY}", exact=True).click()
    places.get_by_role("treeitem", name="North", exact=True).click()
    places.get_by_role("button", name="Choose").click()
    dialog.get_by_role("button", name="Create").click()
    page.wait_for_url(re.compile(r"/dashboards/\d+"))
    page.get_by_role("button", name="Share").click()
    share = page.get_by_role("dialog")
    expect(share.get_by_role("checkbox", name="Night shift")).to_be_attached()
    choose(share, "checkbox", "Night shift")
    share.get_by_role("button", name="Share").click()
    expect(share).to_be_hidden()
    return page.url.removeprefix(page.url.partition("/dashboards")[0]).partition("?")[0]


# --- what the others see


def listing(page: Page, path: str) -> list[dict[str, Any]]:
    """What the API gives to whoever sits at the page."""
    answer = page.context.request.get(path)
    assert answer.ok, answer.text()
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def names(page: Page, path: str) -> list[str]:
    return [item["name"] for item in listing(page, f"{path}?limit=500")]


def value(page: Page) -> Locator:
    """The card of the temperature."""
    return page.get_by_role("article", name="temperature", exact=True)


def test_people_see_exactly_what_they_may_and_a_right_taken_away_ends_at_once(people: People, stack: Stack) -> None:
    admin, engineer, operator = people.page(), people.page(), people.page()
    log_in(admin, stack.demo["email"], stack.demo["password"])
    build_company(admin)
    switch_to_company(admin)
    make_profiles(admin)
    engineers_link = invite(admin, *PEOPLE["engineer"], "Plant engineers")
    operators_link = invite(admin, *PEOPLE["operator"], "Night shift")
    device_id, token = issue_token(admin, "North", "North pump 1")

    def measure(celsius: float) -> None:
        answer = requests.post(
            f"{stack.address}/api/devices/{device_id}/samples",
            json={"temperature": celsius},
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
        )
        assert answer.ok, answer.text

    measure(21.5)
    wait_for(
        lambda: "temperature" in str(admin.context.request.get(f"/api/devices/{device_id}/metrics").text()), within_s=10, says=""
    )
    address = make_dashboard(admin)
    all_devices = [f"{site} pump {number}" for site, count in SITES.items() for number in range(1, count + 1)]

    # The engineer sees the whole company and may change it, but not its people.
    accept(engineer, engineers_link)
    assert names(engineer, "/api/devices") == all_devices
    engineer.goto("/devices")
    expect(engineer.get_by_role("button", name="Add device", exact=True)).to_be_visible()
    expect(engineer.get_by_role("link", name="Administration")).to_have_count(0)
    assert engineer.context.request.get("/api/users").status == 403

    # The operator sees one site but for one device, and has no button that changes anything.
    accept(operator, operators_link)
    allowed = [name for name in all_devices if name.startswith("North") and name != DENIED]
    assert names(operator, "/api/devices") == allowed
    assert names(operator, "/api/dashboards") == [DASHBOARD]
    denied_id = listing(engineer, f"/api/devices?search={DENIED}")[0]["id"]
    assert engineer.context.request.get(f"/api/devices/{denied_id}").status == 200
    assert operator.context.request.get(f"/api/devices/{denied_id}").status == 404
    operator.goto("/devices")
    expect(operator.get_by_text(allowed[0], exact=True).first).to_be_visible()
    expect(operator.get_by_text(DENIED, exact=True)).to_have_count(0)
    expect(operator.get_by_text("South pump 1", exact=True)).to_have_count(0)
    expect(operator.get_by_role("button", name="Add device", exact=True)).to_have_count(0)
    expect(operator.get_by_role("link", name="Administration")).to_have_count(0)
    operator.goto("/resources")
    expect(operator.get_by_role("treeitem", name=re.compile("^Site North"))).to_be_visible()
    expect(operator.get_by_role("treeitem", name=re.compile("^Site South"))).to_have_count(0)

    # Both look at the dashboard; the operator may not edit it.
    for page in (engineer, operator):
        page.goto(address)
        expect(value(page)).to_contain_text("21.5")
    expect(operator.get_by_role("button", name="Edit")).to_have_count(0)
    expect(operator.get_by_role("button", name="Share")).to_have_count(0)
    measure(22.5)
    for page in (engineer, operator):
        expect(value(page)).to_contain_text("22.5")

    # The administrator takes the site away: the open dashboard of the operator stops, that of the engineer goes on.
    admin.goto("/administration/profiles")
    admin.get_by_role("link", name="Night shift").click()
    admin.get_by_role("button", name="Remove North", exact=True).click()
    admin.get_by_role("button", name=re.compile("^Save")).click()
    seen = operator.context.request
    wait_for(lambda: not seen.get("/api/devices").ok, within_s=15, says="the operator's right has ended")
    measure(99.5)
    expect(value(engineer)).to_contain_text("99.5")
    expect(operator.get_by_text("99.5")).to_have_count(0)
    expect(value(operator)).to_have_count(0)
    assert not seen.get(f"/api{address}").ok

    # And the audit log knows all of it.
    admin.goto("/administration/audit")
    expect(admin.get_by_role("row").filter(has_text="Night shift").first).to_be_visible()
