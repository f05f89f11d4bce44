"""What opens above a dashboard, its designer and a flow: each thing in turn, on a desk and in a hand, in light and dark."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.accessibility import Traffic, barriers_in_both_schemes
from tests.browser.conftest import ACTION_WITHIN_MS, let_in, picture
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

# Nobody has seen to it yet.
ALARM = """
from alarms import services as alarms
from core.clock import now_us
from organizations.models import Organization
organization, source = Organization.objects.get(name="Demo"), "flow:dialogs"
alarms.set_rules(organization, source=source, rules=[alarms.RuleSpec(key="door", title="Door stands open", severity="minor")])
alarms.apply([alarms.AlarmEvent(effect_id=f"{source} raise", change="raise", time_us=now_us(), source=source, key="door")])
"""
SCREENS = {"desk": (1440, 900), "hand": (390, 844)}
Open = Callable[[Page], None]


def button(test_id: str) -> Open:
    return lambda page: page.get_by_test_id(test_id).first.click()


def named(name: str | re.Pattern[str]) -> Open:
    return lambda page: page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()


def key(keys: str) -> Open:
    return lambda page: page.keyboard.press(keys)


def item(menu: Open, name: str | re.Pattern[str]) -> Open:
    def opened(page: Page) -> None:
        menu(page)
        page.get_by_role("menuitem", name=name).first.click()

    return opened


def block(page: Page, kind: str) -> Locator:
    return page.locator(f'[data-testid^="block-"][data-type="{kind}"]')


def widget(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title, exact=True)


def on_block(keys: str, kind: str = "math.moving_average") -> Open:
    def opened(page: Page) -> None:
        block(page, kind).click()
        page.keyboard.press(keys)

    return opened


def menu_of_a_block(page: Page) -> None:
    block(page, "math.moving_average").click(button="right")


def a_subflow(page: Page) -> None:
    block(page, "math.moving_average").click()
    block(page, "logic.threshold").click(modifiers=["Shift"])
    page.keyboard.press("Shift+G")


def compared_revision(page: Page) -> None:
    named("Revisions")(page)
    page.get_by_role("dialog").get_by_role("button", name="Compare", exact=True).first.click()


def dock(tab: str) -> Open:
    def opened(page: Page) -> None:
        if page.get_by_test_id("dock").count() == 0:
            page.get_by_test_id("problems-tab").click()
        page.get_by_role("tab", name=re.compile(tab)).click()

    return opened


def properties(title: str) -> Open:
    def opened(page: Page) -> None:
        page.get_by_role("button", name=re.compile(f"^{title}, ")).click()
        expect(page.get_by_test_id("param-title")).to_have_value(title)
        folded = page.get_by_test_id("designer-panel").locator("details:not([open]) > summary").locator("visible=true")
        while folded.count():
            folded.first.click()

    return opened


def bound_metric(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^CPU load, ")).click()
    page.get_by_test_id("bindings").locator("input").first.click()


def menu_of_a_widget(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^CPU load, ")).click(button="right")
    page.get_by_role("menuitem", name="Align").hover()


def a_shelf(name: str) -> Open:
    return lambda page: page.get_by_test_id("library").get_by_text(name, exact=True).click()


def a_variable(page: Page) -> None:
    page.get_by_test_id("edit-variables").click()
    page.get_by_test_id("add-variable").click()


def taken_out(page: Page) -> None:
    card = widget(page, "CPU")
    card.hover()
    card.get_by_test_id(re.compile("^take-out-")).click()


def exported(page: Page) -> None:
    taken_out(page)
    page.get_by_role("menuitem").first.click()


def as_a_table(page: Page) -> None:
    card = widget(page, "CPU")
    card.hover()
    card.get_by_role("button", name="View as table").click()


def a_note(page: Page) -> None:
    card = widget(page, "CPU")
    card.hover()
    card.get_by_test_id("add-note").click()


def public_links(page: Page) -> None:
    page.get_by_test_id("share-dashboard").click()
    page.get_by_role("tab", name="Public link").click()


def sent_before(page: Page) -> None:
    page.get_by_test_id("command-history").first.click()


def a_template(page: Page) -> None:
    page.get_by_test_id("new-dashboard").click()
    expect(page.get_by_test_id("template-alarm_wall")).to_be_visible()


def text_of_a_flow(page: Page) -> None:
    page.get_by_test_id("new-flow").click()
    page.get_by_test_id("start-text").click()
    page.get_by_test_id("import-text").fill("sluice: flow")


def imported_devices(page: Page) -> None:
    item(named("More ways to add devices"), re.compile("CSV"))(page)
    rows = b"name;site;attribute:serial\npump 7;Nowhere;0042\npress 3;;0043\n"
    file = {"name": "devices.csv", "mimeType": "text/csv", "buffer": rows}
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(page.get_by_role("dialog").get_by_text("Nowhere").first).to_be_visible()


def unsaved_changes(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Somebody else")
    page.get_by_role("link", name="Dashboards").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


FRAME: dict[str, Open] = {
    "search": named(re.compile("^Search")),
    "user menu": named(re.compile("User menu")),
}
PLACES: dict[str, tuple[str, str, dict[str, Open]]] = {
    "list": (
        "desk",
        "/dashboards",
        {
            **FRAME,
            "shortcuts": key("?"),
            "new dashboard": a_template,
            "menu of a dashboard": button("dashboard-menu-1"),
            "rename": item(button("dashboard-menu-1"), re.compile("Rename")),
            "share": item(button("dashboard-menu-1"), re.compile("Share")),
        },
    ),
    "view": (
        "desk",
        "/dashboards/{board}",
        {
            "time range": button("time-range"),
            "comparison": button("compare"),
            "people": button("share-dashboard"),
            "public links": public_links,
            "more": button("dashboard-more"),
            "template": item(button("dashboard-more"), re.compile("template")),
            "taken out": taken_out,
            "export": exported,
            "note": a_note,
            "history of a control": sent_before,
            "acknowledgement": named("Acknowledge"),
            "table": as_a_table,
        },
    ),
    "designer": (
        "desk",
        "/dashboards/{board}?edit=1",
        {
            "data": a_shelf("Data"),
            "flows": a_shelf("Flows"),
            "widgets": a_shelf("Widgets"),
            "menu of a page": button("page-menu"),
            "name of a page": item(button("page-menu"), "Rename"),
            "variables": button("edit-variables"),
            "variable": a_variable,
            "versions": button("versions"),
            "value": properties("CPU load"),
            "chart": properties("CPU"),
            "slider": properties("Measure every"),
            "alarms": properties("Alarms"),
            "binding": bound_metric,
            "menu of a widget": menu_of_a_widget,
            "several": key("Control+a"),
            "Ioto": button("import-ioto"),
            "publish": button("publish-dashboard"),
        },
    ),
    "flow": (
        "desk",
        "/flows/1",
        {
            "block": lambda page: block(page, "math.moving_average").click(),
            "source": lambda page: block(page, "source.metric").click(),
            "alarm": lambda page: block(page, "output.alarm").click(),
            "pick a block": key("a"),
            "replace": on_block("r"),
            "wire from": on_block("w"),
            "menu of a block": menu_of_a_block,
            "subflow": a_subflow,
            "find": key("Control+f"),
            "problems": dock("No problems|problem|error|warning"),
            "debug": dock("Debug"),
            "trace": dock("Trace"),
            "tests": dock("Tests"),
            "code": dock("Code|Source|Compiled|code"),
            "more": named("More actions"),
            "about": item(named("More actions"), re.compile("About")),
            "shortcuts": key("?"),
            "history": named("Revisions"),
            "comparison": compared_revision,
            "replay": button("open-replay"),
            "deploy": button("deploy"),
        },
    ),
    "flows": ("desk", "/flows", {"new flow": button("new-flow"), "import": text_of_a_flow}),
    "devices": ("desk", "/devices", {"new device": named("Add device"), "import": imported_devices}),
    "user": ("desk", "/administration/users/2", {"unsaved changes": unsaved_changes}),
    "view in a hand": (
        "hand",
        "/dashboards/{board}",
        {
            **FRAME,
            "more places": named("More"),
            "time range": button("time-range"),
            "taken out": taken_out,
            "note": a_note,
            "history of a control": sent_before,
            "table": as_a_table,
        },
    ),
    "list in a hand": ("hand", "/dashboards", {"new dashboard": a_template, "menu": button("dashboard-menu-1")}),
    "flow in a hand": (
        "hand",
        "/flows/1",
        {"block": lambda page: block(page, "logic.threshold").click(), "replay": button("open-replay")},
    ),
}


@pytest.fixture(scope="module")
def pages(browser: Browser, stack: Stack) -> Iterator[dict[str, tuple[Page, Traffic]]]:
    """One page of each size, both of the same person."""
    contexts = []
    pages = {}
    for screen, (width, height) in SCREENS.items():
        context = browser.new_context(
            base_url=stack.address,
            viewport={"width": width, "height": height},
            has_touch=screen == "hand",
            locale="en-GB",
        )
        context.set_default_timeout(ACTION_WITHIN_MS)
        contexts.append(context)
        page = context.new_page()
        pages[screen] = page, Traffic(page)
        let_in(context, stack, stack.demo["email"], stack.demo["password"])
    yield pages
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def board(stack: Stack) -> Iterator[int]:
    """The demo's dashboard once more, with an alarm on it: the designer saves by itself what is tried here."""
    api = stack.engineer()
    stack.manage("shell", "--no-imports", "-c", ALARM)
    document = api.get("/api/dashboards/1")["document"]
    yield int(api.post("/api/dashboards", {"name": "Opened", "document": document})["id"])
    (alarm,) = [one for one in api.get("/api/alarms?scope=current")["items"] if one["title"] == "Door stands open"]
    api.post(f"/api/alarms/{alarm['id']}/ack", {"comment": "Shut again", "expected_version": None})


@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_opens_keeps_anybody_out(pages: dict[str, tuple[Page, Traffic]], board: int, place: str) -> None:
    screen, address, openers = PLACES[place]
    page, traffic = pages[screen]
    page.goto(address.format(board=board))
    expect(page.locator("h1").first).to_be_visible()
    found: dict[str, list[str]] = {}
    for name, opens in openers.items():
        opens(page)
        traffic.wait()
        barriers = barriers_in_both_schemes(page)
        picture(page, f"open-{place.replace(' ', '-')}-{name.replace(' ', '-')}")
        if barriers:
            found[name] = barriers
        for _ in range(3):
            page.keyboard.press("Escape")
    assert not found, "\n".join(f"{name}: {barrier}" for name, barriers in found.items() for barrier in barriers)
