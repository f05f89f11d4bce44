"""Make the flows and subflows of an organization those of a folder: all of it, or nothing when something is wrong.

What differs is made, changed and deployed; applied a second time it changes nothing. `--dry-run` shows what would happen.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flows.management.organization import organization_argument, organization_of
from flows.portable import folder

help = "make and deploy what a folder holds"  # noqa: A001  as argparse calls it


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)
    organization_argument(parser)
    parser.add_argument("--dry-run", action="store_true", help="show what would happen, change nothing")
    parser.add_argument("--prune", action="store_true", help="delete flows and subflows that the folder does not hold")
    parser.add_argument("--overwrite-drafts", action="store_true", help="also where a draft has changes that are not deployed")
    parser.add_argument("--message", default="", help="what the new revisions say, such as the commit")


def run(options: Mapping[str, Any], say: Callable[[str], object]) -> None:
    organization = organization_of(options["organization"])
    steps = folder.apply(
        organization,
        options["folder"],
        is_dry=options["dry_run"],
        prune=options["prune"],
        overwrites_drafts=options["overwrite_drafts"],
        message=options["message"],
    )
    for step in steps:
        say(step.line())
    say(folder.summary(steps, is_dry=options["dry_run"]))
