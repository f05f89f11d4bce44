"""The one HTML page, and what it says before the first script runs."""

import json

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

PAGE = '<html><head></head><div class="first-frame" hidden></div></html>'
CHUNKS = {
    "index.html": {"file": "assets/index.js", "imports": ["_react.js"]},
    "_react.js": {"file": "assets/react.js"},
    "_common.js": {"file": "assets/common.js", "imports": ["_react.js"], "css": ["assets/common.css"]},
    "src/features/dashboards/DashboardPage.tsx": {"file": "assets/page.js", "imports": ["index.html", "_common.js"]},
    "_en.js": {"file": "assets/en.js", "name": "texts-dashboards-en"},
    "_de.js": {"file": "assets/de.js", "name": "texts-dashboards-de"},
}


@pytest.fixture
def dist(settings, tmp_path):
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(CHUNKS))
    settings.FRONTEND_DIST = tmp_path
    return tmp_path


def test_an_open_dashboard_names_what_it_will_import_in_the_readers_language(dist):
    page = Client().get("/dashboards/12", headers={"Accept-Language": "de-AT"}).text
    links = "".join(
        f'<link rel="{kind}" crossorigin href="/static/assets/{file}">'
        for kind, file in [
            ("stylesheet", "common.css"),
            ("modulepreload", "page.js"),
            ("modulepreload", "de.js"),
            ("modulepreload", "common.js"),
        ]
    )
    assert page == PAGE.replace("</head>", f"{links}</head>")


@pytest.mark.parametrize("path", ["/login", "/dashboards", "/dashboards/playlists", "/dashboards/12/x"])
def test_other_pages_name_nothing(dist, path):
    assert Client().get(path).text == PAGE


def test_without_a_manifest_the_page_comes_all_the_same(dist):
    (dist / ".vite" / "manifest.json").unlink()
    assert Client().get("/dashboards/12").text == PAGE


def test_whoever_is_signed_in_sees_the_frame_at_once(dist):
    engineer = factories.user(factories.organization())
    assert factories.client(engineer).get("/").text == PAGE.replace(" hidden", "")


def test_a_wall_shows_no_rail_from_the_first_moment(dist):
    engineer = factories.user(factories.organization())
    page = factories.client(engineer).get("/dashboards/12?kiosk=1").text
    assert '<div class="first-frame" data-kiosk></div>' in page
