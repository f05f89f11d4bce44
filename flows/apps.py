from django.apps import AppConfig

from telemetry import lane


def _consumer() -> lane.Consumer:
    # Compiler and blocks are loaded only in the process that runs flows.
    from flows.engine import FlowsConsumer

    return FlowsConsumer()


class FlowsConfig(AppConfig):
    name = "flows"

    def ready(self) -> None:
        from flows import news, receivers  # noqa: F401  connects them
        from telemetry.decode import register_decoder

        lane.register("flows", _consumer)
        register_decoder(news.MESSAGES, news.no_samples)
