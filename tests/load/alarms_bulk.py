"""How many alarms a second can be raised and cleared, in batches as the flows' outbox sends them.

    SLUICE_VAR=/tmp/alarms-load .venv/bin/python -m tests.load.alarms_bulk [seconds] [batch] [devices]

Makes its own database in SLUICE_VAR; needs a Redis there or SLUICE_REDIS_URL for nothing but live news, which it does without.
"""

import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iotsite.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402  Django must be set up first

from alarms import services  # noqa: E402
from alarms.models import Alarm  # noqa: E402
from alarms.services import AlarmEvent, RuleSpec  # noqa: E402
from devices.models import Device  # noqa: E402
from organizations.models import Organization  # noqa: E402


def main(seconds: float = 10, batch: int = 60, devices: int = 1_000) -> None:
    call_command("migrate", verbosity=0)
    organization = Organization.objects.create(name="Load")
    rows = Device.objects.bulk_create(Device(organization=organization, name=f"d{place}") for place in range(devices))
    services.set_rules(organization, source="flow:load", rules=[RuleSpec(key="hot", title="Too hot", severity="major")])
    started, sent, slowest = time.perf_counter(), 0, 0.0
    while time.perf_counter() - started < seconds:
        events = [
            AlarmEvent(
                effect_id=f"{organization.id}.{sent + place}",
                source="flow:load",
                key="hot",
                change="raise" if (sent + place) // devices % 2 == 0 else "clear",
                time_us=time.time_ns() // 1000,
                device_id=rows[(sent + place) % devices].id,
                value=81.5,
            )
            for place in range(batch)
        ]
        before = time.perf_counter()
        services.apply(events)
        slowest = max(slowest, time.perf_counter() - before)
        sent += batch
    took = time.perf_counter() - started
    print(f"{sent / took:,.0f} events/s in batches of {batch}, slowest batch {slowest * 1000:.0f} ms, {Alarm.objects.count():,} alarms")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
