"""Runs the hot lane without a Celery worker: for measurements, tests and a look at one consumer alone."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from telemetry import lane
from telemetry.lane.processes import Processes


class Command(BaseCommand):
    help = "Run the hot lane's processes until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("consumers", nargs="*", help="names of consumers (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["consumers"] or lane.names()
        for name in names:
            if name not in lane.names():
                raise CommandError(f"There is no consumer “{name}”: choose from {', '.join(lane.names())}.")
        # Blocked before the threads start, so that every thread leaves them to sigwait below.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
        processes = Processes(names)
        processes.start()
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
        processes.stop()
