"""What a block is. One file in `flows/blocks/<family>/` declares one; nothing else needs to be edited to add it."""

import inspect
import sys
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, UnsetType
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from flows.graphs.facts import Facts, Scope

PortType = Literal["number", "boolean", "text", "json", "series", "trigger", "any"]


@dataclass(frozen=True)
class Kind:
    """Marks an annotation whose port type its Python type does not tell."""

    type: PortType


Json = dict[str, Any] | list[Any]
# Samples in a row: `[times in microseconds UTC, values]`, two lists of equal length, oldest first.
Series = Annotated[list[list[Any]], Kind("series")]
# As an input: whether it was set off in this run. Anything that arrives sets it off, except false.
Trigger = Annotated[bool, Kind("trigger")]
MetricId = Annotated[int, Field(gt=0, json_schema_extra={"format": "metric"})]
DeviceId = Annotated[int, Field(gt=0, json_schema_extra={"format": "device"})]
SiteId = Annotated[int, Field(gt=0, json_schema_extra={"format": "site"})]
DashboardId = Annotated[int, Field(gt=0, json_schema_extra={"format": "dashboard"})]
DeviceTypeId = Annotated[int, Field(gt=0, json_schema_extra={"format": "device_type"})]
# A credential of the organization for other people's servers (see flows/web/credentials.py).
CredentialId = Annotated[int, Field(gt=0, json_schema_extra={"format": "credential"})]
SubflowId = Annotated[int, Field(gt=0, json_schema_extra={"format": "subflow"})]


class Ports(msgspec.Struct, gc=False):
    """Base of `Inputs` and `Outputs`: a struct, because one is made for every run of a block."""


class State(msgspec.Struct, gc=False, array_like=True):
    """What a block remembers between runs; every field has a default. Stored by position: append fields, never reorder them."""


