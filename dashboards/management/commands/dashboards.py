"""`manage.py dashboards export|apply …`: each file of `dashboards/management/verbs/` is one verb."""

import importlib
import pkgutil
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

import dashboards.management.verbs
from core.errors import SluiceError


class Command(BaseCommand):
    help = "Export dashboards to a folder, apply a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(title="verbs", dest="verb", required=True)
        for found in sorted(pkgutil.iter_modules(dashboards.management.verbs.__path__), key=lambda module: module.name):
            module = importlib.import_module(f"{dashboards.management.verbs.__name__}.{found.name}")
            verb = verbs.add_parser(found.name, help=module.help, description=module.__doc__)
            module.arguments(verb)
            verb.set_defaults(run=module.run)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            options["run"](options, self.stdout.write)
        except SluiceError as error:
            raise CommandError(error.message) from None
