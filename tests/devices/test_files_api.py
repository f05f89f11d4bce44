"""Files over HTTP: for people by their rights, for devices by their token."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from devices.files import storage
from devices.models import DeviceFile, DeviceType, FileDelivery, FileVersion
from organizations.models import Site
from tests import factories
from tests.devices.celery_now import workers_at_once  # noqa: F401  a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workers_at_once")]
BYTES = "application/octet-stream"
HTML = b"<script>alert(document.cookie)</script>"


@pytest.fixture
def device(organization):
    return factories.device(organization, "pump 1")


@pytest.fixture
def browser(engineer):
    return factories.client(engineer)


@pytest.fixture
def board(device):
    """The device's own calls."""
    return Client(headers={"Authorization": f"Bearer {factories.token(device)}"})


def create(browser, node, data=b"{}", **query):
    query = {"node": node, "name": "config.json", "version": "1", "kind": "CONFIGURATION"} | query
    return browser.post("/api/files", data, BYTES, query_params=query)


def error(answer):
    return answer.status_code, answer.json()["error"]["code"]


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_file_and_its_versions_from_first_to_last(browser, device):
    made = create(browser, f"d:{device.id}", b"one", note="first try").json()
    assert (made["name"], made["kind"], made["place"], made["version_count"]) == ("config.json", "CONFIGURATION", "pump 1", 1)
    assert made["active"]["note"] == "first try"
    assert "manage_templates_files" in made["permissions"]

    versions = f"/api/files/{made['id']}/versions"
    form = {"content": SimpleUploadedFile("whatever.json", b"two")}
    second = browser.post(versions, form, query_params={"version": "2", "activate": "false"}).json()
    assert (second["size"], second["is_active"]) == (3, False)
    assert [row["version"] for row in browser.get(versions).json()["items"]] == ["2", "1"]

    browser.post(f"{versions}/{second['id']}/activate")
    browser.patch(f"{versions}/{second['id']}", {"note": "better", "metadata": {"board": "rev C"}}, "application/json")
    shown = browser.get(f"/api/files/{made['id']}").json()
    assert (shown["active"]["version"], shown["active"]["note"], shown["active"]["metadata"]) == (
        "2",
        "better",
        {"board": "rev C"},
    )

    assert error(browser.delete(f"{versions}/{second['id']}")) == (409, "version_is_active")
    assert browser.delete(f"{versions}/{second['id']}?then=newest").status_code == 200
    assert browser.get(f"/api/files/{made['id']}").json()["active"]["version"] == "1"
    assert browser.delete(f"/api/files/{made['id']}").status_code == 200
    assert DeviceFile.objects.count() == 0


def test_files_of_a_device_with_those_that_it_inherits(browser, organization, device):
    device_type = DeviceType.objects.create(organization=organization, name="Pump")
    device.type = device_type
    device.save()
    create(browser, f"o:{organization.id}", b"all", name="ca.pem", kind="CERTIFICATE")
    create(browser, f"o:{organization.id}", b"wide")
    create(browser, f"t:{device_type.id}", b"near")

    items = browser.get("/api/files", {"node": f"d:{device.id}", "inherited": "true"}).json()["items"]

    assert [(item["name"], item["place"], item["is_hidden"]) for item in items] == [
        ("ca.pem", organization.name, False),
        ("config.json", organization.name, True),
        ("config.json", "Pump", False),
    ]
    assert browser.get("/api/files", {"node": f"d:{device.id}"}).json()["total"] == 0
    assert browser.get("/api/files", {"node": f"o:{organization.id}", "kind": "CERTIFICATE"}).json()["total"] == 1
    assert browser.get("/api/files", {"search": "CONFIG"}).json()["total"] == 2


def test_a_listing_asks_the_same_few_questions_for_many_files(browser, organization):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get("/api/files", {"node": f"o:{organization.id}"})
        return len(queries)

    create(browser, f"o:{organization.id}", name="0")
    few = count()
    for number in range(1, 8):
        create(browser, f"o:{organization.id}", name=str(number))
    assert count() == few


def test_strangers_find_nothing(browser, stranger, organization, device):
    made = create(browser, f"d:{device.id}").json()
    version = made["active"]["id"]
    other = factories.client(stranger)

    assert other.get("/api/files").json() == {"items": [], "total": 0}
    file = f"/api/files/{made['id']}"
    for method, path in (
        ("get", f"/api/files?node=d:{device.id}"),
        ("get", f"/api/files?node=o:{organization.id}"),
        ("post", f"/api/files?node=d:{device.id}&name=x&version=1"),
        ("get", file),
        ("delete", file),
        ("post", f"{file}/deactivate"),
        ("get", f"{file}/versions"),
        ("post", f"{file}/versions?version=2"),
        ("delete", f"{file}/versions/{version}"),
        ("post", f"{file}/versions/{version}/activate"),
        ("get", f"{file}/versions/{version}/content"),
        ("get", f"{file}/versions/{version}/roll-out"),
        ("get", f"{file}/versions/{version}/deliveries"),
    ):
        assert error(getattr(other, method)(path)) == (404, "missing"), path
    assert error(other.patch(file, {"name": "x"}, "application/json")) == (404, "missing")
    assert error(other.patch(f"{file}/versions/{version}", {"note": "x"}, "application/json")) == (404, "missing")
    assert FileVersion.objects.get().is_active


