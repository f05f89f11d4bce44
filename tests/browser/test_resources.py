"""The tree of resources by mouse and by keys: what is dropped at a place stands there, and undo brings it back."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stack import Api, Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def plant(stack: Stack) -> Iterator[dict[str, Any]]:
    """Two sites, three pumps at the first."""
    api = stack.engineer()
    sites = [api.post("/api/sites", {"name": name}) for name in ("Drag hall", "Drag yard")]
    pumps = [api.post("/api/devices", {"name": f"drag pump {n}", "site_id": sites[0]["id"]}) for n in range(3)]
    yield {"api": api, "hall": sites[0]["id"], "yard": sites[1]["id"], "pumps": [pump["id"] for pump in pumps]}
    for pump in pumps:
        api.delete(f"/api/devices/{pump['id']}")
    for site in sites:
        api.delete(f"/api/sites/{site['id']}")


def site_of(api: Api, device: int) -> Any:
    return api.get(f"/api/devices/{device}")["site_id"]


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("treeitem", name=name, exact=True)


def open_hall(page: Page) -> None:
    page.goto("/resources")
    hall = row(page, "Site Drag hall")
    expect(hall).to_be_visible()
    if hall.get_attribute("aria-expanded") == "false":
        page.get_by_role("button", name="Show what is in Drag hall").click()
    expect(row(page, "Device drag pump 0")).to_be_visible()


def test_a_device_is_dragged_to_another_site_and_brought_back(engineer_page: Page, plant: dict[str, Any]) -> None:
    page, api = engineer_page, plant["api"]
    open_hall(page)

    row(page, "Device drag pump 0").drag_to(row(page, "Site Drag yard"))
    expect(page.get_by_text("drag pump 0 now stands in Drag yard.")).to_be_visible()
    assert site_of(api, plant["pumps"][0]) == plant["yard"]

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Everything is back where it was.")).to_be_visible()
    assert site_of(api, plant["pumps"][0]) == plant["hall"]


def test_several_are_chosen_cut_and_put_elsewhere_by_keys(engineer_page: Page, plant: dict[str, Any]) -> None:
    page, api = engineer_page, plant["api"]
    open_hall(page)

    row(page, "Device drag pump 1").click()
    expect(page.get_by_role("heading", name="drag pump 1")).to_be_visible()
    tree = page.get_by_role("tree")
    tree.focus()
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_role("heading", name="2 chosen")).to_be_visible()
    page.keyboard.press("Control+x")
    row(page, "Site Drag yard").click()
    expect(page.get_by_role("heading", name="Drag yard")).to_be_visible()
    tree.focus()
    page.keyboard.press("Control+v")
    expect(page.get_by_text("2 things now stand in Drag yard.")).to_be_visible()
    assert [site_of(api, pump) for pump in plant["pumps"][1:]] == [plant["yard"], plant["yard"]]


def test_a_link_opens_the_tree_down_to_its_node(engineer_page: Page, plant: dict[str, Any]) -> None:
    page = engineer_page

    page.goto(f"/resources/d%3A{plant['pumps'][0]}")

    expect(row(page, "Device drag pump 0")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tab", name="Values")).to_be_visible()


def test_what_is_searched_for_is_found_with_the_way_to_it(engineer_page: Page, plant: dict[str, Any]) -> None:
    page = engineer_page
    page.goto("/resources")

    page.get_by_label("Search resources").fill("drag yard")
    page.get_by_role("list", name="Found").get_by_role("link", name="Drag yard").click()

    expect(page.get_by_role("heading", name="Drag yard")).to_be_visible()
