"""A gmqtt client that acknowledges late: a message is the broker's until it is in our log."""

import asyncio
import ssl
import uuid
from collections.abc import Callable
from typing import Any

from gmqtt import Client as GmqttClient
from gmqtt.mqtt.constants import MQTTCommands, MQTTv50, MQTTv311
from gmqtt.mqtt.handler import MQTTConnectError

from gateways.models import BrokerConnection
from gateways.mqtt_client import reading
from gateways.mqtt_client.template import template
from gateways.secrets import decrypted

SESSION_KEPT_S = 7 * 86_400
CONNECT_WITHIN_S = 10.0
KEEP_ALIVE_S = 30
_PUBACK = bytes((MQTTCommands.PUBACK, 2))


class LateClient(GmqttClient):  # type: ignore[misc]  # gmqtt has no types
    """Collects the acknowledgements that gmqtt would send at once; their owner sends them with `acknowledge`."""

    def __init__(self, client_id: str, **options: Any) -> None:
        super().__init__(client_id, **options)
        self.acks: list[bytes] = []

    def _send_command_with_mid(self, cmd: int, mid: int, dup: bool, reason_code: int = 0) -> None:
        if cmd in (MQTTCommands.PUBACK, MQTTCommands.PUBREC):
            self.acks.append(bytes((cmd, 2)) + mid.to_bytes(2, "big"))
        else:
            super()._send_command_with_mid(cmd, mid, dup, reason_code=reason_code)

    def read_publishes_by(self, take: Callable[[str, bytes], object]) -> None:
        """Hand publishes to `take` in the short way, as long as this connection lasts; acknowledgements are collected too."""
        is_v5 = self._connection._protocol.proto_ver >= MQTTv50

        def taken(topic: str, payload: bytes, packet_id: int) -> None:
            if packet_id:
                self.acks.append(_PUBACK + packet_id.to_bytes(2, "big"))
            take(topic, payload)

        reading.read_publishes_by(taken, self._connection, is_v5=is_v5)

    def take_acks(self) -> bytes:
        acks, self.acks = b"".join(self.acks), []
        return acks

    def acknowledge(self, acks: bytes) -> None:
        transport = self.transport
        if acks and transport is not None and not transport.is_closing():
            transport.write(acks)

    @property
    def transport(self) -> asyncio.Transport | None:
        connection = self._connection
        return connection._transport if connection is not None else None


def new_client(connection: BrokerConnection, *, password: str, is_trial: bool = False) -> LateClient:
    """A client with the connection's identity; a trial comes under a name of its own and leaves no session."""
    is_v5 = connection.protocol == BrokerConnection.Protocol.V5
    client_id = connection.client_id or f"sluice-{connection.organization_id}-{connection.pk}"
    if is_trial:
        client_id = f"{client_id[:100]}-trial-{uuid.uuid4().hex[:6]}"
    options = {"session_expiry_interval": SESSION_KEPT_S} if is_v5 and not is_trial else {}
    client = LateClient(client_id, clean_session=is_trial, **options)
    client.set_config({"reconnect_retries": 0})  # our loop connects again: it may have new values by then
    if connection.username:
        client.set_auth_credentials(connection.username, password or None)
    return client


async def connect(client: LateClient, connection: BrokerConnection) -> None:
    async with asyncio.timeout(CONNECT_WITHIN_S):
        await client.connect(
            connection.host,
            connection.port,
            ssl=_tls(connection),
            keepalive=KEEP_ALIVE_S,
            version=MQTTv50 if connection.protocol == BrokerConnection.Protocol.V5 else MQTTv311,
        )


async def subscribe(client: LateClient, connection: BrokerConnection) -> None:
    """Wait until the broker granted the subscription; PermissionError when it does not."""
    topic_filter = template(connection.topic).topic_filter
    if connection.shared_group:
        topic_filter = f"$share/{connection.shared_group}/{topic_filter}"
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def on_subscribe(_: Any, __: int, granted: tuple[int, ...], ___: Any) -> None:
        if not answer.done():
            answer.set_result(granted[0] if granted else 0x80)

    client.on_subscribe = on_subscribe
    client.subscribe(topic_filter, qos=connection.qos)
    async with asyncio.timeout(CONNECT_WITHIN_S):
        if await answer >= 0x80:
            raise PermissionError(f"The broker does not let us subscribe to {topic_filter}.")


def _tls(connection: BrokerConnection) -> ssl.SSLContext | bool:
    return ssl.create_default_context(cadata=connection.ca or None) if connection.is_tls else False


def password_of(connection: BrokerConnection) -> str:
    return decrypted(connection.password_secret)


def words(error: BaseException) -> str:
    """What went wrong with a connection, for the person who set it up."""
    match error:
        case MQTTConnectError():
            return f"The broker refused the log-in: {error.message.removeprefix('Connection Refused: ')}."
        case ssl.SSLCertVerificationError():
            return f"The broker's certificate is not trusted: {error.verify_message}. Give its authority, or its right host name."
        case ssl.SSLError():
            return f"TLS failed: {str(error.reason or error).replace('_', ' ').lower()}. Is this a TLS port?"
        case TimeoutError():
            return f"No answer within {CONNECT_WITHIN_S:.0f} s: check host, port and whether TLS is wanted."
        case ConnectionRefusedError():
            return "Nobody listens there: check host and port."
        case OSError() if error.errno is not None and error.errno < 0:
            return "The host's name is not known: check it for typing errors."
        case _:
            return str(error) or type(error).__name__


Callback = Callable[[Any, str, bytes, int, dict[str, Any]], int]
