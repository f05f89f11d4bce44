from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "gateways"

    def ready(self) -> None:
        from gateways import receivers  # noqa: F401  the receivers connect themselves
