"""What bounds the edge, in one place."""

# The largest packet of a client, in bytes after its fixed header; also told to MQTT 5 clients.
PACKET_BYTES = 256 * 1024
# Messages that wait for a client that reads too slowly, for each of its subscriptions. The oldest go first.
SLOW_READER_MESSAGES = 5_000
# And bytes for all of them together.
SLOW_READER_BYTES = 32 * 1024 * 1024
# Bytes that may wait in the socket of a client before its messages wait in the edge.
SOCKET_BYTES = 256 * 1024
# Connections to the private broker that are opened at one time.
BROKER_CONNECTS = 50
# How long a connection that registers devices may stay.
CLAIM_S = 600.0
# Requests of one device: this many a second, and this many at once after a quiet time.
REQUESTS_PER_SECOND = 20.0
REQUESTS_AT_ONCE = 60
# A client that does not say CONNECT, or does not finish its TLS handshake, is cut after this time.
LOGIN_S = 10.0
# How long the last bytes to a client may take.
FAREWELL_S = 5.0
# Under load a batch for the log collects for this long; after a quiet moment the first message goes at once. After a batch of
# many the next one collects longer: what an entry of the log costs its readers then weighs more than the wait.
LINGER_S = 0.001
MANY_MESSAGES = 8
LONG_LINGER_S = 0.004
# Bytes on their way to the log; above, sockets are not read.
LOG_WAITING_BYTES = 8 * 1024 * 1024
# Refused log-ins that one address gets written down in a minute; the rest is counted.
REFUSALS_PER_MINUTE = 10
# Addresses remembered for that.
ADDRESSES = 10_000
# Rows of the connection log for strangers of no device, from all addresses together.
STRANGERS_PER_SECOND = 20
# Client ids of devices that were here, remembered so that a refusal can be filed where it belongs.
KNOWN_CLIENT_IDS = 50_000
# Look-ups in the database for unknown tokens that may run at once.
LOOK_UPS = 32
# A device counts as gone when it did not come back within this time.
ABSENCE_S = 3.0
# How often a device that stays connected is announced as still there.
STILL_THERE_S = 60.0
# Topics of one connection whose routes are remembered.
ROUTES = 4_096
# Messages of QoS 2 that a client may leave without PUBREL; also the commands that may wait for its PUBACK.
OPEN_HANDSHAKES = 1_000
CLIENT_ID_CHARACTERS = 200
