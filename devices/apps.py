from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "devices"

    def ready(self) -> None:
        from devices import nodes, receivers, tree  # noqa: F401  they register themselves
