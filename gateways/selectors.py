"""Reads of external brokers that happen often."""

import datetime as dt
from typing import Any

import msgspec

from core.changes import recent_version
from core.redis import client
from gateways.models import BrokerConnection
from gateways.outgoing import broker_stream

# One field a connection, JSON, written by the edge that holds it.
BROKER_STATUS = "edge:brokers"
BROKERS_AGE_S = 0.1

_alarm_streams: dict[str, list[str]] = {}
_loaded_version = -1


def alarm_streams(organization_id: str) -> list[str]:
    """The streams of the external brokers that hear the organization's alarms; asked for every batch of alarms."""
    global _alarm_streams, _loaded_version
    current = recent_version("brokers", within_s=BROKERS_AGE_S)
    if current != _loaded_version:
        found: dict[str, list[str]] = {}
        rows = BrokerConnection.objects.filter(is_enabled=True).exclude(alarm_topic="")
        for owner, connection_id in rows.values_list("organization_id", "id"):
            found.setdefault(owner, []).append(broker_stream(connection_id))
        _alarm_streams, _loaded_version = found, current
    return _alarm_streams.get(organization_id, [])


def broker_status(connection: BrokerConnection) -> dict[str, Any]:
    """How the connection is doing, as the edge that holds it said last."""
    status: dict[str, Any] = {"state": "off", "since": None, "received": 0, "ignored": 0, "unknown": [], "error": ""}
    if not connection.is_enabled:
        return status
    written = client().hget(BROKER_STATUS, str(connection.pk))
    if written is None:
        return status | {"state": "waiting"}
    status |= msgspec.json.decode(written)
    status["since"] = dt.datetime.fromtimestamp(status["since"], tz=dt.UTC)
    return status
