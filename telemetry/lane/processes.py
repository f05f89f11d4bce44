"""The lane's processes: one forked child per consumer, started again when it dies, gone when its worker goes."""

import ctypes
import gc
import logging
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable
from typing import Final

from django.db import connections
from redis.exceptions import RedisError

from telemetry.lane import factories
from telemetry.lane.membership import forget
from telemetry.lane.reader import Reader

logger = logging.getLogger(__name__)

PR_SET_PDEATHSIG: Final = 1
FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 5.0
HEALTHY_AFTER_S: Final = 10.0
STOP_S: Final = 8.0
# A module that takes longer to load than this waits for something else, and nobody waits for it.
LOADING_S: Final = 5.0
LOADING_CODE: Final = 75
START_S: Final = 30.0
SWITCH_S: Final = 0.0002
COLLECT_AFTER: Final = (50_000, 20, 50)


# One keeper forks at a time, so that none is in the middle of something when another does.
_forking = threading.Lock()


class Keeper(threading.Thread):
    """Keeps the process of one consumer alive.

    It forks from this thread and not from the main one because Linux sends the death signal when the thread that
    forked ends; this one lives as long as its child is wanted.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name=f"lane {name}", daemon=True)
        self.consumer = name
        self.pid: int | None = None
        self.has_forked = threading.Event()
        self._is_stopping = threading.Event()

    def run(self) -> None:
        pause_s = FIRST_PAUSE_S
        while not self._is_stopping.is_set():
            started = time.monotonic()
            member = f"{socket.gethostname()}-{secrets.token_hex(4)}"
            try:
                ended = self._run_once(member)
            except OSError as error:
                ended = f"could not be started: {error}"
            if self._is_stopping.is_set():
                return
            logger.error("lane %s %s; starting it again", self.consumer, ended)
            try:
                forget(self.consumer, member)
            except RedisError as error:
                logger.warning("lane %s: its lease has to run out by itself: %s", self.consumer, error)
            pause_s = FIRST_PAUSE_S if time.monotonic() - started > HEALTHY_AFTER_S else min(2 * pause_s, LONGEST_PAUSE_S)
            self._is_stopping.wait(pause_s)

    def _run_once(self, member: str) -> str:
        """Fork, wait for the end, and say how it ended."""
        parent = os.getpid()
        with _forking:
            loaded_by = time.monotonic() + LOADING_S
            while (is_loading := _is_loading()) and time.monotonic() < loaded_by:
                time.sleep(0.01)
            pid = os.fork()
            if pid == 0:
                # Between the look and the fork some thread may have begun.
                if not is_loading and _is_loading():
                    os._exit(LOADING_CODE)
                _child(self.consumer, member, parent)
            self.pid = pid
        self.has_forked.set()
        if self._is_stopping.is_set():  # asked while we forked
            self._signal(signal.SIGTERM)
        try:
            _, status = os.waitpid(pid, 0)
            return f"(pid {pid}) ended with {os.waitstatus_to_exitcode(status)}"
        except ChildProcessError:
            return f"(pid {pid}) ended"
        finally:
            self.pid = None

    def ask_to_stop(self) -> None:
        self._is_stopping.set()
        self._signal(signal.SIGTERM)

    def make_stop(self, timeout_s: float) -> None:
        self.join(max(0.0, timeout_s))
        if self.is_alive():
            self._signal(signal.SIGKILL)
            self.join(2)

    def _signal(self, number: int) -> None:
        pid = self.pid
        if pid is not None:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                return


class Processes:
    """All lane processes of one worker."""

    def __init__(self, names: Iterable[str]) -> None:
        self.keepers = [Keeper(name) for name in names]

    def start(self) -> None:
        """Returns when all have forked: meanwhile the worker does nothing, and holds no lock that a child would wait for."""
        for keeper in self.keepers:
            keeper.start()
        for keeper in self.keepers:
            keeper.has_forked.wait(START_S)

    def stop(self, timeout_s: float = STOP_S) -> None:
        """Let each finish its batch and give its partitions up; then insist."""
        for keeper in self.keepers:
            keeper.ask_to_stop()
        deadline = time.monotonic() + timeout_s
        for keeper in self.keepers:
            keeper.make_stop(deadline - time.monotonic())


def _is_loading() -> bool:
    """Does some thread load a module right now? A child forked meanwhile waits for ever when it needs that module."""
    specs = (getattr(module, "__spec__", None) for module in list(sys.modules.values()))
    return any(getattr(spec, "_initializing", False) for spec in specs)


def _child(name: str, member: str, parent: int) -> None:
    """The forked process. Never returns."""
    code = 1
    try:
        _tie_to(parent)
        # What the worker taught its signals to do is not for us.
        for number in (signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
        _title(f"sluice lane {name}")
        # What the worker has loaded stays: looking through it again and again would also copy its pages.
        gc.freeze()
        # A turn makes thousands of objects and drops them without a cycle. With hardly anything left to compare with, Python
        # would look through all of them several times a turn.
        gc.set_threshold(*COLLECT_AFTER)
        # Beside the loop stand threads that renew the lease and send news. By default one of them may keep Python's lock for
        # 5 ms before the loop gets it back: longer than a sample takes from the log to its alarm.
        sys.setswitchinterval(SWITCH_S)
        # A lane keeps its connection to the database: opening one costs more than the transaction it is for.
        for database in connections.settings.values():
            database["CONN_MAX_AGE"] = None
        consumer = factories[name]()
        os.nice(consumer.niceness)
        Reader(consumer, member).run()
        code = 0
    except BaseException:
        logger.exception("lane %s broke", name)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Not sys.exit: the worker's clean-up is the worker's.
        os._exit(code)


def _tie_to(parent: int) -> None:
    """Be told when the parent dies. Elsewhere than on Linux the lease thread looks for it twice a second."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _title(title: str) -> None:
    """Name the process for `ps` and `top`, as far as Linux lets us: 15 characters."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(15, title.encode()[:15], 0, 0, 0)
