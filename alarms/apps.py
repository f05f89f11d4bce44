from django.apps import AppConfig


class AlarmsConfig(AppConfig):
    name = "alarms"

    def ready(self) -> None:
        from alarms import receivers, tree  # noqa: F401  connects and registers them
