"""How the parts are: for ./up and balancers (/healthz), for Prometheus (/metrics), for people (/api/status)."""

import hmac
import os
import socket
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import msgspec
import redis as redis_library
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from ninja import Router, Schema
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from redis.exceptions import RedisError

from alarms.models import Alarm
from core.api import organization_id
from core.clock import LEADER_KEY, now_us
from core.redis import client
from core.redis import url as redis_url
from core.sentences import Said
from flows.lane.figures import waiting as waiting_flows
from gateways.edge.server import ALIVE, STATUS
from iotsite.processes import Place
from iotsite.running import running_processes
from telemetry import jobs, lane, log
from telemetry.selectors import store_status

QUEUES = ("default", "effects", "reports")
PROBE_S = 1.0
LANE_MAY_TAKE_S = 20.0
LANE_MAY_WAIT_US = 3_000_000  # a lane that cannot go on tries again by itself; only then it is a fault

State = Literal["ok", "down"]


class Part(NamedTuple):
    """One part of the whole and how it is; `detail` is a sentence."""

    name: str
    state: State
    detail: str


def parts() -> list[Part]:
    """Every part that must work before a sample can travel from a device to a screen."""
    checks: dict[str, Callable[[], str]] = {
        "database": _database,
        "redis": _redis,
        "broker": _broker,
        "edge": _edge,
        "hot lane": _hot_lane,
        "clock": _clock,
        "front end": _front_end,
    }
    found = []
    for name, check in checks.items():
        try:
            found.append(Part(name, "ok", check()))
        except _Down as down:
            found.append(Part(name, "down", str(down)))
        except (OSError, RedisError, DatabaseError) as error:
            found.append(Part(name, "down", f"It cannot be reached: {error}."))
    return found


class _Down(Exception):
    """A part does not work; the message says why."""


# Migrations are applied once and never leave a running program, so one good answer holds.
_is_migrated = False


def _database() -> str:
    global _is_migrated
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if not _is_migrated:
        executor = MigrationExecutor(connection)
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise _Down(f"{len(plan)} migrations wait: run manage.py migrate.")
        _is_migrated = True
    return connection.vendor


def _redis() -> str:
    info: dict[str, Any] = client().info("memory")
    if client().info("persistence").get("loading"):
        raise _Down("It still reads its file.")
    return f"{info['used_memory'] / 2**20:.0f} MB used"


def _broker() -> str:
    address = settings.BROKER
    if address.startswith("/"):
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(PROBE_S)
            probe.connect(address)
        return "listens on its socket"
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), PROBE_S):
        return f"listens on {address}"


def _edge() -> str:
    edges = living_edges()
    if not edges:
        raise _Down("No edge is alive.")
    if not all(edge["is_broker_up"] for edge in edges):
        raise _Down("The edge has no connection to the broker.")
    count = sum(edge["connections"] for edge in edges)
    return f"{count} {'connection' if count == 1 else 'connections'}"


def _hot_lane() -> str:
    owned: dict[str, int] = dict.fromkeys(lane.names(), 0)
    for member in lane.status():
        owned[member["consumer"]] += len(member.get("partitions", ()))
        if member.get("state") == "waiting" and now_us() - member["waiting_since_us"] > LANE_MAY_WAIT_US:
            raise _Down(f"“{member['consumer']}” waits: {member['reason']}")
        consumer, seconds = member["consumer"], member.get("step_s", 0.0)
        if seconds > LANE_MAY_TAKE_S:
            raise _Down(f"“{consumer}” has been at one step for {seconds:.0f} s.")
    if not owned:
        raise _Down("Nobody has registered to read the log.")
    for name, count in owned.items():
        if count < settings.LOG_PARTITIONS:
            raise _Down(f"“{name}” reads {count} of {settings.LOG_PARTITIONS} partitions.")
    return f"{' and '.join(owned)} read all {settings.LOG_PARTITIONS} partitions"


def _clock() -> str:
    if not client().exists(LEADER_KEY):
        raise _Down("No clock leads.")
    return "leads"