def test_who_may_read_downloads_and_changes_nothing(browser, viewer, device):
    made = create(browser, f"d:{device.id}").json()
    reader = factories.client(viewer)
    file = f"/api/files/{made['id']}"

    assert reader.get(file).json()["permissions"] == ["read", "view_dashboards"]
    assert body(reader.get(f"{file}/versions/{made['active']['id']}/content")) == b"{}"
    for answer in (
        create(reader, f"d:{device.id}", name="other"),
        reader.delete(file),
        reader.patch(file, {"name": "x"}, "application/json"),
        reader.post(f"{file}/versions?version=2", b"x", BYTES),
        reader.post(f"{file}/deactivate"),
    ):
        assert error(answer) == (403, "forbidden")


def test_rights_at_a_site_reach_its_devices_files_only(browser, organization, device):
    site = Site.objects.create(organization=organization, name="Hall 1")
    here = factories.device(organization, "here", site=site)
    person = factories.user()
    person.organization = organization
    person.save()
    factories.allow(factories.profile(organization, None, person), site, "read", "manage_templates_files")
    worker = factories.client(person)
    create(browser, f"o:{organization.id}", name="of all")
    create(browser, f"d:{device.id}", name="elsewhere")

    assert create(worker, f"d:{here.id}", name="here").status_code == 200
    assert error(create(worker, f"d:{device.id}", name="there")) == (404, "missing")
    assert error(create(worker, f"o:{organization.id}", name="all")) == (404, "missing")
    listed = worker.get("/api/files", {"node": f"d:{here.id}", "inherited": "true"}).json()["items"]
    assert [item["name"] for item in listed] == ["here"]


# --- downloads


def content_of(browser, device, data, name="a.bin"):
    made = create(browser, f"d:{device.id}", data, name=name).json()
    return f"/api/files/{made['id']}/versions/{made['active']['id']}/content"


def test_a_download_can_not_run_in_our_pages(browser, device):
    answer = browser.get(content_of(browser, device, HTML, "page ä.html"))

    assert body(answer) == HTML
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''page%20%C3%A4.html"


def test_ranges_and_tags(browser, device):
    data = bytes(range(256)) * 4
    path = content_of(browser, device, data)
    etag = f'"{hashlib.sha256(data).hexdigest()}"'

    def part(wanted, **headers):
        answer = browser.get(path, headers={"Range": wanted, **headers})
        return answer.status_code, answer.headers.get("Content-Range"), body(answer) if answer.streaming else answer.content

    assert part("bytes=0-9") == (206, "bytes 0-9/1024", data[:10])
    assert part("bytes=1000-") == (206, "bytes 1000-1023/1024", data[1000:])
    assert part("bytes=-24") == (206, "bytes 1000-1023/1024", data[1000:])
    assert part("bytes=1000-9999") == (206, "bytes 1000-1023/1024", data[1000:])
    assert part("bytes=1024-") == (416, "bytes */1024", b"")
    assert part("bytes=0-1,5-6") == (200, None, data)
    assert part("lines=0-1") == (200, None, data)
    assert part("bytes=9-3") == (200, None, data)
    assert part("bytes=0-9", **{"If-Range": etag}) == (206, "bytes 0-9/1024", data[:10])
    assert part("bytes=0-9", **{"If-Range": '"of another content"'}) == (200, None, data)
    assert part("bytes=0-9", **{"If-None-Match": etag}) == (304, None, b"")
    head = browser.head(path)
    assert (head.status_code, head.headers["Content-Length"], head.headers["ETag"]) == (200, "1024", etag)


def test_a_zip_bomb_is_stored_as_it_is(browser, device):
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50_000_000))
    data = packed.getvalue()

    made = create(browser, f"d:{device.id}", data, name="bomb.zip").json()

    assert made["active"]["size"] == len(data) < 100_000
    assert storage.path_of(made["active"]["sha256"]).stat().st_size == len(data)


def test_a_packed_request_is_not_unpacked(browser, device):
    answer = browser.post(
        f"/api/files?node=d:{device.id}&name=x&version=1", b"\x1f\x8b", BYTES, headers={"Content-Encoding": "gzip"}
    )

    assert error(answer) == (415, "encoded")
    assert DeviceFile.objects.count() == 0


