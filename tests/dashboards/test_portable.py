"""Dashboards as files: names instead of ids, nothing lost, applied twice changes nothing."""

import base64
import copy
import re

import pytest
from django.core.management import CommandError, call_command

from core.errors import Refused
from dashboards import documents, services
from dashboards.models import Dashboard, DashboardVersion, Playlist
from dashboards.pictures.carried import Carried
from dashboards.pictures.services import keep_picture
from dashboards.portable import files, folder
from dashboards.portable.files import NotADashboardFile, Portable
from dashboards.portable.references import Names
from devices.models import DeviceFile, DeviceType
from flows.services import create_flow
from organizations.models import Site
from tests import factories

pytestmark = pytest.mark.django_db


def plant(organization):
    """The same things under other ids."""
    kind = DeviceType.objects.create(organization=organization, name="Boiler")
    site = Site.objects.create(organization=organization, name="قاعة 🙂")
    device = factories.device(organization, name="kettle", type=kind, site=site)
    metric = factories.metric(device, path="temp/out")
    flow = create_flow(organization, name="Watch")
    other = services.create_dashboard(organization, name="Details", by=None)
    return {"type": kind, "site": site, "device": device, "metric": metric, "flow": flow, "other": other}


def everything(there):
    document = documents.empty()
    document["flowId"] = there["flow"].id
    document["variables"] = [
        {"name": "hall", "kind": "site", "default": there["site"].id},
        {
            "name": "machine",
            "kind": "device",
            "deviceType": there["type"].id,
            "site": "$hall",
            "default": [there["device"].id],
            "isMulti": True,
        },
        {"name": "shift", "kind": "shift", "of": "a newer program"},
    ]
    document["widgets"]["w1"] = {
        "type": "hologram",
        "version": 3,
        "title": "Temperature",
        "options": {"depth": 3, "text": "<script>alert(1)</script>"},
        "bindings": [
            {"kind": "metric", "metric": there["metric"].id, "label": "Out"},
            {"kind": "output", "flow": there["flow"].id, "block": "b1", "key": str(there["device"].id)},
            {"kind": "path", "device": there["device"].id, "path": "temp/out"},
            {"kind": "path", "device": "$hall", "path": "temp/out", "deviceType": there["type"].id},
        ],
        "rules": [],
        "link": {"to": "dashboard", "dashboard": there["other"].id},
        "visibleWhen": {
            "match": "all",
            "conditions": [
                {"kind": "source", "binding": {"kind": "metric", "metric": there["metric"].id}, "is": "above", "value": "3"}
            ],
        },
    }
    document["layouts"]["desktop"]["p1"].append({"i": "w1", "x": 0, "y": 0, "w": 6, "h": 4})
    return document


@pytest.fixture
def here(organization):
    return plant(organization)


@pytest.fixture
def board(organization, here):
    return services.create_dashboard(organization, name="Boilers 🙂", by=None, document=everything(here))


def text_of(board, format_="yaml"):
    names = Names(board.organization_id)
    return files.written(files.exported(board, DashboardVersion.objects.get(dashboard=board).document, names), format_)


@pytest.mark.parametrize("format_", ["yaml", "json"])
def test_a_file_means_the_same_in_another_organization(board, format_):
    other = factories.organization("Other")
    there = plant(other)
    document, absent = files.imported(files.read(text_of(board, format_)), Names(other.id))
    assert (document, absent) == (everything(there), [])


def test_a_file_names_things_and_no_ids(board, here):
    text = text_of(board)
    assert "metric: {$metric: {device: kettle, path: temp/out}}" in text
    assert "deviceType: {$device_type: Boiler}" in text
    assert "dashboard: {$dashboard: Details}" in text


def test_what_is_not_here_is_listed_kept_and_goes_out_as_it_came(board, engineer):
    empty = factories.organization("Empty")
    portable = files.read(text_of(board))
    document, absent = files.imported(portable, Names(empty.id))
    assert {(one.place, one.kind, one.name) for one in absent} >= {
        ("widget “Temperature”", "metric", "kettle temp/out"),
        ("widget “Temperature”", "flow", "Watch"),
        ("variable “machine”", "device_type", "Boiler"),
        ("data flow", "flow", "Watch"),
    }
    copied = services.create_dashboard(empty, name="Boilers 🙂", by=None, document=document)
    # As data: databases keep the order of keys as they like.
    assert files.read(text_of(copied)) == files.read(text_of(board))
    # Once the plant is there, the same file leads to it.
    there = plant(empty)
    again, left = files.imported(files.read(text_of(copied)), Names(empty.id))
    assert (again, left) == (everything(there), [])


