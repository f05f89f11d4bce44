"""Files, versions and roll-outs: the verbs."""

import hashlib
import os
import time
from typing import Any

import pytest

from core.errors import Missing, Refused
from devices import signals
from devices.files import editing, places, services, storage
from devices.files.errors import DiskFull, QuotaUsedUp, TooLarge, VersionIsActive, VersionTaken
from devices.files.places import Place
from devices.models import DeviceFile, DeviceType, FileDelivery, FileVersion
from devices.services import delete_device
from tests import factories
from tests.devices.celery_now import workers_at_once  # noqa: F401  a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workers_at_once")]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """What one test leaves behind, no other finds."""
    settings.VAR = tmp_path


@pytest.fixture
def told():
    """(device, file, version) of each notice; without a version where none holds any more."""
    heard: list[tuple[str, str, str | None]] = []

    def listen(version, devices, **_):
        heard.extend((device.name, version.file.name, version.version) for device in devices)

    def listen_to_withdrawals(name, devices, **_):
        heard.extend((device.name, name, None) for device in devices)

    signals.file_activated.connect(listen)
    signals.file_withdrawn.connect(listen_to_withdrawals)
    yield heard
    signals.file_activated.disconnect(listen)
    signals.file_withdrawn.disconnect(listen_to_withdrawals)


@pytest.fixture
def device_type(organization):
    return DeviceType.objects.create(organization=organization, name="Pump P-10")


@pytest.fixture
def device(organization, device_type):
    return factories.device(organization, "pump 1", type=device_type)


def stored(data):
    return storage.receive([data], limit=10_000_000)


def file_at(place, name="config.json", data=b"{}", version="1", **options):
    return editing.create_file(place, name=name, content=stored(data), version=version, **options)


def own(device):
    return Place(device.organization_id, device=device)


def of_type(device_type):
    return Place(device_type.organization_id, type=device_type)


def incoming():
    return sorted(storage.incoming().iterdir())


def names(device):
    return [(listed.name, listed.version) for listed in services.listing(device)]


def test_the_same_content_is_stored_once(organization, device):
    first = file_at(own(device), "a", b"same bytes")
    second = file_at(Place(organization.id), "b", b"same bytes")

    assert first.sha256 == second.sha256 == hashlib.sha256(b"same bytes").hexdigest()
    assert [path.name for path in storage.path_of(first.sha256).parent.iterdir()] == [first.sha256]
    assert storage.read(first.sha256, offset=5, length=3) == b"byt"


def test_what_is_too_large_leaves_nothing():
    with pytest.raises(TooLarge, match="larger than 10 bytes"):
        storage.receive([b"12345", b"678901"], limit=10)

    assert [path for path in storage.folder().rglob("*") if path.is_file()] == []


