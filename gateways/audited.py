"""What the audit log follows of gateways: connections to other people's brokers, without their passwords."""

from gateways.models import BrokerConnection
from organizations.audit import follow

follow(
    BrokerConnection,
    kind="broker connection",
    fields=(
        "name",
        "host",
        "port",
        "is_tls",
        "username",
        "client_id",
        "protocol",
        "qos",
        "shared_group",
        "topic",
        "payload",
        "create_devices",
        "alarm_topic",
        "is_enabled",
    ),
    organization=lambda row: row.organization_id,
)
