"""What the supervisor of this Sluice says about its processes, for anybody who may read its socket."""

import time
from http.client import HTTPException
from typing import Any, NamedTuple
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from iotsite.processes import Place, processes

STATES = {
    "RUNNING": "running",
    "STARTING": "starting",
    "STOPPED": "stopped",
    "STOPPING": "stopped",
    "EXITED": "failing",
    "BACKOFF": "failing",
    "FATAL": "failing",
    "UNKNOWN": "failing",
}


class Running(NamedTuple):
    name: str
    says: str
    state: str
    pid: int | None
    uptime_s: int | None


def ask_supervisor(place: Place, call: str, *arguments: Any) -> Any:
    """One call to the supervisor on a connection of its own: a signal in the middle of an answer would spoil a kept one."""
    transport = SupervisorTransport(None, None, f"unix://{place.supervisor_socket}")
    try:
        return getattr(ServerProxy("http://127.0.0.1", transport).supervisor, call)(*arguments)
    finally:
        transport.close()


def process_infos(place: Place) -> dict[str, dict[str, Any]]:
    """Full name -> what the supervisor knows of it; empty when it does not answer."""
    try:
        rows: list[dict[str, Any]] = ask_supervisor(place, "getAllProcessInfo")
    except (OSError, Fault, HTTPException):
        return {}
    return {(f"app:{row['name']}" if row["group"] == "app" else row["name"]): row for row in rows}


def running_processes(place: Place) -> list[Running]:
    """In the order in which they start; empty where something else than ./up runs the processes."""
    infos = process_infos(place)
    found = []
    for process in processes(place):
        if row := infos.get(process.full_name):
            is_up = row["statename"] in ("RUNNING", "STARTING")
            uptime_s = max(0, int(time.time()) - row["start"]) if is_up else None
            found.append(Running(process.name, process.says, STATES[row["statename"]], row["pid"] or None, uptime_s))
    return found
