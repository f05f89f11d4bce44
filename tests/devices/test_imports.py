import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import Refused
from devices.imports import services
from devices.imports.reading import Fault, Row, read
from devices.imports.services import Options, run_import, start_import
from devices.models import Attribute, Device, DeviceImport
from devices.services import types
from organizations import places
from organizations.models import AuditEntry, Site
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return factories.organization()


@pytest.fixture
def engineer(organization):
    return factories.user(organization)


def bring(organization, content, *, by, is_dry_run=False, **options):
    content = content.encode() if isinstance(content, str) else content
    return start_import(
        organization,
        io.BytesIO(content),
        size=len(content),
        name="devices.csv",
        options=Options(**options),
        is_dry_run=is_dry_run,
        by=by,
    )


def rows_of(content, **options):
    return list(read(io.BytesIO(content), **options).rows)


# --- reading


@pytest.mark.parametrize(
    "content",
    [
        b"name,site\npump,Hall\n",
        b"\xef\xbb\xbfname;site\r\npump;Hall\r\n",
        b"Name\tSite\npump\tHall\n\n\n",
        '"name";"site"\n"pump";"Hall"'.encode("utf-16"),
        b"site,name\n Hall ,pump\n",
    ],
)
def test_files_of_all_spreadsheets_read_the_same(content):
    (row,) = rows_of(content)

    assert (row.number, row.name, row.site) == (2, "pump", "Hall")


def test_cells_may_hold_quotes_delimiters_and_line_ends():
    (row,) = rows_of(b'name,description\n"pump, ""big""","first\nsecond"\n')

    assert (row.name, row.description) == ('pump, "big"', "first\nsecond")


def test_facts_are_numbers_and_truths_where_they_plainly_are():
    (row,) = rows_of(b"name,attribute:Serial,attribute:floor,attribute:spare,attribute:code,attribute:empty\np,007,3,TRUE,1e5,\n")

    assert row.attributes == {"Serial": "007", "floor": 3, "spare": True, "code": "1e5"}


def test_windows_files_are_read_when_one_says_so():
    content = "name\nPumpe Süd\n".encode("windows-1252")

    with pytest.raises(Refused) as refusal:
        rows_of(content)
    assert (refusal.value.code, refusal.value.field) == ("bad_encoding", "encoding")
    assert "save the file as UTF-8" in refusal.value.message
    assert rows_of(content, encoding="windows-1252")[0].name == "Pumpe Süd"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty: its first row names the columns, such as name;site;type."),
        (b"site\nHall\n", "There is no column “name”: every device needs one."),
        (b"name,name\na,b\n", "The column “name” is there twice: remove one."),
        (
            b"name,colour\na,b\n",
            (
                "Column 2 is called “colour”, which nobody knows here: "
                "columns are name, site, type, description, is_gateway and attribute:<name>."
            ),
        ),
    ],
)
def test_columns_that_nobody_knows_are_named(content, words):
    with pytest.raises(Refused) as refusal:
        rows_of(content)

    assert refusal.value.message == words


def test_a_row_that_cannot_be_read_is_named_and_the_next_is_read():
    rows = rows_of(b"name,site\na,Hall,more\n,Hall\nb\n" + b'"' + b"x" * 200_000 + b'",Hall\nc,Hall\n')

    assert [row if isinstance(row, Fault) else row.name for row in rows] == [
        Fault(2, "", "The row has 3 cells, but there are 2 columns."),
        Fault(3, "name", "The name is empty."),
        "b",
        Fault(5, "", "The row cannot be read: field larger than field limit (131072)."),
        "c",
    ]


def test_a_gateway_is_one_or_not():
    yes, perhaps = rows_of(b"name,is_gateway\na,yes\nb,perhaps\n")

    assert isinstance(yes, Row)
    assert yes.is_gateway is True
    assert perhaps == Fault(3, "is_gateway", "“perhaps” is neither yes nor no.")


# --- importing