def test_export_and_apply_are_idempotent(board, organization, tmp_path):
    before = {row.name: row.version for row in Dashboard.objects.all()}
    assert [step.deed for step in folder.export(organization, tmp_path)] == ["new", "new"]
    assert [step.deed for step in folder.export(organization, tmp_path)] == ["unchanged", "unchanged"]
    assert [step.deed for step in folder.apply(organization, tmp_path)] == ["unchanged", "unchanged"]
    assert {row.name: row.version for row in Dashboard.objects.all()} == before


def test_a_changed_file_is_checked_told_and_published(board, organization, tmp_path):
    folder.export(organization, tmp_path)
    path = tmp_path / "boilers.dashboard.yaml"
    path.write_text(path.read_text().replace("title: Temperature", "title: Heat"))
    (step,) = [one for one in folder.apply(organization, tmp_path, is_check=True) if one.deed != "unchanged"]
    assert step.text() == "~ dashboard “Boilers 🙂”\n    widget “Heat”: title"
    assert Dashboard.objects.get(id=board.id).version == 1
    with pytest.raises(CommandError, match="1 differ"):
        call_command("dashboards", "apply", str(tmp_path), "--check")
    call_command("dashboards", "apply", str(tmp_path), "--message", "commit 1a2b")
    version = DashboardVersion.objects.get(dashboard=board, number=2)
    assert (version.message, version.document["widgets"]["w1"]["title"]) == ("commit 1a2b", "Heat")


def test_dashboards_that_lead_to_one_another_arrive_together(board, organization, tmp_path):
    folder.export(organization, tmp_path)
    other = factories.organization("Other")
    steps = folder.apply(other, tmp_path)
    assert [step.deed for step in steps] == ["new", "new"]
    link = DashboardVersion.objects.filter(dashboard__organization=other, dashboard__name="Boilers 🙂")[0].document
    assert link["widgets"]["w1"]["link"]["dashboard"] == Dashboard.objects.get(organization=other, name="Details").id
    assert any("there is no metric “kettle temp/out” here" in step.text() for step in steps)
    assert {step.deed for step in folder.apply(other, tmp_path)} == {"unchanged"}


def test_prune_deletes_what_the_folder_does_not_hold(board, organization, tmp_path):
    folder.export(organization, tmp_path)
    (tmp_path / "details.dashboard.yaml").unlink()
    folder.apply(organization, tmp_path, prune=True)
    assert [row.name for row in Dashboard.objects.all()] == ["Boilers 🙂"]


def playlist(organization, name, *boards, **fields):
    items = [{"dashboard": board.id, "page": None, "seconds": 30} for board in boards]
    return Playlist.objects.create(organization=organization, name=name, items=items, **fields)


def test_shared_playlists_travel_with_the_dashboards_and_private_ones_stay(board, organization, engineer, tmp_path):
    details = Dashboard.objects.get(organization=organization, name="Details")
    playlist(organization, "Hall", board, details, owner=engineer, is_shared=True)
    playlist(organization, "My own", board, owner=engineer)
    folder.export(organization, tmp_path)
    text = (tmp_path / "playlists.yaml").read_text()
    assert "{$dashboard: Boilers 🙂}" in text
    assert "My own" not in text

    other = factories.organization("Other")
    assert [step.text() for step in folder.apply(other, tmp_path) if step.kind == "playlist"] == ["+ playlist “Hall”"]
    hall = Playlist.objects.get(organization=other)
    there = {row.name: row.id for row in Dashboard.objects.filter(organization=other)}
    assert [item["dashboard"] for item in hall.items] == [there["Boilers 🙂"], there["Details"]]
    assert (hall.name, hall.is_shared, hall.owner) == ("Hall", True, None)
    assert {step.deed for step in folder.apply(other, tmp_path)} == {"unchanged"}
    assert {step.deed for step in folder.export(organization, tmp_path)} == {"unchanged"}


