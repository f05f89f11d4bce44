"""A public link in the browser, without anybody logged in; and what is taken out of a chart."""

import re
import time

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import at_rest
from tests.browser.conftest import PICTURES, Complaints, picture, still
from tests.stack import Api, Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(240)]


def boiler(stack: Stack, api: Api, *, name: str = "Boiler") -> tuple[int, str]:
    device = api.post("/api/devices", {"name": name})
    fields = {"path": "temperature", "data_type": "double", "unit": "°C", "is_writable": True}
    metric = api.post(f"/api/devices/{device['id']}/metrics", fields)
    token = api.post(f"/api/devices/{device['id']}/credentials", {"name": "test"})["token"]
    for value in (61.0, 64.0, 62.5):
        tell(stack, device["id"], token, value)
        time.sleep(0.05)
    kinds = [("timeseries", 12, 0), ("value", 6, 12), ("slider", 6, 18)]
    widgets = {
        f"w{place}": {
            "type": kind,
            "version": 1,
            "title": f"Boiler {kind}",
            "bindings": [{"kind": "metric", "metric": metric["id"]}],
        }
        for place, (kind, _, _) in enumerate(kinds)
    }
    boxes = [{"i": f"w{place}", "x": x, "y": 0, "w": w, "h": 8} for place, (_, w, x) in enumerate(kinds)]
    document = {
        "schema": 1,
        "pages": [{"id": "p1", "title": "Overview"}],
        "layouts": {"desktop": {"p1": boxes}, "mobile": {"p1": []}},
        "widgets": widgets,
        "variables": [],
        "timeRange": {"from": "now-5m", "to": "now"},
    }
    board = api.post("/api/dashboards", {"name": f"{name} room", "document": document})
    return board["id"], f"{device['id']} {token}"


@pytest.fixture(scope="module")
def kiln(stack: Stack) -> int:
    """A dashboard that does not depend on another test: that one may have run at another stack."""
    return boiler(stack, Api(stack, stack.demo["email"], stack.demo["password"]), name="Kiln")[0]


def tell(stack: Stack, device_id: int, token: str, value: float) -> None:
    path = f"{stack.address}/api/devices/{device_id}/samples"
    requests.post(path, json={"temperature": value}, headers={"Authorization": f"Bearer {token}"}, timeout=20).raise_for_status()


