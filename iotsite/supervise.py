"""Start all processes of one Sluice, keep them running, say what happens, stop them all.

`python -m iotsite.supervise` is the second half of `./up`: everything is installed and built by then.
The work of watching is done by supervisord; this asks it and speaks.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from xmlrpc.client import Fault

from iotsite.log_on_disk import LogOnDisk
from iotsite.processes import CHECKOUT, FOUNDATION, PYTHON, TETHER, Place, Process, environment, processes, write_configs
from iotsite.running import ask_supervisor, process_infos

READY_WITHIN_S = 60.0
STOP_WITHIN_S = 40.0
TAIL_LINES = 15
LONGEST_PAUSE_S = 60.0
# So many ends within this time are too many.
MANY_ENDS = 4
ENDS_WITHIN_S = 60.0


class Stop(Exception):
    """Somebody asked us to end."""


class Failed(Exception):
    """It cannot start; the message is for the person at the terminal."""


def tethered(command: list[str]) -> list[str]:
    """The command in such a form that it ends when we do."""
    return [sys.executable, "-I", str(TETHER), *command]


class Progress:
    """Lines for the person at the terminal, each with the time since the start."""

    def __init__(self) -> None:
        self.began = float(os.environ.get("SLUICE_BEGAN") or time.time())

    def say(self, text: str) -> None:
        print(f"{time.time() - self.began:6.1f} s  {text}", flush=True)


class Supervised:
    """A running supervisord and what we ask of it."""

    def __init__(self, place: Place, progress: Progress) -> None:
        self.place = place
        self.progress = progress
        self.table = {process.full_name: process for process in processes(place)}
        self.daemon: subprocess.Popen[bytes] | None = None
        self._states: dict[str, str] = {}
        self._pauses: dict[str, tuple[float, float]] = {}  # full name -> (next try at, length of the pause)
        self._ends: dict[str, deque[float]] = {}  # when it ended last

    def launch(self) -> None:
        config = write_configs(self.place)
        for stale in (self.place.redis_socket, self.place.broker_socket, self.place.supervisor_socket):
            stale.unlink(missing_ok=True)
        with open(self.place.log / "supervisor.out", "wb") as output:
            self.daemon = subprocess.Popen(
                tethered([PYTHON, "-m", "supervisor.supervisord", "-n", "-c", str(config)]),
                cwd=CHECKOUT,
                env={**os.environ, **environment(self.place)},  # the processes inherit it
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # Ctrl-C is for us alone: we stop the others in order.
                start_new_session=True,
            )
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            if self.daemon.poll() is not None:
                break
            with contextlib.suppress(OSError, Fault):
                ask_supervisor(self.place, "getState")
                return
            time.sleep(0.05)
        raise Failed(f"The supervisor did not start: {tail(self.place.log / 'supervisor.out')}")

    def start(self, full_name: str) -> None:
        with contextlib.suppress(Fault):  # it runs already
            ask_supervisor(self.place, "startProcess", full_name, False)

    def watch(self) -> None:
        """Say who crashed; start again, after growing pauses, who keeps crashing."""
        if self.daemon is None or self.daemon.poll() is not None:
            raise Failed(
                f"The supervisor has ended, so everything stops. Its last words:\n{tail(self.place.log / 'supervisor.log')}"
            )
        now = time.monotonic()
        for full_name, row in process_infos(self.place).items():
            process, state, before = self.table[full_name], row["statename"], self._states.get(full_name, "STOPPED")
            self._states[full_name] = state
            # The supervisor gives up a process that ends while it starts; one that is slow to fail we stop ourselves.
            is_given_up = state == "FATAL" or (state == "STOPPED" and full_name in self._pauses)
            if state == before and not is_given_up:
                continue
            if (state == "BACKOFF" or (state == "STARTING" and before == "RUNNING")) and full_name not in self._pauses:
                self.progress.say(f"{process.name} ended{exit_words(row)}; starting it again.")
                if self._ends_often(full_name, now):
                    with contextlib.suppress(Fault):  # it waits for its next start, or has ended already
                        ask_supervisor(self.place, "stopProcess", full_name, False)
                    self._retry(full_name, process, now)
            elif state == "RUNNING" and before in ("STARTING", "BACKOFF") and full_name in self._pauses:
                del self._pauses[full_name]
                self.progress.say(f"{process.name} runs again.")
            elif is_given_up:
                self._retry(full_name, process, now)

    def _ends_often(self, full_name: str, now: float) -> bool:
        ends = self._ends.setdefault(full_name, deque(maxlen=MANY_ENDS))
        ends.append(now)
        if len(ends) < MANY_ENDS or now - ends[0] > ENDS_WITHIN_S:
            return False
        ends.clear()
        return True

    def _retry(self, full_name: str, process: Process, now: float) -> None:
        due, pause = self._pauses.get(full_name, (0.0, 2.5))
        if due == 0.0 or now >= due:
            if due:
                self.start(full_name)
            pause = min(pause * 2, LONGEST_PAUSE_S)
            self._pauses[full_name] = (now + pause, pause)
            log = self.place.log / f"{process.name}.log"
            self.progress.say(
                f"{process.name} ({process.says}) ends again and again; next try in {pause:.0f} s. The end of {log}:\n{tail(log)}"
            )

    def stop(self) -> None:
        """End everything; nothing is left behind even when somebody does not listen."""
        if self.daemon is None:
            return
        if self.daemon.poll() is None:
            self.daemon.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.daemon.wait(STOP_WITHIN_S)
        if self.daemon.poll() is None:
            groups = {row["pid"] for row in process_infos(self.place).values() if row["pid"]}
            self.daemon.kill()
            self.daemon.wait(5)
            for group in groups:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(group, signal.SIGKILL)


def tail(path: Path) -> str:
    """The last lines of a log, indented."""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, path.stat().st_size - 8_000))
            lines = file.read().decode(errors="replace").splitlines()[-TAIL_LINES:]
    except OSError:
        lines = ["(no log)"]
    return "\n".join(f"          | {line}" for line in lines)


def exit_words(row: dict[str, Any]) -> str:
    """How a process ended, as far as the supervisor still knows: it forgets when it starts the next one."""
    if "too quickly" in row["spawnerr"]:
        return " right after its start"
    if row["spawnerr"] or row["exitstatus"]:
        return f" ({row['spawnerr'] or ('killed' if row['exitstatus'] < 0 else 'exit status ' + str(row['exitstatus']))})"
    return ""


def connectable(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            probe.connect(str(path))
    except OSError:
        return False
    return True


def wait_for_foundation(supervised: Supervised) -> None:
    """Redis answers (also after reading a long append-only file) and the broker listens."""
    place, deadline = supervised.place, time.monotonic() + READY_WITHIN_S
    names = [name for name in FOUNDATION if name in supervised.table]
    waiting = set(names)
    while waiting:
        if "redis" in waiting and redis_answers(place.redis_socket):
            waiting.discard("redis")
        if "broker" in waiting and ("SLUICE_BROKER" in environment(place) or connectable(place.broker_socket)):
            waiting.discard("broker")
        for name in waiting & {name for name, row in process_infos(place).items() if row["statename"] == "FATAL"}:
            raise Failed(f"{name} does not start. The end of its log:\n{tail(place.log / f'{name}.log')}")
        if time.monotonic() > deadline:
            raise Failed(f"{' and '.join(sorted(waiting))} did not answer in {READY_WITHIN_S:.0f} s: see {place.log}.")
        time.sleep(0.05)


def redis_answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            probe.connect(str(path))
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def prepare(place: Place) -> None:
    """Migrate and make the demo; the output goes to the log, and to the person when it fails."""
    path = place.log / "setup.log"
    with open(path, "ab") as log:
        done = subprocess.run(
            tethered([PYTHON, "-m", "iotsite.prepare"]),
            cwd=CHECKOUT,
            env={**os.environ, **environment(place)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
        )
    if done.returncode:
        raise Failed(f"The database could not be prepared. The end of {path}:\n{tail(path)}")


def health(place: Place) -> tuple[int, dict[str, Any]]:
    """The status and the body of /healthz; 0 when the web process does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{place.http_port}/healthz", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            try:
                return error.code, json.load(error)
            except ValueError:
                return error.code, {}
    except (OSError, ValueError):
        return 0, {}