def test_a_list_becomes_devices_with_all_they_have(organization, engineer):
    hall = places.create_site(organization, name="Hall")
    types.create_type(organization, name="Pump", metrics=[{"path": "speed"}])

    job = bring(organization, "name;site;type;description;attribute:serial\np1;Hall;Pump;Big;X1\np2;;;;\n", by=engineer)

    assert (job.status, job.created, job.refused, job.problems) == ("done", 2, 0, [])
    device = Device.objects.get(name="p1")
    assert (device.site, str(device.type), device.description) == (hall, "Pump", "Big")
    assert list(device.metrics.values_list("path", flat=True)) == ["speed"]
    assert list(Attribute.objects.values_list("device__name", "name", "value")) == [("p1", "serial", "X1")]
    assert AuditEntry.objects.filter(kind="device", action="created").count() == 2


def test_a_bad_row_is_named_and_does_not_stop_the_good_ones(organization, engineer):
    factories.device(organization, "there")
    content = "name,site\ngood,\na/b,\ngood,\nthere,\nlost,Nowhere\nalso good,\n"

    job = bring(organization, content, by=engineer)

    assert (job.created, job.refused, job.done, job.total) == (2, 4, 6, 6)
    assert [problem[:3] for problem in job.problems] == [
        [3, "name", "a/b"],
        [4, "name", "good"],
        [5, "name", "there"],
        [6, "site", "lost"],
    ]
    assert [problem[3] for problem in job.problems][1:] == [
        "“good” stands in row 2 already.",
        "There is already a device named “there” here.",
        "There is no site “Nowhere”: make it first, or ask to have missing sites made.",
    ]
    assert sorted(Device.objects.values_list("name", flat=True)) == ["also good", "good", "there"]


def test_a_dry_run_says_the_same_and_makes_nothing(organization, engineer):
    content = "name,site,type\na,New hall,New type\nb,New hall,\na,,\n"

    dry = bring(organization, content, by=engineer, is_dry_run=True, create_sites=True, create_types=True)
    assert (Device.objects.count(), Site.objects.count()) == (0, 0)
    real = bring(organization, content, by=engineer, create_sites=True, create_types=True)

    assert (dry.created, dry.refused, dry.problems) == (real.created, real.refused, real.problems)
    assert dry.detail == "Also would be made: 1 site and 1 device type."
    assert real.detail == "Also made: 1 site and 1 device type."
    assert Device.objects.get(name="b").site == Site.objects.get(name="New hall")


def test_devices_that_are_there_change_only_when_asked_and_only_where_cells_say_something(organization, engineer):
    hall = places.create_site(organization, name="Hall")
    device = factories.device(organization, "pump", description="old", attributes={"serial": "1", "kept": True})
    content = "name,site,description,attribute:serial\npump,Hall,,2\n"

    job = bring(organization, content, by=engineer, existing="change")

    device.refresh_from_db()
    assert (job.changed, job.created, device.site, device.description) == (1, 0, hall, "old")
    assert dict(device.attributes.values_list("name", "value")) == {"serial": 2, "kept": True}


def test_rows_are_made_only_where_one_manages_devices(organization):
    hall = places.create_site(organization, name="Hall")
    places.create_site(organization, name="Vault")
    person = factories.user()
    factories.allow(factories.profile(organization, None, person), hall, "read", "manage_devices")

    job = bring(organization, "name,site\na,Hall\nb,Vault\nc,\nd,New\n", by=person, create_sites=True)

    assert [problem[1:] for problem in job.problems] == [
        ["site", "b", "There is no site “Vault”: make it first, or ask to have missing sites made."],
        ["site", "c", "You may not manage devices outside of your sites: name one of them."],
        ["site", "d", "You may not make sites here: “New” has to be there already."],
    ]
    assert list(Device.objects.values_list("name", flat=True)) == ["a"]
    assert Site.objects.count() == 2


