"""Write every dashboard of an organization to a folder, one readable file each, and its shared playlists, for Git."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dashboards.portable import folder
from flows.management.organization import organization_argument, organization_of

help = "write dashboards to a folder"  # noqa: A001  as argparse calls it


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="made when it is not there")
    organization_argument(parser)
    parser.add_argument("--format", choices=["yaml", "json"], default="yaml")
    parser.add_argument("--prune", action="store_true", help="remove files of dashboards that are gone")


def run(options: Mapping[str, Any], say: Callable[[str], object]) -> None:
    organization = organization_of(options["organization"])
    steps = folder.export(organization, options["folder"], format_=options["format"], prune=options["prune"])
    for step in steps:
        say(step.text())
    say(folder.summary(steps))
