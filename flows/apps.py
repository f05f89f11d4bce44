from django.apps import AppConfig

from telemetry import lane


def _consumer() -> lane.Consumer:
    # Compiler and blocks are loaded only in the process that runs flows.
    from core import live
    from flows.lane.engine import FlowsConsumer

    # Whoever wishes for the trace of the next sample is not to wait for the usual look at what is watched.
    live.publisher().hear_at_once()
    return FlowsConsumer()


class FlowsConfig(AppConfig):
    name = "flows"

    def ready(self) -> None:
        from flows import receivers  # noqa: F401  connects them
        from flows.lane import news
        from flows.models import Replay
        from telemetry import jobs
        from telemetry.decode import register_decoder

        lane.register("flows", _consumer)
        jobs.register(Replay, "flows.run_replay")
        register_decoder(news.MESSAGES, news.no_samples)
