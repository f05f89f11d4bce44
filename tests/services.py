"""A pytest plugin: every test run has its own folder, Redis and broker.

It is loaded before Django reads its settings (see addopts in pyproject.toml), because these come from the environment.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.room import folder_in_memory

# A socket's path may have 107 characters, so the folder's name stays short.
VAR = Path(tempfile.mkdtemp(prefix="sluice-test-", dir=folder_in_memory()))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
(VAR / "run").mkdir()

os.environ["SLUICE_VAR"] = str(VAR)
os.environ["SLUICE_SECRET_KEY"] = "the tests' own key, the same in each run"
os.environ["SLUICE_LOG_LEVEL"] = "WARNING"
for _name in ("SLUICE_REDIS_URL", "SLUICE_BROKER", "SLUICE_READINGS_URL"):
    os.environ.pop(_name, None)

START_WITHIN_S = 10.0


def _own_database(worker: str, url: str) -> str:
    """Tests that run side by side have a PostgreSQL database each; on SQLite they have by their folders."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [worker]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {worker}")
    return url.rpartition("/")[0] + f"/{worker}"


if (_worker := os.environ.get("PYTEST_XDIST_WORKER")) and os.environ.get("DATABASE_URL", "").startswith("postgres"):
    os.environ["DATABASE_URL"] = os.environ["TEST_POSTGRES_URL"] = _own_database(_worker, os.environ["DATABASE_URL"])


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if not found:
        pytest.exit(f"The tests need the program {name}: run ./check, which installs it.", returncode=3)
    return found


def _run(name: str, config: str, socket: Path) -> Iterator[Path]:
    """Run a server with its configuration until the tests end; ready when its socket is there."""
    from iotsite.supervise import tethered

    data = VAR / name
    data.mkdir()
    (VAR / f"{name}.conf").write_text(config)
    arguments = {"redis-server": [str(VAR / f"{name}.conf")], "mosquitto": ["-c", str(VAR / f"{name}.conf")]}[name]
    with open(VAR / f"{name}.log", "wb") as log:
        process = subprocess.Popen(tethered([_program(name), *arguments]), stdout=log, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + START_WITHIN_S
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.exit(f"{name} did not start:\n{(VAR / f'{name}.log').read_text()}", returncode=3)
        time.sleep(0.01)
    yield socket
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


@pytest.fixture(scope="session", autouse=True)
def redis_server() -> Iterator[Path]:
    """The socket of a real Redis."""
    from core import live
    from iotsite.configs import redis_conf

    socket = VAR / "run" / "redis.sock"
    for ready in _run("redis-server", redis_conf(data=VAR / "redis-server", socket=socket), socket):
        yield ready
        live.publisher().stop()  # its thread would go on asking a Redis that is gone


@pytest.fixture(scope="session")
def broker() -> Iterator[Path]:
    """The socket of a real mosquitto, as it stands behind the edge."""
    from iotsite.configs import mosquitto_conf

    socket = VAR / "run" / "broker.sock"
    yield from _run("mosquitto", mosquitto_conf(data=VAR / "mosquitto", socket=socket), socket)