def test_a_million_rows_are_refused_in_a_sentence(organization, engineer):
    content = b"name\n" + b"".join(b"d%d\n" % number for number in range(1_000_000))

    with pytest.raises(Refused) as refusal:
        bring(organization, content, by=engineer)

    assert refusal.value.message == "The file has more than 100000 rows: divide it into several."
    assert (Device.objects.count(), DeviceImport.objects.count()) == (0, 0)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(organization, engineer):
    with pytest.raises(Refused) as refusal:
        start_import(
            organization,
            io.BytesIO(),
            size=65 * 1024 * 1024,
            name="x.csv",
            options=Options(),
            is_dry_run=False,
            by=engineer,
        )

    assert refusal.value.status == 413


# --- in the background


@pytest.fixture
def large(organization, engineer, monkeypatch):
    """A list that is left to a job, with three rows in each transaction."""
    monkeypatch.setattr(services, "ROWS_AT_ONCE", 5)
    monkeypatch.setattr(services, "CHUNK", 3)
    content = "name\n" + "".join(f"d{number}\n" for number in range(8))
    return bring(organization, content, by=engineer)


def test_a_large_list_waits_for_a_worker_and_is_gone_from_the_disk_afterwards(large):
    assert (large.status, large.total, Device.objects.count()) == ("queued", 8, 0)
    path = services.folder() / large.path

    run_import(large.id)

    large.refresh_from_db()
    assert (large.status, large.done, large.created, large.path) == ("done", 8, 8, "")
    assert not path.exists()


def test_a_job_that_was_killed_goes_on_behind_its_last_rows(large, monkeypatch):
    take = services.Importer.take
    calls = []

    def killed_in_the_third(self, job, chunk):
        calls.append(len(chunk))
        if len(calls) == 3:
            raise KeyboardInterrupt
        take(self, job, chunk)

    monkeypatch.setattr(services.Importer, "take", killed_in_the_third)
    with pytest.raises(KeyboardInterrupt):
        run_import(large.id)
    large.refresh_from_db()
    assert (large.status, large.done, Device.objects.count()) == ("running", 6, 6)

    run_import(large.id)
    run_import(large.id)

    large.refresh_from_db()
    assert (large.status, large.done, large.created, large.refused) == ("done", 8, 8, 0)
    assert Device.objects.count() == 8


def test_a_job_whose_file_is_gone_says_so(large):
    (services.folder() / large.path).unlink()

    run_import(large.id)

    large.refresh_from_db()
    assert (large.status, large.detail) == ("failed", "The file is gone: upload it again.")


# --- over the API


def upload(person, content, query="", **headers):
    file = SimpleUploadedFile("devices.csv", content.encode())
    return factories.client(person).post(f"/api/devices/import{query}", {"file": file}, headers=headers)


def test_a_list_is_uploaded_and_its_report_is_ones_own(organization, engineer):
    answer = upload(engineer, "name;attribute:serial\npump;1\n/;2\n", "?dry_run=false").json()

    assert (answer["status"], answer["created"], answer["refused"], answer["name"]) == ("done", 1, 1, "devices.csv")
    assert answer["problems"][0] == {
        "row": 3,
        "column": "name",
        "name": "/",
        "message": "“/” cannot be used: give 1 to 100 characters without / + # and control characters.",
    }
    mine, colleague = factories.client(engineer), factories.client(factories.user(organization))
    assert mine.get("/api/device-imports").json()["total"] == 1
    assert mine.get(f"/api/device-imports/{answer['id']}").json() == answer
    assert colleague.get("/api/device-imports").json() == {"items": [], "total": 0}
    assert colleague.get(f"/api/device-imports/{answer['id']}").status_code == 404


def test_a_viewer_and_a_stranger_bring_nothing(organization):
    viewer = factories.user(organization, "viewer")
    stranger = factories.user(factories.organization("Other"))

    assert upload(viewer, "name\npump\n").status_code == 403
    assert upload(stranger, "name\npump\n", **{"X-Organization": organization.id}).status_code == 404
    assert Device.objects.count() == 0