def test_a_playlist_is_changed_by_its_name_and_leaves_out_what_is_not_here(board, organization, engineer, tmp_path):
    hall = playlist(organization, "Hall", board, owner=engineer, is_shared=True)
    folder.export(organization, tmp_path)
    path = tmp_path / "playlists.yaml"
    more = "      - dashboard: {$dashboard: Cellar}\n        page: null\n        seconds: 5\n"
    path.write_text(path.read_text().replace("seconds: 30", "seconds: 45") + more)
    (step,) = [one for one in folder.apply(organization, tmp_path) if one.deed != "unchanged"]
    assert step.text() == "~ playlist “Hall”\n    ! playlist “Hall”: there is no dashboard “Cellar” here. Choose another one."
    hall.refresh_from_db()
    assert (hall.items, hall.owner) == ([{"dashboard": board.id, "page": None, "seconds": 45}], engineer)


def test_prune_deletes_shared_playlists_that_the_file_does_not_hold_and_no_private_ones(board, organization, engineer, tmp_path):
    playlist(organization, "Hall", board, is_shared=True)
    folder.export(organization, tmp_path)
    playlist(organization, "Old", board, is_shared=True)
    playlist(organization, "My own", board, owner=engineer)
    folder.apply(organization, tmp_path)
    assert Playlist.objects.count() == 3
    folder.apply(organization, tmp_path, prune=True)
    assert {row.name for row in Playlist.objects.all()} == {"Hall", "My own"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sluice: flow", "playlists.yaml, sluice: Input should be 'playlists'"),
        ("[1]", "playlists.yaml, the whole text: "),
        ("{", "playlists.yaml: The text cannot be read as JSON: line 1"),
        (
            "sluice: playlists\nplaylists: [{name: A, items: [{dashboard: {$dashboard: B}, seconds: 1}]}]",
            "playlists.0.items.0.seconds: Input should be greater than or equal to 3",
        ),
        ("sluice: playlists\nplaylists: [{name: A, items: []}, {name: A, items: []}]", "two playlists called “A”"),
    ],
)
def test_what_is_wrong_with_playlists_is_said_and_nothing_is_done(board, organization, tmp_path, text, says):
    folder.export(organization, tmp_path)
    fresh = (tmp_path / "details.dashboard.yaml").read_text().replace("name: Details", "name: Fresh")
    (tmp_path / "fresh.dashboard.yaml").write_text(fresh)
    (tmp_path / "playlists.yaml").write_text(text)
    with pytest.raises(Refused, match=re.escape(says)):
        folder.apply(organization, tmp_path)
    assert not Dashboard.objects.filter(name="Fresh").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "This is no dashboard"),
        ("[1, 2]", "This is no dashboard"),
        ("sluice: flow\nblocks: {}", "The text says “sluice: flow”"),
        ("a: &a [1]\nb: *a", "references .*name. are not taken"),
        ("{", "cannot be read as JSON: line 1"),
        ('{"pages": NaN}', "NaN is no number"),
        ("name: A", "it holds no pages"),
        ("widgets: 5", "it holds no widgets"),
        ("x" * 4_000_001, "The text has 4,000,001 characters"),
    ],
)
def test_what_is_no_dashboard_is_said_in_words(text, says):
    with pytest.raises(NotADashboardFile, match=says):
        files.read(text)


def test_a_file_of_a_newer_program_survives(organization):
    whole = documents.empty() | {"schema": 9, "scenes": [{"at": "dusk"}]}
    portable = files.read(files.written(Portable("N", copy.deepcopy(whole))))
    document, absent = files.imported(portable, Names(organization.id))
    assert (document, absent) == (whole, [])
    assert services.create_dashboard(organization, name="N", by=None, document=document).version == 1

    strange = Portable("N", {"schema": 9, "pages": [], "widgets": [{"kind": "hologram"}]})
    assert "hologram" in files.written(strange)


