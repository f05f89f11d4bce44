"""The tree as people browse it, over the API; what devices hang into it stands in tests/devices/test_tree.py."""

import pytest

from organizations import places
from organizations.models import Favourite, Site
from tests import factories

pytestmark = pytest.mark.django_db
JSON = "application/json"


def labels(answer):
    return [item["label"] for item in answer.json()["items"]]


@pytest.fixture
def company():
    return factories.organization("Company")


@pytest.fixture
def plant(company):
    return places.create_organization(name="Plant", parent=company)


def test_one_sees_first_the_topmost_organizations_that_are_ones_own(company, plant):
    of_company, of_plant = factories.client(factories.user(company)), factories.client(factories.user(plant))

    assert labels(of_company.get("/api/tree")) == ["Company"]
    assert labels(of_plant.get("/api/tree")) == ["Plant"]


def test_below_an_organization_come_sub_organizations_then_sites(company, plant):
    places.create_site(company, name="Hall")
    places.create_organization(name="Annex", parent=company)

    answer = factories.client(factories.user(company)).get(f"/api/tree?node=o:{company.id}").json()

    assert [(item["kind"], item["label"]) for item in answer["items"]] == [
        ("organization", "Annex"),
        ("organization", "Plant"),
        ("site", "Hall"),
    ]
    assert answer["total"] == 3
    assert (answer["node"]["label"], answer["node"]["counts"]["organizations"], answer["node"]["counts"]["sites"]) == (
        "Company",
        2,
        1,
    )


def test_pages_go_on_across_kinds(company, plant):
    for name in ("A", "B", "C"):
        places.create_site(company, name=name)
    browser = factories.client(factories.user(company))

    pages = [labels(browser.get(f"/api/tree?node=o:{company.id}&limit=2&offset={offset}")) for offset in (0, 2, 4)]

    assert pages == [["Plant", "A"], ["B", "C"], []]


def test_a_link_finds_the_page_on_which_its_node_stands(company, plant):
    hall, *_ = [places.create_site(company, name=name) for name in ("Hall", "Mill", "Yard")]
    browser = factories.client(factories.user(company))

    def page(around):
        answer = browser.get(f"/api/tree?node=o:{company.id}&limit=2&around={around}").json()
        return answer["offset"], [item["label"] for item in answer["items"]]

    assert page(f"o:{plant.id}") == (0, ["Plant", "Hall"])
    assert page(f"s:{hall.id + 1}") == (2, ["Mill", "Yard"])
    for elsewhere in ("s:999999", "d:1", "nonsense"):
        assert page(elsewhere) == (0, ["Plant", "Hall"])


def test_breadcrumbs_begin_where_the_persons_own_part_begins(company, plant):
    hall = places.create_site(plant, name="Hall")

    def crumbs(person):
        answer = factories.client(person).get(f"/api/tree?node=s:{hall.id}").json()
        return [crumb["label"] for crumb in answer["breadcrumbs"]]

    assert crumbs(factories.user(company)) == ["Company", "Plant", "Hall"]
    assert crumbs(factories.user(plant)) == ["Plant", "Hall"]


def test_somebody_allowed_one_site_sees_the_way_to_it_and_nothing_else(company, plant):
    hall = places.create_site(plant, name="Hall")
    places.create_site(plant, name="Vault")
    person = factories.user()
    factories.allow(factories.profile(company, "visitors", person), hall, "read")
    browser = factories.client(person)

    first = browser.get("/api/tree").json()["items"]
    below = browser.get(f"/api/tree?node=o:{plant.id}").json()

    assert [(item["label"], item["is_passage"], item["permissions"]) for item in first] == [("Plant", True, [])]
    assert [(item["label"], item["is_passage"], item["permissions"]) for item in below["items"]] == [("Hall", False, ["read"])]
    assert below["node"]["counts"]["sites"] == 1
    assert browser.get(f"/api/tree?node=o:{company.id}").status_code == 404


def test_what_is_denied_is_neither_listed_nor_counted_nor_found(company):
    hall, vault = places.create_site(company, name="Hall"), places.create_site(company, name="Vault")
    person = factories.user(company, "viewer")
    factories.deny(factories.profile(company, "shut out", person), vault)
    browser = factories.client(person)

    answer = browser.get(f"/api/tree?node=o:{company.id}").json()

    assert [item["key"] for item in answer["items"]] == [f"s:{hall.id}"]
    assert (answer["total"], answer["node"]["counts"]["sites"]) == (1, 1)
    assert browser.get("/api/tree/search?search=vault").json() == {"items": [], "has_more": False}
    assert browser.get(f"/api/tree?node=s:{vault.id}").status_code == 404


