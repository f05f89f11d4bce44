"""Ports that users name themselves, in the rows of a table: their names, their struct, and values brought to their type."""

import keyword
import math
import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from flows.block import ERROR_PORT, Port, Ports

PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
MAX_PORTS = 40

ValueType = Literal["number", "boolean", "text", "json", "any"]


def checked_name(name: str) -> str:
    """The name of a port; it stands in formulas, scripts and the compiled flow."""
    if not PATTERN.fullmatch(name):
        raise ValueError(f"“{name}” cannot be the name of a port. Use up to 40 letters, digits and _, with a letter first")
    if keyword.iskeyword(name):
        raise ValueError(f"“{name}” is a reserved word. Choose another name, for example {name}_value")
    return name


PortName = Annotated[str, AfterValidator(checked_name)]


def check_distinct(names: Sequence[str], *, reserved: Iterable[str] = (ERROR_PORT.name,)) -> None:
    """Each name once, and none that the block uses itself."""
    for name in reserved:
        if name in names:
            raise ValueError(f"The block has a port “{name}” of its own. Choose another name")
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"Two ports are called “{name}”. Give each its own name")


class Row(BaseModel):
    """Base of the rows of a table."""

    model_config = ConfigDict(extra="forbid", str_max_length=10_000)


class Pick(Row):
    """One output: what it is called, where its value stands, what it is."""

    name: PortName = Field("value", title="Name", description="Of the output")
    path: str = Field("$", title="Path", max_length=500)
    type: ValueType = Field("any", title="Type")


def outputs_class(ports: Sequence[Port]) -> type[Ports]:
    """The struct of outputs that depend on params; one that is not given is not sent."""
    made = msgspec.defstruct("Outputs", [(port.name, Any, UNSET) for port in ports], bases=(Ports,), gc=False)
    assert issubclass(made, Ports)
    return made


def brought_to(kind: str, value: Any, name: str) -> Any:
    """`value` as the type of the port `name`; a ValueError when it is none such."""
    match kind:
        case "number":
            return _number(value, name)
        case "boolean":
            if isinstance(value, bool):
                return value
            if isinstance(value, str) and value.strip().lower() in ("true", "false"):
                return value.strip().lower() == "true"
            if value in (0, 1):
                return value == 1
        case "text":
            if isinstance(value, str):
                return value
            if isinstance(value, bool):
                return "true" if value else "false"
            if value is not None:
                return str(value) if isinstance(value, int | float) else msgspec.json.encode(value).decode()
        case "json":
            if isinstance(value, dict | list):
                return value
        case _:
            return value
    raise ValueError(f"“{name}” should be a {kind}, and what was found is {shown(value)}. Choose another type or path.")


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool):
        return float(value)
    try:
        if isinstance(value, int | float | str):
            number = float(value)
            if math.isfinite(number):
                return number
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"“{name}” should be a number, and what was found is {shown(value)}. Choose another type or path.")


def shown(value: Any, length: int = 60) -> str:
    """A value as it stands in a sentence."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return f"“{value[:length]}”" if len(value) <= length else f"“{value[:length]}…”"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.6g}" if isinstance(value, float) else str(value)
    return "a list" if isinstance(value, list) else "an object" if isinstance(value, dict) else type(value).__name__
