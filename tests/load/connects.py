"""A thousand devices that come at once, as after a power cut: log-ins a second, with the credential of each one checked.

    SLUICE_VAR=… python -m tests.load.connects --devices 1000                  each with a token of its own
    … --tls                                                                    the same over TLS
    … --certificates [--rsa]                                                   each with a client certificate of its own
    … --strangers                                                              each with a token that nobody issued

It makes the devices `load-…` in the running Sluice of SLUICE_VAR (`--organization`, else the first), which takes a moment,
connects them all at the same time from `--processes` processes, and removes them again. Every connection is a TCP
connection, a TLS handshake where asked for (none is resumed), a CONNECT and the CONNACK for it; all stay open until the
last is in.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import ssl
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import uvloop

# Below what the kernel and the edge have in their queues; a device tries again when it is refused there.
AT_ONCE = 250
WITHIN_S = 60.0


class Login(NamedTuple):
    """What one device has in its hands."""

    client_id: str
    token: str
    certificate: str
    key: str


class Took(NamedTuple):
    """Seconds since 1970, from the first byte to the answer; and the code of the CONNACK, or -1 without one."""

    start: float
    end: float
    code: int


def _connect_packet(login: Login) -> bytes:
    from gateways.edge import packets

    flags = b"\xc2" if login.token else b"\x82"
    body = packets.text(b"MQTT") + b"\x04" + flags + b"\x00\x3c" + packets.text(login.client_id.encode()) + packets.text(b"load")
    return packets.packet(packets.CONNECT, body + (packets.text(login.token.encode()) if login.token else b""))


def _context(login: Login, authority: str) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=authority)
    if login.certificate:
        made.load_cert_chain(login.certificate, login.key)
    return made


async def _one(login: Login, options: argparse.Namespace, context: ssl.SSLContext | None, door: asyncio.Semaphore) -> Took:
    writer = None
    async with door:
        start = time.time()
        try:
            async with asyncio.timeout(WITHIN_S):
                reader, writer = await asyncio.open_connection(
                    options.host, options.port, ssl=context, server_hostname="localhost" if context else None
                )
                writer.write(_connect_packet(login))
                answer = await reader.readexactly(4)
            took = Took(start, time.time(), answer[3])
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            took = Took(start, time.time(), -1)
    if writer is not None:
        _waiting.append(writer)  # a connection stays open as long as somebody holds it
    return took


_waiting: list[asyncio.StreamWriter] = []


def _run(logins: list[Login], options: argparse.Namespace, ready: Any, results: Any) -> None:
    # Reading keys and certificates is the devices' own work and not what is measured.
    contexts = [_context(login, options.authority) if options.tls else None for login in logins]

    async def run() -> list[Took]:
        door = asyncio.Semaphore(AT_ONCE)
        works = [_one(login, options, context, door) for login, context in zip(logins, contexts, strict=True)]
        return list(await asyncio.gather(*works))

    ready.wait()
    results.put(uvloop.run(run()))


def _made(options: argparse.Namespace, folder: Path) -> tuple[list[Login], Any]:
    """The devices, and what removes them again."""
    from django.db import transaction

    from core.changes import bump
    from devices import certificates, credentials
    from devices.models import Device
    from organizations.models import Organization

    organizations = Organization.objects.order_by("created_at")
    organization = organizations.get(id=options.organization) if options.organization else organizations[0]
    prefix = f"load-{os.getpid()}-"
    logins = []
    step = 10 if options.certificates else 200  # keys take their time, and meanwhile nobody else could write
    for start in range(0, options.devices, step):
        with transaction.atomic():
            names = [f"{prefix}{number}" for number in range(start, min(start + step, options.devices))]
            for device in Device.objects.bulk_create([Device(organization=organization, name=name) for name in names]):
                if options.certificates:
                    issued = certificates.issue_certificate(device, algorithm="rsa" if options.rsa else "ec", days=1)
                    certificate, key = folder / f"{device.id}.pem", folder / f"{device.id}.key"
                    certificate.write_text(issued.certificate)
                    key.write_text(issued.private_key or "")
                    logins.append(Login(device.name, "", str(certificate), str(key)))
                else:
                    token = "sluice_nobody_issued_this" if options.strangers else credentials.issue_token(device)[1]
                    logins.append(Login(device.name, token, "", ""))
    bump("credentials")

    def remove() -> None:
        Device.objects.filter(organization=organization, name__startswith=prefix).delete()
        bump("credentials")

    return logins, remove


def measure(options: argparse.Namespace) -> tuple[list[Took], float]:
    """How each one fared, and the CPU time of the edge."""
    with tempfile.TemporaryDirectory() as folder:
        logins, remove = _made(options, Path(folder))
        try:
            time.sleep(2)  # the edge has loaded the new credentials
            context = multiprocessing.get_context("spawn")
            ready, results = context.Event(), context.Queue()
            works = [
                context.Process(target=_run, args=(logins[place :: options.processes], options, ready, results))
                for place in range(options.processes)
            ]
            for work in works:
                work.start()
            time.sleep(options.wait)
            began_s = _edge_cpu_s()
            ready.set()
            took = [row for _ in works for row in results.get(timeout=WITHIN_S * 3)]
            spent_s = _edge_cpu_s() - began_s
            for work in works:
                work.join()
            return took, spent_s
        finally:
            remove()


def _edge_cpu_s() -> float:
    """Of all edges of this Sluice that run on this machine: with other work on the machine it says more than the clock."""
    import psutil

    from core.redis import as_text, client
    from gateways.edge.server import STATUS

    spent = 0.0
    for name in client().hkeys(STATUS):
        with contextlib.suppress(psutil.Error, ValueError):
            spent += sum(psutil.Process(int(as_text(name).partition("-")[0])).cpu_times()[:2])
    return spent


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iotsite.settings")
    django.setup()
    from django.conf import settings

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--organization", default="")
    parser.add_argument("--devices", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--wait", type=float, default=8, help="seconds until the processes have read their keys")
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--certificates", action="store_true")
    parser.add_argument("--rsa", action="store_true")
    parser.add_argument("--strangers", action="store_true")
    options = parser.parse_args()
    options.tls = options.tls or options.certificates
    options.port = settings.MQTTS_PORT if options.tls else settings.MQTT_PORT
    options.authority = str(settings.VAR / "tls" / "ca.pem")
    took, cpu_s = measure(options)
    # A stranger is refused; one of a crowd is told to come later.
    expected = (3, 5) if options.strangers else (0,)
    good = [row for row in took if row.code in expected]
    passed_s = max(row.end for row in took) - min(row.start for row in took)
    waits = sorted(row.end - row.start for row in good) or [0.0]
    print(f"{len(good)} of {len(took)} as expected in {passed_s:.2f} s: {len(good) / passed_s:,.0f} log-ins/s")
    print(f"CPU of the edge: {cpu_s / len(took) * 1000:.2f} ms a log-in, {len(took) / max(cpu_s, 0.01):,.0f} log-ins/s a core")
    print(f"from TCP to CONNACK, {AT_ONCE} at once: p50 {waits[len(waits) // 2]:.2f} s, worst {waits[-1]:.2f} s")


if __name__ == "__main__":
    main()
