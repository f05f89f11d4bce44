"""Try a connection from the web process, without storing it."""

import asyncio
import contextlib
from typing import TypedDict

from gmqtt.mqtt.handler import MQTTConnectError

from gateways.models import BrokerConnection
from gateways.mqtt_client import client as mqtt

LISTEN_S = 1.0


class Outcome(TypedDict):
    is_ok: bool
    message: str


def try_connection(connection: BrokerConnection, *, password: str) -> Outcome:
    """Log in, subscribe, listen for a second; the answer in a sentence."""
    return asyncio.run(_try(connection, password))


async def _try(connection: BrokerConnection, password: str) -> Outcome:
    client = mqtt.new_client(connection, password=password, is_trial=True)
    topics: set[str] = set()

    def on_message(_: object, topic: str, *__: object) -> int:
        if len(topics) < 100:
            topics.add(topic)
        return 0

    client.on_message = on_message
    try:
        await mqtt.connect(client, connection)
        await mqtt.subscribe(client, connection)
        await asyncio.sleep(LISTEN_S)
    except (OSError, MQTTConnectError, TimeoutError) as error:
        return {"is_ok": False, "message": mqtt.words(error)}
    finally:
        with contextlib.suppress(Exception):
            client.acknowledge(client.take_acks())
            await client.disconnect()
    seen = f" Within {LISTEN_S:g} s came messages of {len(topics)} topics, {min(topics)} for one." if topics else ""
    return {"is_ok": True, "message": f"Connected and subscribed.{seen}"}
