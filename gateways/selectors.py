"""Reads of external brokers that happen often."""

from core.changes import version
from gateways.models import BrokerConnection
from gateways.outgoing import broker_stream

_alarm_streams: dict[str, list[str]] = {}
_loaded_version = -1


def alarm_streams(organization_id: str) -> list[str]:
    """The streams of the external brokers that hear the organization's alarms; asked for every batch of alarms."""
    global _alarm_streams, _loaded_version
    current = version("brokers")
    if current != _loaded_version:
        found: dict[str, list[str]] = {}
        rows = BrokerConnection.objects.filter(is_enabled=True).exclude(alarm_topic="")
        for owner, connection_id in rows.values_list("organization_id", "id"):
            found.setdefault(owner, []).append(broker_stream(connection_id))
        _alarm_streams, _loaded_version = found, current
    return _alarm_streams.get(organization_id, [])