def test_a_stranger_gets_the_same_answer_as_for_what_does_not_exist(company, plant):
    hall = places.create_site(plant, name="Hall")
    stranger = factories.client(factories.user(factories.organization("Other")))
    missing = stranger.get("/api/sites/999999").json()

    for call in (
        f"/api/tree?node=o:{company.id}",
        f"/api/tree?node=s:{hall.id}",
        "/api/tree?node=s:999999",
        "/api/tree?node=nonsense",
        f"/api/organizations/{plant.id}",
        f"/api/sites/{hall.id}",
    ):
        answer = stranger.get(call)
        assert (call, answer.status_code, answer.json()) == (call, 404, missing)
    assert labels(stranger.get("/api/tree")) == ["Other"]
    assert stranger.get("/api/tree/search?search=hall").json()["items"] == []
    assert stranger.get("/api/sites").json() == {"items": [], "total": 0}
    assert labels_of(stranger.get("/api/organizations")) == ["Other"]
    assert stranger.patch(f"/api/sites/{hall.id}", {"name": "Mine"}, JSON).status_code == 404
    assert stranger.delete(f"/api/sites/{hall.id}").status_code == 404
    assert stranger.patch(f"/api/organizations/{plant.id}", {"name": "Mine"}, JSON).status_code == 404
    assert stranger.delete(f"/api/organizations/{plant.id}").status_code == 404
    assert stranger.post("/api/organizations", {"name": "Mine", "parent_id": plant.id}, JSON).status_code == 404
    assert stranger.put(f"/api/favourites/s:{hall.id}", {}, JSON).status_code == 404
    assert Site.objects.get().name == "Hall"


def labels_of(answer):
    return [row["name"] for row in answer.json()["items"]]


def test_a_page_takes_the_same_number_of_queries_however_long(company, django_assert_max_num_queries):
    for number in range(30):
        places.create_site(company, name=f"Hall {number}")
    browser = factories.client(factories.user(company))
    browser.get("/api/tree")

    with django_assert_max_num_queries(22):
        answer = browser.get(f"/api/tree?node=o:{company.id}&limit=30").json()

    assert len(answer["items"]) == 30


# --- search


def test_every_word_must_be_there_and_the_way_is_told(company, plant):
    hall = places.create_site(plant, name="North hall")
    places.create_site(plant, name="South hall")

    answer = factories.client(factories.user(company)).get("/api/tree/search?search=HALL+nor").json()

    assert [(hit["key"], [crumb["label"] for crumb in hit["breadcrumbs"]]) for hit in answer["items"]] == [
        (f"s:{hall.id}", ["Company", "Plant", "North hall"])
    ]


def test_a_full_page_of_one_kind_leaves_room_for_another(company):
    for number in range(10):
        places.create_site(company, name=f"Main hall {number}")
    places.create_organization(name="Main office", parent=company)

    answer = factories.client(factories.user(company)).get("/api/tree/search?search=main&limit=4").json()

    assert [hit["kind"] for hit in answer["items"]] == ["organization", "site", "site", "site"]
    assert answer["has_more"] is True


def test_a_kind_that_does_not_exist_is_named_with_those_that_do(company):
    answer = factories.client(factories.user(company)).get("/api/tree/search?search=x&kinds=robots")

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("“robots” cannot be searched for: choose of organization, site")


# --- favourites


def test_a_favourite_is_kept_once_and_shown_in_the_tree(company):
    hall = places.create_site(company, name="Hall")
    browser = factories.client(factories.user(company))

    for _ in range(2):
        assert browser.put(f"/api/favourites/s:{hall.id}", {}, JSON).json()["label"] == "Hall"

    assert [hit["key"] for hit in browser.get("/api/favourites").json()] == [f"s:{hall.id}"]
    assert [item["is_favourite"] for item in browser.get(f"/api/tree?node=o:{company.id}").json()["items"]] == [True]
    browser.delete(f"/api/favourites/s:{hall.id}")
    assert browser.get("/api/favourites").json() == []


def test_a_favourite_that_one_may_no_longer_see_is_not_shown(company):
    hall = places.create_site(company, name="Hall")
    person = factories.user(company, "viewer")
    browser = factories.client(person)
    browser.put(f"/api/favourites/s:{hall.id}", {}, JSON)

    factories.deny(factories.profile(company, "shut out", person), hall)

    assert browser.get("/api/favourites").json() == []
    assert Favourite.objects.count() == 1


# --- changing


def test_an_administrator_builds_a_company(company):
    browser = factories.client(factories.user(company))

    plant = browser.post("/api/organizations", {"name": "Plant", "parent_id": company.id, "retention_days": 90}, JSON).json()
    hall = browser.post(
        "/api/sites",
        {"name": "Hall", "latitude": 60.2, "longitude": 24.9, "time_zone": "Europe/Helsinki"},
        JSON,
        headers={"X-Organization": plant["id"]},
    ).json()
    renamed = browser.patch(f"/api/organizations/{plant['id']}", {"name": "Works", "description": "Paper"}, JSON).json()

    assert (plant["name"], plant["parent_id"], plant["retention_days"]) == ("Plant", company.id, 90)
    assert (hall["organization_id"], hall["time_zone"]) == (plant["id"], "Europe/Helsinki")
    assert (renamed["name"], renamed["description"], renamed["retention_days"]) == ("Works", "Paper", 90)


