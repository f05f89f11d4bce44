"""`manage.py edge`: the process at the MQTT ports."""

import asyncio
import contextlib
import gc
import resource
import signal
from typing import Any

import uvloop
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Run the edge: MQTT at SLUICE_MQTT_PORT, with TLS at SLUICE_MQTTS_PORT."
    requires_system_checks: list[str] = []  # it starts again after every crash: fast

    def handle(self, *args: Any, **options: Any) -> None:
        # Two for each device. The soft limit of many systems is 1,024, the hard one far above.
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        # What is loaded by now stays; the collector need not look at it again on every round.
        gc.collect()
        gc.freeze()
        uvloop.run(_main())


async def _main() -> None:
    from gateways.edge.server import Edge

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await Edge().run(stop=stop)
