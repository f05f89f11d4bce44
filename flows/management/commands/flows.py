"""`manage.py flows test [name…]`: run the tests that are kept with flows."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from flows.models import Flow
from flows.selectors import OrganizationFacts
from flows.testing.running import Result, run_tests


class Command(BaseCommand):
    help = "Work on flows from the command line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True, metavar="subcommand")
        test = subcommands.add_parser("test", help="run the tests kept with the drafts of flows; fails when one fails")
        test.add_argument("names", nargs="*", help="names or ids of flows; all without")
        test.add_argument("--organization", default="", help="only flows of the organization with this name or id")
        test.add_argument("--live", action="store_true", help="test what runs instead of the drafts")

    def handle(self, *args: Any, subcommand: str, **options: Any) -> None:
        match subcommand:
            case "test":
                self._test(options["names"], organization=options["organization"], is_live=options["live"])

    def _test(self, names: Sequence[str], *, organization: str, is_live: bool) -> None:
        chosen = _chosen(names, organization)
        passed = failed = 0
        for flow in chosen:
            document = flow.live.document if is_live and flow.live else flow.draft.document
            results = run_tests(document, OrganizationFacts(flow.organization_id))
            if results or names:
                self._tell(flow, results)
            passed += sum(result.is_ok for result in results)
            failed += sum(not result.is_ok for result in results)
        self.stdout.write(f"{passed} passed, {failed} failed, in {len(chosen)} flows.")
        if failed:
            raise CommandError(f"{failed} tests of flows fail.", returncode=1)

    def _tell(self, flow: Flow, results: Sequence[Result]) -> None:
        self.stdout.write(f"{flow.organization.name} / {flow.name}")
        if not results:
            self.stdout.write("  has no tests")
        for result in results:
            mark = self.style.SUCCESS("passed") if result.is_ok else self.style.ERROR("FAILED")
            self.stdout.write(f"  {mark}  {result.name}")
            for line in [result.error] if result.error else [one.message for one in result.differences]:
                self.stdout.write(f"          {line}")


def _chosen(names: Sequence[str], organization: str) -> list[Flow]:
    rows = Flow.objects.select_related("organization", "draft", "live").order_by("organization__name", "name")
    flows = [flow for flow in rows if organization in ("", flow.organization.name, str(flow.organization_id))]
    if organization and not flows:
        raise CommandError(f"There are no flows of an organization “{organization}”.")
    if not names:
        return flows
    chosen = [flow for flow in flows if flow.name in names or str(flow.id) in names]
    known = {flow.name for flow in chosen} | {str(flow.id) for flow in chosen}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise CommandError(f"There is no flow “{unknown[0]}”.")
    return chosen
