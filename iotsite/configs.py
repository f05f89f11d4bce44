"""The configuration texts of the programs that are not ours: Redis, the private broker."""

import getpass
from pathlib import Path


def redis_conf(*, data: Path, socket: Path) -> str:
    """Redis for one Sluice: on a socket only, every write in an append-only file, full rather than forgetful."""
    return f"""\
port 0
unixsocket "{socket}"
unixsocketperm 700
dir "{data}"
databases 4
daemonize no
loglevel notice

# kill -9 of Redis loses nothing that it answered for: it writes before it answers, also while the disk is slow, which
# "everysec" does not. Loss of power costs at most the last second: see iotsite/log_on_disk.py.
appendonly yes
appendfsync no
auto-aof-rewrite-percentage 100
auto-aof-rewrite-min-size 64mb
save ""

# A full Redis refuses writes, so that a door says so to its device; it never throws samples away.
maxmemory 2gb
maxmemory-policy noeviction
client-output-buffer-limit pubsub 32mb 8mb 60
"""


def mosquitto_conf(*, data: Path, socket: Path) -> str:
    """The broker behind the edge. Its socket is reached by our edge only, which has checked who is there."""
    return f"""\
listener 0 {socket}
allow_anonymous true
user {getpass.getuser()}

persistence true
persistence_location {data}/
autosave_interval 60

# A full queue of mosquitto drops the newest. So the edge takes all that is there, keeps 5,000 for each subscription of
# a slow reader and drops the oldest; mosquitto's own bound, for absent sessions, lies above that.
max_inflight_messages 0
max_queued_messages 20000
# Its figures are nobody's business; the edge has its own.
sys_interval 0
max_packet_size 1048576
persistent_client_expiration 14d

log_dest stderr
log_type error
log_type warning
log_type notice
connection_messages false
"""
