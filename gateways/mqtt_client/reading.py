"""Publishes of an external broker, taken out of what the socket brought in a few steps each.

gmqtt treats every message as something that may be anything: five calls, three `struct`s and an inspection of the
callback, which together cost more than all that we do with a sample. Here the common case, a whole publish of QoS 0 or 1
without properties, is read in place; everything else goes gmqtt's way, and all in the order in which it came.
"""

import time
from collections.abc import Callable
from typing import Any, Final

from gmqtt.mqtt.package import Package

PUBLISH: Final = 0x30
_OF_QOS_0_OR_1: Final = 0xF4  # the bits that such a publish has no more of than its kind

# (topic, payload, packet id; 0 with QoS 0)
Take = Callable[[str, bytes, int], object]


def read_publishes_by(take: Take, connection: Any, *, is_v5: bool) -> None:
    """Have an open gmqtt connection hand its publishes to `take`."""
    handler, put_package = connection._handler, connection.put_package

    def read_packets(data: bytes) -> int:
        """In place of gmqtt's own: reads what is whole and answers how many bytes that was; -1 for nonsense."""
        is_current = handler.current_connection is connection
        connection._last_data_in = time.monotonic()
        start, size = 0, len(data)
        while size - start >= 2:
            length, body = data[start + 1], start + 2
            if length > 127:
                length &= 127
                shift = 7
                while True:
                    if body >= size:
                        return start
                    more = data[body]
                    body += 1
                    length |= (more & 127) << shift
                    if more < 128:
                        break
                    shift += 7
                    if shift > 21:
                        return -1
            end = body + length
            if end > size:
                return start
            head = data[start]
            start = end
            if head & _OF_QOS_0_OR_1 == PUBLISH and is_current and length > 5:
                topic_end = at = body + 2 + (data[body] << 8 | data[body + 1])
                packet_id = 0
                if head & 2:
                    at += 2
                if is_v5:
                    at += 1
                # One byte of payload at least; with MQTT 5, no properties.
                if body + 2 < topic_end and at < end and not (is_v5 and data[at - 1]):
                    if head & 2:
                        packet_id = data[topic_end] << 8 | data[topic_end + 1]
                    try:
                        topic = data[body + 2 : topic_end].decode()
                    except UnicodeDecodeError:
                        pass
                    else:
                        take(topic, data[at:end], packet_id)
                        continue
            put_package(Package(head, data[body:end]))
        return start

    connection._protocol._read_packet = read_packets
