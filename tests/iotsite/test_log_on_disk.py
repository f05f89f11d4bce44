"""What Redis answered for outlives its death, also while the disk is slow, and reaches the disk soon."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from iotsite import log_on_disk
from iotsite.configs import redis_conf
from iotsite.supervise import tethered
from tests.services import _program

# A disk that takes more than a second for whoever wants to be sure.
SLOW_DISK = """
#include <unistd.h>
int fdatasync(int file) { usleep(1500000); return 0; }
int fsync(int file) { usleep(1500000); return 0; }
"""


class SlowRedis:
    """A Redis of ours whose disk is slow."""

    def __init__(self, folder: Path, library: Path) -> None:
        self._library = library
        # Short, because a socket's path may have 107 characters.
        self._socket = folder / "r"
        self._config = folder / "redis.conf"
        self._config.write_text(redis_conf(data=folder, socket=self._socket))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "redis.Redis":
        self._socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            tethered([_program("redis-server"), str(self._config)]),
            env={**os.environ, "LD_PRELOAD": str(self._library)},
            stdout=subprocess.DEVNULL,
        )
        connection = redis.Redis(unix_socket_path=str(self._socket))
        deadline = time.monotonic() + 20
        while True:
            try:
                connection.ping()
                return connection
            except redis.RedisError:
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(5)
            self._process = None


@pytest.fixture
def slow_redis(tmp_path: Path) -> Iterator[SlowRedis]:
    if not shutil.which("gcc"):
        pytest.skip("there is no compiler for making a slow disk")
    (tmp_path / "slow.c").write_text(SLOW_DISK)
    library = tmp_path / "slow.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, tmp_path / "slow.c"], check=True)
    made = SlowRedis(tmp_path, library)
    yield made
    made.kill()


def test_a_killed_redis_has_all_that_it_answered_for_while_the_disk_was_slow(slow_redis: SlowRedis) -> None:
    with slow_redis.start() as connection:
        written, began = 0, time.monotonic()
        while time.monotonic() - began < 1.5:  # a look at the disk falls into it
            written = connection.rpush("log", "sample")
            time.sleep(0.001)
    slow_redis.kill()
    with slow_redis.start() as connection:
        assert connection.llen("log") == written


def test_all_append_only_files_are_brought_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "appendonlydir").mkdir()
    names = ["appendonlydir/appendonly.aof.1.incr.aof", "appendonly.aof", "other.txt"]
    for name in names:
        (tmp_path / name).write_text("x")
    flushed: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda number: flushed.append(os.readlink(f"/proc/self/fd/{number}")))
    log_on_disk.flush(tmp_path)
    assert sorted(flushed) == sorted(str(tmp_path / name) for name in names[:2])


def test_a_file_that_cannot_be_brought_to_the_disk_is_named_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a.aof", "b.aof"):
        (tmp_path / name).write_text("x")

    def broken(number: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    log_on_disk.flush(tmp_path)
    told = sorted(record.getMessage().removeprefix(f"{tmp_path}/") for record in caplog.records)
    assert told == [f"{name} cannot be brought to the disk: [Errno 5] Input/output error" for name in ("a.aof", "b.aof")]


def test_the_thread_flushes_until_it_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_on_disk, "EVERY_S", 0.01)
    rounds: list[Path] = []
    monkeypatch.setattr(log_on_disk, "flush", rounds.append)
    running = log_on_disk.LogOnDisk(tmp_path)
    running.start()
    deadline = time.monotonic() + 5
    while len(rounds) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    running.stop()
    running._thread.join(5)
    assert not running._thread.is_alive()
    assert set(rounds) == {tmp_path}
