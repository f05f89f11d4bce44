"""What a dashboard leaves open: a device, a site, a metric, a text, a number, one of a list. The address says which.

```json
{"name": "machine", "kind": "device", "label": "Machine", "default": null, "isMulti": false, "deviceType": 3, "site": "$hall"}
```
`default` is null for “the first there is”. A binding or a text names a variable as `$machine` or `{{machine}}`.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dashboards.errors import BadDocument

VARIABLES_BOUND: Final = 50
VALUES_BOUND: Final = 100
# In the address: all of them.
ALL: Final = "*"
PREFIX: Final = "var-"
NAME: Final = r"[A-Za-z][A-Za-z0-9_]{0,39}"
REFERENCE: Final = re.compile(rf"\$({NAME})")

Kind = Literal["device", "site", "metric", "text", "number", "list"]
KINDS: Final[tuple[Kind, ...]] = ("device", "site", "metric", "text", "number", "list")
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Reference = Annotated[str, Field(pattern=rf"^\${NAME}$")]


class Choice(BaseModel):
    model_config = ConfigDict(extra="allow")

    value: Annotated[str, Field(max_length=200)]
    label: Annotated[str, Field(max_length=200)] = ""


class Variable(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)

    name: Annotated[str, Field(pattern=rf"^{NAME}$")]
    kind: Kind
    label: Annotated[str, Field(max_length=100)] = ""
    default: Any = None
    is_multi: Annotated[bool, Field(alias="isMulti")] = False
    # Devices: only those of a type, only those at a site or at the chosen one.
    device_type: Annotated[RowId | None, Field(alias="deviceType")] = None
    site: RowId | Reference | None = None
    # Metrics: those of which device.
    device: RowId | Reference | None = None
    choices: Annotated[list[Choice], Field(max_length=200)] = []
    minimum: float | None = None
    maximum: float | None = None

    @property
    def needs(self) -> str | None:
        """The variable that has to be known first."""
        for reference in (self.site, self.device):
            if isinstance(reference, str):
                return reference[1:]
        return None


def declared(raw: list[Any]) -> list[Variable]:
    """The variables as far as this program knows their kind; others are kept in the document and do nothing."""
    found = []
    for item in raw:
        try:
            found.append(Variable.model_validate(item))
        except ValidationError:
            continue
    return found


def check(raw: list[Any]) -> None:
    """Refuse what is said wrongly of a kind that is known."""
    names: set[str] = set()
    for place, item in enumerate(raw):
        if not isinstance(item, Mapping) or item.get("kind") not in KINDS:
            continue
        field = f"variables.{place}"
        try:
            variable = Variable.model_validate(item)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            at = ".".join(str(part) for part in (field, *first["loc"]))
            raise BadDocument(f"{at}: {first['msg']}.", field=at) from None
        if variable.name in names:
            raise BadDocument(f"Two variables are called “{variable.name}”: rename one.", field=field)
        names.add(variable.name)


def in_order(variables: list[Variable]) -> list[Variable]:
    """Each behind the one it needs; in a circle as they stand."""
    known = {variable.name for variable in variables}
    placed: set[str] = set()
    ordered: list[Variable] = []
    waiting = list(variables)
    while waiting:
        ready = [one for one in waiting if one.needs is None or one.needs in placed or one.needs not in known] or waiting
        ordered += ready
        placed |= {one.name for one in ready}
        waiting = [one for one in waiting if one.name not in placed]
    return ordered


Given = Mapping[str, list[str]]


def given_in(query: Any) -> dict[str, list[str]]:
    """What an address says of variables: `?var-machine=12&var-machine=13`."""
    found = {}
    for key in list(query)[:200]:
        if key.startswith(PREFIX):
            found[key[len(PREFIX) :]] = [value[:200] for value in query.getlist(key) if value][:VALUES_BOUND]
    return found
