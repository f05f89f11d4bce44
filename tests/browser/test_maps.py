"""Maps, routes and process pictures in the browser: on our own world, without a request to anybody else."""

import base64
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture
from tests.stack import Api, Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]

PLACES = {"Vaasa": (63.1, 21.6), "Turku": (60.45, 22.27), "Oulu": (65.01, 25.47), "Pori": (61.48, 21.8), "Kotka": (60.47, 26.94)}
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" onload="alert(1)">
  <script>alert(2)</script>
  <path d="M10 80h60M110 80h80" stroke="#888" stroke-width="6" fill="none"/>
  <rect id="tank" x="20" y="10" width="40" height="60" fill="#ddd" stroke="#444" stroke-width="2"/>
  <circle id="pump" cx="90" cy="80" r="15" fill="#ddd" stroke="#444" stroke-width="2"/>
  <text id="reading" x="120" y="40" font-size="14" fill="currentColor">?</text>
</svg>"""


def widget(kind: str, title: str, metrics: list[int], **options: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "version": 1,
        "title": title,
        "options": options,
        "bindings": [{"kind": "metric", "metric": metric} for metric in metrics],
        "rules": [{"when": "above", "value": 80, "level": "critical", "text": "Too hot"}],
    }


def fleet(stack: Stack, api: Api) -> list[int]:
    """A device at each place, with a temperature each; the ids of these metrics."""
    metrics = []
    for number, (name, (latitude, longitude)) in enumerate(PLACES.items()):
        site = api.post("/api/sites", {"name": name, "latitude": latitude, "longitude": longitude})
        device = api.post("/api/devices", {"name": f"Boiler {name}", "site_id": site["id"]})
        metric = api.post(f"/api/devices/{device['id']}/metrics", {"path": "temperature", "data_type": "double", "unit": "°C"})
        token = api.post(f"/api/devices/{device['id']}/credentials", {"name": "test"})["token"]
        answer = requests.post(
            f"{stack.address}/api/devices/{device['id']}/samples",
            json={"temperature": 60 + 8 * number},
            headers={"Authorization": f"Bearer {token}"},
            timeout=20,
        )
        assert answer.json()["accepted"] == 1
        metrics.append(metric["id"])
    return metrics


def test_devices_stand_on_our_own_world_and_a_drawing_shows_values(engineer_page: Page, stack: Stack) -> None:
    page = engineer_page
    api = Api(stack, stack.demo["email"], stack.demo["password"])
    metrics = fleet(stack, api)
    board = api.post("/api/dashboards", {"name": "Fleet"})
    data = base64.b64encode(DRAWING.encode()).decode()
    plant = api.post(f"/api/dashboards/{board['id']}/pictures", {"name": "plant.svg", "data": data})
    assert plant["left_out"] == {"<script>": 1, "onload": 1}
    document = board["document"]
    parts = [
        {"element": "tank", "source": 1, "effect": "fill", "min": 0, "max": 100},
        {"element": "pump", "source": 5, "effect": "color"},
        {"element": "reading", "source": 1, "effect": "text"},
    ]
    spots = [{"source": 1, "x": 30, "y": 40, "label": "Tank"}, {"source": 5, "x": 60, "y": 80, "label": "Pump"}]
    widgets = {
        "w1": widget("map", "Boilers", metrics),
        "w2": widget("process_picture", "Plant", metrics, picture=plant["id"], parts=parts),
        "w3": widget("floor_plan", "Plan", metrics[:2] + metrics[4:], picture=plant["id"], spots=spots),
        "w4": widget("symbol", "Pump", metrics[4:], symbol="pump"),
        "w5": widget("symbol", "Tank", metrics[:1], symbol="tank"),
        "w6": widget("symbol", "Pipe", metrics[:1], symbol="pipe", showsValue=False),
    }
    places = {
        "w1": (0, 0, 12, 16),
        "w2": (12, 0, 12, 9),
        "w3": (12, 9, 12, 9),
        "w4": (0, 16, 3, 5),
        "w5": (3, 16, 3, 5),
        "w6": (6, 16, 3, 5),
    }
    desktop = [{"i": name, "x": x, "y": y, "w": w, "h": h} for name, (x, y, w, h) in places.items()]
    mobile = [{"i": name, "x": 0, "y": 10 * at, "w": 6, "h": 10} for at, name in enumerate(places)]
    document |= {"widgets": widgets, "layouts": {"desktop": {"p1": desktop}, "mobile": {"p1": mobile}}}
    api.put(f"/api/dashboards/{board['id']}/document", {"document": document, "base_version": 1})

    page.goto(f"/dashboards/{board['id']}")
    world = page.get_by_test_id("widget-w1")
    expect(world.locator("path").nth(100)).to_be_attached()  # the countries
    expect(world.get_by_role("listitem")).to_have_count(5)
    expect(world.locator("[data-look=critical]").first).to_be_visible()
    drawing = page.get_by_test_id("widget-w2")
    expect(drawing.locator("[data-element=reading]")).to_have_text("60.0 °C")
    expect(drawing.locator("[data-element=pump]")).to_have_attribute("data-tone", "critical")
    expect(page.get_by_test_id("widget-w4").get_by_role("img")).to_have_attribute("data-tone", "critical")
    picture(page, "maps", whole=True)
    world.get_by_title("Boiler Oulu").click()
    expect(world.get_by_role("heading", name="Boiler Oulu")).to_be_visible()
    page.emulate_media(color_scheme="dark")
    picture(page, "maps-dark", whole=True)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(world.get_by_test_id("map")).to_be_visible()
    picture(page, "maps-phone")
