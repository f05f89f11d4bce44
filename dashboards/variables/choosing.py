"""What can be chosen for a variable, found by words."""

from typing import Any, Final

from django.db.models import Q

from dashboards.variables import resolving
from dashboards.variables.declared import Given, Variable
from organizations.models import User

SHOWN: Final = 50


def choices(
    variable: Variable,
    variables: list[Variable],
    *,
    organization_id: str,
    user: User,
    given: Given,
    search: str,
    by_name_alone: bool = False,
) -> list[dict[str, str]]:
    """The first that fit, each with its value in the address, its name, and a word that tells it from others.

    `by_name_alone`: what is not shown is not searched either, or the search would tell it.
    """
    others = [one for one in variables if one.name != variable.name]
    known = {
        chosen.variable.name: chosen
        for chosen in resolving.choices_of(others, organization_id=organization_id, user=user, given=given)
    }
    words = search.split()
    match variable.kind:
        case "device":
            rows = resolving.devices_of(variable, known, organization_id, user)
            for word in words:
                in_name = Q(name__icontains=word)
                elsewhere = Q(description__icontains=word) | Q(site__name__icontains=word)
                rows = rows.filter(in_name if by_name_alone else in_name | elsewhere)
            return [
                _choice(str(row.id), row.name, (row.site.name if row.site else "") or (row.type.name if row.type else ""))
                for row in rows[:SHOWN]
            ]
        case "site":
            sites = resolving.sites_of(organization_id, user)
            for word in words:
                sites = sites.filter(name__icontains=word)
            return [_choice(str(row.id), row.name, row.description[:80]) for row in sites[:SHOWN]]
        case "metric":
            metrics = resolving.metrics_of(variable, known, organization_id, user)
            for word in words:
                metrics = metrics.filter(path__icontains=word)
            paths = metrics.order_by("path").values_list("path", flat=True).distinct()
            return [_choice(path, path, "") for path in paths[:SHOWN]]
        case "list":
            return [
                _choice(one.value, one.label or one.value, "")
                for one in variable.choices
                if all(word.casefold() in f"{one.label} {one.value}".casefold() for word in words)
            ][:SHOWN]
    return []


def _choice(value: str, label: str, hint: str) -> dict[str, Any]:
    return {"value": value, "label": label, "hint": hint}