def questions(page: Page) -> list[str]:
    """What the page asks for values from now on: nothing while its socket tells."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/latest" in request.url else None)
    return asked


def test_a_link_shows_live_values_to_nobody_in_particular_until_it_is_revoked(
    engineer_page: Page, browser: Browser, stack: Stack
) -> None:
    page, api = engineer_page, Api(stack, stack.demo["email"], stack.demo["password"])
    board, key = boiler(stack, api)
    device_id, token = key.split()

    page.goto(f"/dashboards/{board}")
    page.get_by_test_id("share-dashboard").click()
    page.get_by_role("tab", name="Public link").click()
    page.get_by_role("button", name="Make a link").click()
    page.get_by_label("Name", exact=True).fill("Lobby")
    page.get_by_role("textbox", name="Password").fill("open sesame")
    picture(page, "public-link-making")
    page.get_by_role("button", name="Make a link").click()
    address = page.locator("code").first.inner_text()
    picture(page, "public-link-made")
    page.get_by_role("button", name="Done").click()

    outside = browser.new_context(
        base_url=stack.address, viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="UTC"
    )
    visitor = outside.new_page()
    complaints = Complaints(visitor, stack.address)
    visitor.goto(address)
    visitor.get_by_role("textbox", name="Password").fill("wrong one")
    visitor.get_by_role("button", name="Open").click()
    expect(visitor.get_by_text("This is not the password.")).to_be_visible()
    visitor.get_by_role("textbox", name="Password").fill("open sesame")
    visitor.get_by_role("button", name="Open").click()
    expect(visitor.get_by_test_id("widget-w1")).to_contain_text("62.5")
    expect(visitor.locator("[data-testid=widget-w0] [data-drawn=true]")).to_be_visible()
    picture(visitor, "public-link")
    tell(stack, int(device_id), token, 77.0)
    expect(visitor.get_by_test_id("widget-w1")).to_contain_text("77.0")
    expect(visitor.get_by_test_id("take-out-w0")).to_have_count(0)
    visitor.set_viewport_size({"width": 390, "height": 844})
    at_rest(visitor)
    picture(visitor, "public-link-phone")

    picture(page, "public-link-list")
    page.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog", name="Revoke Lobby?").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("No public link yet.")).to_be_visible()
    expect(visitor.get_by_text("This link shows nothing")).to_be_visible(timeout=30_000)
    assert complaints.errors == []
    assert complaints.strangers == []
    outside.close()


def test_a_visitor_chooses_what_the_link_leaves_open_and_without_a_socket_the_page_asks(browser: Browser, stack: Stack) -> None:
    api = Api(stack, stack.demo["email"], stack.demo["password"])
    keys = [boiler(stack, api, name=name)[1].split() for name in ("Press north", "Press south")]
    tell(stack, int(keys[1][0]), keys[1][1], 21.5)
    path = {"kind": "path", "device": "$machine", "path": "temperature"}
    kinds = {"w1": "value", "w2": "selector", "w3": "alarm_table", "w4": "event_log"}
    document = {
        "schema": 1,
        "pages": [{"id": "p1", "title": "Overview"}],
        "layouts": {
            "desktop": {"p1": [{"i": one, "x": place * 6, "y": 0, "w": 6, "h": 6} for place, one in enumerate(kinds)]},
            "mobile": {"p1": []},
        },
        "widgets": {
            one: {
                "type": kind,
                "version": 1,
                "options": {"variable": "machine"} if kind == "selector" else {},
                "bindings": [path] if kind == "value" else [],
            }
            for one, kind in kinds.items()
        },
        "variables": [{"name": "machine", "kind": "device", "label": "Machine", "default": int(keys[0][0])}],
        "timeRange": {"from": "now-5m", "to": "now"},
    }
    board = api.post("/api/dashboards", {"name": "Presses", "document": document})
    link = api.post(f"/api/dashboards/{board['id']}/public-links", {"choosable": ["machine"]})
    outside = browser.new_context(
        base_url=stack.address, viewport={"width": 1440, "height": 900}, locale="en-GB", color_scheme="dark"
    )
    visitor = outside.new_page()
    complaints, asked = Complaints(visitor, stack.address), questions(visitor)
    visitor.goto(link["path"])
    expect(visitor.get_by_test_id("widget-w1")).to_contain_text("62.5")
    expect(visitor.get_by_test_id("widget-w3")).to_contain_text("No open alarms")
    expect(visitor.get_by_test_id("widget-w4")).to_contain_text("Not shown on public links")
    visitor.get_by_test_id("widget-w2").get_by_role("combobox", name="Machine").click()
    visitor.get_by_role("option", name="Press south").click()
    expect(visitor.get_by_test_id("widget-w1")).to_contain_text("21.5")
    tell(stack, int(keys[1][0]), keys[1][1], 22.5)
    expect(visitor.get_by_test_id("widget-w1")).to_contain_text("22.5")
    assert asked == []
    picture(visitor, "public-link-choosing")
    visitor.set_viewport_size({"width": 390, "height": 844})
    at_rest(visitor)
    picture(visitor, "public-link-choosing-phone")
    assert complaints.errors == []

    # Somebody on the way lets no socket through.
    deaf = outside.new_page()
    deaf.route_web_socket("**/ws/**", lambda socket: socket.close())
    deaf.goto(f"{link['path']}?var-machine={keys[1][0]}")
    expect(deaf.get_by_test_id("widget-w1")).to_contain_text("22.5")
    deaf.wait_for_timeout(1_500)
    tell(stack, int(keys[1][0]), keys[1][1], 23.5)
    expect(deaf.get_by_test_id("widget-w1")).to_contain_text("23.5")
    expect(deaf.get_by_test_id("data-age")).to_have_count(0)
    api.call("DELETE", f"/api/dashboards/{board['id']}/public-links/{link['id']}")
    for page in (visitor, deaf):
        expect(page.get_by_text("This link shows nothing")).to_be_visible(timeout=15_000)
    outside.close()


def test_a_chart_is_taken_out_as_picture_page_and_figure(engineer_page: Page, kiln: int) -> None:
    page = engineer_page
    page.goto(f"/dashboards/{kiln}")
    expect(page.locator("[data-testid=widget-w0] [data-drawn=true]")).to_be_visible()
    page.get_by_test_id("widget-w0").hover()
    for item, ending in (
        ("Picture (PNG)", "png"),
        ("Drawing (SVG)", "svg"),
        ("Interactive page (HTML)", "html"),
        ("Figure for notebooks (JSON)", "json"),
    ):
        page.get_by_test_id("take-out-w0").click()
        expect(page.get_by_role("menuitem", name="Data (CSV, XLSX)…")).to_be_visible()
        with page.expect_download() as got:
            page.get_by_role("menuitem", name=item).click()
        assert got.value.suggested_filename == f"Boiler timeseries.{ending}"
        got.value.save_as(PICTURES / f"taken-out.{ending}")
    alone = page.context.new_page()
    alone.goto((PICTURES / "taken-out.html").as_uri())
    expect(alone.locator(".js-plotly-plot .scatterlayer .trace")).to_have_count(1)
    picture(alone, "taken-out-page")


def test_dragging_over_a_chart_sets_the_range_of_the_page_and_a_double_click_goes_back(engineer_page: Page, kiln: int) -> None:
    page = engineer_page
    page.goto(f"/dashboards/{kiln}")
    chart = page.locator("[data-testid=widget-w0] [data-drawn=true]")
    expect(chart).to_be_visible()
    expect(chart.locator("canvas")).to_have_count(1)
    place = still(chart)
    middle = place["y"] + place["height"] / 2
    page.mouse.move(place["x"] + place["width"] * 0.4, middle)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] * 0.7, middle, steps=5)
    picture(page, "chart-zoom")
    page.mouse.up()
    page.wait_for_url(re.compile(r"from=20.*&to=20"))
    chart.dblclick()
    page.wait_for_url(re.compile(rf"/dashboards/{kiln}$"))