class Params(BaseModel):
    """What the user sets on a block."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, str_max_length=10_000)


def port(title: str, help: str = "") -> Meta:  # noqa: A002
    """Title and help of a port: `value: Annotated[float, port("Value", "in the unit of the metric")]`."""
    return Meta(title=title, description=help)


@dataclass(frozen=True)
class Port:
    """A named, typed end of a block."""

    name: str
    title: str
    type: PortType
    required: bool = True
    help: str = ""


# What every block that computes has beside its own outputs: the sentence that a failed run ended with.
ERROR_PORT = Port("error", "Error", "text", help="Why a run has failed; nothing else is sent then")

Subject = Literal["metric", "status", "attribute", "hook", "topic", "control"]


@dataclass(frozen=True)
class Listen:
    """What a source block hears.

    `metric`: one metric, or paths (with `*`) over devices of a type, a site, or all. `status` and `attribute`:
    news of one device, or of the devices of a type or site (`path` is the attribute's key). `hook`, `topic`, `control`: what
    HTTP callers, MQTT clients and widgets send to this block (`path` is the topic filter).
    """

    metric_id: int | None = None
    path: str = ""
    device_type_id: int | None = None
    takes_bad_quality: bool = False
    subject: Subject = "metric"
    device_id: int | None = None
    site_id: int | None = None
    # The output that it comes out of; a source that hears several things has one for each.
    port: str = "value"

    @property
    def is_pattern(self) -> bool:
        """Whether it hears many devices, so that the flow runs once for each."""
        if self.subject == "metric":
            return self.metric_id is None and bool(self.path)
        return self.subject in ("status", "attribute", "topic") and self.device_id is None

    def takes(self, device_id: int, device_type_id: int | None, site_id: int | None) -> bool:
        """Whether it hears this device."""
        if self.device_id is not None:
            return device_id == self.device_id
        return (self.device_type_id is None or device_type_id == self.device_type_id) and (
            self.site_id is None or site_id == self.site_id
        )


@dataclass(frozen=True)
class Answer:
    """What came of something that a block asked the world for."""

    ok: bool
    value: Any = None
    error: str = ""


@dataclass(frozen=True)
class Writes:
    """The metric a block writes to; no device means that of the run."""

    path: str
    device_id: int | None = None


@dataclass(frozen=True)
class Complaint:
    """Something that is wrong with a block's params beyond their types."""

    field: str
    message: str
    level: Literal["error", "warning"] = "error"


@dataclass(frozen=True)
class Example:
    """Documentation that is run as a test: one run, or a row of runs that share a state.

    `at_s` gives the time of each run (else one second apart); `does` the effects that all of them ask for, in order. `fresh`
    names the inputs that arrived in each run (else all that are given); a run that is an answer has it in `answers`.
    """

    says: str
    inputs: Mapping[str, Any] | Sequence[Mapping[str, Any]] = field(default_factory=dict)
    outputs: Mapping[str, Any] | Sequence[Mapping[str, Any]] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    at_s: Sequence[float] = ()
    does: Sequence[tuple[Any, ...]] = ()
    fresh: Sequence[Sequence[str]] = ()
    answers: Sequence[Answer | None] = ()

    def steps(self) -> list[tuple[float, Mapping[str, Any], Mapping[str, Any]]]:
        """Time, inputs and expected outputs of each run."""
        inputs = [self.inputs] if isinstance(self.inputs, Mapping) else list(self.inputs)
        outputs = [self.outputs] if isinstance(self.outputs, Mapping) else list(self.outputs)
        times = list(self.at_s) or [float(index) for index in range(len(inputs))]
        return list(zip(times, inputs, outputs, strict=True))


@dataclass(frozen=True, kw_only=True)
class Block:
    """One entry of the catalogue. Ports, params and state are read off the annotations of `evaluate`."""

    name: str
    title: str
    evaluate: Callable[..., Any] | None = None
    examples: Sequence[Example] = ()
    keywords: Sequence[str] = ()
    version: int = 1
    # Turns params saved by an older version into those of this one.
    upgrade: Callable[[dict[str, Any], int], dict[str, Any]] | None = None
    # Needed only where `evaluate` does not name the params.
    params_class: type[Params] | None = None
    # (params, facts) -> (inputs, outputs) for ports that depend on params.
    ports: Callable[..., tuple[Sequence[Port], Sequence[Port]]] | None = None
    # params -> anything that `evaluate` wants ready-made under the name `prepared`.
    prepare: Callable[..., Any] | None = None
    # params -> what this source hears; only sources have it.
    listen: Callable[..., Listen | Sequence[Listen]] | None = None
    # (params, scope) -> the metric this block writes to, so that a flow cannot feed itself.
    writes: Callable[..., Writes | None] | None = None
    # (params, facts, scope) -> complaints beyond the types of the params.
    check: Callable[..., Iterable[Complaint]] | None = None
    # params, block id -> the alarm rule behind the block.
    rule: Callable[..., Mapping[str, str]] | None = None
    on_change: Sequence[str] = ()
    quiet: Sequence[str] = ()
    # Its state does not depend on its params, and stays when they change.
    keeps_state: bool = False
    # May ask `world` to be woken; it is then run again with the inputs it had.
    has_timer: bool = False
    # Asks `world` for something that takes a while; it is run again with the answer.
    has_answer: bool = False
    # One run may take milliseconds, such as a script: the clock is looked at after each row of its flow.
    may_take_long: bool = False
    # Columns of inputs -> columns of outputs, for replays over long histories (see flows/graphs/columns.py).
    columns: Callable[..., Any] | None = None
    # Runs by itself when its flow (or the device in it) begins, and again after each deploy.
    starts: bool = False
    # Begins anew with each deploy, also with one that only moves blocks.
    each_deploy: bool = False
    # Its outputs are sent by its timer and its answers only, so they belong to a later run and a loop may pass through it.
    delays: bool = False
    # Stands for other blocks, or for a port between flow and subflow: it is gone before anything runs (see flows/subflows/).
    is_outline: bool = False
    # Put in by the program where it is needed, never chosen by people.
    is_hidden: bool = False

    @property
    def family(self) -> str:
        return self.name.partition(".")[0]

    @property
    def is_source(self) -> bool:
        return self.listen is not None

    @cached_property
    def help(self) -> str:
        home = self.evaluate or self.listen or (self.ports if self.is_outline else None)
        assert home is not None, f"{self.name} has neither evaluate nor listen"
        return inspect.cleandoc(sys.modules[home.__module__].__doc__ or "")

    @cached_property
    def wants(self) -> tuple[str, ...]:
        """What `evaluate` names, in its order."""
        return tuple(inspect.signature(self.evaluate).parameters) if self.evaluate else ()

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self.evaluate) if self.evaluate else {}

    @cached_property
    def params_type(self) -> type[Params]:
        found = self.params_class or self._hints.get("params") or Params
        assert issubclass(found, Params)
        return found

    @cached_property
    def state_type(self) -> type[State] | None:
        return self._hints.get("state")

    @cached_property
    def inputs_type(self) -> type[Ports]:
        """The struct of the inputs where they are fixed; an empty one otherwise."""
        found = self._hints.get("inputs")
        return found if isinstance(found, type) and issubclass(found, Ports) else Ports

    @cached_property
    def outputs_type(self) -> type[Ports]:
        found = self._hints.get("return")
        if get_origin(found) is tuple:
            found = get_args(found)[0]
        return found if isinstance(found, type) and issubclass(found, Ports) else Ports

    def ports_of(self, params: Params, facts: "Facts") -> tuple[list[Port], list[Port]]:
        """The inputs and outputs that the block has with these params."""
        if self.ports is not None:
            given = self.ports(params, facts)
            inputs, outputs = list(given[0]), list(given[1])
        else:
            inputs, outputs = ports_of_struct(self.inputs_type), ports_of_struct(self.outputs_type)
        if not self.is_source and not self.is_outline and inputs and all(port.name != ERROR_PORT.name for port in outputs):
            outputs.append(ERROR_PORT)
        return inputs, outputs

    def check_params(self, params: Params, facts: "Facts", scope: "Scope") -> list[Complaint]:
        return list(self.check(params, facts, scope)) if self.check else []