class TestDoors:
    def test_out_and_in(self, board, engineer):
        factories.share(board)
        client = factories.client(engineer)
        out = client.post(f"/api/dashboards/{board.id}/export", {}, content_type="application/json").json()
        assert out["file_name"] == "boilers.dashboard.yaml"
        read = client.post("/api/dashboard-texts/read", {"text": out["text"]}, content_type="application/json").json()
        assert (read["name"], read["absent"], read["is_newer"]) == ("Boilers 🙂", [], False)
        refused = client.post("/api/dashboard-texts/read", {"text": "a: 1"}, content_type="application/json")
        assert refused.status_code == 400

    def test_what_a_person_may_not_see_has_no_name_for_them(self, board, organization, here):
        names = Names(organization.id, user=factories.user(factories.organization("Other")))
        assert names.id_of("metric", {"device": "kettle", "path": "temp/out"}) is None
        assert names.name_of("device", here["device"].id) is None

    def test_strangers(self, board):
        stranger = factories.client(factories.user(factories.organization("Other")))
        answer = stranger.post(f"/api/dashboards/{board.id}/export", {}, content_type="application/json")
        assert answer.status_code == 404


CLEAN = b'<svg xmlns="http://www.w3.org/2000/svg"><rect id="tank" width="4" height="3"/></svg>'
PLAN = CLEAN.replace(b"<rect", b"<script>x()</script><rect onload='alert(1)'")


