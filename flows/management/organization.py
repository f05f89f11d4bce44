"""The organization that a command is for."""

from argparse import ArgumentParser

from core.errors import Refused
from organizations.models import Organization


def organization_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--organization", default="", help="name or id; may be left out when there is only one")


def organization_of(wanted: str) -> Organization:
    """By name or id; the only one when nothing is said."""
    if wanted:
        named = Organization.objects.filter(name=wanted)[:2]
        found = named[0] if len(named) == 1 else Organization.objects.filter(id=wanted).first()
        if found is None:
            raise Refused(f"There is no organization “{wanted}”, or several of that name. Give its id.")
        return found
    all_ = list(Organization.objects.order_by("name")[:20])
    if len(all_) != 1:
        names = ", ".join(f"“{organization.name}”" for organization in all_) or "none yet"
        raise Refused(f"Say which organization: --organization NAME. There are: {names}.")
    return all_[0]
