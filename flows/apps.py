from django.apps import AppConfig

from telemetry import lane


def _consumer() -> lane.Consumer:
    # Compiler and blocks are loaded only in the process that runs flows.
    from flows.engine import FlowsConsumer

    return FlowsConsumer()


class FlowsConfig(AppConfig):
    name = "flows"

    def ready(self) -> None:
        from flows import receivers  # noqa: F401  connects them

        lane.register("flows", _consumer)
