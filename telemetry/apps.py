from django.apps import AppConfig

from telemetry import lane


def _consumer() -> lane.Consumer:
    from telemetry.consumer import TelemetryConsumer

    return TelemetryConsumer()


class TelemetryConfig(AppConfig):
    name = "telemetry"

    def ready(self) -> None:
        from telemetry import receivers  # noqa: F401  connects them

        lane.register("telemetry", _consumer)
