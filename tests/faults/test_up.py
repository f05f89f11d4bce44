"""`./up` and its end: nothing is left running, whatever happens to it."""

import socket
from collections.abc import Iterator

import psutil
import pytest

from tests.stack import Stack, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]


@pytest.fixture
def own_stack() -> Iterator[Stack]:
    """One that this test may break."""
    running = Stack()
    yield running
    running.stop()


@pytest.fixture
def bare_stack() -> Iterator[Stack]:
    """One that starts for the first time, with nothing there."""
    running = Stack(is_bare=True)
    yield running
    running.stop()


def living(pids: set[int]) -> list[str]:
    """Which of these processes still run."""
    found = []
    for pid in pids:
        try:
            process = psutil.Process(pid)
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(f"{pid} {' '.join(process.cmdline())[:100]}")
        except psutil.NoSuchProcess:
            continue
    return found


def test_stopping_leaves_no_process(bare_stack: Stack) -> None:
    bare_stack.start()
    pids = bare_stack.all_pids()
    assert bare_stack.process is not None

    bare_stack.process.terminate()
    bare_stack.process.wait(30)

    assert living(pids) == []
    assert bare_stack.said.rstrip().endswith("Stopped.")


def test_a_killed_launcher_leaves_no_process_and_the_next_start_works(own_stack: Stack) -> None:
    own_stack.start()
    pids = own_stack.all_pids()
    assert own_stack.process is not None

    own_stack.process.kill()
    own_stack.process.wait(5)
    wait_for(lambda: not living(pids), within_s=30, says="all processes have ended")

    own_stack.start()


def test_a_killed_supervisor_leaves_no_process(own_stack: Stack) -> None:
    own_stack.start()
    pids = own_stack.all_pids()
    assert own_stack.process is not None

    psutil.Process(int((own_stack.place.run / "supervisor.pid").read_text())).kill()
    own_stack.process.wait(30)

    wait_for(lambda: not living(pids), within_s=30, says="all processes have ended")
    assert "The supervisor has ended, so everything stops." in own_stack.said


def test_a_process_that_keeps_crashing_is_shown_with_the_end_of_its_log(own_stack: Stack) -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", own_stack.place.mqtt_port))
        other.listen()
        own_stack.launch()
        wait_for(
            lambda: "edge (the MQTT door) ends again and again" in own_stack.said, within_s=200, says="the launcher tells of it"
        )
        wait_for(lambda: "ddress already in use" in own_stack.said, within_s=5, says="the end of the log is shown")
