"""What a visitor's browser has to load, read from the built front end: pages of a visit must not grow unseen."""

import gzip
import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from iotsite import frontend
from iotsite.processes import CHECKOUT

pytestmark = pytest.mark.browser

DIST = CHECKOUT / "frontend" / "dist"
KB = 1000


def manifest() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((DIST / ".vite" / "manifest.json").read_text())
    return found


def scripts_of(page: str) -> set[str]:
    """The entry, a page with its texts, and all that they import before they run."""
    chunks = manifest()
    feature = page.partition("/")[0]
    waiting = ["index.html", f"src/features/{page}.tsx"]
    waiting += [key for key, chunk in chunks.items() if chunk.get("name") == f"texts-{feature}-en"]
    found: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += chunks[key].get("imports", [])
    return {chunks[key]["file"] for key in found}


def size_of(files: set[str]) -> int:
    return sum(len(gzip.compress((DIST / file).read_bytes(), 9)) for file in files)


@pytest.mark.parametrize("page", ["auth/LoginPage", "home/HomePage"])
def test_all_scripts_of_the_first_page_are_at_most_250_kb(page: str) -> None:
    assert size_of(scripts_of(page)) <= 250 * KB


def test_an_open_dashboard_comes_in_few_scripts() -> None:
    scripts = scripts_of("dashboards/DashboardPage")
    assert len(scripts) <= 20
    assert size_of(scripts) <= 500 * KB


def test_the_page_of_a_dashboard_names_all_its_scripts_at_once() -> None:
    request = RequestFactory().get("/dashboards/1")
    request.user = AnonymousUser()
    page = frontend.index(request)
    named = set(re.findall(r'(?:src|href)="/static/(assets/[^"]+\.js)"', page.content.decode()))
    assert named == scripts_of("dashboards/DashboardPage")


def test_the_chart_library_comes_only_when_a_chart_needs_it() -> None:
    (plotly,) = (chunk["file"] for chunk in manifest().values() if chunk.get("name") == "plotly")
    assert size_of({plotly}) > 300 * KB
    for page in ("home/HomePage", "dashboards/DashboardPage", "devices/DevicesPage"):
        assert plotly not in scripts_of(page)


def test_nobody_loads_a_language_that_is_not_read() -> None:
    german = {
        chunk["file"] for chunk in manifest().values() if str(chunk.get("name")).endswith("-de") or chunk.get("name") == "de"
    }
    assert len(german) > 10
    assert not german & scripts_of("dashboards/DashboardPage")


def test_no_script_waits_for_one_that_waits_for_it() -> None:
    """What of the two runs first would find the other's texts and settings undefined."""
    waits = {key: list(chunk.get("imports", [])) for key, chunk in manifest().items()}
    while free := [key for key, imports in waits.items() if not any(one in waits for one in imports)]:
        for key in free:
            del waits[key]
    assert waits == {}
