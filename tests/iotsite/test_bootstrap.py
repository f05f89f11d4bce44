import fcntl
import os
import shutil
import socket
import subprocess
import sys
import types

import pytest

from iotsite import bootstrap
from iotsite.bootstrap import CannotStart


@pytest.fixture
def var(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "VAR", tmp_path / "v")
    return tmp_path / "v"


def test_a_port_in_use_is_named_with_its_variable(monkeypatch):
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("SLUICE_MQTT_PORT", str(port))
        with pytest.raises(CannotStart) as refusal:
            bootstrap.check_ports()

    assert str(refusal.value) == f"Port {port} is in use by another program: set SLUICE_MQTT_PORT to a free port."


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("SLUICE_HTTP_PORT", text)

    with pytest.raises(CannotStart, match=f"SLUICE_HTTP_PORT is “{text}”: give a port, 1 to 65535."):
        bootstrap.check_ports()


def test_a_data_folder_too_deep_for_sockets_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "VAR", tmp_path / ("x" * 80))

    with pytest.raises(CannotStart, match=r"too long for sockets .* set SLUICE_VAR to a shorter one"):
        bootstrap.check_var()

    assert not list(tmp_path.iterdir())


def test_a_data_folder_whose_path_no_configuration_can_hold_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "VAR", tmp_path / "100%")

    with pytest.raises(CannotStart, match=r"contains '%', which configurations cannot hold: set SLUICE_VAR to another\."):
        bootstrap.check_var()


def test_a_data_folder_that_cannot_be_written_is_refused(monkeypatch, tmp_path):
    (tmp_path / "f").write_text("in the way")
    monkeypatch.setattr(bootstrap, "VAR", tmp_path / "f" / "v")

    with pytest.raises(CannotStart, match=r"cannot be written \(Not a directory\): make it writable or set SLUICE_VAR"):
        bootstrap.check_var()


def test_a_full_disk_is_refused(monkeypatch, var):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: types.SimpleNamespace(free=12 * 2**20))

    with pytest.raises(CannotStart, match=r"is full \(12 MB free, 200 MB needed\)"):
        bootstrap.check_var()


def test_a_second_sluice_in_the_same_folder_is_refused(var):
    bootstrap.check_var()
    with open(var / "run" / "up.lock", "w") as lock:
        lock.write("4711")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CannotStart, match=r"runs in .* already \(process 4711\): stop it, or set SLUICE_VAR"):
            bootstrap.hold_var()


def test_the_lock_of_a_dead_sluice_is_taken_over(var):
    bootstrap.check_var()
    (var / "run" / "up.lock").write_text("4711")

    with bootstrap.hold_var():
        assert (var / "run" / "up.lock").read_text() == str(os.getpid())


def test_a_failed_step_shows_the_end_of_its_output(var):
    with pytest.raises(CannotStart, match=r"Trying: failed\. The end of .*setup.log:\n +\| broken at once"):
        bootstrap.run_step("Trying", [sys.executable, "-c", "import sys; sys.exit('broken at once')"])


def test_a_step_that_fills_the_disk_says_so(var):
    with pytest.raises(CannotStart, match=r"Trying: the disk is full; make room and start again\."):
        bootstrap.run_step("Trying", [sys.executable, "-c", "import sys; sys.exit('OSError: No space left on device')"])


def test_an_old_python_is_told_what_is_needed(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
    old.chmod(0o755)
    for tool in ("dirname", "sh"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))

    done = subprocess.run([bootstrap.CHECKOUT / "up"], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr == "Sluice needs Python 3.11 or newer (here: Python 3.9.2): install one, or name it with SLUICE_PYTHON.\n"


def test_an_old_node_that_cannot_be_replaced_is_named_with_what_is_needed(monkeypatch, tmp_path):
    for tool, answer in (("node", "v20.20.2"), ("npm", "10.8.0")):
        (tmp_path / tool).write_text(f"#!/bin/sh\necho {answer}\n")
        (tmp_path / tool).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    def offline(_name):
        raise CannotStart("There is no network.")

    monkeypatch.setattr(bootstrap, "have_requirements", offline)

    with pytest.raises(CannotStart) as refusal:
        bootstrap.have_node()

    assert str(refusal.value) == (
        "The front end needs Node 22.12 or newer (here: 20.20), and PyPI's could not be had. There is no network."
    )


def test_a_stamp_counts_only_for_what_it_was_made_of(tmp_path):
    (tmp_path / "stamp").write_text("this")

    assert bootstrap.is_made(tmp_path / "stamp", "this")
    assert not bootstrap.is_made(tmp_path / "stamp", "that")
    assert not bootstrap.is_made(tmp_path / "none", "this")
