"""Make the dashboards and shared playlists of an organization those of a folder: all of it, or nothing when something is wrong.

What differs is published with its differences told; applied a second time it changes nothing. `--check` only tells, and fails
when something would change.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from dashboards.portable import folder
from flows.management.organization import organization_argument, organization_of

help = "make and publish what a folder holds"  # noqa: A001  as argparse calls it


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)
    organization_argument(parser)
    parser.add_argument("--check", action="store_true", help="tell what differs, change nothing; fails when something does")
    parser.add_argument("--prune", action="store_true", help="delete dashboards and playlists that the folder does not hold")
    parser.add_argument("--message", default="", help="what the new versions say, such as the commit")


def run(options: Mapping[str, Any], say: Callable[[str], object]) -> None:
    organization = organization_of(options["organization"])
    is_check = options["check"]
    steps = folder.apply(organization, options["folder"], is_check=is_check, prune=options["prune"], message=options["message"])
    for step in steps:
        say(step.text())
    say(folder.summary(steps, is_check=is_check))
    if is_check and (count := sum(step.deed != "unchanged" for step in steps)):
        raise CommandError(f"{count} differ.", returncode=1)
