"""The handbook: the Markdown files of docs/ and the block reference, as pages and as JSON for the front end."""

import functools
import html
import itertools
import re
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from markdown_it import MarkdownIt
from markdown_it.token import Token
from ninja import Router, Schema

from core import languages
from core.errors import Missing
from core.sentences import said
from flows import reference
from organizations.models import User

FOLDER: Path = settings.BASE_DIR / "docs"
SLUG = re.compile(r"[a-z0-9][a-z0-9/_-]*")

# Raw HTML in a file is shown as text: whoever may write a page may not run scripts.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


class Doc(NamedTuple):
    """One page of the handbook. `slug` is its path in lower case, without the ending."""

    slug: str
    title: str
    markdown: str


def pages() -> dict[str, Doc]:
    """All pages, the chapters before the decisions, in the language of whoever reads as far as they are written in it."""
    return _pages(languages.current())


@functools.cache
def _pages(language: str) -> dict[str, Doc]:
    """Read once: the files change with the program only."""
    found = {}
    for path in sorted(FOLDER.rglob("*.md"), key=lambda path: (len(path.relative_to(FOLDER).parts), path)):
        slug = path.relative_to(FOLDER).with_suffix("").as_posix().lower()
        text = path.read_text(encoding="utf-8")
        heading = re.match(r"#\s+(.+)", text)
        found[slug] = Doc(slug, heading[1].strip() if heading else slug, text)
    chapters = {slug: doc for slug, doc in found.items() if "/" not in slug}
    with languages.reading(language):
        blocks = {made.slug: Doc(*made) for made in reference.pages()}
    return chapters | blocks | found


def page(slug: str) -> Doc:
    try:
        return pages()[slug]
    except KeyError:
        raise Missing(f"The handbook has no page “{slug[:60]}”.") from None


def rendered(doc: Doc) -> str:
    """The page as HTML; links between the files lead to their pages."""
    tokens = _markdown.parse(doc.markdown)
    for token in (child for block in tokens for child in [block, *(block.children or ())]):
        _turn_link(token, doc)
        if token.type == "image":
            token.attrSet("src", f"/docs/{token.attrGet('src')}")
    for opening, inside in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor_of(inside.content))
    return str(_markdown.renderer.render(tokens, _markdown.options, {}))


def anchor_of(heading: str) -> str:
    """The name of a heading in links, the same as in the front end."""
    return re.sub(r"[^\w\s-]", "", heading.strip().lower()).replace(" ", "-")


def _turn_link(token: Token, doc: Doc) -> None:
    href = token.attrGet("href")
    if token.type == "link_open" and isinstance(href, str) and re.fullmatch(r"[\w./-]+\.md(#[\w-]+)?", href):
        path, _, anchor = href.partition("#")
        target = (FOLDER / doc.slug).parent.joinpath(path).resolve()
        if target.is_relative_to(FOLDER):
            slug = target.relative_to(FOLDER).with_suffix("").as_posix().lower()
            token.attrSet("href", f"/docs/{slug}" + (f"#{anchor}" if anchor else ""))


_PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Sluice</title><link rel="stylesheet" href="/docs/style.css"></head>
<body><nav><a href="/">Sluice</a>{links}</nav><main>{body}</main></body></html>
"""

# A file of its own, so that browsers fetch it once.
_STYLE = """\
:root{color-scheme:light dark;--link:light-dark(#1971c2,#4dabf7)}
:root{--line:light-dark(#dee2e6,#373a40);--soft:light-dark(#f8f9fa,#25262b)}
body{margin:0;font:15px/1.6 system-ui,sans-serif;background:light-dark(#fff,#1a1b1e);color:light-dark(#212529,#c9c9c9)}
nav{padding:10px 16px;border-bottom:1px solid var(--line);display:flex;gap:16px;flex-wrap:wrap;font-size:13px}
nav a:first-child{font-weight:600}a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
img{max-width:100%;border:1px solid var(--line);border-radius:6px}
main{max-width:760px;margin:0 auto;padding:16px 16px 64px}h1{font-size:28px;line-height:1.25}h2{font-size:20px;margin-top:2em}
pre,code{font:13px/1.5 ui-monospace,monospace;background:var(--soft);border-radius:4px}code{padding:1px 4px}
pre{padding:12px;overflow:auto;border:1px solid var(--line)}pre code{padding:0;background:none}
table{border-collapse:collapse;display:block;overflow:auto}th,td{border:1px solid var(--line);padding:4px 10px;text-align:left}
"""


@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def show(request: HttpRequest, slug: str = "") -> HttpResponse:
    """One page of the handbook, readable without the front end."""
    preferences = request.user.preferences if isinstance(request.user, User) else None
    with languages.reading(languages.of_person(preferences, header=request.headers.get("Accept-Language", ""))):
        return _shown(slug)


def _shown(slug: str) -> HttpResponse:
    language = languages.current()
    chapters = [doc for doc in pages().values() if "/" not in doc.slug]
    links = "".join(f'<a href="/docs/{doc.slug}">{html.escape(doc.title)}</a>' for doc in chapters)
    try:
        doc = page(slug.strip("/") or "architecture")
    except Missing as missing:
        body = _PAGE.format(
            language=language, title=said("Not found"), links=links, body=f"<p>{html.escape(said(missing.message))}</p>"
        )
        return HttpResponse(body, status=404)
    return HttpResponse(_PAGE.format(language=language, title=html.escape(doc.title), links=links, body=rendered(doc)))


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A screenshot that a page of the handbook shows."""
    path = FOLDER / "pictures" / f"{name}.png"
    if not path.is_file():
        return HttpResponse(status=404)
    return FileResponse(path.open("rb"), content_type="image/png", headers={"Cache-Control": "max-age=3600"})


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_STYLE, content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=3600"})


router = Router()


class DocOut(Schema):
    slug: str
    title: str


class DocPageOut(DocOut):
    markdown: str


@router.get("/docs", response=list[DocOut], auth=None, tags=["docs"])
def list_docs(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages of the handbook."""
    return [{"slug": doc.slug, "title": doc.title} for doc in pages().values()]


@router.get("/docs/{path:slug}", response=DocPageOut, auth=None, tags=["docs"])
def read_doc(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One page of the handbook as Markdown."""
    return page(slug)._asdict()
