from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "gateways"

    def ready(self) -> None:
        from gateways import receivers  # noqa: F401  the receivers connect themselves
        from gateways.mqtt_client import payloads
        from telemetry.decode import register_decoder

        register_decoder(payloads.DECODER, payloads.decode_fields)
