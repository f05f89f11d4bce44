"""Connections to MQTT brokers of other people, from which an organization's samples come too."""

from django.db import models
from django.db.models import Q

from organizations.models import Organization


class BrokerConnection(models.Model):
    """Which broker, which topics, and how they and their payloads name devices, metrics and values."""

    class Protocol(models.TextChoices):
        V3 = "3.1.1"
        V5 = "5"

    class Payload(models.TextChoices):
        JSON = "json"  # {metric: value, ...}, as in our own samples
        VALUE = "value"  # one plain value; the metric is in the topic, or fixed
        FIELDS = "fields"  # an object in which two fields are the value and its time

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="broker_connections")
    name = models.CharField(max_length=100)
    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField(default=1883)
    is_tls = models.BooleanField(default=False)
    # PEM text of the authority that signed the broker's certificate; empty for those the system trusts.
    ca = models.TextField(blank=True)
    username = models.CharField(max_length=255, blank=True)
    # Encrypted with a key that is not in the database.
    password_secret = models.TextField(blank=True)
    client_id = models.CharField(max_length=200, blank=True)
    protocol = models.CharField(max_length=5, choices=Protocol.choices, default=Protocol.V5)
    qos = models.PositiveSmallIntegerField(default=1)
    # Several edges, or several Sluices, share the messages of one group.
    shared_group = models.CharField(max_length=100, blank=True)
    topic = models.CharField(max_length=300)
    payload = models.CharField(max_length=6, choices=Payload.choices, default=Payload.JSON)
    # The metric where the topic does not name it.
    metric = models.CharField(max_length=200, blank=True)
    value_field = models.CharField(max_length=100, blank=True)
    time_field = models.CharField(max_length=100, blank=True)
    create_devices = models.BooleanField(default=False)
    # Where the organization's alarms are published on that broker; empty for nowhere.
    alarm_topic = models.CharField(max_length=300, blank=True)
    is_enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("organization", "name"), name="broker_name_once_per_organization"),
            models.CheckConstraint(condition=Q(qos__lte=2), name="broker_qos"),
        )

    def __str__(self) -> str:
        return self.name
