from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OrganizationsConfig(AppConfig):
    name = "organizations"

    def ready(self) -> None:
        # Each app says in `audited.py` which of its models the audit log follows.
        autodiscover_modules("audited")