class TestPictures:
    """A floor plan is worth nothing without its plan: pictures travel with the dashboard, by their content."""

    @pytest.fixture
    def planned(self, organization, engineer):
        board = factories.share(services.create_dashboard(organization, name="Hall", by=engineer))
        picture = keep_picture(board, name="plan.svg", data=base64.b64encode(PLAN).decode(), by=engineer).picture
        document = documents.empty()
        options = {"picture": picture.id, "spots": [{"source": 1, "x": 30, "y": 40}]}
        document["widgets"]["w1"] = {"type": "floor_plan", "version": 1, "title": "Plan", "options": options}
        services.save_document(board, document=document, base_version=1, by=engineer)
        return board

    def test_they_travel_inside_a_text_to_another_organization(self, planned, engineer):
        out = post(engineer, f"/api/dashboards/{planned.id}/export", {})
        assert out["left_out"] == []
        assert out["text"].count(planned.pictures.get().sha256) == 2
        stranger = factories.user(factories.organization("Other"))
        read = post(stranger, "/api/dashboard-texts/read", {"text": out["text"]})
        assert read["absent"] == []
        made = post(stranger, "/api/dashboards", {name: read[name] for name in ("name", "document", "pictures")})
        copied = Dashboard.objects.get(id=made["id"])
        assert (copied.pictures.get().name, bytes(copied.pictures.get().content)) == ("plan.svg", CLEAN)
        assert made["document"]["widgets"]["w1"]["options"] == {
            "picture": copied.pictures.get().id,
            "spots": [{"source": 1, "x": 30, "y": 40}],
        }
        assert copied.pictures.get().id != planned.pictures.get().id
        assert factories.client(stranger).get(f"/api/pictures/{copied.pictures.get().id}").status_code == 200

    def test_what_could_act_is_left_out_of_a_text_that_somebody_wrote(self, engineer):
        text = files.written(
            Portable("Hall", with_picture("ab12"), {"ab12": Carried("plan.svg", data=base64.b64encode(PLAN).decode())})
        )
        read = post(engineer, "/api/dashboard-texts/read", {"text": text})
        made = post(engineer, "/api/dashboards", {name: read[name] for name in ("name", "document", "pictures")})
        kept = Dashboard.objects.get(id=made["id"]).pictures.get()
        assert bytes(kept.content) == CLEAN
        assert made["document"]["widgets"]["w1"]["options"]["picture"] == kept.id

    def test_they_stand_beside_the_files_of_a_folder(self, planned, organization, tmp_path):
        folder.export(organization, tmp_path)
        sha = planned.pictures.get().sha256
        assert (tmp_path / "pictures" / f"{sha}.svg").read_bytes() == CLEAN
        other = factories.organization("Other")
        assert [step.deed for step in folder.apply(other, tmp_path)] == ["new"]
        copied = Dashboard.objects.get(organization=other)
        assert copied.versions.get(number=2).document["widgets"]["w1"]["options"]["picture"] == copied.pictures.get().id
        assert [step.deed for step in folder.apply(other, tmp_path)] == ["unchanged"]
        assert copied.pictures.count() == 1
        (tmp_path / "pictures" / "old.png").write_bytes(b"")
        folder.export(organization, tmp_path, prune=True)
        assert [path.name for path in (tmp_path / "pictures").iterdir()] == [f"{sha}.svg"]

    def test_one_that_did_not_travel_is_told_and_goes_out_as_it_came(self, planned, organization, tmp_path):
        folder.export(organization, tmp_path)
        for path in (tmp_path / "pictures").iterdir():
            path.unlink()
        other = factories.organization("Other")
        (step,) = folder.apply(other, tmp_path)
        assert step.text() == "+ dashboard “Hall”\n    ! widget “Plan”: there is no picture “plan.svg” here. Choose another one."
        copied = Dashboard.objects.get(organization=other)
        assert copied.versions.get(number=2).document["widgets"]["w1"]["options"]["picture"] == {
            "$picture": planned.pictures.get().sha256
        }

    def test_one_that_is_too_large_for_a_text_is_left_out_by_name(self, planned, organization, engineer, monkeypatch):
        monkeypatch.setattr("dashboards.pictures.carried.INSIDE_BOUND", 10)
        out = post(engineer, f"/api/dashboards/{planned.id}/export", {})
        assert out["left_out"] == ["plan.svg"]
        read = post(engineer, "/api/dashboard-texts/read", {"text": out["text"]})
        assert [(one["kind"], one["name"]) for one in read["absent"]] == [("picture", "plan.svg")]

    @pytest.mark.parametrize("path", ["../secret.png", "/etc/passwd", "pictures/../../x.svg", "pictures/a.svg"])
    def test_a_text_names_no_file_elsewhere(self, path):
        text = files.written(Portable("Hall", with_picture("ab"), {"ab": Carried("x", file=path)}))
        with pytest.raises(NotADashboardFile, match="is no picture beside the text"):
            files.read(text)

    def test_a_dashboard_made_from_a_template_has_its_own_copies(self, planned, organization, engineer):
        document = planned.versions.get(number=2).document
        template = services.save_template(planned, name="Halls", description="", document=document, by=engineer)
        made = services.create_dashboard(organization, name="Second", by=engineer, template=f"own:{template.id}")
        assert made.pictures.get().sha256 == planned.pictures.get().sha256
        assert made.versions.get().document["widgets"]["w1"]["options"]["picture"] == made.pictures.get().id

    def test_nobody_gets_a_picture_that_they_may_not_see(self, planned, engineer):
        stranger = factories.user(factories.organization("Other"))
        document = planned.versions.get(number=2).document
        made = post(stranger, "/api/dashboards", {"name": "Mine", "document": document})
        assert Dashboard.objects.get(id=made["id"]).pictures.count() == 0

    def test_a_file_of_a_device_travels_by_its_name(self, organization):
        ids = {}
        for place in (organization, factories.organization("Other")):
            device = factories.device(place, name="camera")
            ids[place.id] = DeviceFile.objects.create(organization=place, device=device, name="view.jpg").id
        document = documents.empty()
        document["widgets"]["w1"] = {"type": "image", "version": 1, "options": {"file": ids[organization.id]}}
        board = services.create_dashboard(organization, name="Cameras", by=None, document=document)
        assert "file: {$file: {device: camera, name: view.jpg}}" in text_of(board)
        other = next(id_ for id_ in ids if id_ != organization.id)
        there, absent = files.imported(files.read(text_of(board)), Names(other))
        assert (there["widgets"]["w1"]["options"], absent) == ({"file": ids[other]}, [])


def with_picture(sha):
    widget = {"type": "floor_plan", "version": 1, "title": "Plan", "options": {"picture": {"$picture": sha}}}
    return documents.empty() | {"widgets": {"w1": widget}}


def post(user, path, body):
    answer = factories.client(user).post(path, body, content_type="application/json")
    assert answer.status_code in (200, 201), answer.content
    return answer.json()
