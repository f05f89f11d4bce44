"""Verbs on connections to external brokers."""

import ipaddress
import re
import ssl
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from core.changes import bump
from core.errors import Refused
from core.redis import client
from devices.models import PATH_PATTERN
from gateways.errors import BadHost, NameTaken
from gateways.models import BrokerConnection
from gateways.mqtt_client.template import alarm_template, template
from gateways.outgoing import broker_stream
from gateways.secrets import encrypted
from organizations.models import Organization

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,252}[A-Za-z0-9])?\.?")
Payload = BrokerConnection.Payload


def create_connection(organization: Organization, *, password: str = "", **fields: Any) -> BrokerConnection:
    connection = BrokerConnection(organization=organization, password_secret=encrypted(password), **fields)
    return _save(connection)


def change_connection(connection: BrokerConnection, *, password: str | None = None, **fields: Any) -> BrokerConnection:
    """Set the named fields; a password of None stays as it is, an empty one is removed."""
    for field, value in fields.items():
        setattr(connection, field, value)
    if password is not None:
        connection.password_secret = encrypted(password)
    return _save(connection)


def delete_connection(connection: BrokerConnection) -> None:
    stream = broker_stream(connection.pk)
    connection.delete()
    bump("brokers")
    transaction.on_commit(lambda: client().delete(stream))


def _save(connection: BrokerConnection) -> BrokerConnection:
    check_connection(connection)
    try:
        with transaction.atomic():
            connection.save()
    except IntegrityError:
        raise NameTaken(connection.name) from None
    bump("brokers")
    return connection


def check_connection(connection: BrokerConnection) -> None:
    """Refuse what could never work, with the field that is wrong."""
    if not connection.name.strip() or len(connection.name) > 100:
        raise Refused("Give the broker a name of 1 to 100 characters.", field="name")
    check_host(connection.host)
    if not 1 <= connection.port <= 65535:
        raise Refused(f"{connection.port} is no port: give 1 to 65535 (1883 is usual, 8883 with TLS).", field="port")
    if connection.protocol not in BrokerConnection.Protocol.values:
        raise Refused(f"“{connection.protocol}” is no protocol here: choose 3.1.1 or 5.", field="protocol")
    if connection.qos not in (0, 1, 2):
        raise Refused(f"{connection.qos} is no QoS: choose 0, 1 or 2.", field="qos")
    is_v5 = connection.protocol == BrokerConnection.Protocol.V5
    if connection.shared_group and (not is_v5 or set(connection.shared_group) & set("/+#")):
        raise Refused("A shared group needs MQTT 5 and a name without / + and #.", field="shared_group")
    if not connection.client_id.isprintable():
        raise Refused("The client id has characters that cannot be printed.", field="client_id")
    _check_authority(connection)
    _check_payload(connection)
    if connection.alarm_topic:
        alarm_template(connection.alarm_topic)


def check_host(host: str) -> None:
    """A name or an address, nothing around it; and none that stands for no machine."""
    if not host.strip():
        raise BadHost(host, "names no host: give a name or an address, such as mqtt.example.com.")
    if "://" in host:
        bare = re.split(r"[/:]", host.partition("://")[2])[0]
        raise BadHost(host, f"has a scheme: write only the host, {bare or 'mqtt.example.com'}.")
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        if not _HOST.fullmatch(host):
            raise BadHost(host, "is no host: give a name or an address without port, path or spaces.") from None
        return
    # Link-local addresses are where clouds keep the credentials of their machines.
    if address.is_unspecified or address.is_multicast or address.is_link_local:
        raise BadHost(host, "is an address at which no broker can be: give the broker's own.")


def _check_authority(connection: BrokerConnection) -> None:
    if not connection.ca:
        return
    try:
        ssl.create_default_context(cadata=connection.ca)
    except (ssl.SSLError, ValueError):
        raise Refused("The authority is no certificate in PEM form (-----BEGIN CERTIFICATE----- …).", field="ca") from None


def _check_payload(connection: BrokerConnection) -> None:
    made = template(connection.topic)
    if connection.payload not in Payload.values:
        raise Refused(f"“{connection.payload}” is no form of payload: choose json, value or fields.", field="payload")
    if connection.payload == Payload.JSON:
        if made.has_metric or connection.metric:
            words = "A JSON object names its metrics itself: choose “value” or “fields”, or name no metric."
            raise Refused(words, field="payload")
        return
    if made.has_metric == bool(connection.metric):
        raise Refused("Say once which metric it is: {metric} in the topic, or a fixed metric.", field="metric")
    if connection.metric and not re.fullmatch(PATH_PATTERN, connection.metric):
        raise Refused(f"“{connection.metric}” cannot be a metric's path.", field="metric")
    fields = connection.value_field + connection.time_field
    if connection.payload == Payload.FIELDS and (not connection.value_field or "\t" in fields):
        raise Refused("Name the field of the payload that holds the value, such as “v”.", field="value_field")


def notes(connection: BrokerConnection) -> list[str]:
    """What works but may surprise."""
    found = []
    own_ports = {settings.MQTT_PORT, settings.MQTTS_PORT}
    if connection.port in own_ports and _is_this_machine(connection.host):
        found.append(
            "This is Sluice's own MQTT door: what devices send there is stored already, "
            "and comes in a second time under the devices that the template names."
        )
    if connection.alarm_topic and _covers(connection.topic, connection.alarm_topic):
        found.append("Alarms are published where samples are read: every alarm comes back as a message of its device.")
    if connection.username and not connection.is_tls and not _is_this_machine(connection.host):
        found.append("User name and password travel readable for everybody on the way: switch TLS on.")
    return found


def _is_this_machine(host: str) -> bool:
    import socket

    if host.lower().rstrip(".") in ("localhost", socket.gethostname().lower()):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _covers(topic: str, alarm_topic: str) -> bool:
    return template(topic).read(alarm_topic.replace("{device}", "x")) is not None