def _front_end() -> str:
    if not (settings.FRONTEND_DIST / "index.html").exists():
        raise _Down("It is not built.")
    return "built"


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every part works, else 503 with the first reason."""
    found = parts()
    down = [part for part in found if part.state == "down"]
    body: dict[str, Any] = {"status": "down" if down else "ok", "parts": {part.name: part.state for part in found}}
    if down:
        body["reason"] = f"{down[0].name}: {down[0].detail}"
    answer = JsonResponse(body, status=503 if down else 200)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django would log each 503 as an error of ours
    return answer


# --- figures


def queue_lengths() -> dict[str, int]:
    """Tasks that wait in each queue of the cold lane."""
    connection = redis_library.Redis.from_url(redis_url(1))
    with connection:
        pipe = connection.pipeline(transaction=False)
        for name in QUEUES:
            pipe.llen(name)
        return dict(zip(QUEUES, pipe.execute(), strict=True))


def living_edges() -> list[dict[str, Any]]:
    """What each running edge last said of itself, at most 3 s ago."""
    redis = client()
    said: dict[Any, Any] = redis.hgetall(STATUS)
    return [msgspec.json.decode(status) for name, status in said.items() if redis.exists(f"{ALIVE}{name.decode()}")]


def consumer_lags() -> dict[str, dict[int, int]]:
    """Bytes that wait for each consumer in each partition."""
    names = lane.names()
    keys = [key for p in log.partitions() for key in (log.in_key(p), *(log.done_key(name, p) for name in names))]
    values = [int(value or 0) for value in client().mget(keys)]
    width = 1 + len(names)
    lags: dict[str, dict[int, int]] = {name: {} for name in names}
    for p in log.partitions():
        came_in, *done = values[p * width : (p + 1) * width]
        for name, bytes_done in zip(names, done, strict=True):
            lags[name][p] = max(0, came_in - bytes_done)
    return lags


class _Figures:
    """Reads all figures at the moment of a scrape."""

    def collect(self) -> list[CounterMetricFamily | GaugeMetricFamily]:
        lag = GaugeMetricFamily(
            "sluice_log_lag_bytes", "Bytes in the log that a consumer has yet to read", labels=["consumer", "partition"]
        )
        for consumer, by_partition in consumer_lags().items():
            for partition, size in by_partition.items():
                lag.add_metric([consumer, str(partition)], size)
        backlog = GaugeMetricFamily("sluice_log_backlog_bytes", "Bytes that wait for the slowest consumer", labels=["partition"])
        for partition, size in log.backlog().items():
            backlog.add_metric([str(partition)], size)
        queues = GaugeMetricFamily("sluice_queue_tasks", "Tasks that wait in a queue", labels=["queue"])
        for name, length in queue_lengths().items():
            queues.add_metric([name], length)
        up = GaugeMetricFamily("sluice_part_up", "1 when the part works", labels=["part"])
        for part in parts():
            up.add_metric([part.name], part.state == "ok")
        edges = living_edges()

        def of_edges(figure: str) -> int:
            return sum(int(edge[figure]) for edge in edges)

        flows = waiting_flows()
        store = store_status()
        open_alarms = Alarm.objects.filter(closed_at=None).count()
        data_jobs = GaugeMetricFamily("sluice_data_jobs", "Exports and imports that wait or run", labels=["state"])
        for state, count in jobs.figures().items():
            data_jobs.add_metric([state], count)
        running = GaugeMetricFamily("sluice_process_up", "1 when the process runs", labels=["process"])
        for process in running_processes(Place.from_environment()):
            running.add_metric([process.name], process.state == "running")
        return [
            backlog,
            lag,
            queues,
            up,
            running,
            data_jobs,
            GaugeMetricFamily("sluice_log_bound_bytes", "Bytes at which a partition is full", value=settings.LOG_BOUND_BYTES),
            GaugeMetricFamily("sluice_edge_connections", "Devices connected by MQTT", value=of_edges("connections")),
            GaugeMetricFamily("sluice_edge_slowed", "Connections that wait for room in the log", value=of_edges("slowed")),
            GaugeMetricFamily("sluice_edge_waiting_bytes", "Bytes on their way to the log", value=of_edges("log_waiting_bytes")),
            CounterMetricFamily("sluice_edge_received", "Messages of devices", value=of_edges("received")),
            CounterMetricFamily("sluice_edge_dropped", "Messages that slow readers lost", value=of_edges("dropped")),
            CounterMetricFamily("sluice_edge_refused_logins", "Log-ins that were refused", value=of_edges("refused_logins")),
            GaugeMetricFamily("sluice_alarms_open", "Alarms that are not closed", value=open_alarms),
            GaugeMetricFamily("sluice_lane_set_aside", "Entries of the log that could not be processed", value=lane.set_aside()),
            GaugeMetricFamily("sluice_store_up", "1 when samples can be read", value=store is not None),
            GaugeMetricFamily("sluice_store_bytes", "Size of the store of samples", value=store["bytes"] if store else 0),
            GaugeMetricFamily(
                "sluice_store_dirty_minutes", "Minutes that wait for their rollup", value=store["dirty"] if store else 0
            ),
            GaugeMetricFamily(
                "sluice_store_lag_seconds", "How long the oldest of them waits", value=store["lag_s"] if store else 0
            ),
            GaugeMetricFamily("sluice_flows_outbox_batches", "Batches of effects of flows", value=flows.outbox_batches),
            GaugeMetricFamily("sluice_flows_timers", "Delays of flows that run", value=flows.timers),
            GaugeMetricFamily("sluice_flows_calls_waiting", "Calls of flows that wait for their turn", value=flows.calls),
            GaugeMetricFamily("sluice_flows_calls_running", "Calls of flows that are being done", value=flows.calls_running),
            GaugeMetricFamily("sluice_flows_calls_failed", "Calls of flows that could not be done", value=flows.failed_calls),
            GaugeMetricFamily("sluice_redis_memory_bytes", "Memory of Redis", value=client().info("memory")["used_memory"]),
        ]


_registry = CollectorRegistry(auto_describe=False)
_registry.register(_Figures())


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus: from this machine, or with the token in SLUICE_METRICS_TOKEN."""
    token = os.environ.get("SLUICE_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    is_local = request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and "X-Forwarded-For" not in request.headers
    if not (hmac.compare_digest(given.encode(), token.encode()) if token else is_local):
        return HttpResponse(
            "Give the token of SLUICE_METRICS_TOKEN, or ask from this machine.\n", status=403, content_type="text/plain"
        )
    return HttpResponse(generate_latest(_registry), content_type="text/plain; version=0.0.4; charset=utf-8")


# --- the status page

router = Router()


class PartOut(Schema):
    name: str
    state: State
    detail: Said


class ProcessOut(Schema):
    name: str
    says: str
    state: str
    pid: int | None
    uptime_s: int | None


class ConsumerOut(Schema):
    name: str
    lag_bytes: int


class PartitionOut(Schema):
    partition: int
    backlog_bytes: int


class LogOut(Schema):
    bound_bytes: int
    partitions: list[PartitionOut]
    consumers: list[ConsumerOut]


class QueueOut(Schema):
    name: str
    waiting: int


class StatusOut(Schema):
    state: State
    parts: list[PartOut]
    processes: list[ProcessOut]
    log: LogOut
    queues: list[QueueOut]
    connections: int
    alarms_open: int
    mqtt_port: int
    mqtts_port: int


@router.get("/status", response=StatusOut, tags=["status"])
def status(request: HttpRequest) -> dict[str, Any]:
    """How the installation is: each part, process, queue and partition of the log."""
    found = parts()
    return {
        "state": "down" if any(part.state == "down" for part in found) else "ok",
        "parts": [part._asdict() for part in found],
        "processes": [process._asdict() for process in running_processes(Place.from_environment())],
        "log": {
            "bound_bytes": settings.LOG_BOUND_BYTES,
            "partitions": [{"partition": p, "backlog_bytes": size} for p, size in log.backlog().items()],
            "consumers": [{"name": name, "lag_bytes": sum(lags.values())} for name, lags in consumer_lags().items()],
        },
        "queues": [{"name": name, "waiting": length} for name, length in queue_lengths().items()],
        "connections": sum(int(edge["connections"]) for edge in living_edges()),
        "alarms_open": Alarm.objects.filter(organization_id=organization_id(request), closed_at=None).count(),
        # Where devices of this installation connect.
        "mqtt_port": settings.MQTT_PORT,
        "mqtts_port": settings.MQTTS_PORT,
    }