def test_too_large_is_said_before_and_while_reading(browser, device, settings):
    settings.FILE_BYTES = 1_000

    for answer in (
        create(browser, f"d:{device.id}", b"x" * 1_001),
        browser.post(f"/api/files?node=d:{device.id}&name=x&version=1", {"content": SimpleUploadedFile("x", b"x" * 1_001)}),
    ):
        assert error(answer) == (413, "too_large")
        assert "larger than 1 kB" in answer.json()["error"]["message"]
    assert DeviceFile.objects.count() == 0


def test_refusals_name_the_value(browser, device):
    create(browser, f"d:{device.id}")

    taken = create(browser, f"d:{device.id}").json()["error"]
    assert (taken["code"], taken["field"]) == ("name_taken", "name")
    assert "“config.json”" in taken["message"]
    assert "“a/b” cannot be a file's name" in create(browser, f"d:{device.id}", name="a/b").json()["error"]["message"]
    assert create(browser, f"d:{device.id}", name="x", kind="MUSIC").status_code == 400
    no_file = browser.post(f"/api/files?node=d:{device.id}&name=x&version=1", {"a": "b"})
    assert error(no_file) == (400, "refused")
    assert browser.get("/api/files/store").json() == {
        "file_bytes": 100_000_000,
        "quota_bytes": 10_000_000_000,
        "used_bytes": 2,
        "kinds": ["CONFIGURATION", "FIRMWARE", "INFORMATION", "CERTIFICATE", "UNDEFINED"],
    }


# --- devices


def test_a_device_fetches_its_file_and_says_what_became_of_it(browser, board, device):
    made = create(browser, f"o:{device.organization_id}", b"firmware bytes", name="app v1.bin", kind="FIRMWARE").json()

    (listed,) = board.get("/api/device/files?kind=FIRMWARE").json()["items"]
    assert listed == {
        "kind": "FIRMWARE",
        "name": "app v1.bin",
        "version": "1",
        "size": 14,
        "sha256": hashlib.sha256(b"firmware bytes").hexdigest(),
    }
    first = board.get("/api/device/files/app v1.bin", headers={"Range": "bytes=0-7"})
    assert (first.status_code, first.headers["X-File-Version"], body(first)) == (206, "1", b"firmware")
    roll_out = f"/api/files/{made['id']}/versions/{made['active']['id']}"
    assert browser.get(f"{roll_out}/roll-out").json()["downloading"] == 1
    assert body(board.get("/api/device/files/app v1.bin/versions/1", headers={"Range": "bytes=8-"})) == b" bytes"
    board.post("/api/device/files/app v1.bin/status", {"version": "1", "status": "applied"}, "application/json")

    assert browser.get(f"{roll_out}/roll-out").json() == {
        "total": 1,
        "waiting": 0,
        "notified": 0,
        "downloading": 0,
        "downloaded": 0,
        "applied": 1,
        "failed": 0,
    }
    (delivery,) = browser.get(f"{roll_out}/deliveries").json()["items"]
    assert (delivery["device"], delivery["status"], delivery["bytes_sent"]) == ("pump 1", "applied", 14)


def test_a_whole_download_counts_as_downloaded(browser, board, device):
    create(browser, f"d:{device.id}", b"x" * 1_000_000)

    assert len(body(board.get("/api/device/files/config.json"))) == 1_000_000

    assert FileDelivery.objects.values_list("status", "bytes_sent").get() == ("downloaded", 1_000_000)


def test_a_device_sends_a_file(browser, board, device):
    sent = board.put("/api/device/files/crash.log?kind=INFORMATION", b"Traceback", BYTES).json()

    assert (sent["name"], sent["kind"], sent["size"]) == ("crash.log", "INFORMATION", 9)
    (item,) = browser.get("/api/files", {"node": f"d:{device.id}"}).json()["items"]
    assert (item["active"]["uploaded_from"], item["active"]["uploaded_by"]) == ("pump 1", None)
    assert board.put("/api/device/files/crash.log?version=x%2Fy", b"", BYTES).status_code == 400


def test_only_the_device_itself_and_its_gateway_get_in(board, organization, device, other_organization):
    far = factories.device(other_organization, "far")
    gateway = factories.device(organization, "gateway", is_gateway=True)
    assert Client().get("/api/device/files").status_code == 401
    assert Client(headers={"Authorization": "Bearer sluice_wrong"}).get("/api/device/files").status_code == 401
    assert error(board.get("/api/device/files", {"device": "gateway"})) == (404, "missing")
    speaker = Client(headers={"Authorization": f"Bearer {factories.token(gateway)}"})
    assert speaker.get("/api/device/files", {"device": "pump 1"}).json() == {"items": []}
    assert error(speaker.get("/api/device/files", {"device": far.name})) == (404, "missing")
    assert error(board.get("/api/device/files/nothing")) == (404, "missing")