def test_a_full_disk_leaves_nothing_and_says_so(monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(DiskFull) as refused:
        storage.receive([b"x"], limit=10)

    assert refused.value.status == 507
    assert incoming() == []


def test_an_upload_that_breaks_off_leaves_nothing():
    def breaking():
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.receive(breaking(), limit=10)

    assert incoming() == []


def test_the_nearest_file_of_a_name_holds(organization, device_type, device):
    file_at(Place(organization.id), version="of all")
    file_at(of_type(device_type), version="of pumps")
    assert names(device) == [("config.json", "of pumps")]

    mine = file_at(own(device), version="of this one")
    assert names(device) == [("config.json", "of this one")]

    editing.deactivate(mine.file)
    assert names(device) == [("config.json", "of pumps")]


def test_a_device_finds_files_of_some_kinds(organization, device):
    file_at(own(device), "config.json", kind="CONFIGURATION")
    file_at(own(device), "app.bin", b"firmware", kind="FIRMWARE")

    assert [listed.name for listed in services.listing(device, ["FIRMWARE"])] == ["app.bin"]
    with pytest.raises(Refused, match="“firmware” is no kind of file"):
        services.listing(device, ["firmware"])


def test_each_change_of_the_active_version_tells_whom_it_concerns(organization, device_type, device, told):
    other = factories.device(organization, "pump 2", type=device_type)
    factories.device(organization, "lamp")

    first = file_at(of_type(device_type), version="1")
    second = editing.add_version(first.file, content=stored(b"[]"), version="2")
    editing.activate(first)

    assert told == [
        ("pump 1", "config.json", "1"),
        ("pump 2", "config.json", "1"),
        ("pump 1", "config.json", "2"),
        ("pump 2", "config.json", "2"),
        ("pump 1", "config.json", "1"),
        ("pump 2", "config.json", "1"),
    ]
    assert [row.version for row in FileVersion.objects.filter(is_active=True)] == ["1"]
    assert set(FileDelivery.objects.values_list("version_id", "device_id", "status")) == {
        (version.pk, each.id, "notified") for version in (first, second) for each in (device, other)
    }


def test_who_has_a_file_of_its_own_is_not_told_of_a_wider_one(organization, device_type, device, told):
    factories.device(organization, "pump 2", type=device_type)
    file_at(own(device))
    told.clear()

    file_at(of_type(device_type), version="of pumps")

    assert told == [("pump 2", "config.json", "of pumps")]


def test_when_a_nearer_file_goes_the_wider_one_is_told(organization, device_type, device, told):
    wide = file_at(of_type(device_type), version="of pumps")
    near = file_at(own(device))
    services.report_status(device, name="config.json", version="of pumps", status="applied")
    told.clear()

    editing.delete_file(near.file)

    assert told == [("pump 1", "config.json", "of pumps")]
    assert FileDelivery.objects.get(version=wide, device=device).status == "notified"


def test_a_roll_out_to_many_goes_batch_by_batch(organization, device_type, told, monkeypatch, workers_at_once):  # noqa: F811
    monkeypatch.setattr("devices.files.rollout.BATCH", 2)
    for number in range(5):
        factories.device(organization, f"pump {number}", type=device_type)

    version = file_at(of_type(device_type))

    assert [device for device, *_ in told] == [f"pump {number}" for number in range(5)]
    assert len(workers_at_once) == 3
    # A worker that died after a batch does it again, and nobody is told twice.
    from devices.files.tasks import roll_out_file

    roll_out_file(*workers_at_once[0][1:])
    assert len(told) == 5
    assert FileDelivery.objects.filter(version=version).count() == 5


def test_asking_again_tells_only_who_is_not_through(organization, device_type, device, told):
    factories.device(organization, "pump 2", type=device_type)
    version = file_at(of_type(device_type))
    services.report_status(device, name="config.json", version="1", status="applied")
    told.clear()

    editing.activate(version)

    assert told == [("pump 2", "config.json", "1")]


def test_when_no_version_holds_any_more_devices_are_told_so(organization, device_type, device, told):
    kept = factories.device(organization, "pump 2", type=device_type)
    version = file_at(of_type(device_type))
    file_at(own(kept), version="of this one")
    told.clear()

    editing.deactivate(version.file)

    assert told == [("pump 1", "config.json", None)]
    assert names(device) == []


def test_an_active_version_is_deleted_only_with_a_choice(device, told):
    first = file_at(own(device), version="1")
    second = editing.add_version(first.file, content=stored(b"2"), version="2")

    with pytest.raises(VersionIsActive) as refused:
        editing.delete_version(second)
    assert refused.value.details == {"others": ["1"]}
    assert names(device) == [("config.json", "2")]

    told.clear()
    editing.delete_version(second, then="newest")
    assert names(device) == [("config.json", "1")]
    assert told == [("pump 1", "config.json", "1")]

    editing.delete_version(first, then="none")
    assert names(device) == []


def test_a_version_is_named_once(device):
    version = file_at(own(device))

    with pytest.raises(VersionTaken, match="already has a version “1”"):
        editing.add_version(version.file, content=stored(b"x"), version="1")


@pytest.mark.parametrize("name", ["", "a/b", "..", " x", "x" * 101, "a\nb", "a\\b"])
def test_names_that_cannot_be(device, name):
    with pytest.raises(Refused, match="cannot be a file's name"):
        file_at(own(device), name)
    assert DeviceFile.objects.count() == 0


def test_the_quota_counts_every_version(device, settings):
    settings.FILES_QUOTA_BYTES = 25
    version = file_at(own(device), data=b"x" * 10)
    editing.add_version(version.file, content=stored(b"x" * 10), version="2")

    with pytest.raises(QuotaUsedUp, match="take 20 bytes of 25 bytes; 10 bytes more do not fit"):
        editing.add_version(version.file, content=stored(b"x" * 10), version="3")

    assert version.file.versions.count() == 2


def test_the_sweep_removes_what_no_row_names(organization, device):
    from devices.files.tasks import sweep_files

    kept = file_at(Place(organization.id), data=b"kept")
    gone = file_at(own(device), "b", b"gone")
    fresh = stored(b"just stored, its row is on its way")
    unfinished = storage.incoming() / "unfinished"
    unfinished.write_bytes(b"...")
    delete_device(device)
    old = time.time() - 2 * 24 * 3600
    for path in (storage.path_of(kept.sha256), storage.path_of(gone.sha256), unfinished):
        os.utime(path, (old, old))

    sweep_files()

    assert storage.path_of(kept.sha256).exists()
    assert storage.path_of(fresh.sha256).exists()
    assert not storage.path_of(gone.sha256).exists()
    assert incoming() == []


# --- devices


def test_a_device_reads_in_chunks_and_its_progress_shows(device):
    data = os.urandom(150_000)
    version = file_at(own(device), "app.bin", data, kind="FIRMWARE")

    got, steps = b"", []
    while len(got) < len(data):
        chunk = services.read_chunk(device, "app.bin", None, len(got), 1_000_000)
        got += chunk.data
        row = FileDelivery.objects.get(version=version, device=device)
        steps.append((len(chunk.data), row.status, row.bytes_sent))

    assert got == data
    assert (chunk.kind, chunk.version, chunk.size, chunk.sha256) == ("FIRMWARE", "1", 150_000, hashlib.sha256(data).hexdigest())
    assert steps == [(65_536, "downloading", 65_536), (65_536, "downloading", 131_072), (18_928, "downloaded", 150_000)]
    assert services.read_chunk(device, "app.bin", "1", 150_000).data == b""


def test_a_content_that_is_lost_is_said_in_words(device):
    version = file_at(own(device), data=b"only here")
    storage.path_of(version.sha256).unlink()

    with pytest.raises(Missing, match="upload it again"):
        services.read_chunk(device, "config.json")


def test_a_device_reports_what_became_of_a_version(device):
    version = file_at(own(device))

    services.report_status(device, name="config.json", version="1", status="failed", detail="checksum of section 3")
    row = FileDelivery.objects.get(version=version, device=device)
    assert (row.status, row.detail) == ("failed", "checksum of section 3")

    with pytest.raises(Refused, match="“installed” is no status"):
        services.report_status(device, name="config.json", version="1", status="installed")
    with pytest.raises(Missing, match="no version “9”"):
        services.report_status(device, name="config.json", version="9", status="applied")


def test_a_device_sees_nothing_of_others(organization, other_organization, device):
    file_at(own(factories.device(organization, "pump 2")))
    file_at(Place(other_organization.id))

    assert services.listing(device) == []
    with pytest.raises(Missing):
        services.read_chunk(device, "config.json")


def put(device, data, offset, piece, **options: Any):
    whole: dict[str, Any] = {"name": "log.txt", "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "version": "7"}
    return services.put_chunk(device, data=piece, offset=offset, **(whole | options))


def test_a_device_sends_a_file_in_chunks_and_resumes(device):
    data = os.urandom(100_000)

    assert put(device, data, 0, data[:40_000]).offset == 40_000
    # The answer got lost: it sends the chunk again.
    assert put(device, data, 0, data[:40_000]).offset == 40_000
    # After a restart it asks too far ahead and learns where it is.
    assert put(device, data, 60_000, data[60_000:]).offset == 40_000
    assert services.listing(device) == []
    done = put(device, data, 40_000, data[40_000:])

    assert done == ("log.txt", "7", 100_000, 100_000, True)
    (listed,) = services.listing(device)
    assert (listed.name, listed.version, listed.size) == ("log.txt", "7", 100_000)
    assert storage.read(listed.sha256, offset=0, length=100_000) == data
    assert incoming() == []
    # The last chunk again: still one version.
    assert put(device, data, 40_000, data[40_000:]).is_complete
    assert FileVersion.objects.count() == 1


def test_a_wrong_checksum_is_refused_and_nothing_kept(device):
    with pytest.raises(Refused, match="has another SHA-256"):
        put(device, b"abc", 0, b"abd")

    assert incoming() == []
    assert FileVersion.objects.count() == 0


def test_bounds_of_uploads_in_chunks(device, settings):
    settings.FILE_BYTES = 1_000
    with pytest.raises(TooLarge):
        put(device, b"x" * 1_001, 0, b"x")
    with pytest.raises(Refused, match="too many for one chunk"):
        put(device, b"x", 0, b"x" * 70_000, size=70_000)
    with pytest.raises(Refused, match="do not fit into 3"):
        put(device, b"abc", 2, b"cde")
    for number in range(4):
        put(device, b"abc", 0, b"a", version=str(number))
    with pytest.raises(Refused, match="already 4 unfinished uploads"):
        put(device, b"abc", 0, b"a", version="5")


def test_a_device_does_not_overrule_people(organization, device, told):
    file_at(Place(organization.id), version="ours")
    told.clear()

    services.store_sent(device, name="config.json", content=stored(b"its own"), version="its own")

    assert names(device) == [("config.json", "ours")]
    assert told == []
    services.store_sent(device, name="state.json", content=stored(b"1"))
    services.store_sent(device, name="state.json", content=stored(b"2"))
    assert [row.is_active for row in FileVersion.objects.filter(file__name="state.json")] == [True, False]
    assert told == []


def test_of_what_a_device_sends_the_newest_versions_stay(device, monkeypatch):
    monkeypatch.setattr(services, "SENT_VERSIONS_KEPT", 2)

    for number in range(5):
        services.store_sent(device, name="log.txt", content=stored(str(number).encode()), version=str(number))

    assert list(FileVersion.objects.values_list("version", flat=True)) == ["4", "3", "2"]


def test_places_by_their_keys(organization, device_type, device):
    for key in (f"d:{device.id}", f"t:{device_type.id}", f"o:{organization.id}"):
        assert places.place(key).key == key
    for key in ("d:0", "t:x", "o:nobody", "s:1", "", "d:" + "9" * 30):
        with pytest.raises(Missing):
            places.place(key)