def wait_until_ready(supervised: Supervised) -> None:
    """/healthz answers 200. Later than expected is said, not an end: a slow machine may still get there."""
    began, reminded = time.monotonic(), 0.0
    while True:
        status, body = health(supervised.place)
        if status == 200:
            return
        supervised.watch()
        waited = time.monotonic() - began
        if waited - reminded > 10:
            reminded = waited
            reason = body.get("reason") or "the web process does not answer yet"
            supervised.progress.say(f"Not ready yet: {reason}")
        time.sleep(0.2)


def announce(place: Place) -> None:
    lines = [f"Sluice runs at {place.address}"]
    with contextlib.suppress(OSError, ValueError, KeyError):
        demo = json.loads((place.var / "demo.json").read_text())
        lines.append(f"Sign in with {demo['email']} and the password {demo['password']}")
    lines += [
        f"Devices connect to port {place.mqtt_port} (MQTT) and {place.mqtts_port} (MQTT over TLS)",
        f"Data and logs: {place.var}",
        "Ctrl-C stops everything.",
    ]
    width = max(map(len, lines))
    print("", "  ┌" + "─" * (width + 2) + "┐", *(f"  │ {line:<{width}} │" for line in lines), sep="\n")
    print("  └" + "─" * (width + 2) + "┘\n", flush=True)


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)  # asked once is enough
        raise Stop

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for each in signals:
        signal.signal(each, stop)
    yield


def run(place: Place, progress: Progress) -> int:
    supervised, on_disk = Supervised(place, progress), LogOnDisk(place.var / "redis")
    with stopping_on_signals():
        try:
            progress.say("Starting Redis and the broker.")
            supervised.launch()
            for name in FOUNDATION:
                if name in supervised.table:
                    supervised.start(name)
            if "redis" in supervised.table:
                on_disk.start()
            wait_for_foundation(supervised)
            progress.say("Bringing the database and the demo up to date.")
            prepare(place)
            progress.say("Starting web, edge, worker, clock and the demo agent.")
            for full_name in supervised.table:
                if full_name not in FOUNDATION:
                    supervised.start(full_name)
            wait_until_ready(supervised)
            progress.say("Ready.")
            announce(place)
            while True:
                supervised.watch()
                time.sleep(1)
        except Stop:
            progress.say("Stopping.")
            return 0
        except Failed as failure:
            progress.say(str(failure))
            return 1
        finally:
            supervised.stop()
            on_disk.stop()
            progress.say("Stopped.")


if __name__ == "__main__":
    sys.exit(run(Place.from_environment(), Progress()))