def fits(output: PortType, taken: PortType) -> bool:
    """Whether a wire may lead from an output of one type to an input of the other."""
    return output == taken or taken in ("any", "trigger")


def ports_of_struct(struct: type[Ports]) -> list[Port]:
    """The ports that the fields of a struct stand for."""
    hints = get_type_hints(struct, include_extras=True)
    return [_port_of(item.name, hints[item.name], item.required) for item in msgspec.structs.fields(struct)]


def ports_class(name: str, ports: Sequence[Port]) -> type[Ports]:
    """The struct of inputs that depend on params; optional ones without a value hold None."""
    fields: list[Any] = [(item.name, Any) if item.required else (item.name, Any, None) for item in ports]
    fields.sort(key=len)  # a struct wants those without default first; they are filled by name, so order says nothing
    made = msgspec.defstruct(name, fields, bases=(Ports,), gc=False)
    assert issubclass(made, Ports)
    return made


def _port_of(name: str, hint: Any, required: bool) -> Port:
    title, text = name.replace("_", " ").capitalize(), ""
    marked: PortType | None = None
    if get_origin(hint) is Annotated:
        hint, *extras = get_args(hint)
        for extra in extras:
            if isinstance(extra, Meta):
                title, text = extra.title or title, extra.description or text
            if isinstance(extra, Kind):
                marked = extra.type
    return Port(name=name, title=title, type=marked or _type_of(hint), required=required, help=text)


def _type_of(hint: Any) -> PortType:
    if get_origin(hint) is Annotated:
        kind = next((extra.type for extra in get_args(hint)[1:] if isinstance(extra, Kind)), None)
        return kind or _type_of(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        members = [member for member in get_args(hint) if member not in (UnsetType, type(None))]
        kinds = {_type_of(member) for member in members}
        return kinds.pop() if len(kinds) == 1 else "any"
    if hint is Any or hint is object:
        return "any"
    if hint is bool:
        return "boolean"
    if hint in (int, float):
        return "number"
    if hint is str:
        return "text"
    if (get_origin(hint) or hint) in (dict, list):
        return "json"
    raise TypeError(f"{hint!r} is not a type that a port can carry")
