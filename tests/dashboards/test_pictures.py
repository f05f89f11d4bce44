"""Floor plans and process pictures: what is kept of them, and who sees them."""

import base64

import pytest

from dashboards import services
from dashboards.errors import BadPicture
from dashboards.models import Picture
from dashboards.pictures.services import PICTURES_BOUND
from dashboards.pictures.svg import sanitised
from organizations.models import Organization
from tests import factories

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">'


def cleaned(inside: str) -> str:
    text = sanitised(f"{HEAD}{inside}</svg>".encode()).text
    return text[text.index(">") + 1 :].removesuffix("</svg>")


@pytest.mark.parametrize(
    "inside",
    [
        '<g id="pump"><circle cx="5" cy="5" r="3" fill="#fff" style="stroke: red"/></g>',
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><rect fill="url(#a)" width="1" height="1"/>',
        '<use href="#pump"/>',
        '<text x="1">Grüße 🌡</text>',
    ],
)
def test_drawings_stay_as_they_are(inside):
    assert cleaned(inside) == inside


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        ("<script>alert(1)</script>", ""),
        ('<g onload="alert(1)"/>', "<g/>"),
        ('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>', ""),
        ('<a href="javascript:alert(1)"><rect/></a>', ""),
        ('<use xlink:href="https://example.com/a.svg#x"/>', "<use/>"),
        ('<image href="https://example.com/a.png"/>', "<image/>"),
        ('<rect style="fill: url(https://example.com/x)"/>', "<rect/>"),
        ("<rect fill=\"url( '//example.com/x')\"/>", "<rect/>"),
        ('<rect style="background: url(\\68ttps://example.com)"/>', "<rect/>"),
        ("<style>@import 'https://example.com/x.css';</style>", ""),
        ('<animate attributeName="href" to="javascript:alert(1)"/>', ""),
        ('<set attributeName="onclick" to="alert(1)"/>', ""),
        ("<text>a<script>x</script>b</text>", "<text>ab</text>"),
        ('<image href="data:image/svg+xml;base64,PHN2Zz4="/>', "<image/>"),
        ("<!-- a comment --><rect/>", "<rect/>"),
        ('<rect style="position:fixed;inset:0;fill:red;z-index:9"/>', '<rect style="fill:red"/>'),
        ('<rect style="mask: image-set(&quot;https://example.com/x&quot; 1x)"/>', "<rect/>"),
        ('<rect style="-inkscape-stroke:none;fill:red"/>', '<rect style="fill:red"/>'),
    ],
)
def test_what_could_act_or_reach_out_is_left_out(inside, left):
    assert cleaned(inside) == left


def test_what_was_left_out_is_told_and_ids_that_can_be_bound_are_named():
    clean = sanitised(
        f'{HEAD}<script/><rect id="tank" onclick="x" style="position:fixed;-inkscape-stroke:none"/><g id="pump"/></svg>'.encode()
    )
    assert clean.left_out == {"<script>": 1, "onclick": 1, "position": 1}
    assert clean.ids == ["tank", "pump"]


def tenfold(use: str, address: str = "#g{}", times: int = 6) -> str:
    """Groups of which each uses the one before it ten times."""
    uses = [f'<{use}"{address.format(number)}"/>' * 10 for number in range(times)]
    return '<g id="g0"/>' + "".join(f'<g id="g{number}">{each}</g>' for number, each in enumerate(uses, start=1))


def test_parts_that_use_each_other_are_counted_to_an_end():
    inside = '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>' + tenfold("use href=", times=4)
    assert cleaned(inside) == inside


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<svg", "cannot be read"),
        (b"<html><svg/></html>", "begins with <html>"),
        (b'<!DOCTYPE svg [<!ENTITY x "boom">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>', "entities"),
        (f"{HEAD}{'<g/>' * 20_001}</svg>".encode(), "more than 20,000 elements"),
        (f"{HEAD}{tenfold('use href=')}</svg>".encode(), "more than 200,000 would be drawn"),
        (f"{HEAD}{tenfold('rect mask=', 'url(#g{})')}</svg>".encode(), "more than 200,000 would be drawn"),
    ],
)
def test_what_is_no_plain_svg_is_refused_in_words(content, says):
    with pytest.raises(BadPicture, match=says):
        sanitised(content)


@pytest.fixture
def world(db):
    organization = Organization.objects.create(name="Works")
    owner = factories.user(organization, email="owner@example.com")
    return services.create_dashboard(organization, name="Hall", by=owner), owner


def as_data(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_picture_is_kept_once_shown_to_viewers_and_not_to_strangers(world, client):
    dashboard, owner = world
    client.force_login(owner)
    path = f"/api/dashboards/{dashboard.id}/pictures"
    first = client.post(path, {"name": "plan", "data": f"data:image/png;base64,{as_data(PNG)}"}, content_type="application/json")
    again = client.post(path, {"name": "other", "data": as_data(PNG)}, content_type="application/json")
    assert first.status_code == 201
    assert first.json() | {"id": 0, "created_at": ""} == {
        "id": 0, "name": "plan", "content_type": "image/png", "size": 28, "created_at": "", "left_out": {},
    }  # fmt: skip
    assert again.json()["id"] == first.json()["id"]
    assert [one["name"] for one in client.get(path).json()["items"]] == ["plan"]
    shown = client.get(f"/api/pictures/{first.json()['id']}")
    assert (shown.content, shown.headers["Content-Type"]) == (PNG, "image/png")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    client.force_login(factories.user(Organization.objects.create(name="Others"), email="stranger@example.com"))
    assert client.get(f"/api/pictures/{first.json()['id']}").status_code == 404
    assert client.get(path).status_code == 404


def test_a_picture_says_by_its_first_bytes_what_it_is(world, client):
    dashboard, owner = world
    client.force_login(owner)
    path = f"/api/dashboards/{dashboard.id}/pictures"

    def refusal(data: str) -> str:
        return client.post(path, {"data": data}, content_type="application/json").json()["error"]["message"]

    assert "no picture that browsers show" in refusal(as_data(b"MZ\0\0 program"))
    assert refusal("%%%") == "`data` is not base64."
    assert "more than 3 MB" in refusal("A" * 4_100_000)
    kept = client.post(path, {"data": as_data(f"{HEAD}<script/></svg>".encode())}, content_type="application/json").json()
    assert (kept["content_type"], kept["left_out"]) == ("image/svg+xml", {"<script>": 1})
    assert client.delete(f"{path}/{kept['id']}").status_code == 200
    assert Picture.objects.count() == 0


def test_a_dashboard_keeps_so_many_pictures_and_no_more(world, client):
    dashboard, owner = world
    for number in range(PICTURES_BOUND):
        dashboard.pictures.create(name=f"{number}", content_type="image/png", content=b"", sha256=f"{number}", size=0)
    client.force_login(owner)
    answer = client.post(f"/api/dashboards/{dashboard.id}/pictures", {"data": as_data(PNG)}, content_type="application/json")
    assert answer.json()["error"]["message"] == "A dashboard keeps at most 50 pictures: remove one first."
