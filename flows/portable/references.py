"""Metrics, devices and the like by their names instead of ids, so that a flow means the same in another installation.

`12` becomes `{"$metric": {"device": "boiler", "path": "temp"}}`, and `{"$device": "boiler"}` and so on for what has one name.
Which params are ids is told by the format in their JSON Schema. What has no name (it is gone) keeps its id; a name that nothing
has here stays a name, and validation says so of the block.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, Protocol

from django.db.models import QuerySet

from devices.models import Device, DeviceType, Metric
from flows import catalogue
from flows.models import Credential, Subflow, SubflowRevision
from flows.portable.absent import KINDS
from flows.subflows.declared import REFERENCES, USE, params_of
from organizations import rights
from organizations.models import Site, User


class Names(Protocol):
    """Ids to names, names to ids, within one organization."""

    def name_of(self, kind: str, id_: int) -> Any | None: ...

    def id_of(self, kind: str, name: Any) -> int | None: ...

    def newest(self, subflow_id: int) -> int | None: ...

    def has_revision(self, subflow_id: int, number: int) -> bool: ...

    def reference_params(self, subflow_id: int, number: int) -> Mapping[str, str]: ...


_BY_NAME: Final[dict[str, Any]] = {
    "device": Device,
    "device_type": DeviceType,
    "site": Site,
    "credential": Credential,
    "subflow": Subflow,
}
LATEST: Final = "latest"

# Which things of a kind an organization has that a person may see; without a person all.
RowsOf = Callable[[str, User | None], "QuerySet[Any]"]
_FROM_ABOVE: Final[dict[str, RowsOf]] = {}


def register(kind: str, rows: RowsOf) -> None:
    """A kind of things with names, of an app above this one; called when that app is loaded."""
    assert kind in KINDS, f"{kind} is no kind of thing that a param can name"
    _FROM_ABOVE[kind] = rows


class OrganizationNames:
    """Names from the database, each asked for once. With `user`, what that person may not see has none."""

    def __init__(self, organization_id: str, *, user: User | None = None) -> None:
        self._organization_id = organization_id
        self._user = user
        self.name_of: Callable[[str, int], Any] = cache(self._name_of)

    def newest(self, subflow_id: int) -> int | None:
        """The number of a subflow's newest revision."""
        return self._revisions(subflow_id).values_list("number", flat=True).first()

    def has_revision(self, subflow_id: int, number: int) -> bool:
        return self._revisions(subflow_id).filter(number=number).exists()

    def reference_params(self, subflow_id: int, number: int) -> Mapping[str, str]:
        """The params of a subflow whose values are metrics, devices or device types, and which of these."""
        document = self._revisions(subflow_id).filter(number=number).values_list("document", flat=True).first()
        declared = params_of(document) if document else []
        return {item.name: item.type for item in declared if item.type in REFERENCES}

    def _revisions(self, subflow_id: int) -> "QuerySet[SubflowRevision]":
        return SubflowRevision.objects.filter(subflow_id=subflow_id, subflow__organization_id=self._organization_id)

    def _rows(self, kind: str) -> Any:
        if kind in _FROM_ABOVE:
            return _FROM_ABOVE[kind](self._organization_id, self._user)
        if kind == "metric":
            rows: Any = Metric.objects.filter(device__organization_id=self._organization_id)
        else:
            rows = _BY_NAME[kind].objects.filter(organization_id=self._organization_id)
        if self._user is None or kind in ("credential", "device_type"):
            return rows
        return rights.visible(self._user, rows)

    def _name_of(self, kind: str, id_: int) -> Any | None:
        if kind == "metric":
            row = self._rows(kind).filter(id=id_).values_list("device__name", "path").first()
            return {"device": row[0], "path": row[1]} if row else None
        return self._rows(kind).filter(id=id_).values_list("name", flat=True).first()

    def id_of(self, kind: str, name: Any) -> int | None:
        if kind == "metric":
            if not isinstance(name, Mapping) or not all(isinstance(name.get(part), str) for part in ("device", "path")):
                return None
            found = self._rows(kind).filter(device__name=name["device"], path=name["path"])
        elif isinstance(name, str):
            found = self._rows(kind).filter(name=name)
        else:
            return None
        id_: int | None = found.values_list("id", flat=True).first()
        return id_


