"""The bootstep by which every Celery worker runs the hot lane; `SLUICE_LANE=off` in a worker's environment leaves it out."""

import os
from typing import Any

from celery import bootsteps

from telemetry import lane
from telemetry.lane.processes import Processes


class LaneStep(bootsteps.StartStopStep):  # type: ignore[misc]  # Celery has no types
    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.enabled = os.environ.get("SLUICE_LANE", "on") != "off"
        self.processes: Processes | None = None

    def start(self, parent: Any) -> None:
        self.processes = Processes(lane.names())
        self.processes.start()

    def stop(self, parent: Any) -> None:
        if self.processes is not None:
            self.processes.stop()
            self.processes = None

    terminate = stop