def test_only_who_may_makes_and_changes_organizations_and_sites(company):
    hall = places.create_site(company, name="Hall")
    plant = places.create_organization(name="Plant", parent=company)
    browser = factories.client(factories.user(company, "viewer"))

    assert browser.post("/api/organizations", {"name": "x", "parent_id": company.id}, JSON).status_code == 403
    assert browser.patch(f"/api/organizations/{plant.id}", {"name": "x"}, JSON).status_code == 403
    assert browser.delete(f"/api/organizations/{plant.id}").status_code == 403
    assert browser.post("/api/sites", {"name": "x"}, JSON).status_code == 403
    assert browser.patch(f"/api/sites/{hall.id}", {"name": "x"}, JSON).status_code == 403
    assert browser.delete(f"/api/sites/{hall.id}").status_code == 403
    assert browser.post("/api/tree/move", {"keys": [f"o:{plant.id}"], "to": f"o:{company.id}"}, JSON).json()["moved"] == 0


def test_nobody_but_a_superuser_makes_or_deletes_an_organization_at_the_top(company):
    administrator = factories.client(factories.user(company))
    superuser = factories.client(factories.user(company, is_superuser=True))

    refused = administrator.post("/api/organizations", {"name": "Rival"}, JSON)

    assert refused.status_code == 403
    assert refused.json()["error"]["field"] == "parent_id"
    assert administrator.delete(f"/api/organizations/{company.id}").status_code == 403
    assert superuser.post("/api/organizations", {"name": "Second company"}, JSON).status_code == 200


def test_a_parent_in_another_organization_reads_as_one_that_does_not_exist(company, plant):
    theirs = factories.organization("Theirs")
    browser = factories.client(factories.user(company))

    made = browser.post("/api/organizations", {"name": "x", "parent_id": theirs.id}, JSON)
    moved = browser.patch(f"/api/organizations/{plant.id}", {"parent_id": theirs.id}, JSON)

    for answer in (made, moved):
        assert (answer.status_code, answer.json()["error"]["field"]) == (404, "parent_id")
    plant.refresh_from_db()
    assert plant.parent == company


def test_a_cyclic_move_is_refused_by_name(company, plant):
    line = places.create_organization(name="Line", parent=plant)
    browser = factories.client(factories.user(company, is_superuser=True))

    by_patch = browser.patch(f"/api/organizations/{plant.id}", {"parent_id": line.id}, JSON)
    by_drag = browser.post("/api/tree/move", {"keys": [f"o:{plant.id}"], "to": f"o:{line.id}"}, JSON)

    words = "“Plant” cannot move under “Line”, which stands below it (or is it): choose a place outside of it."
    assert (by_patch.status_code, by_patch.json()["error"]["message"]) == (400, words)
    assert by_drag.json() == {"moved": 0, "refused": [{"key": f"o:{plant.id}", "reason": words}]}


def test_a_sub_organization_moves_only_where_the_person_may_give_and_take(company, plant):
    other = factories.organization("Other")
    both = factories.user(company)
    taker = factories.user(plant)
    for person in (both, taker):
        factories.allow(factories.profile(other, None, person), other)

    refused = factories.client(taker).post("/api/tree/move", {"keys": [f"o:{plant.id}"], "to": f"o:{other.id}"}, JSON).json()
    moved = factories.client(both).post("/api/tree/move", {"keys": [f"o:{plant.id}"], "to": f"o:{other.id}"}, JSON).json()

    assert (refused["moved"], len(refused["refused"])) == (0, 1)
    assert moved == {"moved": 1, "refused": []}
    plant.refresh_from_db()
    assert plant.parent == other


@pytest.mark.parametrize("name", ["x" * 101, ""])
def test_a_name_that_does_not_fit_is_refused_with_its_field(company, name):
    browser = factories.client(factories.user(company))

    for call, body in (("/api/sites", {}), ("/api/organizations", {"parent_id": company.id})):
        answer = browser.post(call, {"name": name, **body}, JSON)
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, "name")
    assert Site.objects.count() == 0


def test_deleting_what_holds_something_answers_what_it_holds(company, plant):
    factories.device(plant, "pump")

    answer = factories.client(factories.user(company)).delete(f"/api/organizations/{plant.id}")

    assert answer.status_code == 409
    assert answer.json()["error"]["details"] == {"holds": {"device": 1}}
