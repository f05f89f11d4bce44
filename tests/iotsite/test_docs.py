import html
import re

import pytest
from django.test import Client

from flows import catalogue
from iotsite import docs
from tests import factories


def test_every_page_of_the_handbook_is_served():
    for slug, doc in docs.pages().items():
        answer = Client().get(f"/docs/{slug}")
        assert answer.status_code == 200
        assert f"<title>{html.escape(doc.title)} · Sluice</title>" in answer.content.decode()


def test_links_between_pages_lead_somewhere():
    for doc in docs.pages().values():
        for slug in re.findall(r'href="/docs/([^"#]+)', docs.rendered(doc)):
            assert slug in docs.pages(), f"{doc.slug} links to {slug}"
        assert not re.findall(r'href="[^":]+\.md', docs.rendered(doc)), doc.slug


def test_the_block_reference_holds_every_block():
    overview = docs.page("blocks").markdown
    families = {entry["family"] for entry in catalogue.descriptions()}
    rendered = {family: docs.rendered(docs.page(f"blocks/{family}")) for family in families}
    for entry in catalogue.descriptions():
        page = docs.page(f"blocks/{entry['family']}")
        anchor = docs.anchor_of(entry["title"])
        assert f"(blocks/{entry['family']}.md#{anchor})" in overview
        assert f'<h2 id="{anchor}">' in rendered[entry["family"]]
        assert f"`{entry['type']}`" in page.markdown


def test_pictures_of_the_handbook_are_there():
    for doc in docs.pages().values():
        for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", doc.markdown):
            answer = Client().get(f"/docs/{name}")
            assert answer.status_code == 200, f"{doc.slug} shows {name}"
            assert b"".join(answer)


def test_pages_about_blocks_are_in_the_language_of_the_reader(viewer):
    from_browser = Client().get("/docs/blocks/math", headers={"Accept-Language": "de-DE,de;q=0.9"}).content.decode()
    assert '<html lang="de">' in from_browser
    assert '<h2 id="begrenzen">Begrenzen</h2>' in from_browser
    viewer.preferences = {"language": "en"}
    viewer.save()
    client = factories.client(viewer)
    assert '<h2 id="clamp">Clamp</h2>' in client.get("/docs/blocks/math", headers={"Accept-Language": "de"}).content.decode()
    german = client.get("/api/docs/blocks/math", headers={"Accept-Language": "de"}).json()
    assert german["title"] == "Blöcke: Rechnen"


@pytest.mark.parametrize("slug", ["nothing", "../settings", "architecture.md"])
def test_a_page_that_is_none_is_404(slug):
    assert Client().get(f"/docs/{slug}").status_code == 404


def test_scripts_in_a_page_are_shown_and_not_run():
    doc = docs.Doc("x", "X", "# X\n\n<script>alert(1)</script>\n\n[y](javascript:alert(1))")

    assert "<script>" not in docs.rendered(doc)
    assert "javascript:" not in re.findall(r'href="([^"]*)"', docs.rendered(doc))


def test_the_front_end_reads_pages_as_markdown():
    listed = Client().get("/api/docs").json()
    read = Client().get("/api/docs/decisions/supervisor").json()

    assert {"slug": "architecture", "title": "Architecture"} in listed
    assert read["title"] == "supervisord keeps the processes"
    assert read["markdown"].startswith("# supervisord keeps the processes\n")
    assert Client().get("/api/docs/nothing").status_code == 404