def named(document: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The document with names where ids were."""

    def put(kind: str, value: Any) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            return value
        name = names.name_of(kind, value)
        return value if name is None else {f"${kind}": name}

    def use(params: dict[str, Any]) -> dict[str, Any]:
        """A use of a subflow: what is in its values, and its revision, which is a number of this installation."""
        subflow, number = params.get("subflow"), params.get("revision", 1)
        if not isinstance(subflow, int) or not isinstance(number, int):
            return params
        kinds = names.reference_params(subflow, number)
        values = {name: put(kinds[name], value) if name in kinds else value for name, value in params.get("values", {}).items()}
        shown = LATEST if names.newest(subflow) == number else number
        return params | {"revision": shown, "values": values}

    return _with_params(document, put, before=use)


def resolved(document: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The document with the ids of what has these names here; other names stay."""

    def put(kind: str, value: Any) -> Any:
        if not isinstance(value, dict) or value.keys() != {f"${kind}"}:
            return value
        found = names.id_of(kind, value[f"${kind}"])
        return value if found is None else found

    def use(params: dict[str, Any]) -> dict[str, Any]:
        subflow, number = params.get("subflow"), params.get("revision")
        values = {name: _put_any(value, put) for name, value in (params.get("values") or {}).items()}
        if isinstance(subflow, int) and (
            number == LATEST or not isinstance(number, int) or not names.has_revision(subflow, number)
        ):
            number = names.newest(subflow) or 1
        return params | {"revision": number, "values": values}

    return _with_params(document, put, after=use)


Put = Callable[[str, Any], Any]


Change = Callable[[dict[str, Any]], dict[str, Any]]


def _as_it_is(params: dict[str, Any]) -> dict[str, Any]:
    return params


def _with_params(
    document: Mapping[str, Any], put: Put, *, before: Change = _as_it_is, after: Change = _as_it_is
) -> dict[str, Any]:
    """Every param that names something through `put`; uses of subflows through `before` and `after` that as well."""
    blocks = {}
    for block_id, item in document.get("blocks", {}).items():
        block = catalogue.blocks().get(item.get("type", ""))
        params = item.get("params")
        if block is not None and isinstance(params, dict):
            schema = _schema(block.name)
            params = before(params) if block.name == USE else params
            params = _walk(schema, params, schema, put)
            item = {**item, "params": after(params) if block.name == USE else params}
        blocks[block_id] = item
    result = {**document, "blocks": blocks}
    if isinstance(document.get("params"), list):
        result["params"] = [_declaration(item, put) for item in document["params"]]
    return result


def _put_any(value: Any, put: Put) -> Any:
    """The value of a subflow's param: what it is a name of is told by the name itself."""
    for kind in REFERENCES:
        value = put(kind, value)
    return value


def _declaration(item: Any, put: Put) -> Any:
    """A param of a subflow whose default is a metric, a device or a device type."""
    if isinstance(item, dict) and item.get("type") in REFERENCES and item.get("default") is not None:
        return item | {"default": put(item["type"], item["default"])}
    return item


@cache
def _schema(block: str) -> dict[str, Any]:
    return catalogue.blocks()[block].params_type.model_json_schema()


def _walk(schema: Mapping[str, Any], value: Any, root: Mapping[str, Any], put: Put) -> Any:
    schema = _followed(schema, root)
    choices = [_followed(choice, root) for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ()))]
    kind = schema.get("format") or next((choice["format"] for choice in choices if choice.get("format") in KINDS), None)
    if kind in KINDS:
        return put(kind, value)
    if isinstance(value, list):
        items = schema.get("items") or next((choice["items"] for choice in choices if "items" in choice), None)
        return [_walk(items, item, root, put) for item in value] if isinstance(items, dict) else value
    if isinstance(value, dict):
        properties = dict(schema.get("properties", {}))
        for choice in choices:
            properties |= {name: one for name, one in choice.get("properties", {}).items() if name not in properties}
        return {name: _walk(properties[name], item, root, put) if name in properties else item for name, item in value.items()}
    return value


def _followed(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    if len(schema.get("allOf", ())) == 1:
        schema = {**_followed(schema["allOf"][0], root), **{name: part for name, part in schema.items() if name != "allOf"}}
    if "$ref" not in schema:
        return schema
    target: Mapping[str, Any] = root.get("$defs", {}).get(schema["$ref"].rpartition("/")[2], {})
    return {**target, **{name: part for name, part in schema.items() if name != "$ref"}}
