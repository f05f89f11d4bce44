"""Run the tests that are kept with flows; fails when one of them does."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.management.base import CommandError

from flows.models import Flow
from flows.selectors import OrganizationFacts
from flows.testing.running import Result, run_tests

help = "run the tests kept with the drafts of flows"  # noqa: A001  as argparse calls it


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", help="names or ids of flows; all without")
    parser.add_argument("--organization", default="", help="only flows of the organization with this name or id")
    parser.add_argument("--live", action="store_true", help="test what runs instead of the drafts")


def run(options: Mapping[str, Any], say: Callable[[str], object]) -> None:
    chosen = _chosen(options["names"], options["organization"])
    passed = failed = 0
    for flow in chosen:
        document = flow.live.document if options["live"] and flow.live else flow.draft.document
        results = run_tests(document, OrganizationFacts(flow.organization_id))
        if results or options["names"]:
            _tell(flow, results, say)
        passed += sum(result.is_ok for result in results)
        failed += sum(not result.is_ok for result in results)
    say(f"{passed} passed, {failed} failed, in {len(chosen)} flows.")
    if failed:
        raise CommandError(f"{failed} tests of flows fail.", returncode=1)


def _tell(flow: Flow, results: Sequence[Result], say: Callable[[str], object]) -> None:
    say(f"{flow.organization.name} / {flow.name}")
    if not results:
        say("  has no tests")
    for result in results:
        say(f"  {'passed' if result.is_ok else 'FAILED'}  {result.name}")
        for line in [result.error] if result.error else [one.message for one in result.differences]:
            say(f"          {line}")


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
