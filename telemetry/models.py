"""What telemetry keeps beside the devices' tables. Samples stand in the store, see `telemetry/store/`."""

from django.db import models


class LogPosition(models.Model):
    """How far the device events of one partition of the log were written down, so that none is written twice."""

    source = models.CharField(max_length=60, primary_key=True)
    major = models.BigIntegerField()
    minor = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.source} at {self.major}-{self.minor}"
