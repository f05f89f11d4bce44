"""What the rest of the product knows that a graph's validity depends on: metrics, devices, types of one organization."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

DataType = Literal["number", "boolean", "text", "json", "any"]


@dataclass(frozen=True)
class MetricFact:
    id: int
    path: str
    data_type: str
    is_writable: bool
    device_id: int
    device: str
    device_type_id: int | None


@dataclass(frozen=True)
class DeviceFact:
    id: int
    name: str
    type_id: int | None


@dataclass(frozen=True)
class CredentialFact:
    id: int
    name: str
    kind: str
    system: str = ""  # of a database: which one, as its URL begins


@dataclass(frozen=True)
class SubflowFact:
    """One revision of a subflow."""

    id: int
    name: str
    number: int
    document: Mapping[str, Any] = field(hash=False)


class Facts(Protocol):
    """Reads within one organization: what belongs to another one is not there."""

    def metric(self, metric_id: int) -> MetricFact | None: ...

    def metric_at(self, device_id: int, path: str) -> MetricFact | None: ...

    def device(self, device_id: int) -> DeviceFact | None: ...

    def device_type(self, type_id: int) -> str | None: ...

    def site(self, site_id: int) -> str | None: ...

    def credential(self, credential_id: int) -> CredentialFact | None: ...

    def subflow(self, subflow_id: int, number: int) -> SubflowFact | None: ...


@dataclass(frozen=True)
class Scope:
    """For what a flow runs: once for each device, or once (then for `device`, when all its sources are of that one)."""

    is_each_device: bool = False
    device: DeviceFact | None = None


def port_type(data_type: str) -> DataType:
    """The type that values of a metric have on a wire."""
    kinds: dict[str, DataType] = {"long": "number", "double": "number", "boolean": "boolean", "string": "text", "json": "json"}
    return kinds.get(data_type, "any")


class NoFacts:
    """An organization without anything: for describing blocks and for tests."""

    def metric(self, metric_id: int) -> MetricFact | None:
        return None

    def metric_at(self, device_id: int, path: str) -> MetricFact | None:
        return None

    def device(self, device_id: int) -> DeviceFact | None:
        return None

    def device_type(self, type_id: int) -> str | None:
        return None

    def site(self, site_id: int) -> str | None:
        return None

    def credential(self, credential_id: int) -> CredentialFact | None:
        return None

    def subflow(self, subflow_id: int, number: int) -> SubflowFact | None:
        return None
